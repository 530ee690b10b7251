"""A change: what differs between two versions of a document, provision by provision."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from regdrift.model.change_kind import ChangeKind as ChangeKind  # noqa: PLC0414 - exported here too
from regdrift.model.document import LegalDate
from regdrift.model.impact import Impact
from regdrift.model.level import Level
from regdrift.model.signal import Signal


class Substance(StrEnum):
    """What the whole comparison amounts to."""

    SUBSTANTIVE = "substantive"
    EDITORIAL = "editorial"
    PENDING = "pending"
    NONE = "none"
    UNREADABLE = "unreadable"


class Direction(StrEnum):
    """Burden on organisations that handle data, after against before."""

    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    MIXED = "mixed"
    NEUTRAL = "neutral"


RedlineOp = tuple[Literal["=", "-", "+"], str]
"""One run of a word redline. Joining ``=`` and ``-`` gives the old text, ``=`` and ``+`` the new one."""


@dataclass(frozen=True, slots=True)
class Side:
    """One provision as it stood on one side of a change."""

    path: str
    label: str | None
    heading: str | None
    text: str
    """The provision's ``full_text``."""
    citation: str | None = None
    context: tuple[str, ...] = ()
    """Lead-ins of the ancestors, outermost first ("A carrier shall not:"); empty at the top."""


@dataclass(frozen=True, slots=True)
class ProvisionChange:
    """What the diff found, before anyone asked what it means.

    ``befores`` is empty for ``added`` and ``pending``, has several members for ``merged``; ``afters`` is empty
    for ``repealed`` and has several members for ``split``; otherwise each has one.
    """

    kind: ChangeKind
    befores: tuple[Side, ...]
    afters: tuple[Side, ...]
    redline: tuple[RedlineOp, ...]
    """Over the sides' texts, joined by newlines where there are several."""
    similarity: float
    """0 to 1; 1 for equal words, 0 for added and repealed."""

    @property
    def citation(self) -> str | None:
        """The citation of the newer side, else of the older one."""
        sides = self.afters or self.befores
        return sides[0].citation if sides else None


@dataclass(frozen=True, slots=True)
class Change:
    """A change with all that was understood of it."""

    id: str
    found: ProvisionChange
    severity: Level = Level.NONE
    direction: Direction = Direction.NEUTRAL
    signals: tuple[Signal, ...] = ()
    dates: tuple[LegalDate, ...] = ()
    impacts: tuple[Impact, ...] = ()

    @property
    def kind(self) -> ChangeKind:
        """The kind that the diff found."""
        return self.found.kind

    @property
    def citation(self) -> str | None:
        """The citation of the newer side, else of the older one."""
        return self.found.citation

    @property
    def effective_on(self) -> date | None:
        """The earliest date in force or applicable that the change states; None where it states none."""
        days = [item.on for item in self.dates if item.kind in {"in_force", "applicable"}]
        return min(days, default=None)


def change_id(source: str, version: str, found: ProvisionChange) -> str:
    """Give the stable id of a change: 16 hex digits over source, version, kind and both sides.

    ``version`` names the transition (its ordinal in the history), so A→B→A→B gives three ids.
    """
    digest = hashlib.sha256()
    for part in _id_parts(source, version, found):
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()[:16]


def _id_parts(source: str, version: str, found: ProvisionChange) -> Iterable[str]:
    yield from (source, version, found.kind)
    for mark, sides in (("-", found.befores), ("+", found.afters)):
        for side in sides:
            yield from (mark, side.path, side.heading or "", side.text)
