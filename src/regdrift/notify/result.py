"""How one delivery ended, and what a channel is handed besides the alert."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from regdrift.notify.http_post import Answer, HttpPost, post


@dataclass(frozen=True, slots=True)
class Delivered:
    """The target took the message; ``receipt`` is what it said."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The target may take the message later."""

    reason: str
    after_seconds: float | None = None
    """What the target asked for (Retry-After); None leaves it to the schedule."""
    channel_down: bool = False
    """True where every other message of the channel would fail alike (no connection to the mail server)."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The target will never take this message."""

    reason: str
    disable: bool = False
    """True where it wants no message at all any more (410 Gone)."""


Result = Delivered | TryAgain | Rejected


class Messenger(Protocol):
    """The part of apprise that is used."""

    def add(self, servers: str) -> bool:
        """Take an address; False where it is not understood."""

    def notify(self, body: str, title: str, body_format: str) -> bool | None:
        """Send to all; False where one failed, None where there is none."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all channels are handed: the time, and the doors to the world, which tests replace."""

    now: datetime
    public_url: str | None = None
    unsubscribe_key: bytes | None = field(default=None, repr=False)
    """Seals the links by which recipients leave; None leaves the links out."""
    post: Callable[[HttpPost], Answer] = post
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    """Verifies mail servers; None trusts what the system trusts."""
    mail_step_seconds: float = 20.0
    """Bound on each step of the dialogue with a mail server."""
    messenger: Callable[[], Messenger] | None = None
    """Makes an empty apprise object; None imports the package."""


def header(answer: Answer, name: str) -> str | None:
    """Give a response header, whatever its case."""
    return {key.lower(): value for key, value in answer.headers.items()}.get(name.lower())


Headers = Mapping[str, str]
