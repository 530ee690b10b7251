"""What all changes of one comparison together mean for each practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from regdrift.model.change import Change, Direction
from regdrift.model.impact import Impact, PracticeSummary
from regdrift.model.level import Level

SATURATION = 0.25
"""How far all further changes together may close the gap between a practice's strongest score and 1."""


def summarise_practices(changes: Sequence[Change]) -> tuple[PracticeSummary, ...]:
    """Give one row per practice with a score above zero, highest first.

    The strongest change counts in full. Each further one closes a part of what is left of a quarter of the gap
    to 1: ``best + SATURATION · (1 - best) · (1 - Π(1 - score))``; so many small changes weigh more than one, and
    never as much as a grave one. The level is that of the strongest impact, raised to ``high`` only where a
    change is high by itself: a sum of reviews stays a review.
    """
    found: dict[str, list[tuple[Impact, Change]]] = {}
    for change in changes:
        for impact in change.impacts:
            if impact.score > 0:
                found.setdefault(impact.practice, []).append((impact, change))
    rows = [_row(practice, pairs) for practice, pairs in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.score, row.practice)))


def _row(practice: str, pairs: list[tuple[Impact, Change]]) -> PracticeSummary:
    pairs = sorted(pairs, key=lambda pair: (-pair[0].score, pair[1].id))
    scores = [impact.score for impact, _ in pairs]
    level = max((impact.level for impact, _ in pairs), key=lambda item: item.rank)
    telling = [change for impact, change in pairs if impact.level.at_least(Level.MEDIUM)] or [pairs[0][1]]
    return PracticeSummary(
        practice=practice,
        score=_saturated(scores),
        level=level,
        direction=str(joint_direction(change.direction for change in telling)),
        changes=tuple(change.id for _, change in pairs),
    )


def _saturated(scores: Sequence[float]) -> float:
    best, *further = scores
    left = 1.0
    for score in further:
        left *= 1 - score
    return round(best + SATURATION * (1 - best) * (1 - left), 4)


def joint_direction(directions: Iterable[Direction]) -> Direction:
    """Give the direction of several changes: one-sided where all that point anywhere agree, else mixed."""
    pointing = {direction for direction in directions if direction is not Direction.NEUTRAL}
    if not pointing:
        return Direction.NEUTRAL
    return pointing.pop() if len(pointing) == 1 else Direction.MIXED
