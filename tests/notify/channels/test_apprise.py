"""The apprise channel, with an object of apprise's shape in place of the optional package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from regdrift.model.alert import Alert, AppriseChannel
from regdrift.notify.channels.apprise import calm, send
from regdrift.notify.result import Delivered, Rejected, Surroundings, TryAgain

CHANNEL = AppriseChannel("chat", ("json://one", "json://two"))


@dataclass
class Recorder:
    understands: bool = True
    arrives: bool = True
    servers: list[str] = field(default_factory=list)
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, servers: str) -> bool:
        self.servers.append(servers)
        return self.understands

    def notify(self, body: str, title: str, body_format: str) -> bool:
        self.sent.append((title, body, body_format))
        return self.arrives


def around(recorder: Recorder) -> Surroundings:
    return Surroundings(datetime.now(UTC), messenger=lambda: recorder)


def test_example_a_short_text_goes_to_every_address(alert_of: Callable[..., Alert]) -> None:
    recorder = Recorder()
    assert isinstance(send(alert_of(), CHANNEL, around(recorder)), Delivered)
    assert recorder.servers == ["json://one", "json://two"]
    ((title, body, form),) = recorder.sent
    assert "Model Privacy Act" in title
    assert "From when: 2027-01-01" in body
    assert form == "text"


def test_failures_are_results(alert_of: Callable[..., Alert]) -> None:
    assert isinstance(send(alert_of(), CHANNEL, around(Recorder(arrives=False))), TryAgain)
    result = send(alert_of(), CHANNEL, around(Recorder(understands=False)))
    assert isinstance(result, Rejected)
    assert "json://" not in result.reason


def test_a_missing_package_says_what_to_install(alert_of: Callable[..., Alert]) -> None:
    def absent() -> Recorder:
        raise ImportError

    result = send(alert_of(), CHANNEL, Surroundings(datetime.now(UTC), messenger=absent))
    assert isinstance(result, TryAgain)
    assert "regdrift[alerts]" in result.reason


def test_chat_markup_does_not_act() -> None:
    quiet = calm("<!channel> @here [click](https://evil.example) *bold* `code`")
    for trap in ("<!", "@here", "](", "https://", "*bold*", "`code`"):
        assert trap not in quiet
