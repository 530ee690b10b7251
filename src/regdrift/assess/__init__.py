"""Changes × practices → impacts. Rules, term lists and thresholds are data, handed in as a :class:`RuleBook`."""

from __future__ import annotations

from collections.abc import Sequence

from regdrift.assess.book import RuleBook
from regdrift.assess.matching import matcher_for
from regdrift.assess.summary import summarise_practices
from regdrift.model.change import Change
from regdrift.model.document import LegalDocument
from regdrift.model.impact import Impact
from regdrift.model.law import LawContext
from regdrift.model.measure import Mark
from regdrift.model.practice import PracticeRegister

Readings = tuple[LegalDocument | None, LegalDocument]
"""The older reading (None for a first one) and the newer one."""

__all__ = ["RuleBook", "assess", "measures_of", "subjects_of", "summarise_practices"]


def assess(change: Change, law: LawContext, register: PracticeRegister, book: RuleBook) -> tuple[Impact, ...]:
    """Give the impacts of one change with a score above zero, highest first.

    ``score = severity × overlap × legal status × urgency``; every impact names its rules, the words of the law and
    the field of the practice. Editorial, renumbered, moved and stage changes have none.
    """
    return matcher_for(book, register).assess(change, law)


def subjects_of(document: LegalDocument, register: PracticeRegister, book: RuleBook) -> tuple[str, ...]:
    """Give the matters that a whole law is about, for :attr:`LawContext.topics`: its provisions inherit them."""
    return matcher_for(book, register).reader.subjects_of(document)


def measures_of(
    readings: Readings, changes: Sequence[Change], law: LawContext, register: PracticeRegister, book: RuleBook
) -> tuple[Mark, ...]:
    """Give the measures that a law asks for, with the way the changes moved each; ``law.topics`` names its matters."""
    marker = matcher_for(book, register).marker
    old, new = readings
    return marker.mark(new, law) if old is None else marker.mark_moves((old, new), changes, law)
