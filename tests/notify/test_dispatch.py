"""Delivery from a real outbox."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from regdrift.model.alert import Alert, AlertConfig, AppriseChannel, Digest, FileChannel, Route, WebhookChannel
from regdrift.model.check import CheckRow, Outcome
from regdrift.model.source import Source
from regdrift.notify import deliver_due, send_sample
from regdrift.notify.dispatch import RETRY_SECONDS, retry_at
from regdrift.notify.http_post import Answer, HttpPost
from regdrift.notify.result import Surroundings
from regdrift.store.filters import AlertFilter
from regdrift.store.history import History

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOOK = WebhookChannel("hook", "https://hook.example/", (SECRET,))


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Receiver:
    """Answers posts from a script; the last answer stays."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.ids: list[str] = []

    def __call__(self, request: HttpPost) -> Answer:
        self.ids.append(request.headers["webhook-id"])
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def around(post: Callable[[HttpPost], Answer]) -> Surroundings:
    return Surroundings(NOW, post=post)


def answer(status: int, **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, "")


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / "h.db") as opened:
        yield opened


@pytest.fixture
def box(tmp_path: Path) -> FileChannel:
    return FileChannel("box", str(tmp_path / "box"))


def states(history: History) -> dict[str, str]:
    return {row["id"]: row["state"] for row in history.alerts(AlertFilter())}


def test_what_is_due_is_sent_once(
    history: History, clock: Hand, box: FileChannel, alert_of: Callable[..., Alert]
) -> None:
    alerts = [alert_of(version=str(number), dossier=f"d{number}") for number in range(25)]
    history.enqueue_alerts(alerts, NOW)
    config = AlertConfig(channels=(box,))
    assert deliver_due(history, config, clock).sent == 25
    assert set(states(history).values()) == {"sent"}
    assert deliver_due(history, config, clock).sent == 0
    assert len(list(Path(box.folder).glob("*.eml"))) == 25


def test_a_broken_channel_delays_no_other(
    history: History, clock: Hand, box: FileChannel, alert_of: Callable[..., Alert]
) -> None:
    released = threading.Event()
    entered = threading.Event()

    def hang(_request: HttpPost) -> Answer:
        entered.set()
        released.wait(10)
        return answer(500)

    history.enqueue_alerts([alert_of(channel="hook", target="hook", id="h1")], NOW)
    history.enqueue_alerts([alert_of(version=str(n), dossier=f"d{n}") for n in range(30)], NOW)
    written = Path(box.folder)

    def watch() -> None:
        entered.wait(5)
        until = time.monotonic() + 8
        while len(list(written.glob("*.eml"))) < 30 and time.monotonic() < until:
            time.sleep(0.02)
        seen.append(len(list(written.glob("*.eml"))))
        released.set()

    seen: list[int] = []
    watcher = threading.Thread(target=watch)
    watcher.start()
    report = deliver_due(history, AlertConfig(channels=(HOOK, box)), clock, around(hang))
    watcher.join()
    assert seen == [30]
    assert (report.sent, report.failed) == (30, 1)


def test_a_failed_delivery_comes_back_by_the_schedule_with_the_same_id(
    history: History, clock: Hand, alert_of: Callable[..., Alert]
) -> None:
    receiver = Receiver(answer(500), ConnectionResetError("reset"), answer(204))
    config = AlertConfig(channels=(HOOK,))
    history.enqueue_alerts([alert_of(channel="hook", target="hook", id="h1")], NOW)
    assert deliver_due(history, config, clock, around(receiver), lambda: 0.0).failed == 1
    clock.move(seconds=RETRY_SECONDS[0] - 1)
    assert deliver_due(history, config, clock, around(receiver), lambda: 0.0).failed == 0
    clock.move(seconds=1)
    assert deliver_due(history, config, clock, around(receiver), lambda: 0.0).failed == 1
    clock.move(seconds=RETRY_SECONDS[1])
    assert deliver_due(history, config, clock, around(receiver), lambda: 0.0).sent == 1
    assert receiver.ids == ["h1"] * 3


