"""What a change speaks of: concepts with their weight and the words that show them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

from regdrift.assess.book import Concept, RuleBook
from regdrift.assess.memo import Memo
from regdrift.assess.words import LANGUAGES, Hit, TermIndex, Token, language_tag, tokens_of
from regdrift.model.change import Change, Side
from regdrift.model.document import LegalDocument, ProvisionKind
from regdrift.model.law import LawContext
from regdrift.model.remembered import Remembered

_NEAR_TOKENS: Final = 25
"""Content words within which unchanged words still speak of the changed ones: about a sentence."""
ONE_HIT: Final = 0.8
"""Certainty that one full phrase gives in a short text; further ones close the gap."""
_ONE_HIT_IN_LONG: Final = 0.45
"""The same in a long text, where one phrase may be a mention in passing."""
_SHORT_TOKENS: Final = 60
_LONG_TOKENS: Final = 300
_QUOTE_CHARS: Final = 220
_WINDOW_CHARS: Final = 200
_DOCUMENTS_REMEMBERED: Final = 2
"""Both sides of a comparison are asked for several times."""
_DEFINITION: Final = re.compile(
    r"^([A-Z][\w-]+(?: [\w-]+){0,3}) (?:means|shall mean)\b"
    r"|[\"“‘]([\w-]+(?: [\w-]+){0,3})[\"”’],? (?:means|shall mean)\b"
    r"|[«\"“] ?([\w’'-]+(?: [\w’'-]+){0,3}) ?[»\"”],? (?:désigne|toute personne|s'entend)"
    r"|[„\"“»]([\w-]+(?: [\w-]+){0,3})[“\"”«],? (?:ist|sind|bezeichnet|bedeutet|jede)\b",
    re.MULTILINE,
)
"""How a law defines a term, in English, French and German."""
_LAW_NAME: Final = re.compile(r"\bof the (?:(?:[A-Z][\w’'-]*|of|and|for|in|to)\s+){1,12}Act\b")
"""A reference such as "section 603 of the Fair Credit Reporting Act"; a law's own title has no "of the"."""
_SENTENCE_END: Final = re.compile(r"(?<=[.;:!?])\s+|\n+")


@dataclass(slots=True)
class Evidence:
    """Weight 0 to 1 by concept number, and where it was seen."""

    total: dict[int, float] = field(default_factory=dict)
    changed: dict[int, float] = field(default_factory=dict)
    """Weight from changed words and their sentence alone."""
    places: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    """The best place of each concept: a text and the character offsets in it."""
    ranks: dict[int, float] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    """How often the concept stands in changed words or their sentence."""
    quotes: dict[int, str] = field(default_factory=dict)

    def quote(self, concept: int, fallback: str) -> str:
        """Give the verbatim words around the best place of a concept, shortened to one sentence."""
        known = self.quotes.get(concept)
        if known is None:
            place = self.places.get(concept)
            known = sentence_around(*place) if place else sentence_around(fallback, 0, 0)
            self.quotes[concept] = known
        return known


