"""Signed HTTP POST to the Standard Webhooks specification."""

from __future__ import annotations

import http.client
from datetime import datetime
from email.utils import parsedate_to_datetime

from regdrift.model.alert import Alert, WebhookChannel
from regdrift.notify.compose import compose_cloudevent, compose_webhook, sign
from regdrift.notify.http_post import AddressRefusedError, Answer, HttpPost
from regdrift.notify.plain import one_line
from regdrift.notify.result import Delivered, Rejected, Result, Surroundings, TryAgain, header

MAX_RETRY_AFTER_SECONDS = 86_400.0
_GONE = 410


def send(alert: Alert, channel: WebhookChannel, surroundings: Surroundings) -> Result:
    """Post the alert; any 2xx is a delivery, 410 ends the target, everything else is tried again.

    A redirect is not followed: the signed body is meant for the declared address only.
    """
    compose = compose_cloudevent if channel.cloudevents else compose_webhook
    body = compose(alert, surroundings.now)
    timestamp = int(surroundings.now.timestamp())
    headers = {
        **dict(channel.headers),
        "Content-Type": "application/cloudevents+json" if channel.cloudevents else "application/json",
        "User-Agent": "regdrift",
        "webhook-id": alert.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(channel.secrets, alert.id, timestamp, body),
    }
    request = HttpPost(channel.url, headers, body, channel.timeout_seconds, channel.allow_private_addresses)
    try:
        answer = surroundings.post(request)
    except AddressRefusedError as error:
        return Rejected(str(error))
    except (OSError, http.client.HTTPException) as error:
        return TryAgain(f"no answer: {one_line(error) or type(error).__name__}", channel_down=True)
    return _judge(answer, surroundings.now)


def _judge(answer: Answer, now: datetime) -> Result:
    said = f"HTTP {answer.status} {one_line(answer.text, 120)}".strip()
    if 200 <= answer.status < 300:
        return Delivered(said)
    if answer.status == _GONE:
        return Rejected(f"{said}: the receiver wants no more messages", disable=True)
    if 300 <= answer.status < 400:
        return TryAgain(f"HTTP {answer.status}: redirects are not followed; declare the new address", channel_down=True)
    return TryAgain(said, retry_after_seconds(header(answer, "retry-after"), now), channel_down=True)


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Give the seconds of a Retry-After header (RFC 9110 §10.2.3), at most a day; None where it says nothing."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), MAX_RETRY_AFTER_SECONDS)
    try:
        seconds = (parsedate_to_datetime(text) - now).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_SECONDS)
