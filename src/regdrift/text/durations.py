"""Periods of time as law writes them, in ISO 8601 form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from regdrift.text.languages import lexicon_of
from regdrift.text.numbers import DIGITS, number_from_digits, number_from_words, number_words
from regdrift.text.searchable import Searchable, pattern

_ISO: Final = re.compile(
    r"P(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?(?:T(?:(?P<TH>\d+)H)?(?:(?P<TM>\d+)M)?(?:\d+S)?)?"
)
_DAYS = {"TM": 1 / 1440, "TH": 1 / 24, "D": 1.0, "W": 7.0, "M": 30.4, "Y": 365.0}


@dataclass(frozen=True, slots=True)
class Duration:
    """A period of time found in a text; ``start`` and ``end`` count characters of ``Searchable.plain``."""

    start: int
    end: int
    quote: str
    value: str
    """ISO 8601: ``P30D``, ``PT72H``, ``P2Y``. Business days are given as days; ``business`` tells them apart."""
    days: float
    """About how many days it is, for telling longer from shorter; a business day counts as 1.4."""
    business: bool = False

    @property
    def key(self) -> tuple[str, bool]:
        """What must be equal for two periods to be the same."""
        return self.value, self.business


def find_durations(readable: Searchable, language: str) -> tuple[Duration, ...]:
    """Give the periods of time in a text, in order: ``thirty (30) days``, ``30-day``, ``trois mois``, ``72 heures``.

    Ages (``18 years of age``) and dates are found too where they read like a period; the caller knows the context.
    """
    found = []
    for match in _duration_pattern(language).finditer(readable.plain):
        item = _duration(match, readable, language)
        if item is not None:
            found.append(item)
    return tuple(found)


@cache
def _duration_pattern(language: str) -> re.Pattern[str]:
    lexicon = lexicon_of(language)
    units = "|".join(f"(?P<u{index}>{unit})" for index, unit in enumerate(lexicon.units))
    qualifier = f"(?:{lexicon.business_days}|{lexicon.calendar_days})"
    articles = r"|(?<=within )an?|(?<=every )" if language == "en" else ""
    return pattern(
        rf"(?<![\w.,$§/])(?:(?P<digits>{DIGITS})|(?P<words>{number_words(language)}{articles}))"
        rf"(?:[ -]?\((?P<again>[\w ,.-]{{1,20}})\))?[ -]+(?P<before>{qualifier}"
        rf" )?(?:{units})\b(?P<after> {qualifier}\b)?"
    )


def _duration(match: re.Match[str], readable: Searchable, language: str) -> Duration | None:
    lexicon = lexicon_of(language)
    number = _whole(match, language)
    if number is None or number > 5000:
        return None
    unit = next(code for index, code in enumerate(lexicon.units.values()) if match.group(f"u{index}"))
    qualifiers = f"{match.group('before') or ''}{match.group('after') or ''}"
    business = unit.endswith("*") or bool(qualifiers and _business_pattern(language).search(qualifiers))
    unit = unit.rstrip("*")
    value = f"PT{number}{unit[1:]}" if unit.startswith("T") else f"P{number}{unit}"
    days = number * _DAYS[unit] * (1.4 if business and unit == "D" else 1)
    quote = readable.verbatim(*match.span())
    return Duration(match.start(), match.end(), quote, value, days, business)


@cache
def _business_pattern(language: str) -> re.Pattern[str]:
    return pattern(lexicon_of(language).business_days)


def _whole(match: re.Match[str], language: str) -> int | None:
    """Give the number of a match; None for fractions and for words that are no number."""
    if match.group("digits"):
        number = number_from_digits(match.group("digits"), lexicon_of(language).decimal_mark)
        return int(number) if number is not None and number == int(number) else None
    words = match.group("words")
    return 1 if words in {"a", "an", ""} else number_from_words(words, language)


def period_hours(value: str) -> float | None:
    """Give about how many hours an ISO 8601 duration lasts, for telling longer from shorter; None where it is none."""
    match = _ISO.fullmatch(value)
    if match is None or not any(match.groups()):
        return None
    return 24 * sum(int(match[unit]) * days for unit, days in _DAYS.items() if match[unit])
