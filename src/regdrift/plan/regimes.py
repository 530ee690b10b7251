"""What watched laws say of measures, and how that joins what is known of measures anyway."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Final

from regdrift.assess.measures import Measure
from regdrift.model.change import Direction
from regdrift.model.document import Stage
from regdrift.model.measure import LawReading, Mark, Move, Regime, Standing
from regdrift.model.source import SourceKind

_BINDING: Final = frozenset({Standing.IN_FORCE, Standing.SIGNED})
_OVER: Final = frozenset({Standing.ENDED, Standing.SUSPENDED})
_OF_STAGE: Final = {
    Stage.INTRODUCED: Standing.PENDING,
    Stage.IN_COMMITTEE: Standing.PENDING,
    Stage.PASSED_ONE_CHAMBER: Standing.PENDING,
    Stage.PASSED: Standing.PENDING,
    Stage.PROPOSED: Standing.PENDING,
    Stage.SIGNED: Standing.SIGNED,
    Stage.PUBLISHED: Standing.SIGNED,
    Stage.DELAYED: Standing.SIGNED,
    Stage.IN_FORCE: Standing.IN_FORCE,
    Stage.STAYED: Standing.SUSPENDED,
    Stage.STRUCK_DOWN: Standing.ENDED,
    Stage.WITHDRAWN: Standing.ENDED,
    Stage.REPEALED: Standing.ENDED,
    Stage.EXPIRED: Standing.ENDED,
}


def standing_of(reading: LawReading, today: date) -> Standing:
    """Give how far a watched law has come: by its stage, its date, and whether it is a bill."""
    if reading.stage is None:
        if reading.kind is SourceKind.BILL:
            return Standing.PENDING
        made = Standing.IN_FORCE
    else:
        made = _OF_STAGE[reading.stage]
    if made in _BINDING and reading.stage is not Stage.DELAYED and reading.effective_on is not None:
        return Standing.IN_FORCE if reading.effective_on <= today else Standing.SIGNED
    if reading.stage is Stage.PUBLISHED and reading.kind is not SourceKind.BILL:
        return Standing.IN_FORCE
    return made


def watched_regimes(
    measure: Measure, readings: Sequence[LawReading], today: date
) -> tuple[tuple[Regime, ...], tuple[Move, ...]]:
    """Give what the watched laws make of a measure now, and the moves on the way there.

    ``readings`` are those of every source from the oldest to the newest, source by source.
    """
    regimes: list[Regime] = []
    moves: list[Move] = []
    for _, versions in groupby(readings, key=lambda reading: reading.source):
        regime: Regime | None = None
        for reading in versions:
            mark = next((one for one in reading.marks if one.measure == measure.id), None)
            if mark is None:
                if regime is not None and regime.standing not in _OVER:
                    regime = None  # what showed it is known no longer; nothing says that it ended
                continue
            later = _regime(measure, reading, mark, today)
            direction = None if regime is None else _direction(regime, later, mark)
            if direction is not None:
                on = reading.effective_on or reading.observed_on
                moves.append(Move(measure.id, reading.jurisdiction, direction, on, reading.source))
            regime = later
        if regime is not None:
            regimes.append(regime)
    return tuple(regimes), tuple(moves)


def join_regimes(known: Sequence[Regime], watched: Sequence[Regime]) -> tuple[Regime, ...]:
    """Join shipped rows with watched ones: a watched law confirms its row, and its end ends the row.

    Where a watched law and a row of its jurisdiction ask for the same step and stand equally, one row stays, with the
    words of the watched law.
    """
    joined = list(known)
    for regime in watched:
        same = [
            place
            for place, row in enumerate(joined)
            if row.source is None and row.jurisdiction == regime.jurisdiction and row.step == regime.step
        ]
        if regime.standing in _OVER:
            for place in same:
                joined[place] = replace(joined[place], standing=regime.standing, until=regime.until)
        confirmed = next((place for place in same if joined[place].standing is regime.standing), None)
        if confirmed is None:
            joined.append(regime)
        else:
            row = joined[confirmed]
            joined[confirmed] = replace(
                row, source=regime.source, quote=regime.quote, value=regime.value or row.value, until=regime.until
            )
    return tuple(joined)


def known_moves(regimes: Iterable[Regime]) -> tuple[Move, ...]:
    """Give the moves that the dates of shipped rows tell: a start tightens, an end loosens."""
    moves: list[Move] = []
    for row in regimes:
        if row.source is None and row.since is not None and row.standing in _BINDING | _OVER:
            moves.append(Move(row.measure, row.jurisdiction, Direction.TIGHTENED, row.since))
        if row.source is None and row.until is not None and row.standing in _OVER:
            moves.append(Move(row.measure, row.jurisdiction, Direction.LOOSENED, row.until))
    return tuple(moves)


def _regime(measure: Measure, reading: LawReading, mark: Mark, today: date) -> Regime:
    standing = standing_of(reading, today)
    if not mark.provisions and standing not in _OVER:
        standing = Standing.ENDED
    return Regime(
        measure=measure.id,
        jurisdiction=reading.jurisdiction,
        standing=standing,
        step=mark.step,
        citation=mark.citation or reading.citation or reading.source,
        value=mark.value,
        since=reading.effective_on,
        until=(reading.effective_on or reading.observed_on) if standing in _OVER else None,
        verified=True,
        reviewed_on=reading.observed_on,
        source=reading.source,
        quote=mark.quote,
    )


def _direction(earlier: Regime, later: Regime, mark: Mark) -> Direction | None:
    was, stands = earlier.standing in _BINDING, later.standing in _BINDING
    if was != stands:
        return Direction.TIGHTENED if stands else Direction.LOOSENED
    moved = mark.moved if stands else None
    return moved if moved in {Direction.TIGHTENED, Direction.LOOSENED} else None
