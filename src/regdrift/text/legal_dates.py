"""Calendar dates as law writes them; none is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from regdrift.text.languages import lexicon_of
from regdrift.text.searchable import Searchable, pattern, searchable


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date found in a text; ``start`` and ``end`` count characters of ``Searchable.plain``."""

    start: int
    end: int
    quote: str
    on: date


def find_dates(readable: Searchable, language: str) -> tuple[DateMention, ...]:
    """Give the complete dates (day, month and year) in a text, in order.

    ISO 8601 in every language; ``January 1, 2027`` and ``1 January 2027``; ``1er janvier 2027``; ``1. Januar 2027``;
    ``1 de enero de 2027``. All-figure dates are read day first outside English; in English, where both orders are in
    use, those that could be read both ways are left out.
    """
    found = []
    for match in _date_pattern(language).finditer(readable.plain):
        on = _date_of(match, language)
        if on is not None:
            found.append(DateMention(match.start(), match.end(), readable.verbatim(*match.span()), on))
    return tuple(found)


@cache
def _date_pattern(language: str) -> re.Pattern[str]:
    months = "|".join(sorted((searchable(name).plain for name in lexicon_of(language).months), key=len, reverse=True))
    return pattern(
        rf"(?<![\w./-])(?:(?P<iso>[12]\d{{3}}-\d{{2}}-\d{{2}})(?![\d-])"
        rf"|(?P<mdy>(?P<m1>{months})\.? (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y1>[12]\d{{3}}))(?!\d)"
        rf"|(?P<dmy>(?P<d2>\d{{1,2}})(?:er|st|nd|rd|th|re)?\.? (?:de |day of |of )?(?P<m2>{months})\.?,? ?(?:de |del )?"
        rf"(?P<y2>[12]\d{{3}}))(?!\d)"
        rf"|(?P<figures>(?P<a>\d{{1,2}})[./](?P<b>\d{{1,2}})[./](?P<y3>[12]\d{{3}}))(?![\d/]))"
    )


def _date_of(match: re.Match[str], language: str) -> date | None:
    if match.group("iso"):
        year, month, day = (int(part) for part in match.group("iso").split("-"))
        return _valid(year, month, day)
    if match.group("figures"):
        return _from_figures(match, language)
    named = "1" if match.group("mdy") else "2"
    month = _month_numbers(language)[match.group(f"m{named}")]
    return _valid(int(match.group(f"y{named}")), month, int(match.group(f"d{named}")))


def _from_figures(match: re.Match[str], language: str) -> date | None:
    first, second, year = int(match.group("a")), int(match.group("b")), int(match.group("y3"))
    if language != "en":
        return _valid(year, second, first)
    if first <= 12 and second <= 12 and first != second:
        return None
    return _valid(year, first, second) or _valid(year, second, first)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _month_numbers(language: str) -> dict[str, int]:
    return {searchable(name).plain: number for name, number in lexicon_of(language).months.items()}
