"""Sums of money, shares in percent and counts of people as law writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from regdrift.text.languages import lexicon_of
from regdrift.text.numbers import DIGITS, number_from_digits, number_from_words, number_words
from regdrift.text.searchable import Searchable, pattern, searchable

_SYMBOLS = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "ca$": "CAD", "c$": "CAD", "r$": "BRL"}
_CODES = ("usd", "eur", "gbp", "cad", "chf", "aud", "jpy", "brl", "inr")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount found in a text; ``start`` and ``end`` count characters of ``Searchable.plain``."""

    start: int
    end: int
    quote: str
    value: str
    """``EUR 20000000``, ``4 %``, ``35000 consumers``."""
    number: Decimal
    unit: str
    """ISO 4217 code, ``%``, or the noun that is counted, in the search form."""


def find_amounts(readable: Searchable, language: str) -> tuple[Amount, ...]:
    """Give money, percentages and counted people in a text, in order."""
    found = []
    for match in _amount_pattern(language).finditer(readable.plain):
        item = _amount(match, readable, language)
        if item is not None:
            found.append(item)
    return tuple(found)


@cache
def _amount_pattern(language: str) -> re.Pattern[str]:
    lexicon = lexicon_of(language)
    symbols = "|".join(re.escape(symbol) for symbol in sorted(_SYMBOLS, key=len, reverse=True))
    codes = "|".join(_CODES)
    scale = (
        r"(?: (?:thousand|million|billion|mille|millions?|milliards?|millionen|milliarden?|tausend"
        r"|millones|millon|mil)\b)?"
    )
    words = number_words(language)
    money = "|".join(f"(?P<c{index}>{name})" for index, name in enumerate(lexicon.money))
    return pattern(
        rf"(?<![\w.,])(?:(?P<symbol>{symbols}|(?:{codes})\b) ?(?P<first>{DIGITS})(?P<firstscale>{scale})"
        rf"|(?:(?P<digits>{DIGITS})(?P<scale>{scale})|(?P<words>{words}))(?:[ -]?\([^)]{{1,20}}\))?"
        rf"(?:(?: (?:d'|de |d' |of )?)?(?P<tail>{symbols}|(?:{codes})\b)|[ -](?:d'|de |of )?(?:{money})\b"
        rf"|[ -]?(?P<percent>{lexicon.percent})|(?: (?:or more|ou plus|oder mehr|o más|separate|unique"
        rf"|different|de|of))?"
        rf" (?P<counted>{lexicon.counted})\b))"
    )


def _amount(match: re.Match[str], readable: Searchable, language: str) -> Amount | None:
    number = _number(match, language)
    unit = _unit(match, language)
    if number is None or (unit == match.group("counted") and number < 10):
        return None
    space = " " if unit == "%" or not unit.isupper() else ""
    value = f"{_plain(number)}{space}{unit}" if space else f"{unit} {_plain(number)}"
    return Amount(match.start(), match.end(), readable.verbatim(*match.span()), value, number, unit)


def _number(match: re.Match[str], language: str) -> Decimal | None:
    digits = match.group("first") or match.group("digits")
    if not digits:
        words = number_from_words(match.group("words"), language)
        return None if words is None else Decimal(words)
    number = number_from_digits(digits, lexicon_of(language).decimal_mark)
    scale = (match.group("firstscale") or match.group("scale") or "").strip()
    if number is None or not scale:
        return number
    factor = number_from_words(scale, language)
    return number * factor if factor else number


def _unit(match: re.Match[str], language: str) -> str:
    symbol = match.group("symbol") or match.group("tail")
    if symbol:
        return _SYMBOLS.get(symbol, symbol.upper())
    if match.group("percent"):
        return "%"
    for index, code in enumerate(lexicon_of(language).money.values()):
        if match.group(f"c{index}"):
            return code
    return str(match.group("counted"))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def normal_amount(text: str, language: str) -> str | None:
    """Give the normal form of the first amount in a text; None where there is none."""
    found = find_amounts(searchable(text), language)
    return found[0].value if found else None
