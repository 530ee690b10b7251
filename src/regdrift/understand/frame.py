"""What stands round a sentence: language, headings, lead-ins, who acts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from regdrift.model.change import ProvisionChange, Side
from regdrift.model.document import LegalDocument, ProvisionKind
from regdrift.model.remembered import Remembered
from regdrift.text.languages import language_or_guess, lexicon_of
from regdrift.text.lexicon import Force
from regdrift.text.searchable import pattern, searchable
from regdrift.understand.force import Cue, cues_of, find_cues
from regdrift.understand.passages import Passage


class Actor(StrEnum):
    """Whom a rule is addressed to."""

    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"
    AUTHORITY = "authority"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Frame:
    """The surroundings of one side of a change."""

    language: str
    lead_in: str
    """Lead-ins of the ancestors, outermost first, joined by blanks; empty at the top."""
    lead_force: Force | None
    """The force of the innermost lead-in that has one: what a point without a verb of its own means."""
    lead_actor: Actor
    """Whom that lead-in binds."""
    tail_actor: Actor
    """Whom its last words name: the subject of points that go on with its sentence."""
    conditional: bool
    """True where the points below say on which conditions a permission or an exemption holds that is new or gone
    itself; what they ask is asked only of those who make use of it."""
    lists_definitions: bool
    names_authorities: bool
    """True where the provision and its lead-ins name authorities at least as often as anyone else who could be
    bound: what names nobody then binds them."""
    about_data: bool
    """True where the change or what stands round it speaks of information on people."""


def frame_of(
    found: ProvisionChange, document: LegalDocument, other: LegalDocument, sides: tuple[Side, ...], language: str
) -> Frame:
    """Give the surroundings of the sides on one end of a change; ``other`` is the document on the other end."""
    side = sides[0]
    headings = (side.heading or "", *_ancestor_headings(document, side.path))
    lead_in = " ".join(side.context)
    around = searchable(" ".join((*headings, lead_in, side.text[:1500])))
    return Frame(
        language=language,
        lead_in=lead_in,
        lead_force=lead_force(side.context, language),
        lead_actor=_lead_actor(side.context, language),
        tail_actor=_tail_actor(side.context, language),
        conditional=_lists_conditions(side.context, language) and side.context[-1] not in _texts_of(other),
        lists_definitions=any(_defines(heading, side.context[-1:], language) for heading in headings),
        names_authorities=_names_authorities(searchable(" ".join((lead_in, side.text[:4000]))).plain, language),
        about_data=bool(word_pattern("data", language).search(around.plain)),
    )


def language_of(found: ProvisionChange, old: LegalDocument, new: LegalDocument) -> str:
    """Give the language declared by either document, else that of the words themselves."""
    sides = found.afters or found.befores
    return language_or_guess(new.language or old.language, " ".join(side.text for side in sides))


def lead_force(context: tuple[str, ...], language: str) -> Force | None:
    """Give the force that lead-ins lend to their points; None where they have none.

    ``A carrier shall not:`` forbids; ``This section does not apply to:`` exempts. The last phrase of the innermost
    lead-in counts, for it stands next to the points.
    """
    for words in reversed(context):
        force = _force_of_lead_in(words, language)
        if force is not None:
            return force
    return None


@lru_cache(maxsize=4096)
def _force_of_lead_in(words: str, language: str) -> Force | None:
    cues = [cue for cue in cues_of(searchable(words), language) if cue.force is not Force.NONE]
    return cues[-1].force if cues else None


def is_definition(passage: Passage, frame: Frame) -> bool:
    """Tell whether a sentence defines a term and so puts no duty on anyone."""
    head = passage.plain[:140]
    if frame.lists_definitions and not _applies(passage, frame):
        return True
    return bool(word_pattern("definition_lead", frame.language).search(head)) and (
        '"' in head[:80] or frame.language != "en" or "means" in head
    )


def _applies(passage: Passage, frame: Frame) -> bool:
    """Tell whether a sentence says to what the law applies; such sentences stand beside definitions."""
    if _LAW_ITSELF.match(passage.plain) is None:
        return False
    return any(cue.force in {Force.EXEMPTION, Force.REACH} for cue in find_cues(passage, frame.language))


_LAW_ITSELF = re.compile(
    r"\W*(?:the |die |der |das |les? |la |l')?(?:§|sections?|subsections?|paragraphs?|articles?|artikel|absatz|absatze"
    r"|(?:this|dieses|diese|dieser|presente?) (?:act|section|chapter|title|part|regulation|gesetz|verordnung|richtlinie"
    r"|loi|reglement|directive|chapitre|section|titre))"
)
"""The beginning of a sentence whose subject is the law or a part of it."""


def actor_of(passage: Passage, cue: Cue | None, frame: Frame) -> Actor:
    """Tell who is bound by a phrase: the first person or body in its clause before it.

    A sentence without a phrase of its own binds whom its lead-in binds. In the passive ("shall be informed by the
    carrier") who acts is named after the phrase, if at all.
    """
    if cue is None or cue.end - cue.start >= len(passage.plain):
        return frame.lead_actor
    bound = _ruling(cue, passage, frame.language)
    found = subject_of(passage.plain, bound, frame.language, _acronym(passage, bound.start))
    if cue.force is Force.PERMISSION and found in {Actor.ORGANISATION, Actor.UNKNOWN}:
        right = word_pattern("withdrawal", frame.language).search(passage.plain, cue.end, cue.end + _RIGHT_WITHIN)
        found = Actor.INDIVIDUAL if right else found
    if found is Actor.UNKNOWN and word_pattern("pronoun", frame.language).search(passage.plain, 0, cue.start):
        found = _spoken_of(passage, frame.language)
    if found is Actor.UNKNOWN and passage.plain[:1].isalpha() and not passage.readable.is_capital(passage.start):
        found = frame.tail_actor
    if found is Actor.UNKNOWN and frame.names_authorities and _LAW_ITSELF.match(passage.plain) is None:
        return Actor.AUTHORITY
    return found


def _ruling(cue: Cue, passage: Passage, language: str) -> Cue:
    """Give the phrase from which an exception is made: who is bound by the rule is who is freed by the exception."""
    if cue.force is not Force.EXCEPTION:
        return cue
    rules = [item for item in find_cues(passage, language) if item.force not in {Force.NONE, Force.EXCEPTION}]
    return rules[0] if rules else cue


def _spoken_of(passage: Passage, language: str) -> Actor:
    """Tell whom a pronoun means: the first one named in the sentence before."""
    before = passage.readable.plain[max(0, passage.start - _SENTENCE) : passage.start].rstrip()
    sentence = re.split(r"[.;]\s", before)[-1]
    return _first_actor(sentence, language)


_SENTENCE = 700
"""How far back the sentence before may begin, in characters."""
_RIGHT_WITHIN = 40
"""How far behind "may" the words stand that make it a right of the person, in characters."""


def subject_of(plain: str, cue: Cue, language: str, acronym: bool = False) -> Actor:
    """Give the actor of a phrase within its sentence; ``acronym`` tells that one stands directly before it."""
    passive = _PASSIVE.match(plain, cue.end) if language == "en" else None
    if passive:
        agent = re.compile(r"by (?:the |a |an |any |such |each )?").search(plain, passive.end(), passive.end() + 60)
        return _first_actor(plain[agent.end() : agent.end() + 40], language) if agent else Actor.UNKNOWN
    impersonal = _FOR_WHOM.match(plain[max(0, cue.start - _IT) :])
    if impersonal:
        named = _first_actor(impersonal.group(1), language)
        if named is not Actor.UNKNOWN:
            return named
    if acronym:
        return Actor.AUTHORITY
    inside = "" if language == "de" else plain[cue.start : cue.end]
    clauses = re.split(r"[,;:]", plain[max(0, cue.start - 240) : cue.start] + inside)
    if len(clauses) > 2 and not clauses[-1].strip(" -"):
        clauses = clauses[:-2]
    for clause in reversed(clauses):
        found = _first_actor(clause, language)
        if found is not Actor.UNKNOWN:
            return found
    return _first_actor(plain[cue.start : cue.end], language)


_IT = 12
"""How far before its phrase the subject of an impersonal rule may begin, in characters."""
_FOR_WHOM = re.compile(
    r".{0,12}?\b(?:it (?:shall|is|may|must)\b[^.;:]{0,90}? for (?:an?|any|the|each|every)"
    r"|(?:il )?est interdit[^.;:]{0,40}? (?:a|aux?)) (.{1,60})"
)
"""A rule without a subject of its own ("It shall be unlawful for any person", "Il est interdit à tout opérateur")."""
_PASSIVE = re.compile(
    r" (?:not |also |only )?be (?!required|responsible|liable|subject|entitled|able)\w+(?:ed|en|de|ld|nt|pt|ht)\b"
)


def _acronym(passage: Passage, at: int) -> bool:
    """Tell whether an acronym stands directly before; in statutes the bodies that are bound by one are agencies."""
    words = passage.verbatim(max(0, at - 12), at).split()
    return bool(words) and _ACRONYM.fullmatch(words[-1]) is not None


_ACRONYM = re.compile(r"(?!ISPs?$)[A-Z]{3,7}")


def _first_actor(plain: str, language: str) -> Actor:
    match = _actor_pattern(language).search(plain)
    return Actor(str(match.lastgroup)) if match else Actor.UNKNOWN


def _lead_actor(context: tuple[str, ...], language: str) -> Actor:
    for words in reversed(context):
        text = searchable(words)
        cues = [cue for cue in cues_of(text, language) if cue.force is not Force.NONE]
        if cues:
            whole = Passage(text, 0, len(text.plain), ())
            last = next((cue for cue in reversed(cues) if cue.force is not Force.EXCEPTION), cues[-1])
            return subject_of(text.plain, last, language, _acronym(whole, last.start))
    return Actor.UNKNOWN


def _tail_actor(context: tuple[str, ...], language: str) -> Actor:
    if not context:
        return Actor.UNKNOWN
    clause = re.split(r"[,;:]", searchable(context[-1]).plain.rstrip(" :,;-"))[-1]
    return _first_actor(clause, language)


@cache
def _actor_pattern(language: str) -> re.Pattern[str]:
    lexicon = lexicon_of(language)
    return pattern(
        rf"\b(?:(?P<organisation>{lexicon.organisation})|(?P<individual>{lexicon.individual})"
        rf"|(?P<authority>{lexicon.authority}))\b"
    )


@cache
def word_pattern(name: str, language: str) -> re.Pattern[str]:
    """Give a pattern of the language's lexicon by its name, to be found from the start of a word on."""
    source: str = getattr(lexicon_of(language), name)
    return pattern(source if source.startswith(("^", r"\b")) else rf"(?<![^\W_])(?:{source})")


def _defines(heading: str, lead_ins: tuple[str, ...], language: str) -> bool:
    if heading and word_pattern("definition_heading", language).search(searchable(heading).plain):
        return True
    return any(word_pattern("definition_lead", language).search(searchable(words).plain) for words in lead_ins)


def _names_authorities(plain: str, language: str) -> bool:
    named = Counter(match.lastgroup for match in _actor_pattern(language).finditer(plain))
    return named[Actor.AUTHORITY] >= max(1, named[Actor.ORGANISATION])


def _lists_conditions(context: tuple[str, ...], language: str) -> bool:
    """Tell whether the innermost lead-in allows or exempts and its points are the conditions of that."""
    if not context:
        return False
    text = searchable(context[-1])
    cues = [cue for cue in cues_of(text, language) if cue.force is not Force.NONE]
    if not cues or cues[-1].force not in {Force.PERMISSION, Force.EXEMPTION}:
        return False
    return word_pattern("proviso", language).search(text.plain, cues[-1].end) is not None


def _ancestor_headings(document: LegalDocument, path: str) -> tuple[str, ...]:
    headings = _headings_of(document)
    found = []
    while "/" in path:
        path = path.rpartition("/")[0]
        if path in headings:
            found.append(headings[path])
    return tuple(found)


def _headings_of(document: LegalDocument) -> Mapping[str, str]:
    return _HEADINGS.of(document, lambda: {item.path: item.heading for item in document.provisions if item.heading})


def _texts_of(document: LegalDocument) -> frozenset[str]:
    return _TEXTS.of(document, lambda: frozenset(item.text for item in document.provisions))


def is_division(document: LegalDocument, path: str) -> bool:
    """Tell whether a provision is a heading that groups others."""
    return path in _DIVISIONS.of(document, lambda: _draw_divisions(document))


def _draw_divisions(document: LegalDocument) -> frozenset[str]:
    return frozenset(item.path for item in document.provisions if item.kind is ProvisionKind.DIVISION)


_DOCUMENTS_REMEMBERED = 4
_DIVISIONS: Remembered[frozenset[str]] = Remembered(_DOCUMENTS_REMEMBERED)
_HEADINGS: Remembered[Mapping[str, str]] = Remembered(_DOCUMENTS_REMEMBERED)
_TEXTS: Remembered[frozenset[str]] = Remembered(_DOCUMENTS_REMEMBERED)
