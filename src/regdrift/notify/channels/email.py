"""Delivery by SMTP (RFC 5321), with STARTTLS or TLS and verified certificates."""

from __future__ import annotations

import smtplib
import ssl

from regdrift.model.alert import Alert, EmailChannel
from regdrift.notify.compose import compose_mail
from regdrift.notify.plain import one_line
from regdrift.notify.result import Delivered, Rejected, Result, Surroundings, TryAgain

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def send(alert: Alert, channel: EmailChannel, surroundings: Surroundings) -> Result:
    """Send the alert to its target; a permanent reply (5xx) for this message or recipient is a rejection."""
    if not alert.target:
        return Rejected(
            f"channel {channel.id!r} has nobody to write to: give it 'to', or the owners addresses in 'people'"
        )
    message = compose_mail(
        alert, channel, surroundings.now, surroundings.public_url, unsubscribe_key=surroundings.unsubscribe_key
    )
    try:
        with _connect(channel, surroundings.tls, surroundings.mail_step_seconds) as server:
            server.send_message(message, channel.sender, [alert.target])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = error.recipients.get(alert.target, (550, b""))
        return _refusal("recipient refused", code, said)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        return _refusal("message refused", error.smtp_code, error.smtp_error)
    except smtplib.SMTPResponseException as error:
        return TryAgain(_told("mail server", error.smtp_code, error.smtp_error), channel_down=True)
    except (smtplib.SMTPException, OSError) as error:
        reason = f"{channel.host}:{channel.port}: {one_line(error) or type(error).__name__}"
        return TryAgain(reason, channel_down=True)
    return Delivered(f"accepted by {channel.host}")


def _connect(channel: EmailChannel, tls: ssl.SSLContext | None, seconds: float) -> smtplib.SMTP:
    context = tls or ssl.create_default_context()
    if channel.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(channel.host, channel.port, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(channel.host, channel.port, timeout=seconds)
    try:
        if channel.security == "starttls":
            server.starttls(context=context)
        if channel.username is not None:
            _log_in(server, channel)
    except BaseException:
        server.close()
        raise
    return server


def _log_in(server: smtplib.SMTP, channel: EmailChannel) -> None:
    if channel.security == "none" and channel.host not in _LOOPBACK:
        raise smtplib.SMTPException("a password is not sent without TLS; set security to starttls or tls")
    server.login(channel.username or "", channel.password or "")


def _refusal(what: str, code: int, said: bytes | str) -> Result:
    told = _told(what, code, said)
    return Rejected(told) if code >= 500 else TryAgain(told)


def _told(what: str, code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{what}: {code} {one_line(text, 160)}".strip()
