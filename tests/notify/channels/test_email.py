"""The e-mail channel against real SMTP servers."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from regdrift.model.alert import Alert, EmailChannel
from regdrift.notify.channels.email import send
from regdrift.notify.result import Delivered, Rejected, Surroundings, TryAgain


def around() -> Surroundings:
    return Surroundings(datetime.now(UTC))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Keeper:
    def __init__(self, data_reply: str = "250 kept", rcpt_reply: str | None = None) -> None:
        self.envelopes: list[Any] = []
        self._data_reply, self._rcpt_reply = data_reply, rcpt_reply

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self._rcpt_reply:
            return self._rcpt_reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return self._data_reply


@contextmanager
def serving(keeper: Keeper, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    port = free_port()
    controller = Controller(keeper, hostname="127.0.0.1", port=port, tls_context=tls, require_starttls=tls is not None)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def channel(port: int, security: str = "none") -> EmailChannel:
    return EmailChannel("mail", "127.0.0.1", port, "regdrift@example.com", security=security)


def test_example_a_mail_arrives_with_both_parts(alert_of: Callable[..., Alert]) -> None:
    keeper = Keeper()
    with serving(keeper) as port:
        result = send(alert_of(target="dpo@example.com"), channel(port), around())
    assert isinstance(result, Delivered)
    (envelope,) = keeper.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("regdrift@example.com", ["dpo@example.com"])
    assert b"multipart/alternative" in envelope.content


@pytest.mark.parametrize(
    ("keeper", "kind"),
    [
        (Keeper(rcpt_reply="550 5.1.1 no such user"), Rejected),
        (Keeper(rcpt_reply="450 4.2.1 greylisted"), TryAgain),
        (Keeper(data_reply="554 5.7.1 looks like spam"), Rejected),
        (Keeper(data_reply="452 4.3.1 mailbox full"), TryAgain),
    ],
)
def test_permanent_replies_are_rejections_and_others_are_tried_again(
    alert_of: Callable[..., Alert], keeper: Keeper, kind: type
) -> None:
    with serving(keeper) as port:
        result = send(alert_of(target="dpo@example.com"), channel(port), around())
    assert isinstance(result, kind)


def test_a_server_without_tls_gets_no_mail_where_tls_is_asked_for(alert_of: Callable[..., Alert]) -> None:
    keeper = Keeper()
    with serving(keeper) as port:
        result = send(alert_of(target="dpo@example.com"), channel(port, "starttls"), around())
    assert isinstance(result, TryAgain)
    assert result.channel_down
    assert keeper.envelopes == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate authority's file, and a certificate for 127.0.0.1 with its key; made for this run."""
    authority = trustme.CA()
    folder = tmp_path_factory.mktemp("tls")
    made, key = folder / "authority.pem", folder / "key.pem"
    authority.cert_pem.write_to_path(str(made))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(key))
    return made, key


def test_a_mail_travels_under_starttls_to_a_server_that_proves_its_name(
    alert_of: Callable[..., Alert], certificate: tuple[Path, Path]
) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate[1])
    keeper = Keeper()
    trusting = Surroundings(datetime.now(UTC), tls=ssl.create_default_context(cafile=str(certificate[0])))
    with serving(keeper, server) as port:
        stranger = send(alert_of(target="dpo@example.com"), channel(port, "starttls"), around())
        friend = send(alert_of(target="dpo@example.com"), channel(port, "starttls"), trusting)
    assert isinstance(stranger, TryAgain)
    assert "certificate" in stranger.reason.lower()
    assert isinstance(friend, Delivered)
    assert len(keeper.envelopes) == 1


def test_a_server_that_is_down_or_hangs_up_is_tried_again(alert_of: Callable[..., Alert]) -> None:
    result = send(alert_of(target="dpo@example.com"), channel(free_port()), around())
    assert isinstance(result, TryAgain)
    assert result.channel_down
    assert "127.0.0.1" in result.reason


class Dying(SMTP):
    """Asks for the message and hangs up in the middle of it."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        del arg
        await self.push("354 go on")
        await self._reader.read(200)
        self.transport.abort()


class Slow(SMTP):
    """Takes the message and says nothing for longer than anyone waits."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        del arg
        await self.push("354 go on")
        await asyncio.sleep(30)


@pytest.mark.parametrize("server", [Dying, Slow])
def test_a_server_that_dies_or_falls_silent_in_mid_message_is_tried_again(
    alert_of: Callable[..., Alert], server: type[SMTP]
) -> None:
    class Serving(Controller):
        def factory(self) -> SMTP:
            return server(self.handler)

    keeper, port = Keeper(), free_port()
    controller = Serving(keeper, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        impatient = Surroundings(datetime.now(UTC), mail_step_seconds=1.0)
        result = send(alert_of(target="dpo@example.com"), channel(port), impatient)
    finally:
        controller.stop()
    assert isinstance(result, TryAgain)
    assert keeper.envelopes == []


def test_a_mail_for_nobody_is_rejected_with_what_to_do(alert_of: Callable[..., Alert]) -> None:
    result = send(alert_of(target=""), channel(1), around())
    assert isinstance(result, Rejected)
    assert "nobody to write to" in result.reason


def test_a_password_never_travels_in_the_clear(alert_of: Callable[..., Alert]) -> None:
    open_channel = EmailChannel(
        "mail", socket.gethostname(), 1, "r@example.com", security="none", username="u", password="p"
    )
    result = send(alert_of(target="dpo@example.com"), open_channel, around())
    assert isinstance(result, TryAgain)
