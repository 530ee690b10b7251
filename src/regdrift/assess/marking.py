"""A reading of a law → the measures that its provisions ask for, and which way a new reading moved them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from regdrift.assess.evidence import Reader
from regdrift.assess.measures import Measure, Trace
from regdrift.assess.memo import Memo
from regdrift.assess.summary import joint_direction
from regdrift.model.change import Change, ChangeKind, Direction, ProvisionChange, Side
from regdrift.model.change_kind import WITHOUT_MEANING
from regdrift.model.document import LegalDocument, Provision, ProvisionStatus
from regdrift.model.law import LawContext
from regdrift.model.measure import Mark
from regdrift.model.remembered import Remembered
from regdrift.model.signal import Signal
from regdrift.model.source import SourceKind
from regdrift.text.durations import period_hours
from regdrift.understand import understand

_BINDING: Final = frozenset({SourceKind.STATUTE, SourceKind.REGULATION, SourceKind.BILL})
"""Guidance, enforcement and news ask for nothing by themselves."""
_GONE: Final = frozenset({ProvisionStatus.REPEALED, ProvisionStatus.RESERVED, ProvisionStatus.EXPIRED})
_DOCUMENTS_REMEMBERED: Final = 3
"""Both sides of a comparison, and the reading before: a past that is filled in asks for each of them thrice."""
_Places = dict[str, Mark]
"""By path of a provision: what it asks for of one measure."""


class Marker:
    """Reads laws for the measures of one rule book; provisions that it read before are remembered."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._memo: Memo[tuple[Mark, ...]] = Memo()
        self._read: Remembered[dict[str, _Places]] = Remembered(_DOCUMENTS_REMEMBERED)

    def mark(self, document: LegalDocument, law: LawContext) -> tuple[Mark, ...]:
        """Give the measures that a law asks for, in the order of the rule book; nothing for guidance or news."""
        found = self._places(document, law)
        measures = self.reader.book.measures
        return tuple(_joined(measure, found[measure.id]) for measure in measures if measure.id in found)

    def mark_moves(
        self, documents: tuple[LegalDocument, LegalDocument], changes: Sequence[Change], law: LawContext
    ) -> tuple[Mark, ...]:
        """Give the measures of the newer of two readings, each with the way it moved; lost ones have 0 provisions."""
        old, new = (self._places(document, law) for document in documents)
        return _compared(self.reader.book.measures, old, new, changes)

    def _places(self, document: LegalDocument, law: LawContext) -> dict[str, _Places]:
        if law.kind not in _BINDING or not self.reader.book.measures:
            return {}
        subject = self.reader.concepts_of_topics(law.topics)
        asked = (subject, law.language)
        return self._read.of(document, lambda: self._read_places(document, law, subject), asked)

    def _read_places(self, document: LegalDocument, law: LawContext, subject: frozenset[str]) -> dict[str, _Places]:
        found: dict[str, _Places] = {}
        words: dict[str, str] = {}
        for provision in document.provisions:
            words[provision.path] = provision.text
            if provision.status in _GONE or not provision.text:
                continue
            above = _lead_ins(provision, words)
            for mark in self._marks(provision, above, document, law, subject):
                place = provision.citation or provision.label
                found.setdefault(mark.measure, {})[provision.path] = replace(mark, citation=place)
        return found

    def _marks(
        self,
        provision: Provision,
        above: tuple[str, ...],
        document: LegalDocument,
        law: LawContext,
        subject: frozenset[str],
    ) -> tuple[Mark, ...]:
        language, text = document.language or law.language, provision.full_text
        key = (text, provision.heading, above, language, subject)
        known = self._memo.get(key)
        if known is not None:
            return known
        reader = self.reader
        around = reader.strong_concepts("\n".join((above[-1] if above else "", provision.heading or "")), language)
        shown = reader.strong_concepts(text, language) | around
        side = Side(provision.path, provision.label, provision.heading, text, provision.citation, above)
        speech = _Speech(reader, language, shown, around, subject)
        return self._memo.keep(key, tuple(_provision_marks(side, document, speech)) if shown else (), text)


