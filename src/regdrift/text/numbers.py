"""Numbers as law writes them, in digits and in words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from regdrift.text.languages import lexicon_of
from regdrift.text.searchable import searchable

DIGITS = r"\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
"""A number in digits, grouped or not, in any of the languages; ``number_from_digits`` tells what it means."""


def number_from_digits(digits: str, decimal_mark: str) -> Decimal | None:
    """Give the value of ``20,000,000``, ``20 000 000``, ``1.234,56``; None where the grouping makes no sense.

    A mark followed by groups of exactly three digits groups thousands unless it is the decimal mark.
    """
    plain = digits.replace(" ", "").replace("'", "")
    grouping = "," if decimal_mark == "." else "."
    if plain.count(decimal_mark) > 1:
        if not re.fullmatch(rf"\d{{1,3}}(?:\{decimal_mark}\d{{3}})+", plain):
            return None
        return Decimal(plain.replace(decimal_mark, ""))
    whole, mark, fraction = plain.partition(decimal_mark)
    if grouping in fraction or (grouping in whole and not re.fullmatch(rf"\d{{1,3}}(?:\{grouping}\d{{3}})+", whole)):
        return None
    return Decimal(whole.replace(grouping, "") + (f".{fraction}" if mark else ""))


@cache
def number_words(language: str) -> str:
    """Give the pattern of a number in words for a language: single words, and their compounds."""
    words = sorted((searchable(word).plain for word in lexicon_of(language).numbers), key=len, reverse=True)
    one = "|".join(words)
    if language == "de":
        scale = "million(?:en)?|milliarden?"
        return rf"\b(?:{one}|und)+(?: (?:{scale}))?\b"
    return rf"\b(?:{one})(?:(?:[ -]| and | et | y |-et-)(?:{one}))*\b"


def number_from_words(words: str, language: str) -> int | None:
    """Give the value of ``thirty``, ``quatre-vingt-dix``, ``fünfzigtausend``; None where the words are no number."""
    known = _plain_numbers(language)
    total = current = 0
    seen = False
    for token in _tokens(words, language):
        value = known.get(token)
        if value is None:
            return None
        seen = True
        if value >= 1000:
            total, current = total + max(current, 1) * value, 0
        elif value == 100:
            current = max(current, 1) * 100
        elif value == 20 and current % 100 == 4 and language == "fr":
            current += 76  # quatre-vingt
        else:
            current += value
    return total + current if seen else None


def _tokens(words: str, language: str) -> list[str]:
    plain = searchable(words).plain
    tokens = [token for token in re.split(r"[ -]+", plain) if token not in {"", "and", "et", "y", "und"}]
    if language != "de":
        return tokens
    parts: list[str] = []
    for token in tokens:
        parts += _german_token().findall(token) if token not in _plain_numbers("de") else [token]
    return [part for part in parts if part != "und"]


@cache
def _german_token() -> re.Pattern[str]:
    return re.compile("|".join([*sorted(_plain_numbers("de"), key=len, reverse=True), "und", "."]))


@cache
def _plain_numbers(language: str) -> dict[str, int]:
    return {searchable(word).plain: value for word, value in lexicon_of(language).numbers.items()}
