"""How much a change matters, and which way it moves the burden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regdrift.model.change import ChangeKind, Direction
from regdrift.model.level import Level
from regdrift.model.signal import SignalKind
from regdrift.understand.finding import Finding
from regdrift.understand.frame import Actor

_LEVELS = {
    SignalKind.DUTY_ADDED: Level.HIGH,
    SignalKind.PROHIBITION_ADDED: Level.HIGH,
    SignalKind.PERMISSION_REMOVED: Level.HIGH,
    SignalKind.EXCEPTION_REMOVED: Level.HIGH,
    SignalKind.CONSENT_OPT_IN: Level.HIGH,
    SignalKind.CONSENT_OPT_OUT: Level.HIGH,
    SignalKind.RETENTION_CHANGED: Level.HIGH,
    SignalKind.PENALTY_RAISED: Level.HIGH,
    SignalKind.DEADLINE_CHANGED: Level.HIGH,
    SignalKind.REPEAL: Level.MEDIUM,
    SignalKind.DUTY_REMOVED: Level.MEDIUM,
    SignalKind.PROHIBITION_REMOVED: Level.MEDIUM,
    SignalKind.PERMISSION_ADDED: Level.MEDIUM,
    SignalKind.EXCEPTION_ADDED: Level.MEDIUM,
    SignalKind.DEFINITION_WIDENED: Level.HIGH,
    SignalKind.DEFINITION_NARROWED: Level.MEDIUM,
    SignalKind.SCOPE_WIDENED: Level.MEDIUM,
    SignalKind.SCOPE_NARROWED: Level.MEDIUM,
    SignalKind.AMOUNT_CHANGED: Level.MEDIUM,
    SignalKind.PENALTY_LOWERED: Level.MEDIUM,
    SignalKind.SUNSET: Level.MEDIUM,
    SignalKind.EFFECTIVE_DATE: Level.MEDIUM,
    SignalKind.CROSS_REFERENCE: Level.LOW,
}
_TAKEN_AWAY = {
    SignalKind.DUTY_REMOVED: SignalKind.DUTY_ADDED,
    SignalKind.PROHIBITION_REMOVED: SignalKind.PROHIBITION_ADDED,
}
_UNTOUCHED = {
    ChangeKind.EDITORIAL: Level.NONE,
    ChangeKind.RENUMBERED: Level.NONE,
    ChangeKind.MOVED: Level.NONE,
    ChangeKind.STAGE: Level.LOW,
}
_MIXED_FROM = 0.6
"""Share of the weaker in the stronger direction from which a change goes both ways."""
_CONSENT = (SignalKind.CONSENT_OPT_IN, SignalKind.CONSENT_OPT_OUT)
_SERVING = 0.3
"""What is left of a permission within a provision that binds, and of a duty within one that allows."""
_LEAST = 0.3
"""Burden below which a change bears on nobody's handling of data."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a change is made of, besides what was read in it."""

    about_data: bool = False
    """True where the provision or what stands round it speaks of information on people."""
    only_style: bool = False
    """True where no word of law differs."""
    only_heading: bool = False
    """True where no side has words of its own: a heading, or the mark of a list."""
    division: bool = False


def weigh_severity(kind: ChangeKind, findings: Sequence[Finding], matter: Matter) -> Level:
    """Give the gravest level among the findings.

    A finding that binds only authorities is low, one in a text that does not speak of data at most medium. The
    heading of a division is nothing, that of a provision low, whether it came or went. A repeal is as grave as what
    it takes away. A change of words in which nothing was read is low, and none where only style changed.
    """
    if kind in _UNTOUCHED:
        return _UNTOUCHED[kind]
    if matter.only_style or (matter.only_heading and matter.division):
        return Level.NONE
    if matter.only_heading:
        return Level.LOW
    repeal = any(finding.signal.kind is SignalKind.REPEAL for finding in findings)
    levels = [_level(finding, _graver(finding, kind, repeal=repeal), matter) for finding in findings]
    return max(levels, key=lambda level: level.rank, default=Level.LOW)


def _graver(finding: Finding, kind: ChangeKind, *, repeal: bool) -> Level:
    """Give the level of a finding's kind: in a repeal as grave as it was to add it, a new definition less."""
    signal = finding.signal.kind
    if repeal and signal in _TAKEN_AWAY:
        return _LEVELS[_TAKEN_AWAY[signal]]
    if signal is SignalKind.DEFINITION_WIDENED and kind is ChangeKind.ADDED:
        return Level.MEDIUM
    return _LEVELS[signal]


def _level(finding: Finding, level: Level, matter: Matter) -> Level:
    if finding.actor is Actor.AUTHORITY and finding.burden == 0:
        return Level.LOW
    return Level.MEDIUM if level is Level.HIGH and not matter.about_data else level


def weigh_change(kind: ChangeKind, findings: Sequence[Finding]) -> Direction:
    """Give which way one change moves the burden.

    Consent that stands on both sides counts for nothing, and however often it is spoken of, only once. In a provision
    that came or went as a whole the first rule tells what it is about; what goes the other way serves that rule.
    """
    counted = _once([finding for finding in findings if finding.signal.kind in _CONSENT])
    burdens = [finding.burden for finding in findings if finding.signal.kind not in _CONSENT]
    burdens = [*burdens, *counted]
    if kind in {ChangeKind.ADDED, ChangeKind.REPEALED}:
        leading = next((finding.burden for finding in findings if abs(finding.burden) >= _LEAST), 0.0)
        burdens = [burden * (_SERVING if burden * leading < 0 else 1.0) for burden in burdens]
    return weigh_direction(burdens)


def _once(findings: Sequence[Finding]) -> list[float]:
    """Give the burden of consent and of ways out; where one takes the other's place, consent alone tells."""
    opt_in, opt_out = (_balance(findings, kind) for kind in _CONSENT)
    return [opt_in] if opt_in * opt_out < 0 else [opt_in, opt_out]


def _balance(findings: Sequence[Finding], kind: SignalKind) -> float:
    mine = [finding.burden for finding in findings if finding.signal.kind is kind]
    came, went = max(mine, default=0.0), min(mine, default=0.0)
    return 0.0 if came > 0 > went else came or went


def weigh_direction(burdens: Sequence[float], mixed_from: float = _MIXED_FROM) -> Direction:
    """Give which way the burdens go together: mixed where the weaker side is ``mixed_from`` of the stronger one."""
    tightened = sum(burden for burden in burdens if burden > 0)
    loosened = -sum(burden for burden in burdens if burden < 0)
    stronger, weaker = max(tightened, loosened), min(tightened, loosened)
    if stronger < _LEAST:
        return Direction.NEUTRAL
    if weaker >= mixed_from * stronger:
        return Direction.MIXED
    return Direction.TIGHTENED if tightened > loosened else Direction.LOOSENED
