"""An alert → the mail or the webhook body that leaves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from importlib import resources
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

from regdrift.model.alert import Alert, AlertKind, EmailChannel
from regdrift.model.law_day import LawDay
from regdrift.notify.plain import one_line
from regdrift.notify.unsubscribe import ONE_CLICK, unsubscribe_link
from regdrift.notify.view import view_of

LIST_NAME = "regdrift"
DAYS = "days"
"""Key of a mail's payload under which delivery puts the dates of the law, rows of :class:`LawDay`."""
_OF_MAILS = frozenset({"recipient", DAYS})


@cache
def _environment() -> Environment:
    folder = resources.files("regdrift.data").joinpath("templates", "mail")
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        autoescape=select_autoescape(["html"], default_for_string=True, default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["quoted"] = _quoted
    return environment


def _quoted(text: str, mark: str = "    | ") -> str:
    """Set fetched text off by a mark on each line, so that no line of it can pass for ours."""
    return "\n".join(mark + line for line in text.split("\n"))


def compose_mail(
    alert: Alert,
    channel: EmailChannel,
    now: datetime,
    public_url: str | None = None,
    unsubscribe_key: bytes | None = None,
) -> EmailMessage:
    """Give the mail of an alert for its target: plain text and HTML with the redline in inline styles.

    Message-ID follows from the alert's id, so a second delivery can be recognised; mails of one dossier share a
    thread (RFC 5322 §3.6.4). ``now`` is the Date header. With ``public_url`` and ``unsubscribe_key`` the recipient can
    leave by one click.
    """
    leave = None
    if public_url and unsubscribe_key and alert.kind is not AlertKind.TEST:
        leave = unsubscribe_link(public_url, unsubscribe_key, alert.id)
    view = {**view_of(alert, public_url), "unsubscribe_url": leave}
    domain = channel.sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["Subject"] = str(view["subject"])
    message["From"] = Address(display_name=LIST_NAME, addr_spec=channel.sender)
    if "@" in alert.target:
        message["To"] = Address(addr_spec=one_line(alert.target, 320))
    if channel.reply_to:
        message["Reply-To"] = channel.reply_to
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{alert.id}@{domain}>"
    if alert.kind is not AlertKind.DIGEST and alert.dossier:
        thread = f"<dossier-{hashlib.sha256(alert.dossier.encode()).hexdigest()[:16]}@{domain}>"
        message["In-Reply-To"] = thread
        message["References"] = thread
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5
    message["Precedence"] = "list"
    message["List-Id"] = f"{LIST_NAME} <{_token(alert.route)}.{LIST_NAME}.{domain}>"  # RFC 2919
    back = f"<mailto:{channel.reply_to or channel.sender}?subject={quote('unsubscribe ' + _token(alert.route))}>"
    message["List-Unsubscribe"] = f"<{leave}>, {back}" if leave else back  # RFC 2369
    if leave and leave.startswith("https://"):
        message["List-Unsubscribe-Post"] = ONE_CLICK  # RFC 8058, which wants https
    message["X-Regdrift-Alert"] = alert.id
    message["X-Regdrift-Level"] = str(alert.level)
    message.set_content(_environment().get_template("alert.txt").render(view))
    message.add_alternative(_environment().get_template("alert.html").render(view), subtype="html")
    _attach_days(message, alert, public_url)
    return message


def _attach_days(message: EmailMessage, alert: Alert, public_url: str | None) -> None:
    rows = alert.payload.get(DAYS)
    if not isinstance(rows, list) or not rows:
        return
    from regdrift.notify.invitation import invitation  # noqa: PLC0415  # icalendar is for mails with dates only

    calendar = invitation([LawDay(**row) for row in rows], alert.language, public_url)
    if calendar is not None:
        message.add_attachment(
            calendar,
            maintype="text",
            subtype="calendar",
            filename="dates.ics",
            params={"method": "PUBLISH", "charset": "utf-8"},
        )


def _token(text: str) -> str:
    return "".join(mark if mark.isascii() and (mark.isalnum() or mark in "-_") else "-" for mark in text)[:60] or "all"


def compose_webhook(alert: Alert, now: datetime) -> bytes:
    """Give the body of a webhook in the shape of Standard Webhooks: ``type``, ``timestamp``, ``data``.

    The timestamp is the instant of what is told, so that a repeated delivery has the same body; ``now`` stands in
    where the payload has none.
    """
    data = {name: value for name, value in alert.payload.items() if name not in _OF_MAILS}
    body = {
        "type": str(alert.kind),
        "timestamp": alert.payload.get("observed_at") or now.isoformat(),
        "data": {"alert_id": alert.id, "level": str(alert.level), "dossier": alert.dossier, **data},
    }
    return json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode()


def compose_cloudevent(alert: Alert, now: datetime) -> bytes:
    """Give the same as a CloudEvents 1.0 event in structured mode; ``data`` is that of :func:`compose_webhook`."""
    plain = json.loads(compose_webhook(alert, now))
    source = alert.payload.get("source")
    name = source.get("id") if isinstance(source, Mapping) else None
    body = {
        "specversion": "1.0",
        "id": alert.id,
        "source": f"/regdrift/sources/{quote(str(name), safe='')}" if name else "/regdrift",
        "type": f"regdrift.{plain['type']}",
        "time": plain["timestamp"],
        "subject": one_line(alert.dossier, 200) or "regdrift",
        "datacontenttype": "application/json",
        "data": plain["data"],
    }
    return json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode()


def sign(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """Give the ``webhook-signature`` header (Standard Webhooks): one ``v1,`` signature for each secret.

    HMAC-SHA256 over ``id.timestamp.body`` with the base64 key behind ``whsec_``; two secrets while one is rotated.
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    marks = []
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        marks.append("v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode())
    return " ".join(marks)
