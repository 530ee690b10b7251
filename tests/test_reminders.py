"""Reminders of work: once for each stage, one message an owner, again when the due date moves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from regdrift.data.load_rules import load_rule_book
from regdrift.model.alert import AlertConfig, EmailChannel, FileChannel, Person, Route
from regdrift.model.capture import Capture
from regdrift.model.level import Level
from regdrift.model.practice import Organization, Practice, PracticeRegister
from regdrift.model.source import Source
from regdrift.notify import compose_mail
from regdrift.notify.dispatch import alert_from_row
from regdrift.pipeline import Checker
from regdrift.plan.deadlines import reminder_stage
from regdrift.reading import Reader
from regdrift.reminders import remind
from regdrift.store.history import History

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
SOURCE = Source("act", "Act on records", "US", url="https://law.example/act", topics=("breach",))
PRACTICE = Practice(
    id="incidents", name="Notice of data breaches", jurisdictions=("US",), owner="security", data_categories=("user",)
)
REGISTER = PracticeRegister(Organization("Test"), (PRACTICE,), "v1")
LAW = """<html lang="en"><body><main><h1>Act on records (illustration)</h1>
<h2>§ 1. Notice of breaches</h2><p>A business shall notify customers of a data breach within {days} days{when}.</p>
<h2>§ 2. Scope</h2><p>This Act applies to every business that holds personal information of customers.</p>
</main></body></html>"""


@pytest.mark.parametrize(
    ("left", "stage"),
    [(91, None), (90, "90"), (31, "90"), (30, "30"), (1, "30"), (0, "0"), (-1, "overdue-1"), (-31, "overdue-2")],
)
def test_the_stage_of_a_day(left: int, stage: str | None) -> None:
    due = date(2026, 9, 1)
    assert reminder_stage(due, date(2026, 1, 1), due - timedelta(days=left)) == stage


def test_work_that_was_made_late_is_not_told_of_twice() -> None:
    due = date(2026, 9, 1)
    made = due - timedelta(days=20)
    assert reminder_stage(due, made, made) is None
    assert reminder_stage(due, made, made + timedelta(days=5)) is None
    assert reminder_stage(due, made, due) == "0"


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """A history in which § 1 was amended with effect from 2026-08-01."""
    with History.open(tmp_path / "h.db") as opened, Reader() as reader:
        opened.sync_sources([SOURCE])
        checker = Checker(opened, reader, REGISTER, AlertConfig(), load_rule_book())
        for number, (days, when) in enumerate([("60", ""), ("30", ", effective August 1, 2026")]):
            at = BEGIN + timedelta(days=number)
            checker.settle(SOURCE, capture(LAW.format(days=days, when=when), at), at, at + timedelta(days=1))
        yield opened


def capture(text: str, at: datetime) -> Capture:
    body = text.encode()
    url = SOURCE.url or ""
    return Capture(url, url, 200, {"content-type": "text/html"}, body, hashlib.sha256(body).hexdigest(), at, 0.1)


def configured(tmp_path: Path) -> AlertConfig:
    mail = EmailChannel("mail", "127.0.0.1", 25, "regdrift@example.org", to_owners=True)
    return AlertConfig(
        people=(Person("security", ("security@example.org",), language="fr"),),
        channels=(FileChannel("archive", str(tmp_path / "sent")), mail),
        routes=(Route("all", ("archive", "mail"), min_level=Level.NONE),),
    )


def test_each_stage_is_told_once_and_the_owner_is_written_to(history: History, tmp_path: Path) -> None:
    alerts = configured(tmp_path)
    (item,) = history.work_items()
    assert item["due_on"] == "2026-08-01"
    told = []
    for day in (date(2026, 1, 7) + timedelta(days=number) for number in range(250)):
        count = remind(history, [SOURCE], REGISTER, alerts, datetime(day.year, day.month, day.day, 8, tzinfo=UTC))
        assert remind(history, [SOURCE], REGISTER, alerts, datetime(day.year, day.month, day.day, 9, tzinfo=UTC)) == 0
        if count:
            told.append(day.isoformat())
    assert told == ["2026-05-03", "2026-07-02", "2026-08-01", "2026-08-02", "2026-09-01"]
    rows = list(history.alerts())
    assert {row["target"] for row in rows} == {"archive", "security@example.org"}
    assert len(rows) == 10


def test_the_mail_says_what_is_due_in_the_owners_language(history: History, tmp_path: Path) -> None:
    alerts = configured(tmp_path)
    remind(history, [SOURCE], REGISTER, alerts, datetime(2026, 8, 2, 8, tzinfo=UTC))
    channel = alerts.channels[1]
    assert isinstance(channel, EmailChannel)
    (claimed,) = history.claim(datetime(2026, 8, 2, 9, tzinfo=UTC), 60, 10, ["mail"])
    message = compose_mail(alert_from_row(claimed), channel, datetime(2026, 8, 2, 9, tzinfo=UTC))
    assert "Tâche à échéance" in str(message["Subject"])
    body = message.get_body(("plain",))
    assert body is not None
    assert "tâches à échéance\u202f: 1\u202f; en retard\u202f: 1" in body.get_content()
    assert "2026-08-01" in body.get_content()


def test_done_work_is_not_reminded_of(history: History, tmp_path: Path) -> None:
    (item,) = history.work_items()
    for action in ("start", "done"):
        history.act_on_work(item["id"], action, actor="ann", at=BEGIN + timedelta(days=3))
    assert remind(history, [SOURCE], REGISTER, configured(tmp_path), datetime(2026, 8, 2, tzinfo=UTC)) == 0
