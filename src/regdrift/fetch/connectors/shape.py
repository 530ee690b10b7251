"""The shape of a connector: how the text of one publisher is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from regdrift.model.capture import FetchResult, Validators
from regdrift.model.source import Source


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One address to ask for."""

    url: str
    accept: str | None = None
    """The Accept header; None takes the formats in which law is usually published."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Headers that the publisher's service asks for, a key among them; sent to the address's own origin only."""
    body: bytes | None = field(default=None, repr=False)
    """What is sent with POST, where a service takes its questions so; None asks with GET. A redirect of a POST is a
    failure, and validators are not sent with one."""


class PageGetter(Protocol):
    """Fetches one address politely and within bounds; the fetcher is one."""

    def get(self, source: Source, request: PageRequest, validators: Validators) -> FetchResult:
        """Give what the address answered; raises nothing for what a server does."""
        ...


class Connector(Protocol):
    """What stands in a connector's file. It holds no state, so one serves all threads."""

    OPTION_KEYS: ClassVar[tuple[str, ...]]
    """The keys that a source of this connector may have besides those of every source."""

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the addresses a source stands for, without asking any of them.

        Raises:
            UsageError: where the source lacks a key this connector needs; the message names it.
        """
        ...

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the source's text as one result.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        ...