def test_a_target_that_stays_down_for_days_ends_where_a_person_sees_it(
    history: History, clock: Hand, alert_of: Callable[..., Alert]
) -> None:
    receiver = Receiver(answer(503))
    history.enqueue_alerts([alert_of(channel="hook", target="hook", id="h1")], NOW)
    while states(history)["h1"] != "dead":
        deliver_due(history, AlertConfig(channels=(HOOK,)), clock, around(receiver))
        clock.move(hours=1)
        assert clock.now < NOW + timedelta(days=5)
    assert clock.now > NOW + timedelta(days=3)
    assert len(receiver.ids) == len(RETRY_SECONDS) + 1
    (row,) = history.alerts(AlertFilter(state="dead"))
    assert "503" in row["last_error"]
    history.retry(["h1"], clock.now)
    deliver_due(history, AlertConfig(channels=(HOOK,)), clock, around(Receiver(answer(200))))
    assert states(history)["h1"] == "sent"


def test_retry_after_is_obeyed(history: History, clock: Hand, alert_of: Callable[..., Alert]) -> None:
    receiver = Receiver(answer(429, Retry_After="7200"), answer(200))
    config = AlertConfig(channels=(HOOK,))
    history.enqueue_alerts([alert_of(channel="hook", target="hook", id="h1")], NOW)
    deliver_due(history, config, clock, around(receiver))
    clock.move(seconds=7199)
    deliver_due(history, config, clock, around(receiver))
    assert len(receiver.ids) == 1
    clock.move(seconds=2)
    deliver_due(history, config, clock, around(receiver))
    assert states(history)["h1"] == "sent"


def test_gone_disables_the_target_for_all_that_follows(
    history: History, clock: Hand, alert_of: Callable[..., Alert]
) -> None:
    receiver = Receiver(answer(410))
    config = AlertConfig(channels=(HOOK,))
    history.enqueue_alerts([alert_of(channel="hook", target="hook", id="h1")], NOW)
    assert deliver_due(history, config, clock, around(receiver)).dead == 1
    history.enqueue_alerts([alert_of(channel="hook", target="hook", id="h2")], NOW)
    deliver_due(history, config, clock, around(receiver))
    assert receiver.ids == ["h1"]
    assert states(history) == {"h1": "dead", "h2": "dead"}


def test_alerts_of_one_dossier_arrive_in_order(history: History, clock: Hand, alert_of: Callable[..., Alert]) -> None:
    receiver = Receiver(answer(500), answer(200))
    config = AlertConfig(channels=(HOOK,))
    history.enqueue_alerts([alert_of(channel="hook", target="hook", id=f"h{n}") for n in range(5)], NOW)
    deliver_due(history, config, clock, around(receiver))
    clock.move(minutes=5)
    deliver_due(history, config, clock, around(receiver))
    assert receiver.ids == ["h0", "h0", "h1", "h2", "h3", "h4"]


def test_an_alert_whose_channel_was_removed_is_parked_with_the_reason(
    history: History, clock: Hand, box: FileChannel, alert_of: Callable[..., Alert]
) -> None:
    history.enqueue_alerts([alert_of(channel="old", target="old", id=f"o{n}") for n in range(3)], NOW)
    assert deliver_due(history, AlertConfig(channels=(box,)), clock).dead == 3
    assert "no channel 'old'" in history.alerts(AlertFilter(state="dead"))[0]["last_error"]


def test_a_message_that_cannot_be_composed_holds_up_nothing(
    history: History, clock: Hand, box: FileChannel, alert_of: Callable[..., Alert]
) -> None:
    broken = alert_of(id="bad", dossier="x", payload={"observed_at": "not a time"})
    history.enqueue_alerts([broken, alert_of(dossier="y")], NOW)
    report = deliver_due(history, AlertConfig(channels=(box,)), clock)
    assert (report.sent, report.failed) == (1, 1)


