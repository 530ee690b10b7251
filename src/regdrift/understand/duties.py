"""Duties, prohibitions, permissions and exceptions that a change puts in or takes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from regdrift.model.signal import Signal, SignalKind
from regdrift.text.lexicon import Force
from regdrift.understand.finding import Finding
from regdrift.understand.force import Cue, find_cues
from regdrift.understand.frame import Actor, Frame, actor_of, is_definition, word_pattern
from regdrift.understand.passages import Passage, PassagePair

_ADDED = {
    Force.DUTY: SignalKind.DUTY_ADDED,
    Force.PROHIBITION: SignalKind.PROHIBITION_ADDED,
    Force.PERMISSION: SignalKind.PERMISSION_ADDED,
    Force.EXCEPTION: SignalKind.EXCEPTION_ADDED,
    Force.REACH: SignalKind.SCOPE_WIDENED,
}
_REMOVED = {
    Force.DUTY: SignalKind.DUTY_REMOVED,
    Force.PROHIBITION: SignalKind.PROHIBITION_REMOVED,
    Force.PERMISSION: SignalKind.PERMISSION_REMOVED,
    Force.EXCEPTION: SignalKind.EXCEPTION_REMOVED,
    Force.REACH: SignalKind.SCOPE_NARROWED,
}
_BURDEN = {
    Actor.ORGANISATION: {Force.DUTY: 1.0, Force.PROHIBITION: 1.0, Force.PERMISSION: -0.8, Force.EXCEPTION: -0.7},
    Actor.UNKNOWN: {Force.DUTY: 0.7, Force.PROHIBITION: 0.8, Force.PERMISSION: -0.5, Force.EXCEPTION: -0.6},
    Actor.INDIVIDUAL: {Force.DUTY: 0.0, Force.PROHIBITION: 0.1, Force.PERMISSION: 0.7, Force.EXCEPTION: -0.4},
    Actor.AUTHORITY: dict.fromkeys(Force, 0.0),
}
_REACHED = 0.5
"""Burden of rules that come to apply to more."""
_ENFORCED = 0.4
"""Burden of a new power of an authority to enforce."""
_BINDING = frozenset(
    {
        SignalKind.DUTY_ADDED,
        SignalKind.DUTY_REMOVED,
        SignalKind.PROHIBITION_ADDED,
        SignalKind.PROHIBITION_REMOVED,
    }
)
_EXCEPTIONS = frozenset({SignalKind.EXCEPTION_ADDED, SignalKind.EXCEPTION_REMOVED})
_PERMISSIONS = frozenset({SignalKind.PERMISSION_ADDED, SignalKind.PERMISSION_REMOVED})
_LEADING = 30
"""Where a connective of a new sentence stands at most ("However, …"): the rule that follows it carries the weight."""
_UNRELATED = 0.2
"""What is left of a burden where nothing speaks of data."""

Read = tuple[Cue, ...]


def read_forces(pair: PassagePair, old: Frame, new: Frame) -> list[Finding]:
    """Give what the pair does to duties, prohibitions, permissions and exceptions.

    Each force is counted on both sides, so a sentence that was only reworded gives nothing. A new or removed
    sentence without a phrase of its own takes the force of its lead-in.
    """
    before = _forces(pair.before, old, whole=not pair.rewritten)
    after = _forces(pair.after, new, whole=not pair.rewritten)
    gained = _surplus(after, before, pair.after)
    lost = _surplus(before, after, pair.before)
    findings = []
    if pair.after is not None:
        for cue in gained:
            other = lost[0] if lost and pair.rewritten else None
            findings.append(_finding(cue, pair.after, new, after, (pair.before, other)))
    if pair.before is not None:
        for cue in lost:
            other = gained[0] if gained and pair.rewritten else None
            findings.append(_removal(cue, pair.before, old, before, (pair.after, other)))
    if pair.rewritten:
        return without_exceptions(findings) if _turned(gained, lost) else findings
    passage, frame = (pair.after, new) if pair.after is not None else (pair.before, old)
    assert passage is not None
    return _net(findings, conditional=frame.conditional or _on_condition(passage, after or before, frame))


def _turned(gained: Sequence[Cue], lost: Sequence[Cue]) -> bool:
    """Tell whether a rewritten rule forbids or orders what it allowed, or the reverse."""
    came, went = {cue.force for cue in gained}, {cue.force for cue in lost}
    binding = {Force.DUTY, Force.PROHIBITION}
    return bool((came & binding and Force.PERMISSION in went) or (went & binding and Force.PERMISSION in came))


def without_exceptions(findings: list[Finding]) -> list[Finding]:
    """Give the findings of a rule that was turned round: what was excepted before is no relief from what is now."""
    return [replace(finding, burden=0.0) if finding.signal.kind in _EXCEPTIONS else finding for finding in findings]


def _net(findings: list[Finding], *, conditional: bool) -> list[Finding]:
    """Weigh a sentence that came or went as a whole.

    A new duty with its own exceptions is still a new duty; a permission or an exemption that depends on conditions is
    still one, and what its conditions ask is asked only of those who make use of it.
    """
    if conditional:
        return [replace(finding, burden=finding.burden * (finding.signal.kind not in _BINDING)) for finding in findings]
    if not any(finding.signal.kind in _BINDING and finding.burden for finding in findings):
        allows = any(
            finding.signal.kind in _PERMISSIONS and finding.actor is not Actor.AUTHORITY for finding in findings
        )
        return without_exceptions(findings) if allows else findings
    return [replace(finding, burden=finding.burden * (finding.signal.kind in _BINDING)) for finding in findings]


def _on_condition(passage: Passage, cues: Read, frame: Frame) -> bool:
    """Tell whether a sentence allows or exempts first and what binds in it follows its condition."""
    rules = [cue for cue in cues if cue.force in {Force.DUTY, Force.PROHIBITION, Force.PERMISSION, Force.EXEMPTION}]
    if len(rules) < 2 or rules[0].force in {Force.DUTY, Force.PROHIBITION}:
        return False
    binding = next((cue for cue in rules if cue.force in {Force.DUTY, Force.PROHIBITION}), None)
    if binding is None or actor_of(passage, rules[0], frame) is Actor.INDIVIDUAL:
        return False
    proviso = word_pattern("proviso", frame.language).search(passage.plain, rules[0].end, binding.start)
    return proviso is not None


def main_force(passage: Passage, frame: Frame) -> Force | None:
    """Give the force that a sentence has for those it binds; its lead-in's where it has none; None without."""
    if is_definition(passage, frame):
        return None
    forces = [cue.force for cue in find_cues(passage, frame.language)]
    for force in (Force.PROHIBITION, Force.DUTY, Force.EXEMPTION, Force.PERMISSION, Force.REACH):
        if force in forces:
            return force
    return frame.lead_force


