"""From when and until when the law applies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from regdrift.model.document import DateKind, LegalDate
from regdrift.model.signal import Signal, SignalKind
from regdrift.text.durations import find_durations
from regdrift.text.languages import language_or_guess
from regdrift.text.legal_dates import DateMention, find_dates
from regdrift.text.lexicon import Force
from regdrift.text.searchable import clip_words, searchable
from regdrift.text.sentences import split_sentences
from regdrift.understand.finding import Finding
from regdrift.understand.force import find_cues
from regdrift.understand.frame import Frame, word_pattern
from regdrift.understand.passages import Passage, PassagePair

_DIGIT = re.compile(r"\d{4}")
_BEFORE = 110
"""How far before a date its verb may stand, in characters."""
_AFTER = 45
_EFFECT = (DateKind.IN_FORCE, DateKind.APPLICABLE)
_BINDING = frozenset({Force.DUTY, Force.PROHIBITION})
_CUES = (
    (DateKind.COMMENT_CLOSES, "comment"),
    (DateKind.IN_FORCE, "in_force"),
    (DateKind.SUNSET, "sunset"),
    (DateKind.APPLICABLE, "applicable"),
    (DateKind.PUBLISHED, "published"),
)
_COUNTED_FROM = re.compile(
    r"(?<!on or )(?<!on and )(?<!and )"
    r"\b(?:after|following|apres|suivant|nach|siguientes? (?:a|de))(?: the| le| dem| el)? *$"
)
"""Before a date from which something is counted: "effective 1 year after May 24, 2018" states no commencement."""
_SPAN_BEGINS = re.compile(r"\b(?:period|quarter|term|cycle|month|week)s?\b[^.;]{0,12}\bbeginning (?:on )?$")
_SPAN_ENDS = re.compile(r",? ?(?:and )?end(?:ing|s)\b")
"""Round a date that bounds a span: "the covered period beginning on March 1 and ending on May 31" dates no law."""
_NEXT_TO_DATE = frozenset({"applicable"})
"""Cues so common that they count only where they stand directly before the date."""


def find_legal_dates(text: str, language: str | None) -> tuple[LegalDate, ...]:
    """Give the dates of commencement, application, expiry, publication and comment that a text states, in order.

    Only complete calendar dates with words beside them that say what they are; a date that only names an act
    ("Regulation of 27 April 2016") and a period counted from another event are left out. ``language`` is a BCP 47
    tag; None lets the text's words decide. Quotes are verbatim.
    """
    if _DIGIT.search(text) is None:
        return ()
    return _find(text, language_or_guess(language, text))


@lru_cache(maxsize=512)
def _find(text: str, language: str) -> tuple[LegalDate, ...]:
    readable = searchable(text)
    mentions = find_dates(readable, language)
    if not mentions:
        return ()
    found = []
    for start, end in split_sentences(readable, language):
        inside = [mention for mention in mentions if start <= mention.start < end]
        for mention in inside:
            kind = _kind(readable.plain[start:end], mention, start, language)
            if kind is not None:
                words = readable.verbatim(start, end)
                at = len(readable.verbatim(start, mention.start))
                found.append(LegalDate(kind, mention.on, clip_words(words, at, at + len(mention.quote))))
    return tuple(dict.fromkeys(found))


def _kind(plain: str, mention: DateMention, start: int, language: str) -> DateKind | None:
    """Tell what a date is by the words that stand next to it, the nearest ones first."""
    low, high = mention.start - start, mention.end - start
    before = plain[max(0, low - _BEFORE) : low]
    after = plain[high : high + _AFTER]
    if _COUNTED_FROM.search(before) or (_SPAN_BEGINS.search(before) and _SPAN_ENDS.match(after)):
        return None
    best: tuple[int, DateKind] | None = None
    for kind, name in _CUES:
        distance = _distance(before, after, name, language)
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, kind)
    return best[1] if best else None


def _distance(before: str, after: str, name: str, language: str) -> int | None:
    cue = word_pattern(name, language)
    ends = [match.end() for match in cue.finditer(before)]
    if ends:
        distance = len(before) - ends[-1]
        between = before[ends[-1] :]
        near = 14 if name in _NEXT_TO_DATE else 60
        if distance <= near and not any(mark in between for mark in ";)"):
            return max(0, distance - 8) if name == "in_force" else distance
    match = cue.search(after)
    if match and name in {"in_force", "sunset"} and language == "de":
        return match.start()
    return None


def read_effect(pairs: Sequence[PassagePair], old: Frame, new: Frame) -> list[Finding]:
    """Give the dates and terms of commencement and expiry that the change sets, moves or takes away."""
    findings: list[Finding] = []
    for pair in pairs:
        before = _dates(pair.before, old)
        after = _dates(pair.after, new)
        known = {(item.kind, item.on) for item in before}
        fresh = [item for item in after if (item.kind, item.on) not in known]
        for item in fresh:
            findings += _date_finding(item, before, theirs=new.names_authorities)
        if not after and before and pair.after is not None:
            findings += [_gone(item) for item in before if item.kind in _EFFECT or item.kind is DateKind.SUNSET]
        if not fresh:
            findings += [*_relative(pair, new), *_relative_sunset(pair, new)]
        findings += _due_dates(pair, new)
    return findings


def _due_dates(pair: PassagePair, frame: Frame) -> list[Finding]:
    """Give new calendar days by which something must be done and that are no commencement or expiry."""
    passage = pair.after
    if passage is None:
        return []
    classified = {item.on for item in _dates(passage, frame)}
    older = _mentions(pair.before, frame)
    known = {mention.on for mention in older}
    gone = [mention for mention in older if mention.on not in {item.on for item in _mentions(passage, frame)}]
    findings = []
    for mention in _mentions(passage, frame):
        before = passage.plain[max(0, mention.start - 40) : mention.start].rstrip()
        ends = [match.end() for match in word_pattern("due", frame.language).finditer(before)]
        if mention.on in known or mention.on in classified or not ends or len(before) - ends[-1] > 1:
            continue
        if word_pattern("due_weak", frame.language).search(before) and not _is_bound(passage, mention.start, frame):
            continue
        replaced = gone[0] if gone else None
        signal = Signal(
            SignalKind.DEADLINE_CHANGED,
            passage.quote(mention.start, mention.end),
            before=replaced.quote if replaced else None,
            after=mention.quote,
            before_value=replaced.on.isoformat() if replaced else None,
            after_value=mention.on.isoformat(),
        )
        findings.append(Finding(signal, 0.0))
    return findings


def _is_bound(passage: Passage, at: int, frame: Frame) -> bool:
    """Tell whether something must be done by a day: "devices in use before January 1, 2005" asks nothing."""
    if frame.lead_force in _BINDING:
        return True
    return any(cue.force in _BINDING and cue.end <= at for cue in find_cues(passage, frame.language))


def _mentions(passage: Passage | None, frame: Frame) -> tuple[DateMention, ...]:
    return find_dates(searchable(passage.words), frame.language) if passage is not None else ()


def dates_of(pairs: Sequence[PassagePair], frame: Frame) -> tuple[LegalDate, ...]:
    """Give the legal dates stated by the changed sentences as they now stand."""
    found = [item for pair in pairs if pair.after for item in _dates(pair.after, frame)]
    return tuple(dict.fromkeys(found))


def _dates(passage: Passage | None, frame: Frame) -> tuple[LegalDate, ...]:
    return find_legal_dates(passage.words, frame.language) if passage is not None else ()


def _date_finding(item: LegalDate, before: Sequence[LegalDate], *, theirs: bool) -> list[Finding]:
    if item.kind not in _EFFECT and item.kind is not DateKind.SUNSET:
        return []
    kind = SignalKind.SUNSET if item.kind is DateKind.SUNSET else SignalKind.EFFECTIVE_DATE
    replaced = next((other for other in before if (other.kind is DateKind.SUNSET) == (kind is SignalKind.SUNSET)), None)
    signal = Signal(
        kind,
        item.quote,
        before=_words(replaced),
        after=_words(item),
        before_value=replaced.on.isoformat() if replaced else None,
        after_value=item.on.isoformat(),
    )
    later = replaced is not None and item.on > replaced.on
    burden = 0.0 if replaced is None or theirs else (-0.3 if later else 0.3)
    return [Finding(signal, -burden if kind is SignalKind.SUNSET else burden)]


def _gone(item: LegalDate) -> Finding:
    kind = SignalKind.SUNSET if item.kind is DateKind.SUNSET else SignalKind.EFFECTIVE_DATE
    return Finding(Signal(kind, item.quote, before=_words(item), before_value=item.on.isoformat()), 0.0)


def _words(item: LegalDate | None) -> str | None:
    """Give the words of the date within its quote."""
    if item is None:
        return None
    readable = searchable(item.quote)
    for language in ("en", "fr", "de", "es"):
        for mention in find_dates(readable, language):
            if mention.on == item.on:
                return mention.quote
    return item.quote


def _relative(pair: PassagePair, frame: Frame) -> list[Finding]:
    """Quote a commencement counted from another event, with the period; it never becomes a date."""
    passage = pair.after
    if passage is None:
        return []
    match = word_pattern("relative_effect", frame.language).search(passage.plain)
    if match is None or not passage.touches(*match.span()):
        return []
    words = passage.verbatim(*match.span())
    periods = find_durations(searchable(words), frame.language)
    signal = Signal(
        SignalKind.EFFECTIVE_DATE,
        passage.quote(*match.span()),
        after=words,
        after_value=periods[0].value if periods else None,
    )
    return [Finding(signal, 0.0)]


def ends_after(passage: Passage, start: int, end: int, language: str) -> bool:
    """Tell whether a period, given by its span, says when a rule ends: "expires 5 years after its enactment"."""
    plain = passage.plain
    ends = list(word_pattern("sunset", language).finditer(plain, max(0, start - 60), start))
    following = word_pattern("deadline_after", language).match(plain[end:].lstrip())
    return bool(ends) and following is not None and not _UNTIL.search(plain[ends[-1].start() : start])


_UNTIL = re.compile(r"\b(?:expiration|until|through|jusqu'au|bis zum|hasta el|befristet|no later|not later)\b")


def _relative_sunset(pair: PassagePair, frame: Frame) -> list[Finding]:
    """Quote an expiry counted from another event, with the period."""
    passage = pair.after
    if passage is None:
        return []
    findings = []
    for item in find_durations(searchable(passage.words), frame.language):
        if passage.touches(item.start, item.end) and ends_after(passage, item.start, item.end, frame.language):
            signal = Signal(
                SignalKind.SUNSET, passage.quote(item.start, item.end), after=item.quote, after_value=item.value
            )
            findings.append(Finding(signal, 0.0))
    return findings
