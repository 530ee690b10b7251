"""How future-proof each practice is: where it stands towards each measure, and where the law goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from regdrift.assess import RuleBook
from regdrift.assess.gaps import gaps_towards, position_towards
from regdrift.assess.matching import matcher_for, practice_reach
from regdrift.assess.measures import Measure
from regdrift.assess.practice import PracticeFeatures, match_condition
from regdrift.model.change import Direction
from regdrift.model.measure import (
    Gap,
    LawReading,
    MeasureField,
    MeasureOutlook,
    Move,
    Position,
    PracticeOutlook,
    Regime,
    Standing,
    counted_moves,
)
from regdrift.model.practice import Practice, PracticeRegister
from regdrift.plan.regimes import join_regimes, known_moves, watched_regimes

WINDOW: Final = timedelta(days=731)
"""How far back moves count: 24 months."""
CONCERNED_FROM: Final = 0.45
"""A measure that concerns a practice less than this is left out."""
_LIVE: Final = (Standing.IN_FORCE, Standing.SIGNED, Standing.PENDING)
_PRESSING: Final = {Standing.IN_FORCE: 1.0, Standing.SIGNED: 0.85, Standing.PENDING: 0.55}
_ELSEWHERE: Final = 0.2
_ELSEWHERE_MANY: Final = 0.25
"""What a gap weighs that only other jurisdictions ask to close: more of them, more likely soon here."""
_MANY: Final = 10
_UNDECLARED: Final = 0.6
_STEADY: Final = 0.8
"""Factor where no jurisdiction moved; three that tightened make it 1."""
_TREND: Final = 3


def survey_measures(book: RuleBook, readings: Sequence[LawReading], today: date) -> tuple[MeasureField, ...]:
    """Give every measure over all jurisdictions, with the moves of the last 24 months and to come.

    ``readings`` are the versions of watched laws, from the oldest to the newest, source by source.
    """
    found = []
    for measure in book.measures:
        watched, seen = watched_regimes(measure, readings, today)
        regimes = join_regimes(measure.regimes, watched)
        moves = {(move.jurisdiction, move.direction): move for move in (*known_moves(regimes), *seen)}
        recent = [move for move in moves.values() if move.on >= today - WINDOW]
        recent.sort(key=lambda move: (move.on, move.jurisdiction), reverse=True)
        found.append(MeasureField(measure.id, measure.title, regimes, tuple(recent)))
    return tuple(found)


def survey(register: PracticeRegister, book: RuleBook, fields: Sequence[MeasureField]) -> tuple[PracticeOutlook, ...]:
    """Give the outlook of every practice, in the order of the register; ``fields`` are those of all measures."""
    measures = {measure.id: measure for measure in book.measures}
    found = []
    for practice in matcher_for(book, register).features:
        rows = [_measure_outlook(practice, measures[field.measure], field, book) for field in fields]
        kept = sorted((row for row in rows if row), key=lambda row: (-row.priority, row.measure))
        found.append(PracticeOutlook(practice.practice, tuple(kept)))
    return tuple(found)


def _measure_outlook(
    features: PracticeFeatures, measure: Measure, field: MeasureField, book: RuleBook
) -> MeasureOutlook | None:
    practice = features.practice
    strength = _concern(features, measure, book)
    live = [regime for regime in field.regimes if regime.standing in _LIVE]
    if strength < CONCERNED_FROM or not live:
        return None
    reaching = [regime for regime in live if practice_reach(regime.jurisdiction, practice) > 0]
    reaching.sort(key=lambda regime: _order(measure, regime))
    strictest = max(reaching, key=lambda regime: measure.strictness(regime.step, regime.value), default=None)
    in_force = [regime for regime in reaching if regime.standing is Standing.IN_FORCE]
    aim = max(live, key=lambda regime: measure.strictness(regime.step, regime.value))
    judged = max(in_force or [aim], key=lambda regime: measure.strictness(regime.step, regime.value))
    gaps = gaps_towards(practice, measure, aim)
    asking = [one for one in reaching if position_towards(practice, measure, one) is not Position.MEETS]
    nearest = min(asking, key=lambda one: _LIVE.index(one.standing), default=None)
    away = {one.jurisdiction for one in live if one not in reaching and one.standing is not Standing.PENDING}
    return MeasureOutlook(
        measure=measure.id,
        title=measure.title,
        strength=round(strength, 4),
        regimes=tuple(reaching),
        strictest=strictest,
        position=position_towards(practice, measure, judged),
        gaps=gaps or (gaps_towards(practice, measure, nearest) if nearest else ()),
        needed_by=nearest.standing if nearest else None,
        due=min((one.since for one in asking if one.since and one.standing is Standing.SIGNED), default=None),
        elsewhere=len(away),
        moves=field.moves,
        priority=_priority(practice, gaps, (asking, away), field.moves, strength),
    )


def _concern(features: PracticeFeatures, measure: Measure, book: RuleBook) -> float:
    if any(match_condition(features, condition, book) for condition in measure.unless):
        return 0.0
    matches = (match_condition(features, condition, book) for condition in measure.practice)
    return max((match[0] for match in matches if match), default=0.0)


def _order(measure: Measure, regime: Regime) -> tuple[int, int, float, str]:
    step, period = measure.strictness(regime.step, regime.value)
    return _LIVE.index(regime.standing), -step, -period, regime.jurisdiction


def _priority(
    practice: Practice,
    gaps: Sequence[Gap],
    places: tuple[Sequence[Regime], set[str]],
    moves: tuple[Move, ...],
    strength: float,
) -> float:
    asking, away = places
    if not gaps:
        return 0.0
    pressing = max(
        (_PRESSING[one.standing] * practice_reach(one.jurisdiction, practice) for one in asking),
        default=_ELSEWHERE + _ELSEWHERE_MANY * min(1.0, len(away) / _MANY),
    )
    open_only = all(gap.position is Position.UNDECLARED for gap in gaps)
    ways = len(counted_moves(moves, Direction.TIGHTENED)) - len(counted_moves(moves, Direction.LOOSENED))
    trend = _STEADY + (1 - _STEADY) * min(1.0, max(0, ways) / _TREND)
    return round(strength * pressing * (_UNDECLARED if open_only else 1.0) * trend, 4)
