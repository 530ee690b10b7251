"""Every look leaves a row; a capture is kept once and read once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from store_law import LAW_A, LAW_B, SOURCE, alert, capture, check, commit_of, day, observe

from regdrift.errors import HistoryError, UsageError
from regdrift.model.check import Outcome
from regdrift.store.captures import KEYFRAME_EVERY, compress, decompress
from regdrift.store.history import History, canonical_dump
from regdrift.store.records import Settlement


def test_a_capture_comes_back_as_it_was(history: History) -> None:
    sent = capture(b"<html>law</html>", etag='"1"')
    recorded = history.record_check(check(0), sent, next_due_at=day(1))
    assert recorded.capture_id is not None
    assert history.load_capture(recorded.capture_id) == sent


def test_a_second_check_without_changes_writes_only_its_check_row(history: History) -> None:
    observe(history, LAW_A, 0, b"body")
    before, counts = list(canonical_dump(history)), history.description()["rows"]
    again = history.record_check(check(1), capture(b"body", 1), next_due_at=day(2))
    assert (again.capture_id, again.outcome) == (None, Outcome.UNCHANGED)
    assert list(canonical_dump(history)) == before
    assert history.description()["rows"] == {**counts, "checks": counts["checks"] + 1}
    assert [row["outcome"] for row in history.checks(SOURCE.id)] == ["unchanged", "first_seen"]


def test_a_body_seen_again_later_is_a_capture_and_stored_once(history: History) -> None:
    for number, law in enumerate((LAW_A, LAW_B, LAW_A)):
        observe(history, law, number)
    assert len(history.captures(SOURCE.id)) == 3
    assert history._db.value("SELECT count(*) FROM bodies") == 2


def test_a_304_speaks_of_the_last_capture(history: History) -> None:
    first = history.record_check(check(0), capture(b"wall", etag='"w"'), next_due_at=None)
    assert history.source_state(SOURCE.id).validators.etag == '"w"'
    waiting = history.record_check(check(1, Outcome.UNCHANGED, http_status=304), None, next_due_at=None)
    assert waiting.capture_id == first.capture_id
    history.settle_capture(
        Settlement(first.capture_id or 0, first.check_id, Outcome.UNREADABLE, "login_page", "a login page")
    )
    still = history.record_check(check(2, Outcome.UNCHANGED, http_status=304), None, next_due_at=None)
    assert still.outcome is Outcome.UNREADABLE
    assert [(row["outcome"], row["reason"]) for row in history.checks()] == [("unreadable", "login_page")] * 3
    assert history.source_state(SOURCE.id).unreadable_since == day(0)


def test_a_failure_is_counted_until_the_source_answers(history: History) -> None:
    for number in range(3):
        history.record_check(
            replace(check(number, Outcome.FAILED, http_status=None), reason="timeout"),
            None,
            next_due_at=day(number + 1),
            alerts=(alert("down"),),
        )
    state = history.source_state(SOURCE.id)
    assert (state.consecutive_failures, state.next_due_at) == (3, day(3))
    (health,) = history.sources_health()
    assert (health["last_outcome"], health["last_reason"], health["last_success_at"]) == ("failed", "timeout", None)
    assert len(history.alerts()) == 1
    observe(history, LAW_A, 4)
    assert history.source_state(SOURCE.id).consecutive_failures == 0


def test_a_capture_that_nobody_read_is_waiting_with_its_attempts(history: History) -> None:
    recorded = history.record_check(check(0), capture(b"x"), next_due_at=None)
    assert recorded.outcome is None
    assert [history.note_parse_attempt(recorded.capture_id or 0) for _ in range(2)] == [1, 2]
    again = history.record_check(check(1), capture(b"x", 1), next_due_at=None)
    assert again.capture_id == recorded.capture_id
    (unread,) = history.source_state(SOURCE.id).unread
    assert (unread.capture_id, unread.check_id, unread.attempts) == (recorded.capture_id, recorded.check_id, 2)


def test_a_loss_is_quarantined_until_a_person_or_a_good_capture_settles_it(history: History) -> None:
    observe(history, LAW_A, 0)
    ids = []
    for number, body in ((1, b"lost"), (2, b"lost"), (3, b"lost still")):
        recorded = history.record_check(check(number), capture(body, number), next_due_at=None)
        if recorded.capture_id is not None:
            ids.append((recorded.capture_id, recorded.check_id))
            history.settle_capture(Settlement(*ids[-1], Outcome.UNREADABLE, "body_lost", "lost", quarantine=True))
    held = history.source_state(SOURCE.id).quarantine
    assert held is not None
    assert (held.capture_id, held.agreeing, held.since) == (ids[-1][0], 3, day(1))
    history.commit_version(commit_of(history, LAW_B, ids[-1], 3))
    assert history.source_state(SOURCE.id).quarantine is None
    assert len(history.versions(SOURCE.id)) == 2
    assert history.verify().ok


def test_a_rejected_capture_leaves_quarantine_and_changes_nothing(history: History) -> None:
    observe(history, LAW_A, 0)
    recorded = history.record_check(check(1), capture(b"lost", 1), next_due_at=None)
    ids = (recorded.capture_id or 0, recorded.check_id)
    history.settle_capture(Settlement(*ids, Outcome.UNREADABLE, "body_lost", quarantine=True))
    assert history.settle_capture(Settlement(*ids, Outcome.UNREADABLE, "rejected"))
    assert not history.settle_capture(Settlement(*ids, Outcome.UNCHANGED))
    assert history.source_state(SOURCE.id).quarantine is None


def test_secrets_of_a_source_are_not_stored(history: History) -> None:
    history.sync_sources([replace(SOURCE, url="https://me:hunter2-url@law.example/act", options={"k": "hunter2"})])
    dumped = "\n".join(history._db.connection.iterdump())
    assert "hunter2" not in dumped
    assert history.sources_health()[0]["url"] == "https://law.example/act"


def test_sources_that_are_no_longer_declared_stay_and_are_not_due(history: History) -> None:
    other = replace(SOURCE, id="other")
    history.sync_sources([SOURCE, other])
    history.set_next_due(SOURCE.id, day(1))
    assert history.due_sources(day(0)) == ["other"]
    assert history.due_sources(day(2)) == ["other", SOURCE.id]
    history.sync_sources([SOURCE])
    assert history.due_sources(day(2)) == [SOURCE.id]
    assert history.source_state("other").disabled
    with pytest.raises(UsageError):
        history.source_state("unheard-of")


def test_a_settlement_of_another_sources_check_is_refused(history: History) -> None:
    history.sync_sources([SOURCE, replace(SOURCE, id="other")])
    mine = history.record_check(check(0), capture(b"x"), next_due_at=None)
    theirs = history.record_check(check(0, source="other"), capture(b"x"), next_due_at=None)
    with pytest.raises(HistoryError):
        history.settle_capture(Settlement(mine.capture_id or 0, theirs.check_id, Outcome.UNCHANGED))


def test_bodies_are_kept_as_patches_with_keyframes(history: History) -> None:
    page = b"".join(b"<p>section %d of %d</p>" % (n * n, n) for n in range(3000))
    texts = [page + b"%d" % one for one in range(KEYFRAME_EVERY + 8)]
    for number, body in enumerate(texts):
        history.record_check(check(number), capture(body, number), next_due_at=None)
    rows = history._db.rows("SELECT encoding, depth, length(data) AS stored FROM bodies ORDER BY id")
    assert [place for place, row in enumerate(rows) if row["encoding"] == "zstd"] == [0, KEYFRAME_EVERY]
    assert max(row["stored"] for row in rows if row["encoding"] == "zstd-patch") < 200
    kept = history.captures(SOURCE.id)
    assert [history.load_capture(row["id"]).body for row in reversed(kept)] == texts


@pytest.mark.parametrize("base", [None, b"12345678", b"a" * 100_000])
@pytest.mark.parametrize("body", [b"", b"x", b"a" * 100_001])
def test_compression_is_lossless(body: bytes, base: bytes | None) -> None:
    assert decompress(compress(body, base), base) == body


def test_an_accepted_capture_ends_the_trouble_at_once(history: History) -> None:
    observe(history, LAW_A, 0)
    recorded = history.record_check(check(1), capture(b"lost", 1), next_due_at=None)
    ids = (recorded.capture_id or 0, recorded.check_id)
    history.settle_capture(Settlement(*ids, Outcome.UNREADABLE, "body_lost", quarantine=True))
    history.record_check(check(2), capture(b"lost", 2), next_due_at=None)
    assert history.source_state(SOURCE.id).unreadable_since == day(1)
    history.commit_version(commit_of(history, LAW_B, ids, 1))
    assert history.source_state(SOURCE.id).unreadable_since is None
    again = history.record_check(check(3), capture(b"lost", 3), next_due_at=None)
    assert again.outcome is Outcome.UNCHANGED
    assert history.verify().ok


def test_a_capture_settled_after_a_later_failure_leaves_the_failure_counted(history: History) -> None:
    recorded = history.record_check(check(0), capture(b"x"), next_due_at=None)
    history.record_check(check(1, Outcome.FAILED, http_status=None), None, next_due_at=None)
    history.commit_version(commit_of(history, LAW_A, (recorded.capture_id or 0, recorded.check_id), 0))
    (health,) = history.sources_health()
    assert (health["last_outcome"], health["consecutive_failures"]) == ("failed", 1)
    assert health["last_success_at"] is not None
    assert history.verify().ok
