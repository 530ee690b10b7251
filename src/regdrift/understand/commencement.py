"""A date of commencement that stands in a provision of its own reaches the changes that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from regdrift.model.change import Change, ChangeKind, Side
from regdrift.model.document import DateKind, LegalDate, LegalDocument, Provision, ProvisionKind
from regdrift.text.languages import language_or_guess
from regdrift.text.searchable import searchable
from regdrift.text.sentences import split_sentences
from regdrift.understand.clauses import Extent, Reach, read_clause, section_key
from regdrift.understand.effect import find_legal_dates

_EFFECT = frozenset({DateKind.IN_FORCE, DateKind.APPLICABLE})
_REACHED = frozenset({ChangeKind.ADDED, ChangeKind.REPEALED, ChangeKind.AMENDED, ChangeKind.SPLIT, ChangeKind.MERGED})
_SECTION_LABEL = re.compile(r"(?:§|section|sec\.|article|art\.|artikel|articulo|rule|[a-z]{0,2}\.? ?\d+[.-]\d)")


@dataclass(frozen=True, slots=True)
class _Clause:
    """What a clause says of one provision or group of them, and where it stands."""

    path: tuple[str, ...]
    section: int | None
    reach: Reach
    date: LegalDate | None


def spread_commencement(changes: Sequence[Change], document: LegalDocument | None = None) -> tuple[Change, ...]:
    """Give the changes, those without a date of commencement with the one that a clause among them states.

    A clause counts where it was added or amended in the same comparison; what stood there before speaks of older
    changes. "This Act", "la présente loi" reach every change; "this part" those in the same division, for which the
    newer ``document`` tells the divisions; "this section" its own section; "the amendment of § 315.4" what it names.
    What is named on its own or in an exception is left out of the rest. Where two clauses of equal reach disagree, or
    a clause holds for some cases only, nothing is given. Dates keep kind, day and verbatim quote.
    """
    language = language_or_guess(document.language if document else None, _words(changes))
    clauses = [clause for change in changes for clause in _clauses(change, language)]
    if not clauses:
        return tuple(changes)
    divisions = _Divisions(document)
    return tuple(_dated(change, clauses, divisions) for change in changes)


def _words(changes: Sequence[Change]) -> str:
    return " ".join(side.text for change in changes[:50] for side in change.found.afters)[:2000]


def _clauses(change: Change, language: str) -> Iterable[_Clause]:
    stated = [item for item in change.dates if item.kind in _EFFECT]
    if not stated or change.kind not in _REACHED:
        return
    for side in change.found.afters:
        readable = searchable(side.text)
        for start, end in split_sentences(readable, language):
            words = readable.verbatim(start, end)
            inside = {(item.kind, item.on) for item in find_legal_dates(words, language)}
            dates = [item for item in stated if (item.kind, item.on) in inside]
            statements = read_clause(words, dates, language) if dates else ()
            for statement in statements:
                for reach in statement.reaches:
                    yield _Clause(*_place(side), reach, statement.date)


def _place(side: Side) -> tuple[tuple[str, ...], int | None]:
    """Give the path of a provision and which of its parts is the section; None where it stands in no section."""
    path = tuple(side.path.split("/"))
    label = searchable(side.label or "").plain.strip()
    if not label:
        return path, None
    depth = 0 if _SECTION_LABEL.match(label) else len(re.findall(r"[a-z0-9]+", label))
    at = len(path) - 1 - depth
    return path, at if at >= 0 else None


def _dated(change: Change, clauses: Sequence[_Clause], divisions: _Divisions) -> Change:
    if change.kind not in _REACHED or change.effective_on is not None:
        return change
    nearest: dict[int, list[LegalDate | None]] = {}
    for side in change.found.afters or change.found.befores:
        for clause in clauses:
            near = _nearness(clause, side, divisions)
            if near is not None:
                nearest.setdefault(near, []).append(clause.date)
    found = nearest[max(nearest)] if nearest else []
    dates = [item for item in dict.fromkeys(found) if item is not None]
    if None in found or len({item.kind for item in dates}) != len({(item.kind, item.on) for item in dates}):
        return change
    return replace(change, dates=(*change.dates, *dates))


def _nearness(clause: _Clause, side: Side, divisions: _Divisions) -> int | None:
    """Tell how closely a clause speaks of a provision, more for what is closer; None where it does not."""
    path, section = _place(side)
    match clause.reach.extent:
        case Extent.TEXT:
            return 0
        case Extent.DIVISION:
            return 1 if divisions.share(clause.reach.word, "/".join(clause.path), side.path) else None
        case Extent.SECTION:
            own = clause.path[: clause.section + 1] if clause.section is not None else ()
            return 2 if own and path[: len(own)] == own else None
        case Extent.UNIT:
            return len(clause.path) + 2 if path[: len(clause.path)] == clause.path else None
        case Extent.NAMED:
            return _named(clause, path, section)


def _named(clause: _Clause, path: tuple[str, ...], section: int | None) -> int | None:
    if section is None:
        return None
    reach = clause.reach
    if reach.section is None:
        own = clause.section is not None and path[: section + 1] == clause.path[: clause.section + 1]
    else:
        own = section_key(path[section]) == reach.section
    below = path[section + 1 :]
    return 2 + len(reach.units) if own and below[: len(reach.units)] == reach.units else None


class _Divisions:
    """Which chapter, part or title each provision stands in, told by the order of the document."""

    def __init__(self, document: LegalDocument | None) -> None:
        self._document = document
        self._kept: dict[str, tuple[dict[str, int | None], int]] = {}

    def share(self, word: str, path: str, other: str) -> bool:
        """Tell whether two provisions stand in the same division of that name."""
        if self._document is None:
            return _root(path) == _root(other)
        if word not in self._kept:
            self._kept[word] = self._places(word, self._document.provisions)
        places, count = self._kept[word]
        if not count:
            return searchable(self._document.title or "").plain.startswith(word)
        mine = places.get(path)
        return mine is not None and (places.get(other) == mine or (count == 1 and other not in places))

    @staticmethod
    def _places(word: str, provisions: Sequence[Provision]) -> tuple[dict[str, int | None], int]:
        """Give the number of the division that each path stands in, and how many there are; an outer one ends it."""
        places: dict[str, int | None] = {}
        outer: set[str] = set()
        count, current = 0, None
        for provision in provisions:
            name = searchable(provision.label or provision.path.rpartition("/")[2]).plain
            first = re.split(r"[\s.-]", name, maxsplit=1)[0]
            if provision.kind is ProvisionKind.DIVISION and (first == word or _declined(first, word)):
                current = count = count + 1
            elif provision.kind is ProvisionKind.DIVISION and not count:
                outer.add(first)
            elif provision.kind is ProvisionKind.DIVISION and first in outer:
                current = None
            places[provision.path] = current
        return places, count


def _declined(name: str, word: str) -> bool:
    """Tell a German genitive: Abschnitt, dieses Abschnitts."""
    return len(name) > 3 and word.startswith(name) and word[len(name) :] in {"s", "es"}


def _root(path: str) -> str:
    """Give the first part of a path that has several; an empty string for sections at the root."""
    head, slash, _ = path.partition("/")
    return head if slash and not head[:1].isdigit() else ""
