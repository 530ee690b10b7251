"""The commands that read the history: shapes, filters, ids, forms."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from terminal import Runner

READING = [
    ["log"], ["impacts"], ["work", "list"], ["alerts", "list"], ["alerts", "dead"], ["sources", "list"],
    ["practices", "list"], ["practices", "check"], ["diff", "us-health"], ["history", "us-me-isp", "§ 9503(a)"],
    ["text", "us-health"], ["doctor", "--offline"], ["verify"], ["sources", "show", "us-health"],
    ["practices", "show", "data-lake"],
]  # fmt: skip
CHANGE_FIELDS = {
    "id", "change_id", "source", "observed_at", "kind", "citation", "before", "after", "similarity", "redline",
    "signals", "severity", "effective_on", "dates", "impacts",
}  # fmt: skip


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv", "md"])
def test_every_reading_command_gives_every_form(run: Runner, command: list[str], form: str) -> None:
    done = run(*command, "--format", form)
    assert done.code == 0, done.err
    assert "\x1b" not in done.out + done.err
    if form == "json":
        json.loads(done.out)
    elif form == "ndjson":
        assert all(isinstance(json.loads(line), dict) for line in done.out.splitlines())
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(done.out)))
        assert len({len(row) for row in rows}) == 1
    elif form == "md":
        lines = done.out.splitlines()
        assert re.fullmatch(r"\|( --- \|)+", lines[1])
        assert all(line.startswith("| ") and line.endswith(" |") for line in lines)


def test_log_gives_the_contracts_names_newest_first(run: Runner) -> None:
    rows = run("log", "--json").json
    assert len(rows) == 50
    assert all(set(row) >= CHANGE_FIELDS and row["id"] == row["change_id"] for row in rows)
    times = [row["observed_at"] for row in rows]
    assert times == sorted(times, reverse=True)
    assert len(run("log", "--json", "--limit", "3").json) == 3


def test_show_tells_the_same_change_with_its_evidence(run: Runner) -> None:
    listed = run("log", "--json", "--limit", "1").json[0]
    shown = run("show", listed["id"][:10], "--json").json
    assert {name: shown[name] for name in listed} == listed
    assert all(len(capture["sha256"]) == 64 for capture in shown["captures"])


def test_impacts_carry_change_source_and_time(run: Runner) -> None:
    rows = run("impacts", "--json").json
    assert rows
    for row in rows:
        assert row["level"] in {"medium", "high"}
        assert set(row) >= {"change_id", "source", "observed_at", "practice", "score", "level", "reasons", "citation"}
    assert len(run("impacts", "--all", "--json", "--limit", "1000").json) > len(rows)


def test_filters_narrow_the_log(run: Runner) -> None:
    everything = run("log", "--json", "--limit", "1000").json
    assert {row["source"] for row in run("log", "--source", "us-hea", "--json").json} == {"us-health"}
    assert {row["kind"] for row in run("log", "--kind", "repealed", "--json").json} == {"repealed"}
    assert {row["severity"] for row in run("log", "--severity", "high", "--json").json} == {"high"}
    assert {row["jurisdiction"] for row in run("log", "--jurisdiction", "us-me", "--json").json} == {"US-ME"}
    since = run("log", "--since", "2024-05-13", "--until", "2024-05-13", "--json").json
    assert {row["observed_at"][:10] for row in since} == {"2024-05-13"}
    assert 0 < len(since) < len(everything)
    assert len(run("log", "--since", "50y", "--limit", "1000", "--json").json) == len(everything)
    assert run("log", "--topic", "no-such-topic", "--json").json == []


def test_a_practice_that_no_change_touched_is_known_from_its_file(own: Runner) -> None:
    text = (own.folder / "practices.yaml").read_text(encoding="utf-8")
    own.write("practices.yaml", text.replace("id: data-lake", "id: quiet-pond"))
    assert run_json(own, "log", "--practice", "quiet-pond") == []
    assert own("log", "--practice", "quite-pond").code == 2


def run_json(runner: Runner, *arguments: str) -> object:
    return runner(*arguments, "--json").json


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["show", "zzzz"], "regdrift log"),
        (["show", ""], "regdrift log"),
        (["work", "show", "zzzz"], "regdrift work list"),
        (["log", "--source", "us-helth"], "did you mean us-health"),
        (["log", "--source", "us-"], "more than one source"),
        (["impacts", "--practice", "nothing"], "regdrift practices list"),
        (["work", "list", "--practice", "nothing"], "regdrift practices list"),
        (["work", "list", "--source", "nothing"], "regdrift sources list"),
        (["text", "nothing"], "regdrift sources list"),
        (["diff", "us-me"], "more than one source (us-me-isp, us-me-isp-bill)"),
        (["history", "us-me-isp", "§ 1"], "no version ever had"),
        (["text", "us-health", "--provision", "§ 1"], "regdrift text us-health"),
        (["sources", "show", "nothing"], "regdrift sources list"),
        (["check", "nothing"], "regdrift sources list"),
        (["practices", "show", "nothing"], "regdrift practices list"),
        (["alerts", "test", "nothing"], "mail, hook"),
        (["alerts", "retry", "nothing"], "regdrift alerts dead"),
        (["log", "--since", "yesterday"], "2026-01-31"),
        (["log", "--since", "99999999w"], "calendar"),
        (["log", "--jurisdiction", "Mars"], "US-ME"),
        (["verify", "--against", "abc"], "SEQ:HASH"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_does_not_exist_is_said_with_the_next_step(run: Runner, command: list[str], told: str) -> None:
    done = run(*command)
    assert done.code == 2
    assert done.out == ""
    assert told in done.err


def test_an_ambiguous_change_is_refused_and_more_of_its_id_is_asked(run: Runner) -> None:
    ids = [row["id"] for row in run("log", "--json", "--limit", "1000").json]
    shared = next(one[0] for one in ids if sum(other[0] == one[0] for other in ids) > 1)
    done = run("show", shared)
    assert done.code == 2
    assert "more than one change" in done.err


def test_the_table_counts_practices_that_are_hardly_touched(run: Runner) -> None:
    rows = {row["id"][:8]: row for row in run("log", "--json").json}
    lines = run("log").out.splitlines()[1:]
    assert len(lines) == len(rows)
    seen = 0
    for line in lines:
        levels = [impact["level"] for impact in rows[line[:8]]["impacts"]]
        assert "(low)" not in line
        assert (f"+{levels.count('low')}" in line) == ("low" in levels)
        seen += levels.count("low")
    assert seen


def test_times_are_short_in_tables_and_whole_in_data(run: Runner) -> None:
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d\b", run("alerts", "list").out)
    assert "T08:" not in run("alerts", "list").out + run("sources", "list").out
    assert "T08:" in run("alerts", "list", "--format", "csv").out


def test_quiet_is_silent_and_keeps_results(run: Runner) -> None:
    assert run("log", "--limit", "3").err
    assert run("log", "--limit", "3", "-q").err == ""
    assert run("log", "--limit", "3", "-q").out == run("log", "--limit", "3").out
    nothing = run("log", "--topic", "no-such-topic", "-q")
    assert (nothing.out, nothing.err) == ("", "")


def test_fail_on_tells_grave_changes_by_exit_code(run: Runner) -> None:
    assert run("log", "--fail-on", "high").code == 1
    assert run("log", "--source", "us-me-isp", "--since", "2024-01-01", "--fail-on", "high").code == 0


def test_verify_ends_with_a_head_that_can_be_checked_against(run: Runner) -> None:
    head = run("verify").out.strip()
    assert re.fullmatch(r"\d+:[0-9a-f]{64}", head)
    assert run("verify", "--against", head).code == 0
    other = run("verify", "--against", head[:-1] + ("0" if head[-1] != "0" else "1"))
    assert other.code == 3
    assert "restore a backup" in other.err


def test_the_law_is_printed_as_it_applied(run: Runner) -> None:
    rule, repealed = (run("text", "us-broadband", "--at", day, "-q").out for day in ("2017-01-15", "2017-06-01"))
    assert "version 2" in rule
    assert "version 3" in repealed
    assert len(repealed) < len(rule) / 2
    early = run("text", "us-broadband", "--at", "2001-01-01")
    assert (early.code, early.out) == (3, "")
    assert run("text", "us-health", "--at", "2020-01-01", "--known-at", "2020-01-01").code == 2
