"""Consent that a change asks for beforehand (opt-in), and ways out afterwards (opt-out)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from regdrift.model.change import ProvisionChange
from regdrift.model.signal import Signal, SignalKind
from regdrift.text.lexicon import Force
from regdrift.text.searchable import searchable
from regdrift.understand.duties import main_force
from regdrift.understand.finding import Finding
from regdrift.understand.force import find_cues, mask_quoted
from regdrift.understand.frame import Frame, is_definition, word_pattern
from regdrift.understand.passages import Passage, PassagePair

Phrase = tuple[int, int]
_WEIGHT = {SignalKind.CONSENT_OPT_IN: 1.0, SignalKind.CONSENT_OPT_OUT: 0.6}
_REPLACED = 0.6
"""Burden where words for agreement took the place of a way out."""
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
        elif before and (not after or (kind is SignalKind.CONSENT_OPT_OUT and _approved(pair, before, old, new))):
            findings.append(_lost(pair, kind, before[0], new))
        elif pair.before is not None and pair.after is not None and len(after) > len(before):
            fresh = [phrase for phrase in after if pair.after.touches(*phrase)]
            findings += [_gained(pair, kind, phrase, (old, new)) for phrase in fresh[:1]]
    return findings


def settle_losses(findings: Iterable[Finding], found: ProvisionChange, new: Frame) -> list[Finding]:
    """Give the findings, a mention of consent that went without weight where the provision still asks for it."""
    plain = mask_quoted("\n".join(searchable(side.text).plain for side in found.afters))
    left = {kind for kind, name in _LEXICON_NAME.items() if word_pattern(name, new.language).search(plain)}
    return [
        replace(finding, burden=0.0) if finding.signal.kind in left and finding.burden < 0 else finding
        for finding in findings
    ]


def asks_instead(findings: list[Finding]) -> bool:
    """Tell whether agreement beforehand took the place of a way out."""
    return any(
        finding.signal.kind is SignalKind.CONSENT_OPT_IN and finding.burden > 0 and finding.signal.before is not None
        for finding in findings
    )


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
        and not (kind is SignalKind.CONSENT_OPT_IN and _waived(passage, match.start(), frame))
    ]


def _waived(passage: Passage, start: int, frame: Frame) -> bool:
    """Tell whether consent is spoken of because it is not needed: "may use location data without consent"."""
    if not word_pattern("lacking", frame.language).search(passage.plain, max(0, start - 1), start + 9):
        return False
    cues = [cue for cue in find_cues(passage, frame.language) if cue.end <= start]
    rules = [cue.force for cue in cues if cue.force not in {Force.NONE, Force.EXCEPTION}]
    return bool(rules) and rules[-1] is Force.PERMISSION


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


def _lost(pair: PassagePair, kind: SignalKind, phrase: Phrase, new: Frame) -> Finding:
    """Give consent or a way out that was taken away; a way out that gave place to consent is no relief."""
    passage = pair.before
    assert passage is not None
    words = passage.verbatim(*phrase)
    if kind is SignalKind.CONSENT_OPT_OUT and pair.after is not None:
        approval = _came(pair, new)
        if approval is not None:
            signal = Signal(
                SignalKind.CONSENT_OPT_IN, pair.after.quote(*approval), words, pair.after.verbatim(*approval)
            )
            fresh = not _phrases(pair.after, SignalKind.CONSENT_OPT_IN, new)
            return Finding(signal if fresh else _removed(passage, kind, phrase), _REPLACED if fresh else 0.0)
    return Finding(_removed(passage, kind, phrase), -_WEIGHT[kind])


def _approved(pair: PassagePair, before: list[Phrase], old: Frame, new: Frame) -> bool:
    """Tell whether words for agreement took the place of a way out though another way out is left."""
    if pair.before is None or pair.after is None or not pair.before.touches(*before[0]):
        return False
    opt_in = SignalKind.CONSENT_OPT_IN
    return not _phrases(pair.before, opt_in, old) and not _phrases(pair.after, opt_in, new) and bool(_came(pair, new))


def _removed(passage: Passage, kind: SignalKind, phrase: Phrase) -> Signal:
    return Signal(kind, passage.quote(*phrase), before=passage.verbatim(*phrase))


def _came(pair: PassagePair, new: Frame) -> Phrase | None:
    """Give the first word for agreement that the newer sentence has and the older one has not."""
    assert pair.before is not None
    assert pair.after is not None
    approval = word_pattern("approval", new.language)
    known = {match.group() for match in approval.finditer(pair.before.plain)}
    for match in approval.finditer(pair.after.plain):
        if match.group() not in known and pair.after.touches(*match.span()):
            return match.span()
    return None


def _opposite(kind: SignalKind) -> SignalKind:
    opt_in, opt_out = SignalKind.CONSENT_OPT_IN, SignalKind.CONSENT_OPT_OUT
    return opt_out if kind is opt_in else opt_in
