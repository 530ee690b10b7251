"""All that one comparison found, from the provisions to the work."""

from __future__ import annotations

from dataclasses import dataclass

from regdrift.model.change import Change, Direction, Substance
from regdrift.model.document import LegalDate
from regdrift.model.impact import PracticeSummary
from regdrift.model.measure import Mark
from regdrift.model.work import WorkItem

Link = tuple[str | None, str | None]
"""Path of a provision in the older and in the newer document; None where it has no counterpart. A split gives
several links with the same older path, a merger several with the same newer one."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The result of comparing two readings; for a first reading ``changes`` and ``links`` are empty."""

    substance: Substance
    direction: Direction
    changes: tuple[Change, ...] = ()
    dates: tuple[LegalDate, ...] = ()
    practices: tuple[PracticeSummary, ...] = ()
    """One row per practice with a score above zero, highest first."""
    work: tuple[WorkItem, ...] = ()
    links: tuple[Link, ...] = ()
    """How the provisions of both documents correspond, unchanged ones included, in the order of the newer one."""
    measures: tuple[Mark, ...] = ()
    """What the newer reading asks for, measure by measure, and what it no longer does."""
    restructured: bool = False
    warnings: tuple[str, ...] = ()
