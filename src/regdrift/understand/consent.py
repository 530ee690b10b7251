"""Consent that a change asks for beforehand (opt-in), and ways out afterwards (opt-out)."""

from __future__ import annotations

import re

from regdrift.model.signal import Signal, SignalKind
from regdrift.text.lexicon import Force
from regdrift.understand.duties import main_force
from regdrift.understand.finding import Finding
from regdrift.understand.force import mask_quoted
from regdrift.understand.frame import Frame, is_definition, word_pattern
from regdrift.understand.passages import Passage, PassagePair

Phrase = tuple[int, int]
_WEIGHT = {SignalKind.CONSENT_OPT_IN: 1.0, SignalKind.CONSENT_OPT_OUT: 0.6}
_LEXICON_NAME = {SignalKind.CONSENT_OPT_IN: "opt_in", SignalKind.CONSENT_OPT_OUT: "opt_out"}
_RUN_IN_HEADING = re.compile(r"^(?:\([a-z0-9]+\) ?)*[^.:;]{1,80}\. ?-")


def read_consent(pair: PassagePair, old: Frame, new: Frame) -> list[Finding]:
    """Give the consent that the pair introduces or takes away; ``after`` is None where it is taken away.

    Definitions and run-in headings that only name consent give nothing, nor do consent orders and decrees.
    """
    findings = []
    for kind in _WEIGHT:
        before = _phrases(pair.before, kind, old)
        after = _phrases(pair.after, kind, new)
        if after and not before and pair.after is not None:
            findings.append(_gained(pair, kind, after[0], (old, new)))
        elif before and not after and pair.before is not None:
            findings.append(_lost(pair.before, kind, before[0]))
        elif pair.before is not None and pair.after is not None and len(after) > len(before):
            fresh = [phrase for phrase in after if pair.after.touches(*phrase)]
            findings += [_gained(pair, kind, phrase, (old, new)) for phrase in fresh[:1]]
    return findings


def _phrases(passage: Passage | None, kind: SignalKind, frame: Frame) -> list[Phrase]:
    if passage is None or is_definition(passage, frame):
        return []
    plain = mask_quoted(passage.plain)
    heading = _RUN_IN_HEADING.match(plain)
    start = heading.end() if heading else 0
    other = word_pattern("not_consent", frame.language)
    return [
        match.span()
        for match in word_pattern(_LEXICON_NAME[kind], frame.language).finditer(plain, start)
        if not other.search(plain, max(0, match.start() - 15), min(len(plain), match.end() + 12))
    ]


def _gained(pair: PassagePair, kind: SignalKind, phrase: Phrase, frames: tuple[Frame, Frame]) -> Finding:
    old, new = frames
    passage = pair.after
    assert passage is not None
    before = None
    if pair.before is not None:
        opposite = _opposite(kind)
        replaced = _phrases(pair.before, opposite, old)
        before = pair.before.verbatim(*replaced[0]) if replaced else None
    signal = Signal(kind, passage.quote(*phrase), before=before, after=passage.verbatim(*phrase))
    if pair.before is None and main_force(passage, new) in {Force.PERMISSION, None}:
        return Finding(signal, 0.0 if kind is SignalKind.CONSENT_OPT_IN else _WEIGHT[kind] / 2)
    loosens = kind is SignalKind.CONSENT_OPT_OUT and before is not None
    return Finding(signal, -0.3 if loosens else _WEIGHT[kind])


def _lost(passage: Passage, kind: SignalKind, phrase: Phrase) -> Finding:
    return Finding(Signal(kind, passage.quote(*phrase), before=passage.verbatim(*phrase)), -_WEIGHT[kind])


def _opposite(kind: SignalKind) -> SignalKind:
    opt_in, opt_out = SignalKind.CONSENT_OPT_IN, SignalKind.CONSENT_OPT_OUT
    return opt_out if kind is opt_in else opt_in
