"""What a step of a measure asks of a practice, and whether the practice declares it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass

from regdrift.assess.measures import Measure
from regdrift.model.measure import Gap, Need, Position, Regime
from regdrift.model.practice import Practice
from regdrift.text.durations import period_hours

_NOTHING = (None, "", ())
_NONE = "none"
"""What people write where they have nothing (`evidence: none`)."""


def position_towards(practice: Practice, measure: Measure, regime: Regime) -> Position:
    """Tell where a practice stands: it meets a regime whose step, or a stricter one, it meets in all needs."""
    rank = measure.rank(regime.step)
    if any(not _open_needs(practice, step.needs, regime) for step in measure.steps[rank:]):
        return Position.MEETS
    gaps = _open_needs(practice, measure.steps[rank].needs, regime)
    return Position.LACKS if any(gap.position is Position.LACKS for gap in gaps) else Position.UNDECLARED


def gaps_towards(practice: Practice, measure: Measure, regime: Regime) -> tuple[Gap, ...]:
    """Give what a practice lacks, or does not declare, of what a regime asks for; empty where it meets it."""
    if position_towards(practice, measure, regime) is Position.MEETS:
        return ()
    return _open_needs(practice, measure.steps[measure.rank(regime.step)].needs, regime)


def declared_values(practice: Practice, field: str) -> tuple[object, ...]:
    """Give what a practice declares in a dotted field; of a list each member's, and nothing for what is undeclared.

    Raises:
        KeyError: no practice has such a field.
    """
    found: list[object] = [practice]
    for name in field.split("."):
        found = [value for one in found for value in _members(one, name)]
    return tuple(value for value in found if value not in _NOTHING)


def _members(holder: object, name: str) -> Iterable[object]:
    if holder is None:
        return
    if not is_dataclass(holder) or name not in {one.name for one in fields(holder)}:
        raise KeyError(name)
    value = getattr(holder, name)
    if isinstance(value, (tuple, list)):
        yield from value
    else:
        yield value


def _open_needs(practice: Practice, needs: Sequence[Need], regime: Regime) -> tuple[Gap, ...]:
    gaps = (_gap(practice, need, regime) for need in needs)
    return tuple(gap for gap in gaps if gap is not None)


def _gap(practice: Practice, need: Need, regime: Regime) -> Gap | None:
    """Give what is open of a need, or None where the practice meets it."""
    if need.field is None:
        return Gap(need, Position.UNDECLARED, None)
    values = declared_values(practice, need.field)
    if not values:
        return Gap(need, Position.UNDECLARED, None)
    if any(_fits(value, need, regime) for value in values):
        return None
    return Gap(need, Position.LACKS, ", ".join(_told(value) for value in values))


def _fits(value: object, need: Need, regime: Regime) -> bool:
    if need.at_most is not None:
        limit = regime.value if need.at_most == "value" else need.at_most
        hours, most = period_hours(str(value)), period_hours(limit) if limit else None
        return hours is not None and (most is None or hours <= most)
    if need.declared:
        return value is not False and value != _NONE
    return value in need.one_of


def _told(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
