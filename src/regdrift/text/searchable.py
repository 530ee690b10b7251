"""A text beside its search form: lower case, without accents, plain punctuation, and the way back to the words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = {
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    **dict.fromkeys("“”„‟″«»‹›", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "),
    "\u00ad": "",
}


def _plain_character(character: str) -> str:
    """Give one search character for one character, so that offsets stay the same."""
    if character in _PLAIN:
        return _PLAIN[character] or "\u00ad"
    base = unicodedata.normalize("NFD", character)[0]
    lowered = base.lower()
    return lowered if len(lowered) == 1 else character


class _PlainTable(dict[int, str]):
    """Fills itself as characters turn up; ``str.translate`` then runs at C speed."""

    def __missing__(self, code: int) -> str:
        value = _plain_character(chr(code))
        self[code] = value
        return value


_TABLE = _PlainTable()


@dataclass(frozen=True, slots=True)
class Searchable:
    """``plain`` is what patterns run on; ``text`` is what is quoted."""

    text: str
    plain: str
    """Composed, lower case, accents stripped, quotation marks, apostrophes, dashes and blanks unified."""
    offsets: tuple[int, ...] | None
    """Start in ``text`` of each character of ``plain`` and, last, the length; None where the offsets are equal."""

    def verbatim(self, start: int, end: int) -> str:
        """Give the words of ``text`` for a span of ``plain``."""
        if self.offsets is None:
            return self.text[start:end]
        return self.text[self.offsets[start] : self.offsets[end]]

    def plain_at(self, at: int) -> int:
        """Give the offset in ``plain`` of an offset in ``text``."""
        return at if self.offsets is None else min(bisect_left(self.offsets, at), len(self.plain))

    def is_capital(self, at: int) -> bool:
        """True where the character behind ``plain[at]`` is a capital letter."""
        return self.verbatim(at, at + 1).isupper()


@lru_cache(maxsize=4096)
def searchable(text: str) -> Searchable:
    """Give the search form of a text; decomposed accents (NFD) are composed, and the way back is kept."""
    if unicodedata.is_normalized("NFC", text):
        return Searchable(text, text.translate(_TABLE), None)
    characters: list[str] = []
    offsets: list[int] = []
    for match in _CLUSTER.finditer(text):
        for character in unicodedata.normalize("NFC", match.group()):
            if not unicodedata.combining(character):
                characters.append(_TABLE[ord(character)])
                offsets.append(match.start())
    return Searchable(text, "".join(characters), (*offsets, len(text)))


_CLUSTER = re.compile(r"[\s\S][\u0300-\u036f]*")


def pattern(source: str) -> re.Pattern[str]:
    """Compile a pattern for ``Searchable.plain``: accents and typographic marks in it are unified first.

    The source may be written with accents; character classes such as ``\\S`` keep their case.
    """
    parts = re.split(r"(\\.|\(\?P<\w+>)", source)
    return re.compile("".join(part if index % 2 else part.translate(_TABLE) for index, part in enumerate(parts)))


def clip_words(text: str, start: int, end: int, most: int = 40) -> str:
    """Give at most ``most`` words of ``text`` round the span, cut at blanks, without blanks at the ends."""
    words = [match.span() for match in _WORD.finditer(text)]
    if len(words) <= most:
        return text.strip()
    first = next((index for index, span in enumerate(words) if span[1] > start), len(words) - 1)
    last = next((index for index, span in enumerate(words) if span[1] >= end), len(words) - 1)
    room = max(0, most - (last - first + 1))
    low = max(0, min(first - room // 3, len(words) - most))
    high = min(len(words), low + most)
    return text[words[low][0] : words[high - 1][1]]


_WORD = re.compile(r"\S+")
