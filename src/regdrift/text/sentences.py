"""Sentences and clauses of a legal text."""

from __future__ import annotations

import re
from functools import cache

from regdrift.text.languages import lexicon_of
from regdrift.text.searchable import Searchable, searchable

Span = tuple[int, int]
"""Start and end in ``Searchable.plain``."""

_STOP = re.compile(r"[.;!?]+(?=[\"')\]]*(?:\s|$))|\n+")
_LAST_WORD = re.compile(r"[\w.§]+$")
_PARENTHESIS = 300
"""How far a parenthesis reaches at most, in characters to either side."""
_NEXT = re.compile(r"[\"')\]]*\s*")


def split_sentences(readable: Searchable, language: str) -> tuple[Span, ...]:
    """Give the sentences of a text in order, without the blanks between them; nothing else is left out.

    Semicolons and line ends split too, for law puts a rule of its own between them. Full stops of abbreviations,
    numbers (``1. Januar``) and initials do not.
    """
    spans: list[Span] = []
    start = 0
    for match in _STOP.finditer(readable.plain):
        if match.group()[0] == "." and not _ends_sentence(readable, match, language):
            continue
        if match.group() == ";" and _in_parentheses(readable.plain, start, match.start()):
            continue
        end = _NEXT.match(readable.plain, match.end())
        quote_end = match.end() if end is None else match.end() + len(end.group().rstrip())
        _add(spans, readable.plain, start, quote_end)
        start = quote_end
    _add(spans, readable.plain, start, len(readable.plain))
    return tuple(spans)


def _in_parentheses(plain: str, start: int, at: int) -> bool:
    """Tell a list of references in parentheses, "(ABl. L 119, S. 1; L 314, S. 72)", from a rule of its own."""
    opened = plain.rfind("(", max(start, at - _PARENTHESIS), at)
    return opened >= 0 and plain.rfind(")", opened, at) < 0 <= plain.find(")", at, at + _PARENTHESIS)


def _add(spans: list[Span], plain: str, start: int, end: int) -> None:
    piece = plain[start:end]
    if not piece.strip():
        return
    spans.append((start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())))


def _ends_sentence(readable: Searchable, stop: re.Match[str], language: str) -> bool:
    plain = readable.plain
    following = _NEXT.match(plain, stop.end())
    at = following.end() if following else stop.end()
    if at >= len(plain):
        return True
    if plain[at].isalpha() and not readable.is_capital(at):
        return False
    word = _LAST_WORD.search(plain, max(0, stop.start() - 20), stop.start())
    if word is None:
        return True
    token = word.group()
    if token.isdigit():
        return language != "de" or not plain.startswith(_month_names(language), at)
    return not (len(token) == 1 and token.isalpha()) and token not in lexicon_of(language).abbreviations


@cache
def _month_names(language: str) -> tuple[str, ...]:
    return tuple(searchable(name).plain for name in lexicon_of(language).months)
