"""Exports hold everything that the filters let through, in forms that other programs read."""

from __future__ import annotations

import csv
import io
import json

import pytest
from icalendar import Calendar, Event
from lxml import etree
from terminal import Runner

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_changes_come_as_csv_without_a_limit(run: Runner) -> None:
    everything = run("log", "--json", "--limit", "100000").json
    rows = list(csv.DictReader(io.StringIO(run("export", "changes").out)))
    assert len(everything) > 50
    assert [row["id"] for row in rows] == [change["id"] for change in everything]
    first = everything[0]
    assert rows[0]["before"] == first["before"]["text"]
    assert rows[0]["after"] == first["after"]["text"]


def test_json_and_ndjson_hold_the_records_of_the_log(run: Runner) -> None:
    logged = run("log", "--json", "--source", "us-health").json
    assert run("export", "changes", "--source", "us-health", "--json").json == logged
    lines = run("export", "changes", "--source", "us-health", "--format", "ndjson").out.splitlines()
    assert [json.loads(line) for line in lines] == logged
    assert run("export", "changes", "--since", "today", "--json").json == []


def test_impacts_name_rule_quote_and_field(run: Runner) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "impacts", "--practice", "clinic-records").out)))
    assert rows
    assert all(row["rule"] and row["quote"] and row["practice_field"] for row in rows)
    assert {row["level"] for row in rows} <= {"high", "medium"}
    wider = list(csv.DictReader(io.StringIO(run("export", "impacts", "--practice", "clinic-records", "--all").out)))
    assert len(wider) >= len(rows)


def test_work_goes_to_a_file(own: Runner) -> None:
    target = own.folder / "work.csv"
    done = own("export", "work", "--open", "-o", str(target))
    assert done.out == ""
    assert str(target) in done.err
    listed = own("work", "list", "--json", "--limit", "1000").json
    with target.open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [item["id"] for item in listed]


def test_a_file_that_cannot_be_written_is_a_clear_error(own: Runner) -> None:
    done = own("export", "work", "-o", str(own.folder / "missing" / "work.csv"))
    assert done.code == 3
    assert "cannot be written" in done.err


@pytest.mark.parametrize("what", ["changes", "work", "feed", "calendar"])
def test_a_dash_is_stdout_and_no_file(own: Runner, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.chdir(own.folder)
    done = own("export", what, "-o", "-")
    assert done.out
    assert "wrote" not in done.err
    assert not (own.folder / "-").exists()


def test_a_french_feed_gives_its_reasons_in_french(run: Runner) -> None:
    found = run("export", "feed", "--lang", "fr", "--source", "fr-prospection").out
    assert "Règles du démarchage téléphonique modifiées\u202f: revoir" in found
    assert "Review" not in found


def test_the_feed_is_atom_with_stable_ids(run: Runner) -> None:
    first = etree.fromstring(run("export", "feed", "--limit", "5").out.encode())
    again = etree.fromstring(run("export", "feed", "--limit", "3").out.encode())
    ids = [one.text for one in first.findall("a:entry/a:id", ATOM)]
    assert len(ids) == len(set(ids)) == 5
    assert [one.text for one in again.findall("a:entry/a:id", ATOM)] == ids[:3]
    for name in ("title", "id", "updated", "author"):
        assert first.find(f"a:{name}", ATOM) is not None
    newest = run("log", "--json", "--limit", "1").json[0]
    assert first.find("a:updated", ATOM).text == newest["observed_at"]
    assert newest["source_name"] in first.find("a:entry/a:title", ATOM).text


def test_the_report_is_written_and_counted(own: Runner) -> None:
    target = own.folder / "report.html"
    done = own("report", "-o", str(target), "--json")
    assert done.code == 0
    logged = own("log", "--json", "--limit", "100000").json
    assert done.json["changes"] == len(logged)
    page = target.read_text(encoding="utf-8")
    assert all(change["source"] in page for change in logged)


def test_a_period_that_ends_before_it_begins_is_refused(run: Runner) -> None:
    done = run("report", "--since", "2026-02-01", "--until", "2026-01-01", "-o", "-")
    assert done.code == 2
    assert "lies after" in done.err


def test_the_board_page_goes_to_stdout_in_french(run: Runner) -> None:
    done = run("report", "--board", "--lang", "fr", "-o", "-")
    assert '<html lang="fr">' in done.out
    assert "note au conseil" in done.out


def test_search_finds_provisions_in_every_form(run: Runner) -> None:
    shown = run("search", "consent", "telephone").out
    rows = run("search", "prior", "consent", "--json").json
    assert rows
    assert all("consent" in row["excerpt"].casefold() for row in rows)
    assert "\x02" not in shown + str(rows)
    assert run("search", "zebra").err.startswith("no provision")
    assert run("search", "consent", "--source", "nobody").code == 2


def test_the_calendar_holds_dates_of_law_and_work(run: Runner) -> None:
    def events(*more: str) -> list[Event]:
        return list(Calendar.from_ical(run("export", "calendar", "--since", "2010-01-01", *more).out).walk("VEVENT"))

    law, work, both = events("--only", "law"), events("--only", "work"), events()
    assert law
    assert work
    assert len(both) == len(law) + len(work)
    assert len({str(event["uid"]) for event in both}) == len(both)
    listed = run("work", "list", "--json", "--limit", "1000").json
    assert len(work) == len([item for item in listed if item["due_on"]])
    french = events("--jurisdiction", "FR")
    assert 0 < len(french) < len(both)
