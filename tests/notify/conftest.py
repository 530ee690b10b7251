"""Alerts as the pipeline makes them, from invented law."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from regdrift.model.alert import Alert, AlertConfig, FileChannel, Route
from regdrift.model.analysis import Analysis
from regdrift.model.change import Change, ChangeKind, Direction, ProvisionChange, Side, Substance
from regdrift.model.document import DateKind, LegalDate
from regdrift.model.impact import Impact, PracticeSummary, Reason, ScoreParts
from regdrift.model.level import Level
from regdrift.model.practice import Organization, Practice, PracticeRegister
from regdrift.model.source import Source
from regdrift.model.work import WorkItem, WorkOrigin
from regdrift.notify import AlertEvent, change_event, route_alerts

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
HOSTILE = "shall <script>alert(1)</script> \x1b[31mred\x1b[0m \u202eevil\u202c not"


def make_change(number: int = 1, new: str = "shall", level: Level = Level.HIGH) -> Change:
    before = Side(f"1/{number}", f"§ {number}", "Consent", "A carrier may ask first.", f"Model Act § {number}")
    after = replace(before, text=f"A carrier {new} ask first.")
    redline = (("=", "A carrier "), ("-", "may"), ("+", new), ("=", " ask first."))
    reason = Reason("opt-in", "The law now asks for consent.", f"A carrier {new} ask first.", "consent.model")
    return Change(
        id=f"{number:016x}",
        found=ProvisionChange(ChangeKind.AMENDED, (before,), (after,), redline, 0.9),
        severity=level,
        direction=Direction.TIGHTENED,
        dates=(LegalDate(DateKind.IN_FORCE, date(2027, 1, 1), "takes effect on January 1, 2027"),),
        impacts=(Impact("browsing", level, ScoreParts(1, 0.9, 1, 0.9), (reason,), "v"),),
    )


def make_event(source: Source, changes: tuple[Change, ...], version: str = "2") -> AlertEvent:
    practices = (
        Practice("browsing", "Browsing data", ("US",), owner="crm"),
        Practice("other", "Other practice", ("US",), owner="hr"),
    )
    register = PracticeRegister(Organization("Example"), practices, "v")
    ids = tuple(change.id for change in changes)
    summaries = (
        PracticeSummary("browsing", 0.81, Level.HIGH, "tightened", ids),
        PracticeSummary("other", 0.2, Level.LOW, "neutral", ids),
    )
    work = WorkItem(
        "w1",
        "browsing",
        source.id,
        source.dossier_id,
        WorkOrigin.CHANGE,
        Level.HIGH,
        "Ask for consent",
        "Build an opt-in\nKeep evidence",
        "crm",
        date(2027, 1, 1),
        ids[:1],
    )
    dates = tuple(dict.fromkeys(item for change in changes for item in change.dates))
    analysis = Analysis(Substance.SUBSTANTIVE, Direction.TIGHTENED, changes, dates, summaries, (work,))
    event = change_event(source, analysis, register, NOW, version)
    assert event is not None
    return event


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def law() -> Source:
    return Source(
        "us-model", "Model Privacy Act", "US-ME", url="https://law.example/act", topics=("isp",), dossier="isp"
    )


@pytest.fixture
def hostile_text() -> str:
    return HOSTILE


@pytest.fixture
def changes() -> Callable[..., Change]:
    return make_change


@pytest.fixture
def event_of(law: Source) -> Callable[..., AlertEvent]:
    def build(*given: Change, version: str = "2", source: Source = law) -> AlertEvent:
        return make_event(source, given or (make_change(),), version)

    return build


@pytest.fixture
def alert_of(event_of: Callable[..., AlertEvent]) -> Callable[..., Alert]:
    """Build an alert for a target, in a language."""

    def build(*given: Change, version: str = "2", **fields: object) -> Alert:
        config = AlertConfig(channels=(FileChannel("box", "x"),), routes=(Route("all", ("box",)),))
        (alert,) = route_alerts(event_of(*given, version=version), config)
        return replace(alert, **fields)  # type: ignore[arg-type]

    return build
