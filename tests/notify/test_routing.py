"""From what was found to who is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from regdrift.model.alert import AlertConfig, AlertKind, Digest, EmailChannel, FileChannel, Person, Route
from regdrift.model.analysis import Analysis
from regdrift.model.change import Direction, Substance
from regdrift.model.level import Level
from regdrift.model.practice import Organization, PracticeRegister
from regdrift.model.source import Source
from regdrift.notify import AlertEvent, change_event, route_alerts, source_event

Build = Callable[..., AlertEvent]
MAIL = EmailChannel("mail", "localhost", 25, "r@example.com", to=("dpo",))
PEOPLE = (
    Person("crm", ("crm@example.com", "CRM@example.com"), "CRM", "fr", "Europe/Paris"),
    Person("dpo", ("dpo@example.com",)),
)


def config(*routes: Route) -> AlertConfig:
    return AlertConfig(PEOPLE, (MAIL, FileChannel("box", "x")), routes)


def test_no_change_is_no_event(law: Source, now: datetime) -> None:
    empty = PracticeRegister(Organization("E"), (), "v")
    assert change_event(law, Analysis(Substance.NONE, Direction.NEUTRAL), empty, now, "2") is None


def test_an_event_names_what_is_touched_and_who_owns_it(event_of: Build) -> None:
    event = event_of()
    assert (event.level, event.practices, event.owners) == (Level.HIGH, ("browsing",), ("crm",))
    assert event.change_kinds == ("amended",)


def test_law_that_touches_no_declared_practice_is_information(law: Source, now: datetime, changes: Any) -> None:
    analysis = Analysis(Substance.SUBSTANTIVE, Direction.TIGHTENED, (changes(),))
    nobody = PracticeRegister(Organization("E"), (), "v")
    assert (found := change_event(law, analysis, nobody, now, "2")) is not None
    assert found.level is Level.HIGH


def test_a_storm_is_one_message_that_counts_the_rest(event_of: Build, changes: Any) -> None:
    storm = (*(changes(number, level=Level.LOW) for number in range(5000)), changes(9999))
    event = event_of(*storm)
    alerts = route_alerts(event, config(Route("r", ("box",))))
    assert len(alerts) == 1
    payload = alerts[0].payload
    assert (payload["change_count"], payload["changes_not_shown"]) == (5001, 4981)
    told = payload["changes"]
    assert isinstance(told, list)
    assert (len(told), told[0]["id"]) == (20, f"{9999:016x}")


def test_a_giant_provision_is_cut_and_says_so(event_of: Build, changes: Any) -> None:
    (told,) = event_of(changes(new="x" * 1_000_000)).payload["changes"]  # type: ignore[misc]
    assert told["truncated"]
    assert sum(len(op[1]) for op in told["redline"]) <= 20_000
    assert len(told["after"]["text"]) <= 20_000


@pytest.mark.parametrize(
    ("route", "holds"),
    [
        (Route("r", ("box",)), True),
        (Route("r", ("box",), Level.HIGH), True),
        (Route("r", ("box",), jurisdictions=("US",)), True),
        (Route("r", ("box",), jurisdictions=("US-M",)), False),
        (Route("r", ("box",), jurisdictions=("FR", "US-ME")), True),
        (Route("r", ("box",), sources=("other",)), False),
        (Route("r", ("box",), topics=("isp",)), True),
        (Route("r", ("box",), topics=("health",)), False),
        (Route("r", ("box",), practices=("browsing",)), True),
        (Route("r", ("box",), practices=("other",)), False),
        (Route("r", ("box",), owners=("crm",)), True),
        (Route("r", ("box",), owners=("hr",)), False),
        (Route("r", ("box",), kinds=("amended",)), True),
        (Route("r", ("box",), kinds=("change.detected",)), True),
        (Route("r", ("box",), kinds=("repealed", "source.failing")), False),
        (Route("r", ("box",), topics=("isp",), owners=("hr",)), False),
    ],
)
def test_every_condition_of_a_route_must_hold(event_of: Build, route: Route, holds: bool) -> None:
    assert bool(route_alerts(event_of(), config(route))) is holds


def test_a_level_below_the_routes_is_not_told(law: Source, now: datetime) -> None:
    event = source_event(AlertKind.SOURCE_FAILING, law, "timeout", "no answer", now, "k")
    assert route_alerts(event, config(Route("r", ("box",), Level.HIGH))) == ()
    (alert,) = route_alerts(event, config(Route("r", ("box",), Level.MEDIUM)))
    assert (alert.kind, alert.payload["reason"]) == (AlertKind.SOURCE_FAILING, "timeout")


def test_owners_become_addresses_once_each_in_their_language(event_of: Build) -> None:
    alerts = route_alerts(event_of(), config(Route("a", ("mail",)), Route("b", ("mail", "box"))))
    assert sorted((alert.target, alert.language) for alert in alerts) == [
        ("box", "en"),
        ("crm@example.com", "fr"),
        ("dpo@example.com", "en"),
    ]
    assert len({alert.id for alert in alerts}) == 3
    assert {alert.dossier for alert in alerts} == {"isp"}


def test_a_mail_without_any_recipient_is_kept_to_be_parked(event_of: Build) -> None:
    lonely = AlertConfig((), (replace(MAIL, to=()),), (Route("r", ("mail",)),))
    (alert,) = route_alerts(event_of(), lonely)
    assert alert.target == ""


def test_the_same_event_gives_the_same_ids_and_another_version_others(event_of: Build) -> None:
    routes = config(Route("r", ("box",)))
    first, again = route_alerts(event_of(), routes), route_alerts(event_of(), routes)
    later = route_alerts(event_of(version="3"), routes)
    assert first[0].id == again[0].id != later[0].id


def test_an_immediate_route_wins_over_a_digest(event_of: Build) -> None:
    slow, fast = Route("slow", ("box",), digest=Digest(8)), Route("fast", ("box",))
    for routes in ((slow, fast), (fast, slow)):
        (alert,) = route_alerts(event_of(), config(*routes))
        assert (alert.route, alert.digest) == ("fast", False)
    (waiting,) = route_alerts(event_of(), config(slow))
    assert waiting.digest
