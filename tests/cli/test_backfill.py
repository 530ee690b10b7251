"""``regdrift backfill`` from a folder."""

from __future__ import annotations

import json

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


def test_it_says_what_is_missing_in_the_call(fresh: Runner) -> None:
    run = prepared(fresh)
    nowhere = run("backfill", "act", "--since", "2000-01-01")
    assert nowhere.code == 2
    assert "--from-dir" in nowhere.err
    assert run("backfill", "act", "--since", "2000-01-01", "--from-git", str(run.folder)).code == 2
