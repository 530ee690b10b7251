"""Measures as the rule book holds them: how law shows them, whom they concern, and what each step asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from regdrift.assess.book import PracticeCondition
from regdrift.model.measure import Need, Regime
from regdrift.text.durations import period_hours


@dataclass(frozen=True, slots=True)
class Trace:
    """How a provision shows that it asks for a step: every part that is given must hold."""

    any_of: tuple[str, ...] = ()
    """Concepts of which the provision must show one."""
    all_of: tuple[str, ...] = ()
    """Concepts that the provision must all show."""
    none_of: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    """Concepts of which the provision, or the law as a whole, must be about one."""
    signals: tuple[str, ...] = ()
    """Kinds of signal of which the provision must give one when it is read as new law."""


@dataclass(frozen=True, slots=True)
class Step:
    """One degree of a measure, from the mildest to the strictest."""

    id: str
    title: Mapping[str, str]
    needs: tuple[Need, ...]
    traces: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that one jurisdiction after another asks for."""

    id: str
    title: Mapping[str, str]
    practice: tuple[PracticeCondition, ...]
    """Whom it concerns; any alternative suffices."""
    unless: tuple[PracticeCondition, ...]
    """Whom it spares all the same (other grounds than consent, another regime's data); any alternative suffices."""
    steps: tuple[Step, ...]
    regimes: tuple[Regime, ...]
    period: bool = False
    """The measure is a period: a shorter one is stricter, and a watched law's period is read."""

    def rank(self, step: str) -> int:
        """Give the place of a step, 0 for the mildest. Raises KeyError for an unknown one."""
        for place, one in enumerate(self.steps):
            if one.id == step:
                return place
        raise KeyError(step)

    def strictness(self, step: str, value: str | None) -> tuple[int, float]:
        """Give what orders regimes and marks: the place of the step, then the shorter period; none is the mildest."""
        hours = period_hours(value) if self.period and value else None
        return self.rank(step), -hours if hours is not None else float("-inf")
