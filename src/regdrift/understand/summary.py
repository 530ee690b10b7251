"""What all changes of one comparison amount to."""

from __future__ import annotations

from collections.abc import Sequence

from regdrift.model.change import Change, ChangeKind, Direction, Substance
from regdrift.model.level import Level
from regdrift.model.signal import SignalKind
from regdrift.understand.weighing import weigh_direction

_OF_SUBSTANCE = frozenset(
    {ChangeKind.ADDED, ChangeKind.REPEALED, ChangeKind.AMENDED, ChangeKind.SPLIT, ChangeKind.MERGED}
)
_MIXED_FROM = 0.45
"""Share of the weaker in the stronger direction from which the whole goes both ways; on the pairs that were read,
0.4 to 0.5 did best."""
_THEIRS_FROM = 0.8
"""Share of rules for authorities from which a change of law is their own affair."""
_RULES = frozenset(
    {
        SignalKind.DUTY_ADDED,
        SignalKind.DUTY_REMOVED,
        SignalKind.PROHIBITION_ADDED,
        SignalKind.PROHIBITION_REMOVED,
        SignalKind.PERMISSION_ADDED,
        SignalKind.PERMISSION_REMOVED,
    }
)
_WHOLE = frozenset({ChangeKind.ADDED, ChangeKind.REPEALED})
_DEFINES = frozenset({SignalKind.DEFINITION_WIDENED, SignalKind.DEFINITION_NARROWED, SignalKind.REPEAL})
_SERVING = 0.3
"""What is left of the weight of what only serves a rule."""
_WEIGHT = {Level.NONE: 0.0, Level.LOW: 0.3, Level.MEDIUM: 1.0, Level.HIGH: 2.0}


def summarise(changes: Sequence[Change]) -> tuple[Substance, Direction]:
    """Give the substance and the direction of a comparison.

    Substantive where words of law came, went or changed; an amendment of severity none, which changed style only,
    does not count. Else pending, else editorial, else none. A change of stage alone is editorial. The direction is
    weighed over all changes by their severity; it is neutral unless the substance is substantive or pending, and
    where nearly all rules among the changes are for authorities.
    """
    substance = _substance(changes)
    if substance in {Substance.NONE, Substance.EDITORIAL}:
        return substance, Direction.NEUTRAL
    if _binds_authorities(changes):
        return substance, Direction.NEUTRAL
    burdens = _weigh_together(changes)
    tightened = _together([burden for burden in burdens if burden > 0])
    loosened = _together([-burden for burden in burdens if burden < 0])
    return substance, weigh_direction((tightened, -loosened), mixed_from=_MIXED_FROM)


def _binds_authorities(changes: Sequence[Change]) -> bool:
    """Tell whether nearly all rules among the changes are for authorities, so that the rest only serves them."""
    ruling = [change for change in changes if any(signal.kind in _RULES for signal in change.signals)]
    theirs = sum(change.severity is Level.LOW and change.direction is Direction.NEUTRAL for change in ruling)
    return theirs >= _THEIRS_FROM * len(ruling) > 0


def _together(weights: Sequence[float]) -> float:
    """Add weights up, each smaller one for less: ten new points of one list are not ten new duties."""
    return sum(weight / rank for rank, weight in enumerate(sorted(weights, reverse=True), start=1))


def _substance(changes: Sequence[Change]) -> Substance:
    if any(change.kind in _OF_SUBSTANCE and change.severity is not Level.NONE for change in changes):
        return Substance.SUBSTANTIVE
    if any(change.kind is ChangeKind.PENDING for change in changes):
        return Substance.PENDING
    return Substance.EDITORIAL if changes else Substance.NONE


def _burdens(change: Change) -> tuple[float, ...]:
    weight = _WEIGHT[change.severity]
    match change.direction:
        case Direction.TIGHTENED:
            return (weight,)
        case Direction.LOOSENED:
            return (-weight,)
        case Direction.MIXED:
            return (weight / 2, -weight / 2)
        case Direction.NEUTRAL:
            return ()


def _weigh_together(changes: Sequence[Change]) -> list[float]:
    """Give the burdens of changes of which some came or went with the provision that they stand under.

    Such a provision is one rule: what its first part does is what it is about, and parts that go the other way only
    serve it, as the exceptions of a new prohibition or the conditions of a new permission do. Definitions serve too.
    """
    burdens: list[float] = []
    for family in _families(changes):
        weighed = [(change, burden) for change in family for burden in _burdens(change)]
        ruling = [burden for change, burden in weighed if not _only_defines(change)]
        leading = ruling[0] if len(family) > 1 and ruling else 0.0
        for change, burden in weighed:
            serves = burden * leading < 0 or (_only_defines(change) and change.kind in _WHOLE)
            burdens.append(burden * (_SERVING if serves else 1.0))
    return burdens


def _families(changes: Sequence[Change]) -> list[list[Change]]:
    """Give the changes in order, those that came or went as a whole together with what stands above them."""
    families: list[list[Change]] = []
    roots: dict[tuple[ChangeKind, str], list[Change]] = {}
    for change in changes:
        sides = change.found.afters or change.found.befores
        path = sides[0].path if sides else ""
        family = _above(roots, change.kind, path) if change.kind in _WHOLE else None
        if family is None:
            family = []
            families.append(family)
        family.append(change)
        if change.kind in _WHOLE:
            roots.setdefault((change.kind, path), family)
    return families


def _above(roots: dict[tuple[ChangeKind, str], list[Change]], kind: ChangeKind, path: str) -> list[Change] | None:
    while "/" in path:
        path = path.rpartition("/")[0]
        if (kind, path) in roots:
            return roots[kind, path]
    return None


def _only_defines(change: Change) -> bool:
    return bool(change.signals) and all(signal.kind in _DEFINES for signal in change.signals)
