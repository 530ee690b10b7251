"""Slack, Teams and a hundred other services through the optional package apprise."""

from __future__ import annotations

import importlib
import re
from typing import cast

from regdrift.model.alert import Alert, AppriseChannel
from regdrift.notify.plain import inert, one_line
from regdrift.notify.result import Delivered, Messenger, Rejected, Result, Surroundings, TryAgain
from regdrift.notify.view import short_text, subject_of

MAX_CHARACTERS = 1500
_MARKUP = re.compile(r"([*_~`|<>\[\]()#])")


def send(alert: Alert, channel: AppriseChannel, surroundings: Surroundings) -> Result:
    """Send a short text to every declared address; its last line is the alert's id, by which a duplicate is known."""
    try:
        messenger = surroundings.messenger() if surroundings.messenger else _apprise()
    except ImportError:
        return TryAgain("the package apprise is missing: install regdrift[alerts]", channel_down=True)
    for number, address in enumerate(channel.urls, start=1):
        if not messenger.add(address):
            return Rejected(f"apprise does not understand address {number} of channel {channel.id!r}")
    end = f"\n[{alert.id}]"
    body = _cut(calm(short_text(alert, surroundings.public_url)), MAX_CHARACTERS - len(calm(end))) + calm(end)
    if messenger.notify(body=body, title=calm(subject_of(alert)), body_format="text"):
        return Delivered(f"sent to {len(channel.urls)} addresses")
    return TryAgain(one_line(f"apprise could not reach every address of channel {channel.id!r}"))


def _cut(text: str, most: int) -> str:
    """Give the whole lines that fit, so that no address or word ends half-way; the first line is cut where it must."""
    if len(text) <= most:
        return text
    kept = text[: most - 2]
    return (kept.rpartition("\n")[0] or kept) + "\n…"


def calm(text: str) -> str:
    """Give text in which chat mark-up does not act: no mention, link, command or format (a word joiner breaks them)."""
    quiet = _MARKUP.sub("\\1\u2060", inert(text))
    return quiet.replace("@", "@\u2060").replace("://", ":\u2060//")


def _apprise() -> Messenger:
    return cast("Messenger", importlib.import_module("apprise").Apprise())