def test_a_digest_leaves_at_its_hour_with_all_that_waited(
    history: History, clock: Hand, box: FileChannel, alert_of: Callable[..., Alert]
) -> None:
    route = Route("all", ("box",), digest=Digest(9, "UTC", tuple(range(7))))
    config = AlertConfig(channels=(box,), routes=(route,))
    history.enqueue_alerts([alert_of(version=str(n), digest=True) for n in range(3)], NOW)
    assert deliver_due(history, config, clock).sent == 0
    clock.move(minutes=30)
    assert deliver_due(history, config, clock).sent == 1
    assert sorted(states(history).values()) == ["digested"] * 3 + ["sent"]
    (written,) = Path(box.folder).glob("digest-*.eml")
    assert b"3 messages" in written.read_bytes()
    assert deliver_due(history, config, clock).sent == 0


def test_jitter_spreads_and_never_shortens_the_wait() -> None:
    first, last = retry_at(1, NOW, None, 0.0), retry_at(1, NOW, None, 1.0)
    assert first == NOW + timedelta(seconds=30)
    assert last == NOW + timedelta(seconds=36)
    assert retry_at(len(RETRY_SECONDS) + 1, NOW, None, 0.0) is None


def test_a_sample_says_how_it_fared(clock: Hand, box: FileChannel) -> None:
    good = send_sample(box, AlertConfig(), clock)
    assert good.arrived
    assert "box" in good.lines[0]
    bad = send_sample(HOOK, AlertConfig(), clock, around(Receiver(answer(500))))
    assert not bad.arrived
    assert "HTTP 500" in bad.lines[0]


def test_no_channel_at_all_is_no_crash(history: History, clock: Hand) -> None:
    assert deliver_due(history, AlertConfig(), clock).sent == 0
    assert AppriseChannel("a", ("secret://token",)).urls[0] not in repr(AppriseChannel("a", ("secret://token",)))


def test_an_empty_digest_says_who_was_read_and_where_the_chain_ends(
    history: History, clock: Hand, tmp_path: Path
) -> None:
    sources = [Source(name, name, "US", every_seconds=86_400) for name in ("one", "two")]
    history.sync_sources(sources)
    for source in sources:
        row = CheckRow(source.id, clock.now, 0.1, "https://law.example/", Outcome.UNCHANGED, 304)
        history.record_check(row, None, next_due_at=clock.now + timedelta(days=3))
    box = FileChannel("box", str(tmp_path / "sent"))
    morning = Route("morning", ("box",), digest=Digest(7))
    silent = Route("silent", ("box",), digest=Digest(7, empty=False))
    config = AlertConfig(channels=(box,), routes=(morning, silent))
    deliver_due(history, config, clock)
    assert history.alerts() == [], "a route that is new is not told of the past"
    for _ in range(4):
        clock.move(days=1)
        deliver_due(history, config, clock)
        deliver_due(history, config, clock)
    rows = history.alerts()[::-1]
    assert [(row["route"], row["kind"], row["state"]) for row in rows] == [("morning", "digest", "sent")] * 4
    head = history.chain_head()
    assert {row["payload"]["head"] for row in rows} == {f"{head.seq}:{head.hash}"}
    texts = [path.read_text() for path in sorted((tmp_path / "sent").glob("*.eml"))]
    assert sum("all 2 sources were read as planned" in text for text in texts) == 3
    assert sum("0 of 2 sources were read as planned; not read: one, two" in text for text in texts) == 1


def test_a_digest_with_something_in_it_is_the_only_one_of_its_hour(
    history: History, clock: Hand, tmp_path: Path, alert_of: Callable[..., Alert]
) -> None:
    box = FileChannel("box", str(tmp_path / "sent"))
    config = AlertConfig(channels=(box,), routes=(Route("all", ("box",), digest=Digest(7)),))
    deliver_due(history, config, clock)
    history.enqueue_alerts([alert_of(digest=True)], clock.now)
    clock.move(days=1)
    for _ in range(3):
        deliver_due(history, config, clock)
    assert [row["kind"] for row in history.alerts(AlertFilter(state="sent"))] == ["digest"]
    (row,) = history.alerts(AlertFilter(state="sent"))
    assert len(row["payload"]["items"]) == 1
    assert ":" in row["payload"]["head"]
