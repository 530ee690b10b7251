"""The law by its two clocks, and one provision through its numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from store_law import LAW_A, LAW_B, SOURCE, capture, check, commit_of, day, document, observe

from regdrift.errors import UsageError
from regdrift.model.analysis import Link
from regdrift.model.document import DateKind, LegalDate, LegalDocument
from regdrift.store.history import History
from regdrift.store.provisions import TextQuery


def _observe(history: History, new: LegalDocument, number: int, links: tuple[Link, ...]) -> int:
    recorded = history.record_check(check(number), capture(b"%d" % number, number), next_due_at=None)
    commit = commit_of(history, new, (recorded.capture_id or 0, recorded.check_id), number)
    return history.commit_version(replace(commit, analysis=replace(commit.analysis, links=links, changes=(), work=())))


def test_the_newest_text_is_given_where_no_date_is_asked(history: History) -> None:
    observe(history, LAW_A, 0)
    observe(history, LAW_B, 10)
    found = history.provisions_at(TextQuery(SOURCE.id))
    assert found["version"]["seq"] == 2
    assert [row["text"] for row in found["provisions"]] == [one.text for one in LAW_B.provisions]


def test_what_was_known_at_an_instant_is_not_what_is_known_now(history: History) -> None:
    observe(history, LAW_A, 0)
    observe(history, LAW_B, 10)
    assert history.provisions_at(TextQuery(SOURCE.id, known_at=day(9)))["version"]["seq"] == 1
    assert history.provisions_at(TextQuery(SOURCE.id, known_at=day(-1)))["version"] is None


def test_a_stated_date_says_from_when_a_version_applies(history: History) -> None:
    observe(history, replace(LAW_A, dates=()), 0)
    stated = LegalDate(DateKind.IN_FORCE, date(2026, 3, 1), "in force 1 March 2026")
    observe(history, replace(LAW_B, dates=(stated,)), 10)
    before, after = (history.provisions_at(TextQuery(SOURCE.id, at=date(2026, month, 2))) for month in (2, 3))
    assert (before["version"]["seq"], before["basis"]) == (1, "observed")
    assert (after["version"]["seq"], after["basis"], after["applies_from"]) == (2, "stated", "2026-03-01")
    assert history.provisions_at(TextQuery(SOURCE.id, at=date(1999, 1, 1)))["version"] is None


def test_a_date_that_every_version_repeats_tells_nothing(history: History) -> None:
    act = (LegalDate(DateKind.IN_FORCE, date(1998, 1, 1), "Act of 1998"),)
    observe(history, replace(LAW_A, dates=act), 0)
    observe(history, replace(LAW_B, dates=act), 10)
    assert history.provisions_at(TextQuery(SOURCE.id, at=date(2010, 1, 1)))["version"]["seq"] == 1
    newer = history.provisions_at(TextQuery(SOURCE.id, at=day(11).date()))
    assert (newer["version"]["seq"], newer["basis"]) == (2, "observed")


def test_a_provision_is_found_by_citation_path_or_label(history: History) -> None:
    observe(history, LAW_A, 0)
    for citation in ("Act § 2", "act §2", "act/2", "§ 2"):
        found = history.provisions_at(TextQuery(SOURCE.id, citation=citation))
        assert [row["path"] for row in found["provisions"]] == ["act/2"]
    with pytest.raises(UsageError, match="no provision"):
        history.provisions_at(TextQuery(SOURCE.id, citation="Act § 99"))
    with pytest.raises(UsageError):
        history.provisions_at(TextQuery("unheard-of"))


def test_the_history_of_a_provision_goes_through_its_numbers(history: History) -> None:
    first = document(("1", "Ask first."), ("2", "Fines."))
    second = document(("1", "New."), ("2", "Ask first."), ("3", "Fines."))
    third = document(("1", "New."), ("2", "Ask first, in writing."), ("3", "Fines."))
    _observe(history, first, 0, ())
    _observe(history, second, 1, ((None, "act/1"), ("act/1", "act/2"), ("act/2", "act/3")))
    _observe(history, third, 2, tuple((f"act/{n}", f"act/{n}") for n in (1, 2, 3)))
    for rows in (history.provision_history(SOURCE.id, "Act § 2"),):
        kept = [(row["label"], row["text"], row["version"], row["until_version"]) for row in rows]
    assert ("§ 1", "Ask first.", 1, 2) in kept
    assert ("§ 2", "Ask first.", 2, 3) in kept
    assert ("§ 2", "Ask first, in writing.", 3, None) in kept
    with pytest.raises(UsageError):
        history.provision_history(SOURCE.id, "Act § 77")


def test_the_history_of_a_provision_goes_through_a_split(history: History) -> None:
    _observe(history, document(("1", "Ask. Tell.")), 0, ())
    _observe(history, document(("1", "Ask."), ("1a", "Tell.")), 1, (("act/1", "act/1"), ("act/1", "act/1a")))
    texts = [row["text"] for row in history.provision_history(SOURCE.id, "Act § 1a")]
    assert texts == ["Ask. Tell.", "Ask.", "Tell."]


def test_changes_between_two_days_are_told_in_order(history: History) -> None:
    for number, law in enumerate((LAW_A, LAW_B, LAW_A, LAW_B)):
        observe(history, law, number * 10)
    found = list(history.changes_between(SOURCE.id, day(10).date(), day(20).date()))
    assert [row["version"] for row in found] == [2, 3]
    everything = list(history.changes_between(SOURCE.id, None, day(0).date() + timedelta(days=99)))
    assert [row["version"] for row in everything] == [2, 3, 4]


def test_a_change_that_takes_effect_later_is_undone_for_an_earlier_day(history: History) -> None:
    observe(history, LAW_A, 0)
    observe(history, LAW_B, 10)
    (change,) = history.changes()
    assert change["effective_on"] == "2026-11-01"
    early = history.provisions_at(TextQuery(SOURCE.id, at=date(2026, 10, 31)))
    assert [row["text"] for row in early["provisions"]] == [one.text for one in LAW_A.provisions]
    assert early["not_yet"] == [{"change_id": change["id"], "effective_on": "2026-11-01"}]
    late = history.provisions_at(TextQuery(SOURCE.id, at=date(2026, 11, 1)))
    assert [row["text"] for row in late["provisions"]] == [one.text for one in LAW_B.provisions]
    assert late["not_yet"] == []
