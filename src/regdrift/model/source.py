"""A source: one place where a text of law, or news of it, is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, quote_plus


class SourceKind(StrEnum):
    """What the source publishes; it bears on the legal status of what is found there."""

    STATUTE = "statute"
    REGULATION = "regulation"
    BILL = "bill"
    GUIDANCE = "guidance"
    ENFORCEMENT = "enforcement"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a good capture must show; a capture that misses it is ``unreadable``, never a repeal."""

    min_provisions: int | None = None
    """Fewest provisions a good reading gives; None expects only that there are any."""
    must_contain: tuple[str, ...] = ()
    """Strings that must stand in the text (compared folded); empty for none."""


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of ``sources.yaml``, defaults applied, secrets resolved."""

    id: str
    name: str
    jurisdiction: str
    """ISO 3166-1 or -2 code in capitals (``US``, ``US-ME``, ``FR``); ``EU`` for the Union."""
    kind: SourceKind = SourceKind.STATUTE
    publisher: str | None = None
    connector: str = "page"
    url: str | None = None
    """Where the default connector fetches; other connectors may build their address from ``options``."""
    options: Mapping[str, object] = field(default_factory=dict, repr=False)
    """The connector's own keys (``title``, ``part``, …), as declared in the file."""
    language: str | None = None
    """BCP 47 primary tag (``en``, ``fr``, ``de``, ``es``); None lets the document or a detector decide."""
    topics: tuple[str, ...] = ()
    every_seconds: int | None = None
    """Interval between checks; None where ``cron`` is given."""
    cron: str | None = None
    """Five-field crontab expression in ``timezone``; None where ``every_seconds`` is given."""
    timezone: str = "UTC"
    jitter_seconds: float = 0.0
    """Most by which this source's checks are put off, so that many with one schedule are spread."""
    select: str | None = None
    """CSS selector of the element that holds the law; None lets the parser choose."""
    remove: tuple[str, ...] = ()
    """CSS selectors of what is taken out before reading."""
    expect: Expectation = Expectation()
    enabled: bool = True
    allow_private_addresses: bool = False
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)
    """User name and password for HTTP basic authentication; never stored or printed."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Values that came from the environment, wherever they stand in the entry; never stored or printed."""
    delay_seconds: float = 1.0
    """Least time between two requests to one host."""
    timeout_seconds: float = 60.0
    """Bound on the whole fetch, connection to last byte, retries excluded."""
    dossier: str | None = None
    """Ties bill, act, rule and guidance on one matter together; None makes the source its own dossier."""

    def without_secrets(self, text: str) -> str:
        """Give a text, an address above all, with every secret value of this source as ``***``."""
        for secret in sorted(self.secrets, key=len, reverse=True):
            for form in (secret, quote(secret, safe=""), quote_plus(secret)):
                text = text.replace(form, "***")
        return text

    @property
    def public_url(self) -> str | None:
        """The declared address as it may be shown and stored; None where none is declared."""
        return None if self.url is None else self.without_secrets(self.url)

    @property
    def dossier_id(self) -> str:
        """The declared dossier, or the source's own id."""
        return self.dossier or self.id
