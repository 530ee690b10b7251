"""``regdrift backfill`` from a folder."""

from __future__ import annotations

import json
from pathlib import Path

from pytest_httpserver import HTTPServer
from terminal import Runner, law


def prepared(fresh: Runner) -> Runner:
    fresh.write(
        "sources.yaml",
        "schema: regdrift/sources@1\nsources:\n  - {id: act, name: Act, jurisdiction: US, url: 'https://law.example/act'}\n",
    )
    fresh.write("practices.yaml", "schema: regdrift/practices@1\norganization: {name: Test}\npractices: []\n")
    fresh.write("alerts.yaml", "schema: regdrift/alerts@1\n")
    (fresh.folder / "kept").mkdir()
    records = "7.2 Records | A provider shall keep records of the consent for two years after it was given."
    may, shall_not = "7.1 Fees | A provider may charge a fee.", "7.1 Fees | A provider shall not charge a fee."
    fresh.write("kept/act-2019-01-01.html", law(may, records))
    fresh.write("kept/act-2021-06-01.html", law(shall_not, records))
    return fresh


def test_a_folder_fills_the_history_and_a_second_run_finds_nothing(fresh: Runner) -> None:
    run = prepared(fresh)
    arguments = ("backfill", "act", "--since", "2000-01-01", "--from-dir", str(run.folder / "kept"))
    planned = run(*arguments, "--dry-run", "--json")
    assert [row["outcome"] for row in json.loads(planned.out)] == ["planned", "planned"]
    done = run(*arguments, "--json")
    assert done.code == 0, done.out
    assert [row["dated_on"] for row in json.loads(done.out)] == ["2021-06-01", "2019-01-01"]
    assert "may charge" in run("text", "act", "--at", "2020-01-01").out
    assert "as its archive says" in run("text", "act", "--at", "2020-01-01").out
    assert "nothing is missing" in run(*arguments).err
    assert run("verify").code == 0


def test_what_cannot_be_read_is_told_and_the_rest_kept(fresh: Runner) -> None:
    run = prepared(fresh)
    run.write("kept/act-2022-01-01.html", "<html><body></body></html>")
    done = run("backfill", "act", "--since", "2000-01-01", "--from-dir", str(run.folder / "kept"))
    assert done.code == 3
    assert "2022-01-01" in done.out
    assert "2 versions" in done.err


def test_versions_can_be_taken_some_days_apart(fresh: Runner) -> None:
    run = prepared(fresh)
    text = (run.folder / "kept/act-2019-01-01.html").read_text(encoding="utf-8")
    for day in ("2019-01-02", "2019-01-30", "2019-02-10", "2019-03-05"):
        run.write(f"kept/act-{day}.html", text)
    arguments = ("--since", "2019-01-01", "--from-dir", str(run.folder / "kept"), "--step", "30", "--dry-run", "--json")
    planned = json.loads(run("backfill", "act", *arguments).out)
    assert [row["dated_on"] for row in planned] == ["2021-06-01", "2019-02-10", "2019-01-01"]


def test_it_says_what_is_missing_in_the_call(fresh: Runner) -> None:
    run = prepared(fresh)
    folder = str(run.folder)
    twice = run("backfill", "act", "--since", "2000-01-01", "--from-dir", folder, "--from-wayback", "https://a.example")
    assert twice.code == 2
    assert "one place" in twice.err
    assert run("backfill", "act", "--since", "2000-01-01", "--from-git", str(run.folder)).code == 2


def test_a_web_archive_that_stops_answering_is_gone_on_with_later(fresh: Runner, httpserver: HTTPServer) -> None:
    run = prepared(fresh)
    archive = httpserver.url_for("").rstrip("/")
    page = httpserver.url_for("/act")
    run.write(
        "sources.yaml",
        "schema: regdrift/sources@1\nsources:\n"
        f"  - {{id: act, name: Act, jurisdiction: US, url: '{page}', allow_private_addresses: true, delay: 0s}}\n",
    )
    rows = [["timestamp", "original", "digest"], ["20190101000000", page, "A"], ["20210601000000", page, "B"]]
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/cdx/search/cdx").respond_with_json(rows)
    newer = (run.folder / "kept/act-2021-06-01.html").read_bytes()
    httpserver.expect_request(f"/web/20210601000000id_/{page}").respond_with_data(newer)
    oldest = httpserver.expect_oneshot_request(f"/web/20190101000000id_/{page}")
    oldest.respond_with_data("", status=429, headers={"Retry-After": "7200"})
    arguments = ("backfill", "act", "--since", "2000-01-01", "--from-wayback", archive)
    stopped = run(*arguments, "--json")
    assert stopped.code == 3, stopped.err
    assert [row["outcome"] for row in json.loads(stopped.out)] == ["stored", "stopped"]
    assert "stopped at 2019-01-01" in stopped.err
    # The archive asked for two hours of quiet: a run within them asks it for nothing.
    asked = len(httpserver.log)
    again = run(*arguments)
    assert again.code == 3
    assert "left alone" in again.err
    assert len(httpserver.log) == asked
    assert run("verify").code == 0
    assert "shall not charge" in run("text", "act", "--at", "2022-01-01").out


def test_a_title_of_the_ecfr_is_filled_from_its_issues(fresh: Runner, httpserver: HTTPServer, corpus: Path) -> None:
    run = prepared(fresh)
    run.write(
        "sources.yaml",
        "schema: regdrift/sources@1\nsources:\n  - {id: title-1, name: 1 CFR, jurisdiction: US, connector: ecfr, "
        f"title: 1, url: '{httpserver.url_for('')}', allow_private_addresses: true, delay: 0s}}\n",
    )
    folder = corpus / "editorial_pair" / "ecfr-title1-ndash-2024"
    issued = {"2023-05-02": "before.xml", "2024-03-20": "after.xml"}
    entries = [{"amendment_date": day, "issue_date": day, "identifier": "1.1"} for day in issued]
    service = "/api/versioner/v1"
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request(f"{service}/versions/title-1.json").respond_with_json({"content_versions": entries})
    for day, name in issued.items():
        body = (folder / name).read_bytes()
        httpserver.expect_request(f"{service}/full/{day}/title-1.xml").respond_with_data(body, content_type="text/xml")
    done = run("backfill", "title-1", "--since", "2024-01-01", "--json")
    assert done.code == 0, done.err
    stored = [(row["dated_on"], row["outcome"]) for row in json.loads(done.out)]
    assert stored == [("2024-03-20", "stored"), ("2024-01-01", "stored")]
    changes = [json.loads(line) for line in run("log", "--format", "ndjson", "--limit", "500").out.splitlines()]
    assert changes
    assert {change["kind"] for change in changes} == {"editorial"}
    before, after = (run("text", "title-1", "--at", day).out for day in ("2024-02-01", "2024-04-01"))
    assert before != after
    assert run("verify").code == 0
    assert run("alerts", "list", "--json").out.strip() in {"", "[]"}