def _compared(
    measures: Sequence[Measure], old: dict[str, _Places], new: dict[str, _Places], changes: Sequence[Change]
) -> tuple[Mark, ...]:
    ways = {path: change.direction for change in changes for path in _paths(change)}
    marks: list[Mark] = []
    for measure in measures:
        before, after = old.get(measure.id, {}), new.get(measure.id, {})
        if not before and not after:
            continue
        mark = _joined(measure, after or before)
        if not after:
            marks.append(replace(mark, provisions=0, moved=Direction.LOOSENED))
            continue
        marks.append(replace(mark, moved=_moved(measure, before, after, ways)))
    return tuple(marks)


def _moved(measure: Measure, before: _Places, after: _Places, ways: Mapping[str, Direction]) -> Direction | None:
    if not before:
        return Direction.TIGHTENED
    steps = [measure.strictness(mark.step, mark.value) for mark in (_joined(measure, before), _joined(measure, after))]
    if steps[0] != steps[1]:
        return Direction.TIGHTENED if steps[1] > steps[0] else Direction.LOOSENED
    touched = [ways[path] for path in {*before, *after} if path in ways]
    return joint_direction(touched) if touched else None


def _joined(measure: Measure, places: _Places) -> Mark:
    best = max(places.values(), key=lambda mark: measure.strictness(mark.step, mark.value))
    return replace(best, provisions=len(places))


def _paths(change: Change) -> Iterable[str]:
    if change.kind not in WITHOUT_MEANING:
        for side in (*change.found.befores, *change.found.afters):
            yield side.path


@dataclass(frozen=True, slots=True)
class _Speech:
    """Concepts that a provision shows in all, in its heading and lead-in, and by the law it stands in."""

    reader: Reader
    language: str | None
    shown: frozenset[str]
    around: frozenset[str]
    subject: frozenset[str]

    def fits(self, trace: Trace, words: str | None = None) -> bool:
        """Tell whether a trace holds for the provision, or for one sentence of it with its heading and lead-in."""
        told = self.shown
        if words is not None:
            told = self.reader.strong_concepts(words, self.language) | self.around
        if trace.any_of and not told.intersection(trace.any_of):
            return False
        if not told.issuperset(trace.all_of) or told.intersection(trace.none_of):
            return False
        return not trace.subject or bool((self.shown | self.subject).intersection(trace.subject))


def _lead_ins(provision: Provision, words: Mapping[str, str]) -> tuple[str, ...]:
    """Give the texts of the units above, outermost first."""
    found = []
    path = provision.path
    while "/" in path:
        path = path.rpartition("/")[0]
        if words.get(path):
            found.append(words[path])
    return tuple(reversed(found))


def _provision_marks(side: Side, document: LegalDocument, speech: _Speech) -> Iterable[Mark]:
    signals: tuple[Signal, ...] | None = None
    for measure in speech.reader.book.measures:
        for step in reversed(measure.steps):
            fitting = [trace for trace in step.traces if speech.fits(trace)]
            if not fitting:
                continue
            if signals is None:
                signals = _signals(side, document)
            asked = [one for one in signals if any(_asks(trace, one, speech) for trace in fitting)]
            if not asked:
                continue
            value = _period(asked) if measure.period else None
            yield Mark(measure.id, step.id, 1, None, asked[0].quote, value)
            break


def _asks(trace: Trace, signal: Signal, speech: _Speech) -> bool:
    return signal.kind in trace.signals and speech.fits(trace, signal.quote)


def _period(signals: Sequence[Signal]) -> str | None:
    values = [(hours, signal.after_value) for signal in signals if (hours := period_hours(signal.after_value or ""))]
    return min(values)[1] if values else None


def _signals(side: Side, document: LegalDocument) -> tuple[Signal, ...]:
    """Give what a provision asks for: its signals when it is read as new law."""
    found = ProvisionChange(ChangeKind.ADDED, (), (side,), (("+", side.text),), 0.0)
    return understand(found, replace(document, provisions=(), notes=()), document).signals
