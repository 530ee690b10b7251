"""``sources catalog`` and ``sources add``."""

from __future__ import annotations

import csv
import io
import json
import os

import pytest
from terminal import Runner

from regdrift.config import load_sources
from regdrift.data.load_catalogue import load_catalogue


@pytest.fixture
def started(fresh: Runner) -> Runner:
    """A folder with the first starter pack."""
    assert fresh("init", str(fresh.folder), "-q").code == 0
    return fresh


def test_catalog_lists_all_and_filters(fresh: Runner) -> None:
    assert len(fresh("sources", "catalog", "--json").json) == len(load_catalogue())
    found = fresh("sources", "catalog", "--jurisdiction", "US", "--topic", "isp", "--json").json
    assert {"us-me-isp-privacy", "us-cpni-64u"} <= {row["id"] for row in found}
    assert all("isp" in row["topics"] for row in found)
    assert all(row["evidence"] in {"seen", "pattern", "unverified"} for row in found)


def test_catalog_gives_every_form(fresh: Runner) -> None:
    given = ("sources", "catalog", "--jurisdiction", "US-ME", "--format")
    whole = fresh(*given, "json").json
    assert [json.loads(line) for line in fresh(*given, "ndjson").out.splitlines()] == whole
    rows = list(csv.DictReader(io.StringIO(fresh(*given, "csv").out)))
    assert [(row["id"], row["url"]) for row in rows] == [(row["id"], row["url"]) for row in whole]
    assert fresh(*given, "md").out.count("\n") == len(whole) + 2
    assert "us-me-isp-privacy" in fresh(*given, "table").out


@pytest.mark.parametrize(("option", "word"), [("--topic", "helth"), ("--regime", "hipa")])
def test_catalog_says_which_words_it_knows(option: str, word: str, fresh: Runner) -> None:
    done = fresh("sources", "catalog", option, word)
    assert done.code == 2
    assert "did you mean" in done.err
    assert done.out == ""


def test_a_place_without_sources_is_no_mistake(fresh: Runner) -> None:
    done = fresh("sources", "catalog", "--jurisdiction", "AQ", "--json")
    assert (done.code, done.json) == (0, [])


def test_add_writes_what_check_will_watch(started: Runner) -> None:
    path = started.folder / "sources.yaml"
    old = path.read_text("utf-8")
    done = started("sources", "add", "us-me-breach", "fr-cnil-cookies", "--json")
    assert done.code == 0
    assert done.json["file"] == str(path)
    assert [row["id"] for row in done.json["added"]] == ["us-me-breach", "fr-cnil-cookies"]
    assert done.json["added"][0]["url"] == "https://legislature.maine.gov/statutes/10/title10sec1348.html"
    assert path.read_text("utf-8").startswith(old)
    assert [source.id for source in load_sources(path, os.environ)][-2:] == ["us-me-breach", "fr-cnil-cookies"]
    assert "us-me-breach" in {row["id"] for row in started("sources", "list", "--json").json}
    assert "regdrift sources check us-me-breach fr-cnil-cookies" in done.err


@pytest.mark.parametrize("form", ["ndjson", "csv", "md"])
def test_add_tells_in_every_form_what_it_added(form: str, started: Runner) -> None:
    done = started("sources", "add", "us-me-breach", "--format", form)
    assert done.code == 0
    assert "us-me-breach" in done.out


def test_adding_again_is_refused_and_adds_none_of_them(started: Runner) -> None:
    path = started.folder / "sources.yaml"
    assert started("sources", "add", "us-me-breach").code == 0
    old = path.read_bytes()
    done = started("sources", "add", "us-az-breach", "us-me-breach")
    assert done.code == 2
    assert "us-me-breach is there already" in done.err
    assert path.read_bytes() == old


def test_an_id_named_twice_is_added_once(started: Runner) -> None:
    done = started("sources", "add", "us-me-breach", "us-me-breach", "--json")
    assert [row["id"] for row in done.json["added"]] == ["us-me-breach"]


def test_an_unknown_or_ambiguous_id_is_told(started: Runner) -> None:
    unknown, ambiguous = started("sources", "add", "us-me-breech"), started("sources", "add", "us-hipaa")
    assert (unknown.code, ambiguous.code) == (2, 2)
    assert "did you mean us-me-breach" in unknown.err
    assert "us-hipaa-164" in ambiguous.err
    assert "regdrift sources catalog" in unknown.err


def test_add_without_a_file_says_how_to_begin(fresh: Runner) -> None:
    done = fresh("sources", "add", "us-me-breach")
    assert done.code == 2
    assert "regdrift init" in done.err
