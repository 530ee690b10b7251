"""When the declared practices change: open work, announced and future-dated changes are assessed again.

Every impact names the version of the practices it was made with. Earlier assessments stay; a practice that a change
no longer touches gets an assessment of zero, so that the latest one tells the truth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from regdrift.assess import RuleBook, assess, subjects_of
from regdrift.model.change import Change
from regdrift.model.from_json import change_from_json
from regdrift.model.impact import Impact, ScoreParts
from regdrift.model.law import LawContext
from regdrift.model.level import Level
from regdrift.model.practice import PracticeRegister
from regdrift.model.source import Source
from regdrift.model.work import WorkItem
from regdrift.plan import plan_work
from regdrift.store.connection import Row
from regdrift.store.history import History

_UNTOUCHED = ScoreParts(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Reassessment:
    """What an edit of the practices came to."""

    changes: int
    """Changes that were assessed again."""
    work: tuple[WorkItem, ...]
    """Work that is planned with the new practices; items that were there already are brought up to date."""


def assess_again(
    history: History, sources: Sequence[Source], register: PracticeRegister, book: RuleBook, at: datetime
) -> Reassessment | None:
    """Assess again what the edit of the practices may concern; None where they are those of the last time.

    A source that is no longer declared keeps its assessments.
    """
    if history.assessed_with() == register.version:
        return None
    declared = {source.id: source for source in sources}
    by_source: dict[str, list[Row]] = {}
    for row in history.changes_to_assess(at.date()):
        if row["source"] in declared:
            by_source.setdefault(row["source"], []).append(row)
    changes: list[Change] = []
    work: list[WorkItem] = []
    for source_id, rows in by_source.items():
        law = _law(history, declared[source_id], register, book, at)
        assessed = [_assessed(row, law, register, book) for row in rows]
        changes += assessed
        work += plan_work(assessed, law, register, book)
    history.keep_assessment(register.version, {change.id: change.impacts for change in changes}, work, at)
    return Reassessment(len(changes), tuple(work))


def _law(history: History, source: Source, register: PracticeRegister, book: RuleBook, at: datetime) -> LawContext:
    head = history.source_state(source.id).head
    document = history.load_document(head.id) if head else None
    matters = subjects_of(document, register, book) if document else ()
    return LawContext(
        source=source.id,
        jurisdiction=source.jurisdiction,
        kind=source.kind,
        dossier=source.dossier_id,
        today=at.date(),
        title=(document.title if document else None) or source.name,
        topics=tuple(dict.fromkeys((*source.topics, *matters))),
        language=source.language or (document.language if document else None),
    )


def _assessed(row: Mapping[str, object], law: LawContext, register: PracticeRegister, book: RuleBook) -> Change:
    change = change_from_json(row)
    impacts = assess(change, law, register, book)
    touched = {impact.practice for impact in impacts}
    before = row["impacts"]
    assert isinstance(before, list)
    gone = tuple(
        Impact(item["practice"], Level.NONE, _UNTOUCHED, (), register.version)
        for item in before
        if item["practice"] not in touched
    )
    return replace(change, impacts=(*impacts, *gone))
