"""A mail about a change carries its effective dates as a calendar file that follows when they move."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar, Event

sys.path.insert(0, str(Path(__file__).parent.parent / "store"))

from store_law import LAW_A, LAW_B, SOURCE, START, observe
from store_law import day as at
from test_agenda import TERMS, in_force, tell

from regdrift.demo.catchers import Mailbox
from regdrift.model.alert import Alert, AlertConfig, AlertKind, EmailChannel
from regdrift.model.level import Level
from regdrift.notify import compose_webhook, deliver_due
from regdrift.store.history import History


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / "h.db") as opened:
        opened.sync_sources([SOURCE])
        yield opened


def tell_by_mail(history: History, mailbox: Mailbox, number: int, citation: str, days: list[int]) -> EmailMessage:
    payload = {
        "source": {"id": SOURCE.id, "name": SOURCE.name},
        "observed_at": at(number).isoformat(),
        "changes": [{"citation": citation}],
        "change_count": 1,
        "dates": [{"kind": "in_force", "on": (START.date() + timedelta(days=n)).isoformat()} for n in days],
    }
    alert = Alert(
        f"a{number}", AlertKind.CHANGE_DETECTED, Level.HIGH, "all", "mail", "ada@example.com", "d", "fr", payload
    )
    history.enqueue_alerts([alert], at(number))
    channel = EmailChannel("mail", "127.0.0.1", mailbox.port, "regdrift@example.com", security="none")
    config = AlertConfig(channels=(channel,), public_url="https://law.example.org")
    deliver_due(history, config, lambda: at(number))
    (mail,) = [one for one in mailbox.messages if one["X-Regdrift-Alert"] == alert.id]
    return mail


def events(mail: EmailMessage) -> list[Event]:
    (part,) = [one for one in mail.iter_attachments() if one.get_content_type() == "text/calendar"]
    assert (part.get_filename(), part["Content-Type"].params["method"]) == ("dates.ics", "PUBLISH")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return list(Calendar.from_ical(content.decode()).walk("VEVENT"))


def test_a_date_that_moves_is_the_same_event_with_a_higher_sequence(history: History) -> None:
    observe(history, LAW_A, 0)
    with Mailbox() as mailbox:
        tell(history, LAW_A, LAW_B, 1, made := in_force("2", 100))
        (first,) = events(tell_by_mail(history, mailbox, 1, str(made.citation), [100]))
        tell(history, LAW_B, TERMS, 2, in_force("3", 200, before=LAW_B, after=TERMS))
        (moved,) = events(tell_by_mail(history, mailbox, 2, str(made.citation), [200]))
    assert (first["UID"], int(first["SEQUENCE"]), int(moved["SEQUENCE"])) == (moved["UID"], 0, 1)
    assert moved.decoded("DTSTART") == START.date() + timedelta(days=200)
    assert "en vigueur" in str(first["SUMMARY"])
    assert str(first["URL"]).startswith("https://law.example.org/changes/")


def test_a_date_that_is_stated_no_longer_is_cancelled(history: History) -> None:
    observe(history, LAW_A, 0)
    with Mailbox() as mailbox:
        tell(history, LAW_A, LAW_B, 1, made := in_force("2", 300, 100))
        both = events(tell_by_mail(history, mailbox, 1, str(made.citation), [100, 300]))
        tell(history, LAW_B, TERMS, 2, in_force("3", 100, before=LAW_B, after=TERMS))
        after = events(tell_by_mail(history, mailbox, 2, str(made.citation), [100]))
    assert {str(one["STATUS"]) for one in both} == {"CONFIRMED"}
    standing = {one.decoded("DTSTART"): str(one["STATUS"]) for one in after}
    assert standing == {
        START.date() + timedelta(days=100): "CONFIRMED",
        START.date() + timedelta(days=300): "CANCELLED",
    }


def test_a_change_without_a_date_carries_no_calendar(history: History) -> None:
    observe(history, LAW_A, 0)
    with Mailbox() as mailbox:
        mail = tell_by_mail(history, mailbox, 1, "Act § 1", [])
    assert list(mail.iter_attachments()) == []


def test_days_of_mails_stay_out_of_webhooks() -> None:
    payload = {"observed_at": at(1).isoformat(), "days": [{"key": "x"}]}
    alert = Alert("a", AlertKind.CHANGE_DETECTED, Level.HIGH, "all", "hook", "hook", "d", "en", payload)
    assert b"days" not in compose_webhook(alert, at(1))
