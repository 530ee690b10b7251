"""Finding the phrases of the term lists in text: one scan, stems of Snowball, four languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import snowballstemmer

from regdrift.assess.book import Concept

LANGUAGES: Final = ("en", "fr", "de", "es")
_ALGORITHMS: Final = {"en": "english", "fr": "french", "de": "german", "es": "spanish"}
_WORD: Final = re.compile(r"[^\W_]+")
_IDIOM: Final = -1.0
"""Weight that marks a phrase as an idiom, in which the words of the concept mean something else."""
_NEAR_TOKENS: Final = 10
"""Content words that may lie between the parts of an ``a ~ b`` phrase."""

_STOP: Final = {
    "en": "a an the of to on at by for with from or and any such its his her their this that these those as be is are",
    "fr": "le la les l un une des de du d et ou au aux en dans par pour sur à ce cet cette ces son sa ses leur leurs "
    "qu que",
    "de": "der die das des dem den ein eine einer eines einem einen und oder von vom zu zur zum in im an am auf mit "
    "für bei durch über",
    "es": "el la los las un una unos unas de del y o en por para con su sus a al que",
}
_STOP_WORDS: Final = {tag: frozenset(words.split()) for tag, words in _STOP.items()}


class Token(NamedTuple):
    """One content word with its place in the text."""

    word: str
    start: int
    end: int


class Hit(NamedTuple):
    """A phrase of a concept found between two tokens, both ends included."""

    concept: int
    weight: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Part:
    term: int
    part: int
    rest: tuple[str, ...]
    needed: frozenset[str]
    """Words that must stand somewhere in the text for the whole phrase to be found."""


@dataclass(frozen=True, slots=True)
class _Term:
    concept: int
    weight: float
    parts: int


def tokens_of(text: str, language: str) -> list[Token]:
    """Give the content words of a text, in lower case, with their offsets; articles and prepositions are left out."""
    stop = _STOP_WORDS[language]
    return [
        Token(word, match.start(), match.end())
        for match in _WORD.finditer(text)
        if (word := match.group().lower()) not in stop
    ]


def guess_language(text: str) -> str:
    """Give the language whose small words are the most frequent; English where nothing tells."""
    words = [match.group().lower() for match in _WORD.finditer(text[:4000])]
    counts = {tag: sum(word in stop for word in words) for tag, stop in _STOP_WORDS.items()}
    return max(LANGUAGES, key=lambda tag: counts[tag])


def language_tag(declared: str | None, text: str) -> str:
    """Give the declared language where there are term lists for it, else a guess from the text."""
    tag = (declared or "").partition("-")[0].lower()
    return tag if tag in LANGUAGES else guess_language(text)


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """Give the Snowball stem without accents."""
    stemmed: str = _stemmer(language).stemWord(word)
    return _strip_accents(stemmed)


@lru_cache(maxsize=8)
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(_ALGORITHMS[language])


def _strip_accents(word: str) -> str:
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


class TermIndex:
    """The phrases of all concepts in one language, ready for one scan over a list of tokens."""

    def __init__(self, concepts: Sequence[Concept], language: str, weak: float) -> None:
        self._language = language
        self._terms: list[_Term] = []
        self._by_first: dict[str, list[_Part]] = {}
        self._atoms: set[str] = set()
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        self._known: dict[str, tuple[str, ...]] = {}
        for number, concept in enumerate(concepts):
            for phrase in concept.terms.get(language, ()):
                self._add(number, phrase, weak)
        self._any_pattern = re.compile("|".join(pattern.pattern for _, pattern in self._patterns) or "(?!)")

    def scan(self, tokens: Sequence[Token]) -> list[Hit]:
        """Give every phrase found, in the order of the text."""
        known = self._known
        atoms = [known[token.word] if token.word in known else self._atoms_of(token.word) for token in tokens]
        present = {atom for here in atoms for atom in here}
        possible = {atom: [part for part in self._by_first.get(atom, ()) if part.needed <= present] for atom in present}
        hits: list[Hit] = []
        partial: dict[int, list[tuple[int, int, int]]] = {}
        for position, here in enumerate(atoms):
            for atom in here:
                for part in possible[atom]:
                    self._collect(part, position, atoms, hits, partial)
        for number, places in partial.items():
            hits.extend(self._joined(number, places))
        return sorted(_without_idioms(hits), key=lambda hit: (hit.first, hit.last, hit.concept))

    def _collect(
        self,
        part: _Part,
        position: int,
        atoms: list[tuple[str, ...]],
        hits: list[Hit],
        partial: dict[int, list[tuple[int, int, int]]],
    ) -> None:
        last = position + len(part.rest)
        if part.rest:
            if last >= len(atoms):
                return
            for step, atom in enumerate(part.rest, 1):
                if atom not in atoms[position + step]:
                    return
        term = self._terms[part.term]
        if term.parts == 1:
            hits.append(Hit(term.concept, term.weight, position, last))
        else:
            partial.setdefault(part.term, []).append((part.part, position, last))

    def _joined(self, number: int, places: list[tuple[int, int, int]]) -> Iterable[Hit]:
        term = self._terms[number]
        heads = [place for place in places if place[0] == 0]
        for _, first, last in heads:
            ends = [(first, last)]
            for part in range(1, term.parts):
                near = [(a, b) for which, a, b in places if which == part and _gap(first, last, a, b) <= _NEAR_TOKENS]
                ends += near[:1]
            if len(ends) == term.parts:
                yield Hit(term.concept, term.weight, min(a for a, _ in ends), max(b for _, b in ends))

    def _add(self, concept: int, phrase: str, weak: float) -> None:
        weight = {"?": weak, "!": _IDIOM}.get(phrase[0], 1.0)
        parts = [part for part in phrase.lstrip("?!").split(" ~ ") if part.strip()]
        number = len(self._terms)
        self._terms.append(_Term(concept, weight, len(parts)))
        split = [tuple(self._atom(word) for word in _phrase_words(part, self._language)) for part in parts]
        needed = frozenset(atom for atoms in split for atom in atoms)
        for which, atoms in enumerate(split):
            if atoms:
                self._by_first.setdefault(atoms[0], []).append(_Part(number, which, atoms[1:], needed))

    def _atom(self, word: str) -> str:
        if "*" not in word:
            atom = stem(word, self._language)
            self._atoms.add(atom)
            return atom
        if all(word != known for known, _ in self._patterns):
            shape = re.escape(_strip_accents(word)).replace(r"\*", ".*")
            self._patterns.append((word, re.compile(shape)))
        return word

    def _atoms_of(self, word: str) -> tuple[str, ...]:
        known = self._known.get(word)
        if known is None:
            known = self._read(word)
            self._known[word] = known
        return known

    def _read(self, word: str) -> tuple[str, ...]:
        stemmed = stem(word, self._language)
        plain = _strip_accents(word)
        found = [stemmed] if stemmed in self._atoms else []
        if not self._any_pattern.fullmatch(plain):
            return tuple(found)
        return (*found, *(name for name, pattern in self._patterns if pattern.fullmatch(plain)))


def _without_idioms(hits: Sequence[Hit]) -> Iterable[Hit]:
    """Leave out what stands inside an idiom of its concept: "child support agency" speaks of no child's data."""
    idioms = [hit for hit in hits if hit.weight == _IDIOM]
    if not idioms:
        yield from hits
        return
    for hit in hits:
        spoiled = (item.concept == hit.concept and item.first <= hit.first and hit.last <= item.last for item in idioms)
        if hit.weight != _IDIOM and not any(spoiled):
            yield hit


def _phrase_words(phrase: str, language: str) -> list[str]:
    words = re.findall(r"\*?[^\W_]+\*?", phrase.lower())
    kept = [word for word in words if word not in _STOP_WORDS[language]]
    return kept or words


def _gap(first: int, last: int, other_first: int, other_last: int) -> int:
    return max(other_first - last, first - other_last, 0)
