"""Impacts → work items: one per touched practice and dossier, not one per paragraph."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from regdrift.assess import RuleBook
from regdrift.assess.reasons import LEXICAL, is_relaxation
from regdrift.assess.summary import joint_direction
from regdrift.model.change import Change, ChangeKind, Direction
from regdrift.model.impact import Impact
from regdrift.model.law import LawContext
from regdrift.model.level import Level
from regdrift.model.practice import Practice, PracticeRegister
from regdrift.model.work import WorkItem, WorkOrigin

_MOST_TASKS: Final = 6
RELAXED: Final = (
    "A duty was relaxed or repealed. Check whether other law that reaches this practice still asks for it before "
    "anything is loosened; this item closes nothing."
)
"""First line of a task where a duty was taken away."""
Touch = tuple[Change, Impact]


def plan_work(
    changes: Sequence[Change], law: LawContext, register: PracticeRegister, book: RuleBook
) -> tuple[WorkItem, ...]:
    """Give one work item for each practice that is touched at medium or above, gravest first.

    The task joins what the rules ask for; the owner is the practice's; the due date is the next effective date
    still to come, else a default by level. Where every change that touches the practice loosens the law, the item
    is a review (``relaxation_review``) and never closes anything.
    """
    touches: dict[str, list[Touch]] = {}
    for change in changes:
        for impact in change.impacts:
            if impact.level.at_least(Level.MEDIUM):
                touches.setdefault(impact.practice, []).append((change, impact))
    practices = {practice.id: practice for practice in register.practices}
    items = [_item(practices[name], found, law, book) for name, found in touches.items() if name in practices]
    return tuple(sorted(items, key=lambda item: (-item.level.rank, item.practice)))


def work_id(practice: str, dossier: str, origin: WorkOrigin) -> str:
    """Give the stable id of a work item: 16 hex digits over practice, dossier and origin."""
    digest = hashlib.sha256()
    for part in (practice, dossier, str(origin)):
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()[:16]


def due_date(effective: Iterable[date], level: Level, today: date, book: RuleBook) -> date | None:
    """Give the next effective date still to come, else today plus the level's default; None where it has none."""
    coming = min((day for day in effective if day >= today), default=None)
    if coming is not None:
        return coming
    days = book.settings.due_days.get(str(level))
    return None if days is None else today + timedelta(days=days)


def law_name(law: LawContext) -> str:
    """Give the title of the law, else the id of its source."""
    return law.title or law.source


def _item(practice: Practice, touches: list[Touch], law: LawContext, book: RuleBook) -> WorkItem:
    touches = sorted(touches, key=lambda touch: (-touch[1].score, touch[0].id))
    level = max((impact.level for _, impact in touches), key=lambda item: item.rank)
    relaxed = _relaxed(change for change, _ in touches)
    origin = WorkOrigin.RELAXATION_REVIEW if relaxed else WorkOrigin.CHANGE
    effective = (change.effective_on for change, _ in touches)
    return WorkItem(
        id=work_id(practice.id, law.dossier, origin),
        practice=practice.id,
        source=law.source,
        dossier=law.dossier,
        origin=origin,
        level=level,
        title=f"{practice.name}: {'review relaxation in' if relaxed else 'act on change of'} {law_name(law)}",
        task="\n".join(_tasks(touches, book)),
        owner=practice.owner,
        due_on=due_date((day for day in effective if day), level, law.today, book),
        changes=tuple(change.id for change, _ in touches),
        quote=touches[0][1].reasons[0].quote if touches[0][1].reasons else None,
    )


def _relaxed(changes: Iterable[Change]) -> bool:
    """Tell whether the law only takes away: all that points anywhere loosens, or all is repealed."""
    listed = list(changes)
    if all(change.kind is ChangeKind.REPEALED for change in listed):
        return True
    return joint_direction(change.direction for change in listed) is Direction.LOOSENED


def _tasks(touches: list[Touch], book: RuleBook) -> list[str]:
    """Give the lines of a task: what rules ask for, then what modifiers add; a mere match of matters only alone."""
    modifiers = {rule.id for rule in book.rules if rule.raises}
    places: dict[tuple[int, str], str | None] = {}
    for change, impact in touches:
        for reason in impact.reasons:
            rank = 2 if reason.rule == LEXICAL else int(reason.rule in modifiers)
            places.setdefault((rank, reason.text), change.citation)
    concrete = {key: place for key, place in places.items() if key[0] < 2} or places
    ranked = sorted(concrete.items(), key=lambda item: item[0][0])[:_MOST_TASKS]
    tasks = [f"{text} ({place})" if place else text for (_, text), place in ranked]
    return [RELAXED, *tasks] if any(is_relaxation(change) for change, _ in touches) else tasks
