"""The apprise channel, with an object of apprise's shape in place of the optional package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from regdrift.model.alert import Alert, AppriseChannel
from regdrift.notify.channels.apprise import MAX_CHARACTERS, _cut, calm, send
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


def test_a_long_text_ends_with_a_whole_line_and_the_id(alert_of: Callable[..., Alert]) -> None:
    recorder = Recorder()
    alert = alert_of()
    long = replace(alert, payload={**alert.payload, "message": "The rule was amended. " * MAX_CHARACTERS})
    for one in (alert, long):
        send(one, CHANNEL, around(recorder))
    for _, body, _ in recorder.sent:
        assert len(body) <= MAX_CHARACTERS
        assert body.splitlines()[-1].replace("\u2060", "") == f"[{alert.id}]"


@given(st.text(max_size=300), st.integers(min_value=10, max_value=200))
def test_what_is_cut_is_a_beginning_of_whole_lines(text: str, most: int) -> None:
    kept = _cut(text, most)
    assert len(kept) <= most
    assert kept == text or (kept.endswith("\n…") and text.startswith(kept.removesuffix("\n…")))


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
