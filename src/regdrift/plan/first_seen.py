"""A law seen for the first time is stored in silence, save for what is still to come in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from regdrift.assess import RuleBook, assess
from regdrift.model.change import Change, ChangeKind, ProvisionChange, Side, change_id
from regdrift.model.document import DateKind, LegalDate, LegalDocument, NoteKind, Provision
from regdrift.model.law import LawContext
from regdrift.model.level import Level
from regdrift.model.practice import Practice, PracticeRegister
from regdrift.model.work import WorkItem, WorkOrigin
from regdrift.plan.tasks import law_name, work_id
from regdrift.understand import find_legal_dates

_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class _Coming:
    """One thing still to come: its day (None for an announcement without one), its words, whom it touches."""

    origin: WorkOrigin
    on: date | None
    line: str
    quote: str
    level_of: dict[str, Level]


def plan_first_seen(
    document: LegalDocument, law: LawContext, register: PracticeRegister, book: RuleBook
) -> tuple[WorkItem, ...]:
    """Give work for the dates after ``law.today`` and the announced amendments of a law seen for the first time.

    One item per practice that they touch and per origin; where they touch no practice, one item with an empty
    practice keeps them on the watch list.
    """
    found: dict[tuple[str, WorkOrigin], list[_Coming]] = {}
    for coming in (*_dated(document, law, register, book), *_announced(document, law, register, book)):
        for practice in coming.level_of or {"": Level.LOW}:
            found.setdefault((practice, coming.origin), []).append(coming)
    practices = {practice.id: practice for practice in register.practices}
    items = [_item(practices.get(name), origin, seen, law) for (name, origin), seen in found.items()]
    return tuple(sorted(items, key=lambda item: (item.due_on or date.max, item.practice, item.origin)))


def _dated(document: LegalDocument, law: LawContext, register: PracticeRegister, book: RuleBook) -> Iterable[_Coming]:
    own = {item.on for item in document.dates if _to_come(item, law)}
    for day in document.dates:
        if _to_come(day, law):
            yield _Coming(WorkOrigin.FIRST_SEEN_DATE, day.on, _date_line(day, None), day.quote, {})
    for note in document.notes:
        if note.kind is NoteKind.FRONT_MATTER:
            # A status line beside the law ("Proposed rule. Comments close on …") dates the whole of it.
            for day in _dates_in(note.text, document, law):
                yield _Coming(WorkOrigin.FIRST_SEEN_DATE, day.on, _date_line(day, note.heading), day.quote, {})
    for provision in document.provisions:
        days = [item for item in _dates_in(provision.full_text, document, law) if item.on not in own]
        if not days:
            continue
        levels = _touched(_added(provision), days, law, register, book)
        for day in days:
            line = _date_line(day, provision.citation or provision.label)
            yield _Coming(WorkOrigin.FIRST_SEEN_DATE, day.on, line, day.quote, levels)


def _announced(
    document: LegalDocument, law: LawContext, register: PracticeRegister, book: RuleBook
) -> Iterable[_Coming]:
    for note in document.notes:
        if note.kind is not NoteKind.PENDING_AMENDMENT:
            continue
        days = _dates_in(note.text, document, law)
        side = Side(note.provision_path or "note", None, note.heading, note.text)
        found = ProvisionChange(ChangeKind.PENDING, (), (side,), (("+", note.text),), 0.0)
        levels = _touched(found, days, law, register, book)
        first = min(days, key=lambda item: item.on, default=None)
        line = f"Announced amendment: {note.heading or _shortened(note.text)}"
        quote = first.quote if first else _shortened(note.text)
        yield _Coming(WorkOrigin.FIRST_SEEN_PENDING, first.on if first else None, line, quote, levels)


def _dates_in(text: str, document: LegalDocument, law: LawContext) -> list[LegalDate]:
    language = document.language or law.language
    return [item for item in find_legal_dates(text, language) if _to_come(item, law)]


def _to_come(item: LegalDate, law: LawContext) -> bool:
    return item.on > law.today and item.kind is not DateKind.PUBLISHED


def _added(provision: Provision) -> ProvisionChange:
    text = provision.full_text
    side = Side(provision.path, provision.label, provision.heading, text, provision.citation)
    return ProvisionChange(ChangeKind.ADDED, (), (side,), (("+", text),), 0.0)


def _touched(
    found: ProvisionChange, days: list[LegalDate], law: LawContext, register: PracticeRegister, book: RuleBook
) -> dict[str, Level]:
    change = Change(change_id(law.source, law.version, found), found, severity=Level.MEDIUM, dates=tuple(days))
    impacts = assess(change, law, register, book)
    return {impact.practice: impact.level for impact in impacts if impact.level.at_least(Level.MEDIUM)}


def _item(practice: Practice | None, origin: WorkOrigin, seen: list[_Coming], law: LawContext) -> WorkItem:
    name = practice.id if practice else ""
    days = [coming.on for coming in seen if coming.on]
    levels = [coming.level_of.get(name, Level.LOW) for coming in seen]
    what = "dates to come" if origin is WorkOrigin.FIRST_SEEN_DATE else "announced amendments"
    lines = tuple(dict.fromkeys(coming.line for coming in sorted(seen, key=lambda item: item.on or date.max)))
    return WorkItem(
        id=work_id(name, law.dossier, origin),
        practice=name,
        source=law.source,
        dossier=law.dossier,
        origin=origin,
        level=max(levels, key=lambda level: level.rank),
        title=f"{practice.name if practice else 'Watch'}: {what} in {law_name(law)}",
        task="\n".join(lines[:_MOST_LINES]),
        owner=practice.owner if practice else None,
        due_on=min(days, default=None),
        changes=(),
        quote=seen[0].quote,
    )


def _date_line(item: LegalDate, where: str | None) -> str:
    place = f" ({where})" if where else ""
    return f"{str(item.kind).replace('_', ' ').capitalize()} on {item.on.isoformat()}{place}: {_shortened(item.quote)}"


def _shortened(text: str, limit: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit].rsplit(' ', 1)[0]} …"
