"""What is committed is there: documents, changes, impacts, work and alerts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from store_law import LAW_A, LAW_B, SOURCE, capture, check, commit_of, day, document, observe

from regdrift.errors import HeadMovedError
from regdrift.model.as_json import change_as_json
from regdrift.model.check import Outcome
from regdrift.store.documents import content_hash
from regdrift.store.history import History, canonical_dump
from regdrift.store.records import Settlement


def test_a_document_is_loaded_as_it_was_committed(history: History) -> None:
    version = observe(history, LAW_A, 0)
    assert history.load_document(version) == LAW_A


def test_each_version_is_still_there_after_the_next(history: History) -> None:
    first, second, third = observe(history, LAW_A, 0), observe(history, LAW_B, 1), observe(history, LAW_A, 2)
    assert [history.load_document(one) for one in (first, second, third)] == [LAW_A, LAW_B, LAW_A]
    assert len(list(history.changes())) == 2


def test_a_change_comes_back_in_the_shape_of_the_contract(history: History) -> None:
    observe(history, LAW_A, 0)
    observe(history, LAW_B, 1)
    head = history.source_state(SOURCE.id).head
    assert head is not None
    (found,) = history.changes()
    recorded = history.record_check(check(2), capture(b"again", 2), next_due_at=None)
    other = commit_of(history, LAW_A, (recorded.capture_id or 0, recorded.check_id), 2).analysis.changes[0]
    assert set(change_as_json(other)) <= set(found)
    full = history.change(found["id"][:6])
    assert full["before"]["text"] == LAW_A.provisions[0].text
    assert full["signals"][0]["after_value"] == "P30D"
    assert full["impacts"][0]["reasons"][0]["rule"] == "consent.opt_in"
    assert [one["version"] for one in full["captures"]] == [1, 2]


def test_a_capture_is_settled_once(history: History) -> None:
    recorded = history.record_check(check(0), capture(b"x"), next_due_at=None)
    assert recorded.capture_id is not None
    commit = commit_of(history, LAW_A, (recorded.capture_id, recorded.check_id), 0)
    version = history.commit_version(commit)
    before = list(canonical_dump(history))
    assert history.commit_version(commit) == version
    assert not history.settle_capture(Settlement(recorded.capture_id, recorded.check_id, Outcome.UNREADABLE, "empty"))
    assert list(canonical_dump(history)) == before


def test_a_head_that_moved_is_told_and_nothing_is_written(history: History) -> None:
    observe(history, LAW_A, 0)
    recorded = history.record_check(check(1), capture(b"b", 1), next_due_at=None)
    stale = replace(commit_of(history, LAW_B, (recorded.capture_id or 0, recorded.check_id), 1), expected_head=None)
    before = list(canonical_dump(history))
    with pytest.raises(HeadMovedError):
        history.commit_version(stale)
    assert list(canonical_dump(history)) == before


def test_the_content_hash_tells_documents_apart_and_ignores_warnings() -> None:
    assert content_hash(LAW_A) != content_hash(LAW_B)
    assert content_hash(LAW_A) == content_hash(replace(LAW_A, warnings=(), parser="html@2"))
    assert content_hash(document(("1", "a"), ("2", "b"))) != content_hash(document(("2", "b"), ("1", "a")))


def test_versions_show_both_clocks(history: History) -> None:
    observe(history, LAW_A, 3)
    (row,) = history.versions(SOURCE.id)
    assert row["published_on"] == "2026-01-05"
    assert row["in_force_on"] is None
    assert row["observed_at"].startswith(day(3).date().isoformat())


def test_two_processes_that_read_the_same_capture_store_one_version(place: Path, history: History) -> None:
    with History.open(place) as other:
        mine = history.record_check(check(0), capture(b"x"), next_due_at=None)
        theirs = other.record_check(check(0), capture(b"x"), next_due_at=None)
        assert mine.capture_id == theirs.capture_id
        commits = [commit_of(history, LAW_A, (one.capture_id or 0, one.check_id), 0) for one in (mine, theirs)]
        assert history.commit_version(commits[0]) == other.commit_version(commits[1])
    assert [row["outcome"] for row in history.checks()] == ["first_seen", "first_seen"]
    assert len(history.versions(SOURCE.id)) == 1
    assert history.verify().ok


def test_another_reading_of_the_same_capture_is_technical(history: History) -> None:
    first = observe(history, LAW_A, 0)
    head = history.source_state(SOURCE.id).head
    assert head is not None
    better = replace(LAW_A, parser="html@2", title="Opt-In Act 2026")
    commit = commit_of(history, better, (head.capture_id, 1), 0)
    again = history.commit_version(replace(commit, technical=True, expected_head=head.id))
    assert again != first
    assert (history.load_document(first), history.load_document(again)) == (LAW_A, better)
    assert [row["technical"] for row in history.versions(SOURCE.id)] == [True, False]
    assert history.source_state(SOURCE.id).unread == ()
    assert history.verify().ok