class Reader:
    """Reads changes and texts for the concepts of one rule book."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self._indexes = {tag: TermIndex(book.concepts, tag, book.settings.weak_term) for tag in LANGUAGES}
        self._memo: Memo[tuple[tuple[int, float, int, int], ...]] = Memo()
        self._subjects: Remembered[tuple[str, ...]] = Remembered(_DOCUMENTS_REMEMBERED)
        self._by_topic = topic_numbers(book.concepts)
        self._matters = frozenset(
            number for number, concept in enumerate(book.concepts) if concept.weight >= book.settings.matter_from
        )

    def read_change(self, change: Change, law: LawContext) -> Evidence:
        """Give what a change speaks of; its provision inherits the subject of its law with a lower weight."""
        evidence = Evidence()
        zones: dict[str, dict[int, float]] = {}
        sides = (*change.found.afters, *change.found.befores)
        language = language_tag(law.language, " ".join(side.text for side in sides))
        for text, spans in _streams(change):
            self._read_stream(text, spans, language, zones, evidence)
        for zone, text in _surroundings(sides, law):
            self._read_plain(zone, text, language, zones, evidence)
        self._read_topics(law.topics, zones)
        self._sum_up(zones, evidence)
        return evidence

    def read_text(self, text: str, language: str | None = None) -> dict[int, float]:
        """Give the concepts of a text by themselves, 0 to 1; without a language in all languages."""
        found: dict[int, float] = {}
        for tag in (language,) if language else LANGUAGES:
            for concept, weight, _, _ in self._hits_in(text, tag):
                found[concept] = _joined(found.get(concept, 0.0), ONE_HIT * weight)
        return found

    def strong_concepts(self, text: str, language: str | None = None) -> frozenset[str]:
        """Give the ids of the concepts of which a text holds a full phrase; in English where no language is told."""
        tag = language_tag(language, text)
        return frozenset(self.book.concepts[hit[0]].id for hit in self._hits_in(text, tag) if hit[1] >= 1)

    def concepts_of_topics(self, topics: Iterable[str]) -> frozenset[str]:
        """Give the ids of the concepts that declared topics stand for."""
        numbers = (number for topic in topics for number in self._named(topic) or ())
        return frozenset(self.book.concepts[number].id for number in numbers)

    def _named(self, topic: str) -> tuple[int, ...] | None:
        """Give the concepts that a declared topic names; None where it is a word of one's own."""
        return self._by_topic.get(topic.lower().replace("_", " ").replace("-", " "))

    def subjects_of(self, document: LegalDocument) -> tuple[str, ...]:
        """Give the ids of the concepts a law is about: of its title, its headings and a third of its provisions.

        A provision that names an actor or thing which the law defines speaks of what the definition speaks of.
        """
        return self._subjects.of(document, lambda: self._subjects_of(document))

    def _subjects_of(self, document: LegalDocument) -> tuple[str, ...]:
        language = language_tag(document.language, " ".join(item.text for item in document.provisions[:40]))
        texts = [provision.full_text for provision in document.provisions]
        shown = [{hit[0] for hit in self._hits_in(text, language) if hit[1] >= 1} for text in texts]
        lowered = [text.lower() for text in texts]
        for term, defining in defined_terms(texts):
            whole = re.compile(rf"\b{re.escape(term)}s?\b")
            for number in (at for at, text in enumerate(lowered) if term in text and whole.search(text)):
                shown[number] |= shown[defining]
        spread = Counter(concept for concepts in shown for concept in concepts)
        heads = [
            set(self.read_text(provision.heading, language))
            for provision in document.provisions
            if provision.heading and provision.kind in {ProvisionKind.DIVISION, ProvisionKind.SECTION}
        ]
        headed = Counter(concept for concepts in heads for concept in concepts)
        titled = self.read_text(document.title or "", language)
        subjects = {number for number, weight in titled.items() if weight >= ONE_HIT}
        subjects |= {number for number, count in headed.items() if count >= max(1, len(heads) // 3)}
        subjects |= {number for number, count in spread.items() if count >= max(3, len(texts) // 3)}
        return tuple(self.book.concepts[number].id for number in sorted(subjects))

    def _hits_in(self, text: str, language: str) -> tuple[tuple[int, float, int, int], ...]:
        key = (text, language)
        known = self._memo.get(key)
        if known is None:
            tokens = tokens_of(text, language)
            hits = self._scan(text, tokens, language)
            found = tuple((hit.concept, hit.weight, tokens[hit.first].start, tokens[hit.last].end) for hit in hits)
            known = self._memo.keep(key, found, text)
        return known

    def _scan(self, text: str, tokens: list[Token], language: str) -> list[Hit]:
        """Give the phrases found; one that stands in the name of another law is a mention, so it counts as weak."""
        hits = self._indexes[language].scan(tokens)
        names = [match.span() for match in _LAW_NAME.finditer(text)] if "Act" in text else []
        if not names:
            return hits
        weak = self.book.settings.weak_term
        return [
            hit._replace(weight=hit.weight * weak)
            if any(a <= tokens[hit.first].start and tokens[hit.last].end <= b for a, b in names)
            else hit
            for hit in hits
        ]

    def _read_stream(
        self,
        text: str,
        spans: Sequence[tuple[int, int]],
        language: str,
        zones: dict[str, dict[int, float]],
        evidence: Evidence,
    ) -> None:
        tokens = tokens_of(text, language)
        reach = _Nearness(tokens, spans)
        certainty = _certainty(len(tokens))
        for hit in self._scan(text, tokens, language):
            zone = reach.zone(hit)
            self._note(zone, hit.concept, hit.weight * certainty, zones)
            if zone in {"changed", "near"}:
                evidence.counts[hit.concept] = evidence.counts.get(hit.concept, 0) + 1
            self._place(evidence, zone, hit, (text, tokens[hit.first].start, tokens[hit.last].end))

    def _read_plain(
        self, zone: str, text: str, language: str, zones: dict[str, dict[int, float]], evidence: Evidence
    ) -> None:
        for concept, weight, start, end in self._hits_in(text, language):
            self._note(zone, concept, ONE_HIT * weight, zones)
            if zone != "subject":
                self._place(evidence, zone, Hit(concept, weight, 0, 0), (text, start, end))

    def _read_topics(self, topics: Iterable[str], zones: dict[str, dict[int, float]]) -> None:
        for topic in topics:
            known = self._named(topic)
            if known is not None:
                for concept in known:
                    self._note("subject", concept, ONE_HIT, zones)
                continue
            for tag in LANGUAGES:
                for concept, weight, _, _ in self._hits_in(topic.replace("_", " "), tag):
                    self._note("subject", concept, ONE_HIT * weight, zones)

    def _note(self, zone: str, concept: int, weight: float, zones: dict[str, dict[int, float]]) -> None:
        seen = zones.setdefault(zone, {})
        seen[concept] = _joined(seen.get(concept, 0.0), weight)

    def _place(self, evidence: Evidence, zone: str, hit: Hit, place: tuple[str, int, int]) -> None:
        rank = self.book.settings.zone_weights[zone] * hit.weight
        if rank > evidence.ranks.get(hit.concept, 0.0):
            evidence.ranks[hit.concept] = rank
            evidence.places[hit.concept] = place

    def _sum_up(self, zones: dict[str, dict[int, float]], evidence: Evidence) -> None:
        settings = self.book.settings
        inherited = zones.pop("subject", {})
        for zone, seen in zones.items():
            weight = settings.zone_weights[zone]
            for concept, certainty in seen.items():
                part = weight * certainty
                evidence.total[concept] = _joined(evidence.total.get(concept, 0.0), part)
                if zone in {"changed", "near"}:
                    evidence.changed[concept] = _joined(evidence.changed.get(concept, 0.0), part)
        own = max((evidence.total[number] for number in self._matters & evidence.total.keys()), default=0.0)
        weight = settings.zone_weights["subject"]
        raised = weight + (settings.inherited - weight) * (1 - own)
        for concept, certainty in inherited.items():
            part = certainty * (raised if concept in self._matters else weight)
            evidence.total[concept] = _joined(evidence.total.get(concept, 0.0), part)


class _Nearness:
    """Tells whether a hit stands in changed words, near them, or elsewhere in the provision."""

    def __init__(self, tokens: Sequence[Token], spans: Sequence[tuple[int, int]]) -> None:
        ends = [token.end for token in tokens]
        inside = [0] * len(tokens)
        for start, stop in spans:
            number = bisect_right(ends, start)
            while number < len(tokens) and tokens[number].start < stop:
                inside[number] = 1
                number += 1
        self._before = [0, *accumulate(inside)]
        self._size = len(tokens)

    def zone(self, hit: Hit) -> str:
        if self._before[hit.last + 1] > self._before[hit.first]:
            return "changed"
        low = max(0, hit.first - _NEAR_TOKENS)
        high = min(self._size, hit.last + 1 + _NEAR_TOKENS)
        return "near" if self._before[high] > self._before[low] else "provision"


@lru_cache(maxsize=16_384)
def _defined_in(text: str) -> tuple[str, ...]:
    return tuple(next(term for term in match.groups() if term).strip().lower() for match in _DEFINITION.finditer(text))


def defined_terms(texts: Sequence[str]) -> list[tuple[str, int]]:
    """Give the terms that provisions define ("Provider means …"), in lower case, with the defining provision."""
    found: dict[str, int] = {}
    for number, text in enumerate(texts):
        for term in _defined_in(text):
            found.setdefault(term, number)
    return list(found.items())


def sentence_around(text: str, start: int, end: int) -> str:
    """Give the verbatim sentence around two offsets, at most about 220 characters, cut between words."""
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    low, high = next(((a, b) for a, b in pairwise(ends) if a <= start < b), (0, len(text)))
    high = max(high, end)
    if high - low > _QUOTE_CHARS:
        spare = max(0, _QUOTE_CHARS - (end - start)) // 2
        low, high = _cut(text, max(low, start - spare), low), _cut_end(text, min(high, end + spare), high)
    return text[low:high].strip()


def _cut(text: str, at: int, floor: int) -> int:
    if at <= floor:
        return floor
    space = text.find(" ", at)
    return space + 1 if 0 <= space < at + 40 else at


def _cut_end(text: str, at: int, ceiling: int) -> int:
    if at >= ceiling:
        return ceiling
    space = text.rfind(" ", at - 40, at)
    return space if space > 0 else at


def _certainty(tokens: int) -> float:
    """Give what one phrase tells in a text of so many content words."""
    share = (tokens - _SHORT_TOKENS) / (_LONG_TOKENS - _SHORT_TOKENS)
    return ONE_HIT - (ONE_HIT - _ONE_HIT_IN_LONG) * min(1.0, max(0.0, share))


def _joined(one: float, other: float) -> float:
    return 1 - (1 - one) * (1 - other)


def _surroundings(sides: Sequence[Side], law: LawContext) -> Iterable[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    for side in sides:
        for zone, text in (("heading", side.heading), *(("context", line) for line in side.context)):
            if text and (zone, text) not in seen:
                seen.add((zone, text))
                yield zone, text
    if law.title:
        yield "subject", law.title


def _streams(change: Change) -> Iterable[tuple[str, list[tuple[int, int]]]]:
    """Give each side's text with the changed spans in it; the older side only where words went away."""
    redline = change.found.redline
    if not redline:
        for side in (*change.found.afters, *change.found.befores):
            yield side.text, [(0, len(side.text))]
        return
    kinds = {kind for kind, _ in redline}
    if "+" in kinds or "-" not in kinds:
        yield _stream(redline, "+")
    if "-" in kinds:
        text, spans = _stream(redline, "-")
        yield from _windows(text, spans) if "+" in kinds else ((text, spans),)


def _windows(text: str, spans: Sequence[tuple[int, int]]) -> Iterable[tuple[str, list[tuple[int, int]]]]:
    """Give the passages around removed words; the rest of the older text is read with the newer one."""
    low = high = -1
    inside: list[tuple[int, int]] = []
    for start, end in spans:
        if inside and start - _WINDOW_CHARS > high:
            yield text[low:high], [(a - low, b - low) for a, b in inside]
            inside = []
        if not inside:
            low = _cut(text, max(0, start - _WINDOW_CHARS), 0)
        inside.append((start, end))
        high = _cut_end(text, min(len(text), end + _WINDOW_CHARS), len(text))
    if inside:
        yield text[low:high], [(a - low, b - low) for a, b in inside]


def _stream(redline: Iterable[tuple[str, str]], mark: str) -> tuple[str, list[tuple[int, int]]]:
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for kind, text in redline:
        if kind not in {"=", mark}:
            if spans and spans[-1][1] == length:
                continue
            spans.append((length, length + 1))
            continue
        if kind == mark:
            spans.append((length, length + len(text)))
        parts.append(text)
        length += len(text)
    return "".join(parts), spans


def topic_numbers(concepts: Sequence[Concept]) -> dict[str, tuple[int, ...]]:
    """Give the concepts that a declared topic stands for, by topic; a concept's own id is a topic too."""
    found: dict[str, tuple[int, ...]] = {}
    for number, concept in enumerate(concepts):
        for topic in (concept.id.replace("_", " "), *concept.topics):
            found[topic] = (*found.get(topic, ()), number)
    return found


def concept_numbers(concepts: Sequence[Concept]) -> dict[str, int]:
    """Give each concept's number by its id."""
    return {concept.id: number for number, concept in enumerate(concepts)}
