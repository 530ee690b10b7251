"""The words found, with some words around them: what a search shows of a provision."""

from __future__ import annotations

import re
from collections.abc import Sequence

from regdrift.text.searchable import searchable

MARKS = ("\x02", "\x03")
"""Stand before and after each word found in an excerpt; fetched text never holds them."""
_BEFORE, _SHOWN = 6, 30
_WORD = re.compile(r"\S+")
_TOKEN = re.compile(r"\w+")

Term = tuple[str, bool]
"""Words that stand together, and whether the last of them only begins so."""


def search_terms(words: str) -> list[Term]:
    """Take apart what a person asked for: ``"quoted words"`` stand together; ``word*`` asks for words that begin so."""
    terms: list[str] = []
    for place, piece in enumerate(words.replace("\x00", " ").split('"')):
        terms.extend([piece] if place % 2 else piece.split())
    return [(bare, term.endswith("*")) for term in terms if (bare := term.rstrip("*").strip())]


def marked_excerpt(fields: Sequence[str], terms: Sequence[Term]) -> str:
    """Give about 30 words of the first field that holds a term, each term between :data:`MARKS`.

    Without any, the beginning of the first field. Accents, case and typographic variants do not matter.
    """
    wanted = _pattern(terms)
    for field in fields:
        found = searchable(field)
        spans = [(match.start(), match.end()) for match in wanted.finditer(found.plain)] if wanted else []
        if spans:
            return _around(field, [_back(found.offsets, span) for span in spans])
    return _around(fields[0], []) if fields else ""


def _pattern(terms: Sequence[Term]) -> re.Pattern[str] | None:
    alternatives = []
    for words, begins in terms:
        tokens = [re.escape(token) for token in _TOKEN.findall(searchable(words).plain)]
        if tokens:
            alternatives.append(r"\W+".join(tokens) + (r"\w*" if begins else r"\b"))
    return re.compile(rf"\b(?:{'|'.join(alternatives)})") if alternatives else None


def _back(offsets: tuple[int, ...] | None, span: tuple[int, int]) -> tuple[int, int]:
    return span if offsets is None else (offsets[span[0]], offsets[span[1]])


def _around(text: str, spans: Sequence[tuple[int, int]]) -> str:
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    if not words:
        return ""
    at = next((place for place, word in enumerate(words) if spans and word[1] > spans[0][0]), 0)
    first = max(0, at - _BEFORE)
    shown = words[first : first + _SHOWN]
    start, end = shown[0][0], shown[-1][1]
    pieces, place = [], start
    for a, b in spans:
        if b > end:
            break
        if a >= place:
            pieces += [text[place:a], MARKS[0], text[a:b], MARKS[1]]
            place = b
    pieces.append(text[place:end])
    return f"{'… ' if first else ''}{''.join(pieces)}{' …' if end < len(text.rstrip()) else ''}"
