"""The change log answers with filters, and the file answers to anybody who knows SQL."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from store_law import LAW_A, LAW_B, SOURCE, day, impact, observe

from regdrift.errors import UsageError
from regdrift.model.level import Level
from regdrift.store.changes import match_expression
from regdrift.store.filters import ChangeFilter
from regdrift.store.history import History


@pytest.fixture
def filled(history: History) -> History:
    for number, law in enumerate((LAW_A, LAW_B, LAW_A)):
        observe(history, law, number)
    return history


@pytest.mark.parametrize(
    ("wanted", "versions"),
    [
        (ChangeFilter(), [3, 2]),
        (ChangeFilter(limit=1), [3]),
        (ChangeFilter(since=day(2)), [3]),
        (ChangeFilter(until=day(2)), [2]),
        (ChangeFilter(source=SOURCE.id, kind="amended"), [3, 2]),
        (ChangeFilter(source="other"), []),
        (ChangeFilter(jurisdiction="US"), [3, 2]),
        (ChangeFilter(jurisdiction="US-ME"), [3, 2]),
        (ChangeFilter(jurisdiction="US-M"), []),
        (ChangeFilter(severity=Level.MEDIUM), [3, 2]),
        (ChangeFilter(practice="ads"), [3, 2]),
        (ChangeFilter(practice="mail"), []),
        (ChangeFilter(topic="consent"), [3, 2]),
        (ChangeFilter(topic="breach"), []),
        (ChangeFilter(text="CUSTOMER opts"), [3, 2]),
        (ChangeFilter(text='"shall not use"'), [3, 2]),
        (ChangeFilter(text='"not shall"'), []),
        (ChangeFilter(text="prov*"), [3, 2]),
        (ChangeFilter(text="breach"), []),
        (ChangeFilter(text="AND OR NOT (:^*"), []),
    ],
)
def test_filters_find_what_they_ask_for(filled: History, wanted: ChangeFilter, versions: list[int]) -> None:
    assert [row["version"] for row in filled.changes(wanted)] == versions


@pytest.mark.parametrize("words", ['"', "*", "a\"b'c", "NEAR(a b)", "col:x", "-x", "\x00", "   "])
def test_no_words_break_the_search(filled: History, words: str) -> None:
    list(filled.changes(ChangeFilter(text=words)))
    assert match_expression(words)


def test_impacts_are_listed_with_their_reasons(filled: History) -> None:
    rows = list(filled.impacts(ChangeFilter(practice="ads", min_level=Level.HIGH)))
    assert len(rows) == 2
    assert rows[0]["reasons"][0]["practice_field"] == "consent.model"
    assert rows[0]["score"] == round(0.9 * 0.8, 4)
    assert list(filled.impacts(ChangeFilter(practice="mail"))) == []


def test_another_assessment_stands_beside_the_first(filled: History) -> None:
    (change_id, _) = (row["id"] for row in filled.changes())
    low = [impact(level=Level.LOW, practices_version="v2"), impact("mail")]
    filled.keep_assessment("v2", {change_id: low}, (), day(9))
    filled.keep_assessment("v2", {change_id: [impact(level=Level.NONE, practices_version="v2")]}, (), day(9))
    shown = filled.change(change_id)["impacts"]
    assert [(one["practice"], one["level"]) for one in shown] == [("ads", "low"), ("mail", "high")]
    assert {row["practice"]: row["practices_version"] for row in filled.practices_seen()} == {"ads": "v2", "mail": "v1"}
    assert filled.verify().ok


def test_ids_may_be_shortened_to_what_is_unique(filled: History) -> None:
    first = next(iter(filled.changes()))["id"]
    assert filled.change(first[:8])["id"] == first
    for prefix in ("", "zz"):
        with pytest.raises(UsageError):
            filled.change(prefix)


def test_an_ambiguous_beginning_is_told(filled: History) -> None:
    filled._db.execute("DROP TRIGGER changes_no_update")
    for num in (1, 2):
        filled._db.execute("PRAGMA foreign_keys=OFF")
        filled._db.execute("UPDATE changes SET id = 'abc' || num WHERE num = ?", (num,))
    with pytest.raises(UsageError, match="more than one"):
        filled.change("abc")
    assert filled.change("abc1")["version"] == 2


def test_dates_of_the_law_are_listed_for_a_calendar(filled: History) -> None:
    rows = filled.legal_dates(day(100).date())
    assert [(row["kind"], row["on"], row["source"]) for row in rows] == [("in_force", "2026-11-01", SOURCE.id)] * 2
    assert filled.legal_dates(day(100).date(), day(101).date()) == []


@pytest.mark.parametrize("view", ["v_checks", "v_changes", "v_open_work", "v_source_health", "v_change_words"])
def test_anybody_with_sqlite_can_ask(place: Path, filled: History, view: str) -> None:
    plain = sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)
    assert plain.execute(f"SELECT count(*) FROM {view}").fetchone()[0] > 0
    plain.close()
