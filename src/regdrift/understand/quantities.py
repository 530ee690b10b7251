"""Deadlines, retention periods, amounts and penalties whose number changed, came or went."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from regdrift.model.signal import Signal, SignalKind
from regdrift.text.amounts import Amount, find_amounts
from regdrift.text.durations import Duration, find_durations
from regdrift.text.searchable import pattern, searchable
from regdrift.understand.duties import rule_cue
from regdrift.understand.effect import ends_after
from regdrift.understand.finding import Finding
from regdrift.understand.frame import Actor, Frame, actor_of, word_pattern
from regdrift.understand.passages import Passage, PassagePair


class Use(StrEnum):
    """What a number is for."""

    DEADLINE = "deadline"
    RETENTION = "retention"
    PENALTY = "penalty"
    AMOUNT = "amount"
    COUNT = "count"
    OTHER = "other"
    """A period without a word that tells; counts only where it replaces another one."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its use; offsets count from the sentence's start."""

    use: Use
    start: int
    end: int
    value: str
    key: tuple[str, bool]
    size: float
    passage: Passage
    least: bool
    """True where it is a lower bound: at least, not less than, shall keep for."""


_PAIRED = {
    Use.DEADLINE: SignalKind.DEADLINE_CHANGED,
    Use.OTHER: SignalKind.DEADLINE_CHANGED,
    Use.RETENTION: SignalKind.RETENTION_CHANGED,
    Use.AMOUNT: SignalKind.AMOUNT_CHANGED,
    Use.COUNT: SignalKind.AMOUNT_CHANGED,
}
_OFFENCE = 0.7
_OFFENCE_WORDS = 4
"""Fewest words of a point that names an offence; less is an "or" at the end of a list."""
_RECAST = 110
"""How far behind a retention period words belong to it, in characters."""
_MOST = (
    "longer than",
    "more than",
    "up to",
    "exceed",
    "at most",
    "au plus",
    "exced",
    "hochstens",
    "langstens",
    "maxim",
)
_LEAST = ("at least", "not less than", "no less than", "minimum", "au moins", "mindestens", "wenigstens", "al menos")


def read_quantities(pairs: Sequence[PassagePair], old: Frame, new: Frame) -> list[Finding]:
    """Give the numbers that changed, with their normal values.

    A number that stands on both sides of a sentence, or that moved to another sentence of the same change with
    the same use, did not change.
    """
    findings: list[Finding] = []
    gone: list[Quantity] = []
    come: list[Quantity] = []
    for pair in pairs:
        was, now = _quantities(pair.before, old), _quantities(pair.after, new)
        findings += _recast_retention(was, now, new)
        before, after = _without(was, now), _without(now, was)
        while before and after:
            match = _counterpart(after[0], before)
            if match is None:
                come.append(after.pop(0))
                continue
            before.remove(match)
            findings += _changed(match, after.pop(0), new)
        gone += before
        come += after
    for quantity in _without(come, gone):
        findings += _changed(None, quantity, new)
    for quantity in _without(gone, come):
        findings += _changed(quantity, None, old)
    return findings


def read_offence(pair: PassagePair, old: Frame, new: Frame) -> list[Finding]:
    """Give a point that came to a list of offences or left it: what it names is punished from now on, or no more."""
    passage, frame = (pair.after, new) if pair.after else (pair.before, old)
    if pair.rewritten or passage is None or rule_cue(passage, frame.language) is not None:
        return []
    lead_in = searchable(frame.lead_in).plain[-160:]
    if len(passage.plain.split()) < _OFFENCE_WORDS or not word_pattern("penalty", frame.language).search(lead_in):
        return []
    if pair.after is None:
        words = passage.quote(0, 0)
        return [Finding(Signal(SignalKind.PENALTY_LOWERED, words, before=words), -_OFFENCE)]
    return [Finding(Signal(SignalKind.PENALTY_RAISED, passage.quote(0, 0)), _OFFENCE)]


def _recast_retention(was: Sequence[Quantity], now: Sequence[Quantity], frame: Frame) -> list[Finding]:
    """Give retention periods that kept their length while what follows them changed: from when, or for what."""
    findings = []
    for item in now:
        same = next((other for other in was if other.key == item.key), None)
        if item.use is Use.RETENTION and same and item.passage.touches(item.end, item.end + _RECAST):
            findings += _changed(same, item, frame)
    return findings


def _without(mine: Sequence[Quantity], others: Sequence[Quantity]) -> list[Quantity]:
    """Give the quantities that the other side does not have too, each as often as it has more of them."""
    left = [item.key for item in others]
    kept = []
    for item in mine:
        if item.key in left:
            left.remove(item.key)
        else:
            kept.append(item)
    return kept


def _counterpart(quantity: Quantity, others: Sequence[Quantity]) -> Quantity | None:
    same = [item for item in others if item.use is quantity.use]
    loose = [item for item in others if Use.OTHER in {item.use, quantity.use} and _is_time(item) == _is_time(quantity)]
    return next(iter(same or loose), None)


def _is_time(quantity: Quantity) -> bool:
    return quantity.value.startswith("P")


def _quantities(passage: Passage | None, frame: Frame) -> list[Quantity]:
    if passage is None:
        return []
    readable = searchable(passage.words)
    found = [_from_duration(item, passage, frame) for item in find_durations(readable, frame.language)]
    found += [_from_amount(item, passage, frame) for item in find_amounts(readable, frame.language)]
    return sorted((item for item in found if item is not None), key=lambda item: item.start)


_SPENT = pattern(
    r"[^.;:,()]{0,60}?\b(?:tätig|berufserfahrung|erfahrung|experience|of service|in practice|d'expérience|d'ancienneté"
    r"|d'exercice|consécutives)\b"
)
"""Behind a period that someone has spent, as a condition: nothing is due within it."""


