"""Changes × practices → impacts. Rules, term lists and thresholds are data, handed in as a :class:`RuleBook`.

What reads text is loaded when it is asked for: a round in which nothing changed never is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from regdrift.assess.book import RuleBook
from regdrift.assess.summary import summarise_practices
from regdrift.model.change import Change
from regdrift.model.document import LegalDocument
from regdrift.model.impact import Impact
from regdrift.model.law import LawContext
from regdrift.model.measure import Mark
from regdrift.model.practice import PracticeRegister

if TYPE_CHECKING:
    from regdrift.assess.matching import Matcher

Readings = tuple[LegalDocument | None, LegalDocument]
"""The older reading (None for a first one) and the newer one."""

__all__ = ["RuleBook", "assess", "measures_of", "subjects_of", "summarise_practices"]


def assess(change: Change, law: LawContext, register: PracticeRegister, book: RuleBook) -> tuple[Impact, ...]:
    """Give the impacts of one change with a score above zero, highest first.

    ``score = severity × overlap × legal status × urgency``; every impact names its rules, the words of the law and
    the field of the practice. Editorial, renumbered, moved and stage changes have none.
    """
    return _matcher(book, register).assess(change, law)


def subjects_of(document: LegalDocument, register: PracticeRegister, book: RuleBook) -> tuple[str, ...]:
    """Give the matters that a whole law is about, for :attr:`LawContext.topics`: its provisions inherit them."""
    return _matcher(book, register).reader.subjects_of(document)


def measures_of(
    readings: Readings, changes: Sequence[Change], law: LawContext, register: PracticeRegister, book: RuleBook
) -> tuple[Mark, ...]:
    """Give the measures that a law asks for, with the way the changes moved each; ``law.topics`` names its matters."""
    marker = _matcher(book, register).marker
    old, new = readings
    return marker.mark(new, law) if old is None else marker.mark_moves((old, new), changes, law)


def _matcher(book: RuleBook, register: PracticeRegister) -> Matcher:
    from regdrift.assess.matching import matcher_for  # noqa: PLC0415  # slow to load

    return matcher_for(book, register)
