"""Definitions and rules that come to cover more or less, and references that point elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from regdrift.model.signal import Signal, SignalKind
from regdrift.text.languages import lexicon_of
from regdrift.text.lexicon import Force
from regdrift.text.searchable import pattern
from regdrift.understand.duties import main_force, rule_cue
from regdrift.understand.finding import Finding
from regdrift.understand.frame import Actor, Frame, actor_of, is_definition, word_pattern
from regdrift.understand.passages import Passage, PassagePair

_WORD = re.compile(r"[^\W_]+")
_OWN_REFERENCE = re.compile(
    r",? ?(?:of|under|in) (?:this|such) (?:section|title|chapter|subchapter|part|subsection|paragraph|act)\b"
    r"| (?:du|de la) presente? (?:article|chapitre|loi|code|section|titre)\b"
    r"|,? ?\[[^\[\]]{0,90}\bu\.s\.c\.[^\[\]]{0,90}\]"
)
_JOINS = frozenset({"and", "or", "et", "ou", "und", "oder", "sowie", "y", "o"})
_POLARITY = {
    Force.DUTY: 0.6,
    Force.PROHIBITION: 0.6,
    Force.PERMISSION: -0.5,
    Force.EXEMPTION: -0.6,
    Force.EXCEPTION: -0.6,
    Force.REACH: 0.6,
    None: 0.2,
}
_RIGHT = 0.5
"""A right of the person that reaches further asks more of those who must honour it."""
_STRICTER = 0.5
_CONSENT = re.compile(r"\b(?:consent|approv|opt|authori|agree|einwillig|zustimm|consenti|accord)\w*")
_FORM = re.compile(
    r"express(?:ly)?|explicit(?:ly)?|prior|writ(?:ing|ten)|affirmative(?:ly)?|verifiable|separate(?:ly)?|specific"
    r"|informed|unambiguous(?:ly)?|signed|recorded|ausdrucklich\w*|schriftlich\w*|vorherig\w*|vorab|gesondert\w*"
    r"|eindeutig\w*|expres|expresse|expressement|explicites?|explicitement|ecrite?|prealables?|prealablement"
    r"|specifique|eclaire|univoque|form|textform|forme"
)
"""The forms in which laws ask for consent, without accents; ``Art. 4(11)`` and ``7`` GDPR, 47 CFR 64.1200(f)(9)."""
_CLEARLY = 1.5
"""How many times more words must come than go for a replacement to count as widening."""
_MORE_LEAST = 3
"""How many more words at least: "online services" for "telemedia" is another name, not another reach."""


def reads_the_same(pair: PassagePair) -> bool:
    """Tell whether a pair differs only in style.

    Case, punctuation, doubled letters ("Stillegung", "Stilllegung"), "of this section" where it goes without saying,
    the code's own references in brackets ("[20 U.S.C. 1001 et seq.]"), the "or" that moved to or from the end of a
    point because the list goes on or ends; "and" in place of "or" is another rule.
    """
    before = _bare(pair.before) if pair.before else []
    after = _bare(pair.after) if pair.after else []
    shorter, longer = sorted((before, after), key=len)
    return shorter == longer or (longer[:-1] == shorter and longer[-1] in _JOINS)


def only_style(pairs: Sequence[PassagePair]) -> bool:
    """Tell whether all pairs differ in style only and none exchanges "and" for "or"."""
    went = {word for pair in pairs if pair.before and not pair.after for word in _bare(pair.before)}
    came = {word for pair in pairs if pair.after and not pair.before for word in _bare(pair.after)}
    return all(reads_the_same(pair) for pair in pairs) and not (went and came and went != came)


def read_definition(pair: PassagePair, old: Frame, new: Frame) -> list[Finding]:
    """Give how a definition's reach changed: words put in widen it, words taken out narrow it.

    The other way round among what it excludes and for conditions.
    """
    passage = pair.after or pair.before
    frame = new if pair.after else old
    if passage is None or not is_definition(passage, frame):
        return []
    growth = _growth(pair, frame)
    if not growth or (passage.whole and passage.plain.endswith(":") and '"' not in passage.plain):
        return []
    widened = growth > 0
    kind = SignalKind.DEFINITION_WIDENED if widened else SignalKind.DEFINITION_NARROWED
    return [Finding(_signal(kind, pair), (0.6 if widened else -0.6) * _weight(frame))]


def read_scope(pair: PassagePair, old: Frame, new: Frame) -> list[Finding]:
    """Give how the reach of a rule changed whose force stayed the same."""
    if pair.before is None or pair.after is None or is_definition(pair.after, new):
        return []
    stricter = _consent_growth(pair)
    if stricter:
        form = SignalKind.DUTY_ADDED if stricter > 0 else SignalKind.DUTY_REMOVED
        return [Finding(_signal(form, pair), stricter * _STRICTER * _weight(new))]
    growth = 0 if _only_times(pair, new) else _growth(pair, new)
    if not growth:
        return []
    kind = SignalKind.SCOPE_WIDENED if growth > 0 else SignalKind.SCOPE_NARROWED
    actor = actor_of(pair.after, rule_cue(pair.after, new.language), new)
    force = main_force(pair.after, new)
    polarity = _RIGHT if actor is Actor.INDIVIDUAL and force is Force.PERMISSION else _POLARITY[force]
    burden = growth * polarity * _weight(new)
    return [Finding(_signal(kind, pair), 0.0 if actor is Actor.AUTHORITY else burden, actor)]


def read_references(pair: PassagePair, new: Frame) -> list[Finding]:
    """Give the references to other provisions that a rewritten sentence exchanges."""
    if pair.before is None or pair.after is None:
        return []
    before = _references(pair.before, new.language)
    after = _references(pair.after, new.language)
    gone = [words for plain, words in before.items() if plain not in after]
    come = [(words, span) for plain, (words, span) in _located(pair.after, new.language).items() if plain not in before]
    if not gone or not come:
        return []
    words, span = come[0]
    signal = Signal(SignalKind.CROSS_REFERENCE, pair.after.quote(*span), before=gone[0], after=words)
    return [Finding(signal, 0.0)]


def only_references(pair: PassagePair, new: Frame) -> bool:
    """Tell whether a pair differs in nothing but references."""
    if pair.before is None or pair.after is None:
        return False
    reference = word_pattern("reference", new.language)
    return _WORD.findall(reference.sub(" ", pair.before.plain)) == _WORD.findall(reference.sub(" ", pair.after.plain))


def _signal(kind: SignalKind, pair: PassagePair) -> Signal:
    passage = pair.after if pair.after and (pair.after.changed or not pair.before) else pair.before
    assert passage is not None
    first, last = passage.longest_change
    return Signal(
        kind,
        passage.quote(first - passage.start, last - passage.start),
        before=_changed_verbatim(pair.before),
        after=_changed_verbatim(pair.after),
    )


def _changed_verbatim(passage: Passage | None) -> str | None:
    """Give the longest run of changed words verbatim, at most 40; None where nothing changed on this side."""
    if passage is None or not passage.changed:
        return None
    first, last = passage.longest_change
    words = passage.readable.verbatim(first, last).strip()
    return words if len(words.split()) <= 40 else passage.quote(first - passage.start, first - passage.start + 1)


def _growth(pair: PassagePair, frame: Frame) -> int:
    """Give 1 where the reach grows, -1 where it shrinks, 0 where words of like weight were exchanged."""
    after, before = frozenset(_content(pair.after)), frozenset(_content(pair.before))
    come, gone = len(after - before), len(before - after)
    if come == gone or not max(come, gone) or _exchanged(pair):
        return 0
    if min(come, gone) and (abs(come - gone) < _MORE_LEAST or max(come, gone) < _CLEARLY * min(come, gone)):
        return 0
    grows = come > gone
    passage = pair.after if grows else pair.before
    assert passage is not None
    return 1 if grows is not _narrowing(passage, frame) else -1


def _only_times(pair: PassagePair, frame: Frame) -> bool:
    """Tell whether nothing but a period of time changed; how long is told as a number."""
    changed = [word for side in (pair.before, pair.after) if side for word in _WORD.findall(side.changed_words)]
    times = _time_words(frame.language)
    return all(word.isdigit() or times.fullmatch(word) for word in changed)


@cache
def _time_words(language: str) -> re.Pattern[str]:
    lexicon = lexicon_of(language)
    parts = (*lexicon.units, *lexicon.numbers, lexicon.business_days, lexicon.calendar_days)
    return pattern("|".join(parts))


def _consent_growth(pair: PassagePair) -> int:
    """Give 1 where consent must come in a stricter form than before ("in writing", "expressly").

    -1 where it need not any more, 0 where other words changed.
    """
    if pair.before is None or pair.after is None or not _CONSENT.search(pair.after.plain):
        return 0
    came, gone = frozenset(_content(pair.after)), frozenset(_content(pair.before))
    came, gone = came - gone, gone - came
    if not all(_FORM.fullmatch(word) for word in came | gone) or bool(came) == bool(gone):
        return 0
    return 1 if came else -1


def _exchanged(pair: PassagePair) -> bool:
    """Tell whether as many words went as came, short ones included: another spelling, another name."""
    if pair.before is None or pair.after is None:
        return False
    went, came = (len(frozenset(_WORD.findall(side.changed_words))) for side in (pair.before, pair.after))
    return went == came


def _content(passage: Passage | None) -> list[str]:
    """Give the changed words that carry meaning."""
    if passage is None:
        return []
    return [word for word in _WORD.findall(passage.changed_words) if len(word) > 3 and word.isalpha()]


def _narrowing(passage: Passage, frame: Frame) -> bool:
    """Tell whether the changed words are a condition or belong to what the sentence excludes."""
    if passage.whole:
        negated = word_pattern("definition_negates", frame.language).search(passage.plain[:160])
        exempts = frame.lead_force in {Force.EXCEPTION, Force.EXEMPTION}
        return is_definition(passage, frame) and (exempts or negated is not None)
    first, last = passage.longest_change
    changed = passage.readable.plain[first:last].lstrip(" ,;(-")
    if word_pattern("condition", frame.language).match(changed):
        return True
    before = passage.readable.plain[passage.start : first]
    return bool(word_pattern("definition_excludes", frame.language).search(before)) and is_definition(passage, frame)


def _weight(frame: Frame) -> float:
    return 1.0 if frame.about_data else 0.2


_DOUBLED = re.compile(r"([a-z])\1+")
_SPELT_FROM = 7
"""Letters from which a word with a letter doubled or not is the same word; "later" and "latter" are two."""


def _bare(passage: Passage) -> list[str]:
    words = _WORD.findall(_OWN_REFERENCE.sub(" ", passage.plain))
    return [_DOUBLED.sub(r"\1", word) if len(word) >= _SPELT_FROM else word for word in words]


def _references(passage: Passage, language: str) -> dict[str, str]:
    return {plain: words for plain, (words, _) in _located(passage, language).items()}


def _located(passage: Passage, language: str) -> dict[str, tuple[str, tuple[int, int]]]:
    found: dict[str, tuple[str, tuple[int, int]]] = {}
    for match in _reference(language).finditer(passage.plain):
        plain = match.group().rstrip(" .,;:")
        span = (match.start(), match.start() + len(plain))
        found.setdefault(plain, (passage.verbatim(*span), span))
    return found


@cache
def _reference(language: str) -> re.Pattern[str]:
    return word_pattern("reference", language)
