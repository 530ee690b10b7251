"""``regdrift outlook`` on the played history."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from terminal import Runner

from regdrift.cli.outlook_words import outlook_words


def test_all_practices_with_their_work(run: Runner) -> None:
    told = run("outlook").out
    assert "isp-browsing-ads" in told
    assert "Future-proofing work, most pressing first" in told


def test_one_practice_says_what_it_lacks_and_quotes_the_watched_law(run: Runner) -> None:
    told = run("outlook", "isp").out
    assert "[consent.model: declared: opt_out]" in told
    assert "watched in us-me-isp: “A provider may not use" in told


def test_json_has_the_schema_and_one_entry_for_each_practice(run: Runner) -> None:
    found = json.loads(run("outlook", "--json").out)
    assert found["schema"] == "regdrift/outlook@1"
    row = next(
        row
        for practice in found["practices"]
        if practice["practice"] == "isp-browsing-ads"
        for row in practice["measures"]
        if row["measure"] == "isp_opt_in"
    )
    assert row["position"] == "lacks"
    assert row["gaps"][0]["practice_field"] == "consent.model"
    watched = [regime for regime in row["regimes"] if regime["source"]]
    assert {"us-me-isp", "us-me-isp-bill"} & {regime["source"] for regime in watched}
    assert all(regime["quote"] for regime in watched)


def test_every_form_and_french(run: Runner) -> None:
    assert run("outlook", "--format", "csv").out.startswith("practice,measure,title")
    assert run("outlook", "--format", "md").out.startswith("| practice |")
    assert len(run("outlook", "--format", "ndjson").out.splitlines()) >= 5
    assert "Accord des abonnés internet" in run("outlook", "--lang", "fr").out


def test_an_unknown_practice_is_a_usage_error(run: Runner) -> None:
    failed = run("outlook", "nobody")
    assert failed.code == 2
    assert "regdrift practices list" in failed.err


def test_without_a_history_the_shipped_measures_count(fresh: Runner, played: Path) -> None:
    shutil.copy(played / "practices.yaml", fresh.folder)
    told = fresh("outlook")
    assert told.code == 0
    assert "no history yet" in told.err


def test_french_tables_hold_no_english_words(run: Runner) -> None:
    """Names of practices, citations and the words of the law stay as they are."""
    for asked in ((), ("isp-browsing-ads",), ("data-lake",)):
        told = run("outlook", *asked, "--lang", "fr")
        shown = re.sub(r"«.*?»", "", told.out + told.err)
        for english in outlook_words("en").values():
            words = english.partition("{")[0].strip(" ,;:")
            if words and words not in outlook_words("fr").values() and " " in words:
                assert words not in shown, (asked, words)
        head = told.out.splitlines()[0 if not asked else 2]
        assert not {"practice", "measure", "position", "moves", "priority", "lacks"} & set(head.split()), head


def test_both_languages_have_the_same_places_to_fill() -> None:
    english, french = outlook_words("en"), outlook_words("fr")
    assert {name: re.findall(r"{\w+}", text) for name, text in english.items()} == {
        name: re.findall(r"{\w+}", text) for name, text in french.items()
    }
