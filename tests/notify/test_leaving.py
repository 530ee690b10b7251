"""Who leaves a route gets nothing of it; nobody who was the last goes without someone being told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from regdrift.demo.catchers import Mailbox
from regdrift.model.alert import Alert, AlertConfig, Digest, EmailChannel, FileChannel, Person, Route
from regdrift.model.level import Level
from regdrift.notify import AlertEvent, compose_mail, deliver_due, route_alerts
from regdrift.notify.digests import empty_digests
from regdrift.notify.leaving import tell_who_left
from regdrift.notify.result import Surroundings
from regdrift.notify.unsubscribe import asks_one_click, seal, seal_fits, unsubscribe_link
from regdrift.store.history import History
from regdrift.store.records import ChainHead

ADA, BOB, OPS = "ada@example.com", "bob@example.com", "ops@example.com"
LAW = EmailChannel("law", "127.0.0.1", 25, "regdrift@example.com", (ADA, BOB), to_owners=False, security="none")
DUTY = replace(LAW, id="duty", to=(OPS,))
BOX = FileChannel("box", "nowhere")
ROUTES = (Route("all", ("law", "box")), Route("duty", ("duty",), min_level=Level.HIGH, kinds=("source.overdue",)))
CONFIG = AlertConfig(channels=(LAW, DUTY, BOX), routes=ROUTES, public_url="https://law.example.org/")
KEY = bytes(32)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / "h.db") as opened:
        yield opened


def told(event: AlertEvent, config: AlertConfig, *left: tuple[str, str]) -> dict[str, object]:
    alerts = route_alerts(event, replace(config, left=frozenset(left)))
    return {alert.target: alert.payload.get("because") for alert in alerts if alert.channel != "box"}


def test_who_left_a_route_is_told_of_it_no_more(event_of: Callable[..., AlertEvent]) -> None:
    assert told(event_of(), CONFIG) == {ADA: None, BOB: None}
    assert told(event_of(), CONFIG, ("all", ADA)) == {BOB: None}
    assert told(event_of(), CONFIG, ("duty", ADA)) == {ADA: None, BOB: None}, "another route is another matter"


def test_another_route_that_leads_to_the_same_person_still_does(event_of: Callable[..., AlertEvent]) -> None:
    both = replace(CONFIG, routes=(*ROUTES, Route("second", ("law",))))
    assert told(event_of(), both, ("all", ADA)) == {ADA: None, BOB: None}


def test_someone_else_stands_in_for_the_last_recipient(event_of: Callable[..., AlertEvent]) -> None:
    assert told(event_of(), CONFIG, ("all", ADA), ("all", BOB)) == {OPS: "stands_in"}


@pytest.mark.parametrize(
    "config",
    [
        replace(CONFIG, channels=(LAW, BOX), routes=ROUTES[:1]),
        replace(CONFIG, channels=(LAW, replace(LAW, id="duty"), BOX)),
    ],
)
def test_the_last_recipient_stays_where_there_is_nobody_else(
    event_of: Callable[..., AlertEvent], config: AlertConfig
) -> None:
    assert told(event_of(), config, ("all", ADA), ("all", BOB)) == {ADA: "stays", BOB: "stays"}


def test_a_digest_without_news_follows_the_same_rule(now: datetime) -> None:
    daily = replace(CONFIG, routes=(replace(ROUTES[0], digest=Digest(7)), ROUTES[1]))
    yesterday = {"all": "2026-11-20T07:00:00+00:00"}
    for left, wanted in (((ADA,), {BOB, "box"}), ((ADA, BOB), {OPS, "box"})):
        config = replace(daily, left=frozenset(("all", one) for one in left))
        alerts, _ = empty_digests(config, yesterday, (), now)
        assert {alert.target for alert in alerts} == wanted


def test_leaving_is_evidence_and_the_address_is_not(history: History, now: datetime) -> None:
    assert history.leave_route("Ada@Example.com", "all", now)
    assert not history.leave_route(ADA, "all", now), "a second click is no second step"
    assert history.left_routes() == {("all", ADA)}
    history.rejoin_route(ADA, "all", now, "Grace")
    assert history.left_routes() == frozenset()
    head: ChainHead = history.chain_head()
    assert head.seq == 2
    assert history.erase_target("Ada@Example.com") == 0
    assert "Ada" not in "\n".join(history.canonical_dump())
    assert history.verify(head).ok, "erasing the address breaks no chain"


@pytest.mark.parametrize("public_url", [None, "http://law.example.org", "https://law.example.org/"])
def test_a_mail_says_how_to_leave(alert_of: Callable[..., Alert], now: datetime, public_url: str | None) -> None:
    alert = alert_of(target=ADA)
    mail = compose_mail(alert, LAW, now, public_url, unsubscribe_key=KEY)
    ways = [part.strip(" <>") for part in str(mail["List-Unsubscribe"]).split(",")]
    assert ways[-1] == "mailto:regdrift@example.com?subject=unsubscribe%20all"
    assert mail["List-Unsubscribe-Post"] == (
        "List-Unsubscribe=One-Click" if public_url and public_url.startswith("https") else None
    )
    if public_url is None:
        assert len(ways) == 1
        return
    link = f"{public_url.rstrip('/')}/unsubscribe/{alert.id}/{seal(KEY, alert.id)}"
    assert ways[0] == link
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        assert link in part.get_content()


def test_a_seal_is_of_one_alert_and_one_key() -> None:
    link = unsubscribe_link("https://law.example.org/", KEY, "a1")
    given = link.rpartition("/")[2]
    assert seal_fits(KEY, "a1", given)
    for key, alert, other in ((KEY, "a2", given), (b"x" * 32, "a1", given), (KEY, "a1", given[:-1]), (KEY, "a1", "é")):
        assert not seal_fits(key, alert, other)


def test_both_encodings_of_the_form_ask_for_it() -> None:
    form = b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
    assert asks_one_click(b"List-Unsubscribe=One-Click")
    assert asks_one_click(form)
    assert not asks_one_click(b"")
    assert not asks_one_click(b"List-Unsubscribe=Two-Clicks")


def test_what_a_leaving_led_to_is_told_once(history: History, now: datetime) -> None:
    with Mailbox() as mailbox:
        law, duty = replace(LAW, port=mailbox.port), replace(DUTY, port=mailbox.port)
        config = replace(CONFIG, channels=(law, duty, BOX))
        alone = replace(config, channels=(law, BOX), routes=ROUTES[:1])

        def mails(using: AlertConfig) -> list[tuple[str, bool]]:
            before = len(mailbox.messages)
            for _ in range(2):
                deliver_due(history, using, lambda: now)
            return [
                (str(one["To"]), "Nobody else is told there" in one.get_body(("plain",)).get_content())
                for one in mailbox.messages[before:]
            ]

        history.leave_route(ADA, "all", now)
        assert mails(config) == [], "Bob is told, nobody needs to know"
        history.leave_route(BOB, "all", now)
        assert mails(config) == [(OPS, False), (OPS, False)], "one for each who left"
        assert sorted(mails(alone)) == [(ADA, True), (BOB, True)]
        assert {row["outcome"] for row in history.opt_outs()} == {"stays"}
        history.rejoin_route(BOB, "all", now, "Grace")
        assert mails(alone) == []
        assert [(row["address"], row["outcome"]) for row in history.opt_outs()] == [(ADA, "left")]


def test_only_a_public_address_gives_links(history: History, alert_of: Callable[..., Alert], now: datetime) -> None:
    seen: list[bytes | None] = []

    with Mailbox() as mailbox:
        channel = replace(LAW, port=mailbox.port)
        for number, url in enumerate((None, "https://law.example.org")):
            alert = replace(alert_of(target=BOB), id=f"a{number}", channel="law")
            history.enqueue_alerts([alert], now)
            config = replace(CONFIG, channels=(channel, BOX), routes=(), public_url=url)
            around = Surroundings(now, url)
            deliver_due(history, config, lambda: now, around)
            seen.append(mailbox.messages[-1]["List-Unsubscribe-Post"])
    assert seen == [None, "List-Unsubscribe=One-Click"]


def test_a_person_of_alerts_yaml_is_told_in_their_language(history: History, now: datetime) -> None:
    people = (Person("law", (ADA,), language="fr"),)
    config = replace(CONFIG, people=people, channels=(replace(LAW, to=("law",)), BOX), routes=ROUTES[:1])
    history.leave_route(ADA, "all", now)
    left = replace(config, left=history.left_routes())
    tell_who_left(history, left, now)
    (row,) = history.alerts()
    assert (row["target"], row["language"], row["payload"]["because"]) == (ADA, "fr", "stays")
