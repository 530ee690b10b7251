"""Alerts leave at least once, in order, and a broken target holds back nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from store_law import alert, day

from regdrift.errors import UsageError
from regdrift.store.filters import AlertFilter
from regdrift.store.history import History


def _claimed(history: History, number: float, **more: object) -> list[str]:
    return [row["id"] for row in history.claim(day(0) + timedelta(minutes=number), 60, 10, **more)]


def test_a_lease_keeps_others_away_until_it_runs_out(history: History, place: Path) -> None:
    history.enqueue_alerts([alert("one")], day(0))
    assert _claimed(history, 0) == ["one"]
    with History.open(place) as second:
        assert _claimed(second, 0.5) == []
        assert _claimed(second, 2) == ["one"]
    assert history.alerts()[0]["attempts"] == 2


def test_one_target_gets_one_dossier_in_order(history: History) -> None:
    history.enqueue_alerts(
        [alert("first"), alert("second"), alert("other dossier", dossier="b"), alert("other", target="x@law.example")],
        day(0),
    )
    assert _claimed(history, 0) == ["first", "other dossier", "other"]
    history.mark_failed("first", "greylisted", day(0) + timedelta(minutes=30))
    history.mark_sent("other", day(0))
    assert _claimed(history, 5) == ["other dossier"]
    assert _claimed(history, 31) == ["first", "other dossier"]
    history.mark_sent("first", day(0))
    assert "second" in _claimed(history, 31)


def test_a_dead_alert_is_parked_and_lets_the_next_pass(history: History) -> None:
    history.enqueue_alerts([alert("first"), alert("second")], day(0))
    _claimed(history, 0)
    history.mark_failed("first", "refused", None)
    assert [row["last_error"] for row in history.alerts(AlertFilter(state="dead"))] == ["refused"]
    assert _claimed(history, 1) == ["second"]
    assert history.retry(["first"], day(0)) == 1
    with pytest.raises(UsageError):
        history.retry(["first"], day(0))


def test_a_disabled_target_gets_nothing_until_somebody_retries(history: History) -> None:
    history.enqueue_alerts([alert("one"), alert("two")], day(0))
    assert history.disable_target("mail", "ada@law.example", "410 Gone", day(0)) == 2
    history.enqueue_alerts([alert("three")], day(1))
    assert _claimed(history, 2000) == []
    assert [row["state"] for row in history.alerts()] == ["dead"] * 3
    history.retry(["three"], day(1))
    assert _claimed(history, 2000) == ["three"]
    assert history.disabled_targets() == []


def test_the_same_alert_is_written_once(history: History) -> None:
    history.enqueue_alerts([alert("one"), alert("one")], day(0))
    history.enqueue_alerts([alert("one")], day(1))
    assert len(history.alerts()) == 1


def test_rows_for_a_digest_wait_and_are_closed_by_it(history: History) -> None:
    history.enqueue_alerts([alert("a", digest=True), alert("b", digest=True, route="other")], day(0))
    assert _claimed(history, 0) == []
    assert [row["id"] for row in history.waiting_for_digest("r")] == ["a"]
    history.send_digest(alert("digest"), ["a"], day(0))
    assert _claimed(history, 0) == ["digest"]
    assert [row["id"] for row in history.waiting_for_digest()] == ["b"]
    assert history.alerts(AlertFilter(state="digested"))[0]["digest_id"] == "digest"


def test_channels_can_be_claimed_apart(history: History) -> None:
    history.enqueue_alerts([alert("mail"), alert("hook", channel="hook", target="hook")], day(0))
    assert _claimed(history, 0, channels=["hook"]) == ["hook"]
    assert _claimed(history, 0, channels=[]) == []


def test_an_address_is_erased_with_what_was_sent_to_it(history: History) -> None:
    history.enqueue_alerts([alert("one"), alert("two"), alert("kept", target="bo@law.example")], day(0))
    history.mark_sent("one", day(0))
    assert history.erase_target("ada@law.example") == 2
    assert "ada@law.example" not in "\n".join(history._db.connection.iterdump())
    assert {row["id"]: row["state"] for row in history.alerts()} == {"one": "sent", "two": "dead", "kept": "pending"}
    history.enqueue_alerts([alert("one")], day(1))
    assert len(history.alerts()) == 3
    with pytest.raises(UsageError):
        history.retry(["two"], day(1))
