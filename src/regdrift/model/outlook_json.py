"""The JSON shape of an outlook, used alike by the command line, the report and the dashboard."""

from __future__ import annotations

from datetime import date

from regdrift.model.as_json import JsonObject
from regdrift.model.change import Direction
from regdrift.model.measure import Gap, MeasureOutlook, Move, PracticeOutlook, Regime, counted_moves


def outlook_as_json(one: PracticeOutlook, language: str = "en") -> JsonObject:
    """Give one practice: its measures, most pressing first, and the work in the same order."""
    return {
        "practice": one.practice.id,
        "name": one.practice.name,
        "owner": one.practice.owner,
        "measures": [_measure(measure, language) for measure in one.measures],
    }


def _measure(found: MeasureOutlook, language: str) -> JsonObject:
    return {
        "measure": found.measure,
        "title": found.title[language],
        "position": str(found.position),
        "priority": found.priority,
        "strength": found.strength,
        "needed_by": None if found.needed_by is None else str(found.needed_by),
        "due_on": _day(found.due),
        "strictest": None if found.strictest is None else _regime(found.strictest),
        "regimes": [_regime(regime) for regime in found.regimes],
        "elsewhere": found.elsewhere,
        "gaps": [_gap(gap, language) for gap in found.gaps],
        "tightened": list(counted_moves(found.moves, Direction.TIGHTENED)),
        "loosened": list(counted_moves(found.moves, Direction.LOOSENED)),
        "moves": [_move(move) for move in found.moves],
    }


def _regime(regime: Regime) -> JsonObject:
    return {
        "jurisdiction": regime.jurisdiction,
        "standing": str(regime.standing),
        "step": regime.step,
        "value": regime.value,
        "citation": regime.citation,
        "since": _day(regime.since),
        "verified": regime.verified,
        "reviewed_on": _day(regime.reviewed_on),
        "source": regime.source,
        "quote": regime.quote,
    }


def _gap(gap: Gap, language: str) -> JsonObject:
    return {
        "text": gap.need.text[language],
        "position": str(gap.position),
        "practice_field": gap.need.field,
        "declared": gap.declared,
    }


def _move(move: Move) -> JsonObject:
    return {
        "jurisdiction": move.jurisdiction,
        "direction": str(move.direction),
        "on": move.on.isoformat(),
        "source": move.source,
    }


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
