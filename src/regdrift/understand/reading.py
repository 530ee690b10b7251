"""One change read from end to end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regdrift.model.change import ChangeKind, Direction, ProvisionChange
from regdrift.model.document import LegalDate, LegalDocument
from regdrift.model.level import Level
from regdrift.model.signal import Signal, SignalKind
from regdrift.text.searchable import clip_words, searchable
from regdrift.understand.amending import unfold_instruction
from regdrift.understand.consent import asks_instead, read_consent, settle_losses
from regdrift.understand.duties import read_forces, without_exceptions
from regdrift.understand.effect import dates_of, read_effect
from regdrift.understand.finding import Finding
from regdrift.understand.frame import Frame, frame_of, is_division, language_of, word_pattern
from regdrift.understand.passages import PassagePair, pair_passages
from regdrift.understand.quantities import read_offence, read_quantities
from regdrift.understand.scope import (
    only_references,
    only_style,
    read_definition,
    read_references,
    read_scope,
    reads_the_same,
)
from regdrift.understand.weighing import Matter, weigh_change, weigh_severity

_SAME_WORDS = frozenset({ChangeKind.RENUMBERED, ChangeKind.MOVED, ChangeKind.EDITORIAL})
_MOST_PER_KIND = 6
"""Signals of one kind that a change keeps; a new act of fifty sentences needs no fifty quotes."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a change means."""

    signals: tuple[Signal, ...]
    dates: tuple[LegalDate, ...]
    """Dates of the law stated by the changed words, and no others."""
    severity: Level
    direction: Direction


def understand(found: ProvisionChange, old: LegalDocument, new: LegalDocument) -> Understanding:
    """Give the signals, dates, severity and direction of one change.

    Reads the words that were taken out and put in, sentence by sentence, each with its headings and lead-ins; the
    documents give language and headings. Renumbered, moved and editorial changes have no signals.
    """
    language = language_of(found, old, new)
    if found.kind in _SAME_WORDS or not (found.befores or found.afters):
        severity = weigh_severity(found.kind, (), Matter())
        return Understanding((), (), severity, Direction.NEUTRAL)
    old_frame = frame_of(found, *((old, new) if found.befores else (new, old)), found.befores or found.afters, language)
    new_frame = frame_of(found, *((new, old) if found.afters else (old, new)), found.afters or found.befores, language)
    pairs = pair_passages(found, language)
    findings = settle_losses(_read(pairs, found, old_frame, new_frame), found, new_frame)
    matter = Matter(
        about_data=old_frame.about_data or new_frame.about_data,
        only_style=bool(found.befores and found.afters) and only_style(pairs),
        only_heading=not any(side.text.strip() for side in (*found.befores, *found.afters)),
        division=is_division(new if found.afters else old, (found.afters or found.befores)[0].path),
    )
    return Understanding(
        _kept(findings),
        dates_of(pairs, new_frame),
        weigh_severity(found.kind, findings, matter),
        weigh_change(found.kind, findings),
    )


def _read(pairs: Sequence[PassagePair], found: ProvisionChange, old: Frame, new: Frame) -> Iterable[Finding]:
    telling = [pair for pair in pairs if not reads_the_same(pair)]
    yield from _repeal(found, old)
    for pair in telling:
        unfolded = unfold_instruction(pair, new) or pair
        yield from _read_pair(unfolded, old, new)
    yield from read_quantities(telling, old, new)
    yield from read_effect(telling, old, new)


def _read_pair(pair: PassagePair, old: Frame, new: Frame) -> Iterable[Finding]:
    yield from read_references(pair, new)
    if only_references(pair, new):
        return
    forces = read_forces(pair, old, new)
    consent = read_consent(pair, old, new)
    definition = read_definition(pair, old, new)
    yield from without_exceptions(forces) if asks_instead(consent) else forces
    yield from read_offence(pair, old, new)
    yield from consent
    yield from definition
    if not (forces or consent or definition):
        yield from read_scope(pair, old, new)


def _repeal(found: ProvisionChange, frame: Frame) -> Iterable[Finding]:
    """Give the repeal of a whole provision, told by the diff or by the words that replaced it."""
    if found.kind is ChangeKind.REPEALED:
        words = found.befores[0].text or found.befores[0].heading or found.befores[0].label or ""
        quote = clip_words(words, 0, 0)
        yield Finding(Signal(SignalKind.REPEAL, quote, before=quote or None), 0.0)
        return
    for side in found.afters:
        match = word_pattern("repealed", frame.language).search(searchable(side.text[:400]).plain)
        old_says = any(
            word_pattern("repealed", frame.language).search(searchable(b.text[:400]).plain) for b in found.befores
        )
        if match and not old_says:
            yield Finding(
                Signal(SignalKind.REPEAL, clip_words(side.text, *match.span()), after=side.text[slice(*match.span())]),
                0.0,
            )


def _kept(findings: Sequence[Finding]) -> tuple[Signal, ...]:
    """Give the signals without repetition, at most a few of each kind, in the order they were read."""
    kept: dict[Signal, None] = {}
    counts: dict[SignalKind, int] = {}
    for finding in findings:
        kind = finding.signal.kind
        if finding.signal in kept or counts.get(kind, 0) >= _MOST_PER_KIND or not finding.signal.quote:
            continue
        kept[finding.signal] = None
        counts[kind] = counts.get(kind, 0) + 1
    return tuple(kept)
