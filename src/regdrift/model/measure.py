"""Measures: what laws ask for in one place after another (opt-in, a breach notice in so many hours, …)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from regdrift.model.change import Direction
from regdrift.model.document import Stage
from regdrift.model.source import SourceKind

if TYPE_CHECKING:
    from regdrift.model.practice import Practice


class Standing(StrEnum):
    """How far a measure has come in one jurisdiction."""

    IN_FORCE = "in_force"
    SIGNED = "signed"
    """Made, and not yet in force."""
    PENDING = "pending"
    """A bill or a proposed rule."""
    SUSPENDED = "suspended"
    ENDED = "ended"
    """Repealed, expired, struck down, withdrawn."""


class Position(StrEnum):
    """Where a practice stands towards what a regime asks for."""

    MEETS = "meets"
    LACKS = "lacks"
    UNDECLARED = "undeclared"
    """The practice does not say what would decide it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one reading of a law says of a measure."""

    measure: str
    step: str
    """Id of the strictest step that its provisions ask for."""
    provisions: int
    """How many ask for it; 0 where the reading before asked and this one no longer does."""
    citation: str | None
    quote: str
    """Verbatim from the first of them (from the older reading where none is left)."""
    value: str | None = None
    """ISO 8601 duration of the strictest period stated, where the measure is a period."""
    moved: Direction | None = None
    """Which way this reading moved it; None where its provisions did not change."""


@dataclass(frozen=True, slots=True)
class LawReading:
    """One version of a watched law with what it says of measures."""

    source: str
    jurisdiction: str
    kind: SourceKind
    stage: Stage | None
    citation: str | None
    """Of the law as a whole, else its title."""
    observed_on: date
    effective_on: date | None
    """The day it states to be in force or applicable from."""
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Regime:
    """A measure in one jurisdiction: a row of the shipped data, or what a watched source says."""

    measure: str
    jurisdiction: str
    standing: Standing
    step: str
    citation: str
    value: str | None = None
    since: date | None = None
    """The day it took or takes effect; None where nobody said."""
    until: date | None = None
    """The day it ended."""
    verified: bool = False
    """Whether the row was checked against the text of the law."""
    reviewed_on: date | None = None
    source: str | None = None
    """Id of the watched source that says so; None for shipped data."""
    quote: str | None = None
    """Verbatim from the watched source."""


@dataclass(frozen=True, slots=True)
class Move:
    """A jurisdiction that moved on a measure."""

    measure: str
    jurisdiction: str
    direction: Direction
    on: date
    """The day the move took or takes effect, else the day on which it was seen."""
    source: str | None = None


@dataclass(frozen=True, slots=True)
class MeasureField:
    """One measure over all jurisdictions."""

    measure: str
    title: Mapping[str, str]
    regimes: tuple[Regime, ...]
    """Shipped rows joined with what watched laws say."""
    moves: tuple[Move, ...]
    """Of the last 24 months and still to come, latest first."""

    def places(self, standing: Standing) -> tuple[str, ...]:
        """Give the jurisdictions where it stands so and no further, each once, in alphabetical order."""
        order = (Standing.IN_FORCE, Standing.SIGNED, Standing.PENDING)
        best: dict[str, Standing] = {}
        for row in self.regimes:
            if row.standing in order:
                known = best.get(row.jurisdiction, Standing.PENDING)
                best[row.jurisdiction] = min(known, row.standing, key=order.index)
        return tuple(sorted(place for place, found in best.items() if found is standing))


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a step asks of a practice, told by one of its fields."""

    text: Mapping[str, str]
    """What to do, by language tag; ``en`` and ``fr`` are always there."""
    field: str | None = None
    """Dotted field of the practice; None where the record cannot tell."""
    one_of: tuple[object, ...] = ()
    """Values of which the field must have one."""
    at_most: str | None = None
    """ISO 8601 duration, or ``value`` for the period of the regime."""
    declared: bool = False
    """Any value will do."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A need that a practice does not meet, or does not say whether it meets."""

    need: Need
    position: Position
    declared: str | None
    """What the practice declares in the field; None for nothing."""


@dataclass(frozen=True, slots=True)
class MeasureOutlook:
    """One practice and one measure: where it stands, and where the law goes."""

    measure: str
    title: Mapping[str, str]
    strength: float
    """How far the measure concerns the practice, 0 to 1."""
    regimes: tuple[Regime, ...]
    """Of the jurisdictions that reach the practice, strictest first within in force, signed, pending."""
    strictest: Regime | None
    """The strictest that reaches the practice, in force, signed or pending; None where none does."""
    position: Position
    """Towards the strictest one in force in the practice's reach; towards the strictest anywhere where none is."""
    gaps: tuple[Gap, ...]
    """What it lacks of the strictest regime anywhere that is in force, signed or pending."""
    needed_by: Standing | None
    """In force, signed or pending: the nearest regime in the practice's reach that asks for what it lacks; None where
    only other jurisdictions do, or where it lacks nothing."""
    due: date | None
    """The day from which the lacking part is asked for, where it is known."""
    elsewhere: int
    """Jurisdictions out of the practice's reach where the measure is in force or signed."""
    moves: tuple[Move, ...]
    """Of the last 24 months and still to come, latest first."""
    priority: float
    """0 to 1; how pressing the future-proofing work is."""


@dataclass(frozen=True, slots=True)
class PracticeOutlook:
    """How future-proof one practice is."""

    practice: Practice
    measures: tuple[MeasureOutlook, ...]
    """Those that concern the practice, most pressing first."""


def counted_moves(moves: tuple[Move, ...], direction: Direction) -> tuple[str, ...]:
    """Give the jurisdictions that moved in a direction, each once, in alphabetical order."""
    return tuple(sorted({move.jurisdiction for move in moves if move.direction is direction}))