def _from_duration(item: Duration, passage: Passage, frame: Frame) -> Quantity | None:
    plain, language = passage.plain, frame.language
    around = plain[max(0, item.start - 25) : item.end + 18]
    if word_pattern("age", language).search(around) or _counts_commencement(passage, item, language):
        return None
    if _SPENT.match(plain, item.end):
        return None
    use = Use.OTHER
    if word_pattern("penalty", language).search(plain, max(0, item.start - 80), item.start + 1) and item.days > 20:
        use = Use.PENALTY
    elif word_pattern("retention", language).search(plain, max(0, item.start - 140), min(len(plain), item.end + 60)):
        use = Use.RETENTION
    elif word_pattern("deadline", language).search(plain, max(0, item.start - 45), item.start) or word_pattern(
        "deadline_after", language
    ).match(plain[item.end :].lstrip()):
        use = Use.DEADLINE
    if use in {Use.DEADLINE, Use.OTHER} and _kept_by_lead_in(passage, frame):
        use = Use.RETENTION
    before = plain[max(0, item.start - 24) : item.start]
    least = any(words in before for words in _LEAST)
    least = least or (use is Use.RETENTION and _must_keep(plain, before, language))
    return Quantity(use, item.start, item.end, item.value, item.key, item.days, passage, least)


def _must_keep(plain: str, before: str, language: str) -> bool:
    """Tell whether data must be kept for the period, so that a longer one asks more; "no longer than" asks less."""
    ordered = word_pattern("must_keep", language).search(plain) is not None
    return ordered and not any(words in before for words in _MOST)


def _counts_commencement(passage: Passage, item: Duration, language: str) -> bool:
    """Tell whether a period only says when the law begins or ends: "effective 1 year after its enactment"."""
    if _DATE_THAT_IS.search(passage.plain[max(0, item.start - 50) : item.start]):
        return True
    if ends_after(passage, item.start, item.end, language):
        return True
    relative = word_pattern("relative_effect", language)
    return any(match.start() < item.start < match.end() for match in relative.finditer(passage.plain))


_DATE_THAT_IS = re.compile(
    r"(?:on (?:or|and) after|effective(?: on)?|beginning on|effect on|appl(?:y|ies) (?:on|from)) the (?:date|day)"
    r" (?:that|which) is $"
)


def _kept_by_lead_in(passage: Passage, frame: Frame) -> bool:
    """Tell whether a point without a verb of its own stands under a lead-in that says to keep or delete."""
    lead_in = searchable(frame.lead_in).plain[-160:]
    return word_pattern("retention", frame.language).search(lead_in) is not None and (
        rule_cue(passage, frame.language) is None
    )


def _from_amount(item: Amount, passage: Passage, frame: Frame) -> Quantity:
    plain = passage.plain
    if not item.unit.isupper() and item.unit != "%":
        use = Use.COUNT
    elif any(word_pattern("penalty", frame.language).search(words) for words in (plain, *_round(passage, frame))):
        use = Use.PENALTY
    else:
        use = Use.AMOUNT
    return Quantity(use, item.start, item.end, item.value, (item.value, False), float(item.number), passage, least=True)


def _round(passage: Passage, frame: Frame) -> tuple[str, str]:
    """Give the lead-ins and the words before the sentence, for "this amount is raised to …"."""
    before = passage.readable.plain[max(0, passage.start - 300) : passage.start]
    return searchable(frame.lead_in).plain, before


def _changed(before: Quantity | None, after: Quantity | None, frame: Frame) -> list[Finding]:
    shown = after or before
    assert shown is not None
    if shown.use is Use.OTHER and (before is None or after is None):
        return []
    growth = (after.size if after else 0.0) - (before.size if before else 0.0)
    signal = Signal(
        _signal_kind(shown, growth),
        shown.passage.quote(shown.start, shown.end),
        before=before.passage.verbatim(before.start, before.end) if before else None,
        after=after.passage.verbatim(after.start, after.end) if after else None,
        before_value=before.value if before else None,
        after_value=after.value if after else None,
    )
    actor = actor_of(shown.passage, rule_cue(shown.passage, frame.language), frame)
    burden = _burden(shown, growth, both=before is not None and after is not None)
    findings = [Finding(signal, 0.0 if actor is Actor.AUTHORITY and shown.use is not Use.PENALTY else burden, actor)]
    if shown.use is Use.COUNT and before is not None and after is not None:
        kind = SignalKind.SCOPE_WIDENED if growth < 0 else SignalKind.SCOPE_NARROWED
        findings.append(Finding(Signal(kind, signal.quote, signal.before, signal.after), -burden and burden, actor))
    return findings


def _signal_kind(quantity: Quantity, growth: float) -> SignalKind:
    if quantity.use is Use.PENALTY:
        return SignalKind.PENALTY_RAISED if growth >= 0 else SignalKind.PENALTY_LOWERED
    return _PAIRED[quantity.use]


def _burden(quantity: Quantity, growth: float, *, both: bool) -> float:
    """Give what the change of a number asks: a shorter time to act, a longer time to keep, a lower threshold."""
    if not growth:
        return 0.0
    grows = 1.0 if growth > 0 else -1.0
    match quantity.use:
        case Use.PENALTY:
            return grows
        case Use.RETENTION:
            return 0.7 * grows if not both else (0.6 * grows if quantity.least else -0.3 * grows)
        case Use.DEADLINE | Use.OTHER:
            if not both:
                return 0.4 * grows
            return 0.8 * (grows if quantity.least else -grows)
        case Use.COUNT:
            return -0.7 * grows if both else 0.0
        case Use.AMOUNT:
            return 0.0
