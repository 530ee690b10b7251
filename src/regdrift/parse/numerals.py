"""Enumerators of law: how they count, and the orders of levels that drafting offices prescribe.

Schemes: the drafting manuals of the U.S. House and Senate for statutes, 1 CFR 21.11 for the CFR, the Handbuch der
Rechtsförmlichkeit for German acts, the Guide de légistique for French ones, the Joint Practical Guide for the
Union's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Numeral(StrEnum):
    """How an enumerator counts."""

    ARABIC = "arabic"
    LOWER = "lower"
    UPPER = "upper"
    ROMAN_LOWER = "roman_lower"
    ROMAN_UPPER = "roman_upper"
    DOUBLE_LOWER = "double_lower"
    """``aa``, ``bb``, ``cc`` as a level of its own (German acts; items of U.S. statutes)."""
    DOUBLE_UPPER = "double_upper"


class Mark(StrEnum):
    """What is printed round the numeral."""

    PARENTHESES = "()"
    CLOSING = ")"
    DOT = "."
    DEGREE = "°"
    NONE = ""


Level = tuple[Numeral, frozenset[Mark]]
"""One level of a scheme: how it counts and with which marks; no marks means any."""

_P = frozenset({Mark.PARENTHESES})
_ANY: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class Scheme:
    """The levels below a section, outermost first; without levels the order of first use decides."""

    name: str
    levels: tuple[Level, ...] = ()


US_STATUTE = Scheme(
    "us_statute",
    (
        (Numeral.LOWER, _ANY),
        (Numeral.ARABIC, _ANY),
        (Numeral.UPPER, _ANY),
        (Numeral.ROMAN_LOWER, _ANY),
        (Numeral.ROMAN_UPPER, _ANY),
        (Numeral.DOUBLE_LOWER, _ANY),
        (Numeral.DOUBLE_UPPER, _ANY),
    ),
)
US_REGULATION = Scheme(
    "us_regulation",
    (
        (Numeral.LOWER, _P),
        (Numeral.ARABIC, _P),
        (Numeral.ROMAN_LOWER, _P),
        (Numeral.UPPER, _P),
        (Numeral.ARABIC, _P),
        (Numeral.ROMAN_LOWER, _P),
    ),
)
US_COMMENTARY = Scheme(
    "us_commentary",
    (
        (Numeral.ARABIC, frozenset({Mark.DOT})),
        (Numeral.ROMAN_LOWER, frozenset({Mark.DOT})),
        (Numeral.UPPER, frozenset({Mark.DOT})),
        (Numeral.ARABIC, frozenset({Mark.DOT})),
        (Numeral.ROMAN_LOWER, frozenset({Mark.DOT})),
    ),
)
GERMAN = Scheme(
    "german",
    (
        (Numeral.ARABIC, _P),
        (Numeral.ARABIC, frozenset({Mark.DOT})),
        (Numeral.LOWER, frozenset({Mark.CLOSING})),
        (Numeral.DOUBLE_LOWER, frozenset({Mark.CLOSING})),
        (Numeral.LOWER, frozenset({Mark.CLOSING})),
    ),
)
FRENCH = Scheme(
    "french",
    (
        (Numeral.ROMAN_UPPER, frozenset({Mark.DOT})),
        (Numeral.UPPER, frozenset({Mark.DOT})),
        (Numeral.ARABIC, frozenset({Mark.DEGREE, Mark.DOT, Mark.CLOSING})),
        (Numeral.LOWER, frozenset({Mark.CLOSING, Mark.PARENTHESES})),
        (Numeral.ROMAN_LOWER, _ANY),
    ),
)
EUROPEAN = Scheme(
    "european",
    (
        (Numeral.ARABIC, frozenset({Mark.DOT, Mark.PARENTHESES})),
        (Numeral.LOWER, frozenset({Mark.PARENTHESES, Mark.CLOSING})),
        (Numeral.ROMAN_LOWER, frozenset({Mark.PARENTHESES, Mark.CLOSING})),
    ),
)
GENERIC = Scheme("generic")

_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_LATIN = ("", "bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "decies")
_CORE = re.compile(
    r"(?P<number>\d{1,4})(?P<suffix>[a-zA-Z]{0,2}|-\d+[a-z]?|"
    r" ?(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies))"
    r"|(?P<letters>[A-Za-z]{1,7})(?P<tail>-\d+[A-Za-z]?|\d{1,2}| (?:bis|ter|quater))?"
)
Reading = tuple[Numeral, int, str]
"""One way to read an enumerator: how it counts, its number, and the suffix of an inserted unit (``a-1``, ``1bis``)."""


def mark_of(label: str) -> Mark:
    """Give what is printed round the numeral of a label."""
    label = label.strip()
    if label.startswith("("):
        return Mark.PARENTHESES
    if "°" in label or "º" in label:
        return Mark.DEGREE
    if label.endswith(")"):
        return Mark.CLOSING
    return Mark.DOT if label.endswith(".") else Mark.NONE


@lru_cache(maxsize=4096)
def readings(label: str) -> tuple[Reading, ...]:
    """Give every way to read an enumerator; none for what is no enumerator."""
    match = _CORE.fullmatch(label.strip().strip("()[].°º -–—").strip())
    if match is None:
        return ()
    if match["number"]:
        return ((Numeral.ARABIC, int(match["number"]), _order_suffix(match["suffix"])),)
    return tuple(_read_letters(match["letters"], _order_suffix(match["tail"] or "")))


def _order_suffix(suffix: str) -> str:
    """Give a suffix in the form in which suffixes sort."""
    suffix = suffix.strip(" -").lower()
    if suffix in _LATIN:
        return f"{_LATIN.index(suffix):02d}" if suffix else ""
    return re.sub(r"\d+", lambda found: found.group().zfill(3), suffix)


def _read_letters(letters: str, suffix: str) -> list[Reading]:
    lower = letters.lower()
    if letters not in (lower, letters.upper()):
        return []
    small = letters == lower
    found: list[Reading] = []
    if len(letters) == 1:
        found.append((Numeral.LOWER if small else Numeral.UPPER, ord(lower) - 96, suffix))
    if len(letters) >= 2 and len(set(lower)) == 1:
        count = ord(lower[0]) - 96
        found.append((Numeral.DOUBLE_LOWER if small else Numeral.DOUBLE_UPPER, count, suffix))
        if len(letters) == 2:
            found.append((Numeral.LOWER if small else Numeral.UPPER, 26 + count, suffix))
    if _ROMAN.fullmatch(lower):
        found.append((Numeral.ROMAN_LOWER if small else Numeral.ROMAN_UPPER, _roman_value(lower), suffix))
    return found


def _roman_value(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-value if value < max(values[index:]) else value for index, value in enumerate(values))