def rule_cue(passage: Passage, language: str) -> Cue | None:
    """Give the phrase that makes a sentence a rule; None where it has none of its own."""
    cues = [cue for cue in find_cues(passage, language) if cue.force not in {Force.NONE, Force.EXCEPTION}]
    return cues[0] if cues else None


def _forces(passage: Passage | None, frame: Frame, *, whole: bool) -> Read:
    if passage is None or word_pattern("comment", frame.language).search(passage.plain):
        return ()
    cues = [cue for cue in find_cues(passage, frame.language) if cue.force is not Force.NONE]
    if is_definition(passage, frame):
        exceptions = tuple(cue for cue in cues if cue.force is Force.EXCEPTION)
        if whole and not exceptions and frame.lead_force in {Force.EXCEPTION, Force.EXEMPTION}:
            return (Cue(Force.EXCEPTION, 0, len(passage.plain)),)
        return exceptions
    if whole and not cues and frame.lead_force is not None and len(passage.plain.split()) > 1:
        return (Cue(frame.lead_force, 0, len(passage.plain)),)
    return tuple(cues)


def _kind(force: Force) -> Force:
    return Force.EXCEPTION if force is Force.EXEMPTION else force


def _surplus(mine: Read, others: Read, passage: Passage | None) -> list[Cue]:
    """Give the phrases that one side has more of; those among changed words first, one per force."""
    if passage is None:
        return []
    groups: dict[Force, list[Cue]] = defaultdict(list)
    for cue in mine:
        groups[_kind(cue.force)].append(cue)
    surplus = []
    for force, cues in groups.items():
        missing = len(cues) - sum(_kind(cue.force) is force for cue in others)
        if missing > 0:
            surplus.append(min(cues, key=lambda cue: (not passage.touches(cue.start, cue.end), cue.start)))
    return surplus


def _finding(
    cue: Cue, passage: Passage, frame: Frame, cues: Sequence[Cue], other: tuple[Passage | None, Cue | None]
) -> Finding:
    signal = Signal(
        _ADDED[_kind(cue.force)],
        passage.quote(cue.start, cue.end),
        before=_words(*other),
        after=_words(passage, cue),
    )
    actor = actor_of(passage, cue, frame)
    return Finding(
        signal, _burden(cue, actor, frame, cues, enforces=_enforces(passage, frame), whole=other[0] is None), actor
    )


def _removal(
    cue: Cue, passage: Passage, frame: Frame, cues: Sequence[Cue], other: tuple[Passage | None, Cue | None]
) -> Finding:
    signal = Signal(
        _REMOVED[_kind(cue.force)],
        passage.quote(cue.start, cue.end),
        before=_words(passage, cue),
        after=_words(*other),
    )
    actor = actor_of(passage, cue, frame)
    return Finding(
        signal, -_burden(cue, actor, frame, cues, enforces=_enforces(passage, frame), whole=other[0] is None), actor
    )


def _enforces(passage: Passage, frame: Frame) -> bool:
    return word_pattern("enforcement", frame.language).search(passage.plain) is not None


def _words(passage: Passage | None, cue: Cue | None) -> str | None:
    """Give the phrase verbatim; of a phrase that is a whole sentence, its first words."""
    if passage is None or cue is None:
        return None
    words = passage.verbatim(cue.start, cue.end)
    return passage.quote(cue.start, cue.start) if len(words.split()) > 40 else words


def _burden(cue: Cue, actor: Actor, frame: Frame, cues: Sequence[Cue], *, enforces: bool, whole: bool) -> float:
    """Give what the phrase asks of organisations when it is put in."""
    burden = _BURDEN[actor].get(_kind(cue.force), _REACHED)
    if actor is Actor.AUTHORITY and cue.force is Force.PERMISSION and enforces:
        burden = _ENFORCED
    if cue.force is Force.EXCEPTION and cue.start < _LEADING and len(cues) > 1 and whole:
        return 0.0
    ahead = {item.force for item in cues if item.start < cue.start}
    forces = {item.force for item in cues}
    if cue.force is Force.EXCEPTION and Force.PERMISSION in ahead and not forces & {Force.DUTY, Force.PROHIBITION}:
        burden = -burden
    return burden if frame.about_data else burden * _UNRELATED
