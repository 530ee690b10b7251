"""The lines that open a division, a section or an annex, in the languages of the law that is read.

What counts as a section head: the word or sign of a section, a number, and then either the end of the line, a
heading set off by the layout, or punctuation that no sentence has there (``Section 3.``, ``Art. 4 —``). A
sentence that merely begins with a reference ("Section 3 applies …") opens nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from regdrift.parse.pieces import Piece, Role

_NUMBER = (
    r"(?:[A-Z]{1,3}\.?[ ]?)?\*{0,2}\d[0-9A-Za-z]*(?:[.:–‑-]+[0-9A-Za-z]+)*(?:[ ]?(?:bis|ter|quater|"
    r"quinquies|sexies|septies|octies|nonies|decies)\b)?"
)
_SECTION_WORD = (
    r"§§?|Section|SECTION|Sec\.|SEC\.|Article|ARTICLE|Articulo|ARTICULO|Artículo|ARTÍCULO|Artikel|Art\.|ART\.|"
    r"Articolo|Regulation|Rule|Clause"
)
_ORDINAL = r"(?:premier|préliminaire|unique|único|1er|[IVXLC]+)"
_HEAD = re.compile(
    rf"(?P<word>{_SECTION_WORD})\s*(?P<number>{_NUMBER}|{_ORDINAL})\s*(?P<ordinal>[°ºª]|er\b)?"
    r"(?P<several>(?:\s*(?:u\.|und|and|et|bis|to|through|,|–|-)\s*\d[\w.]*)*)"
    r"(?P<stop>\s*(?:\.\s*[-–—]+|[.:]?\s*[-–—]+|\.|:)?\s*)(?P<rest>.*)",
    re.DOTALL,
)
_BARE_NUMBER_HEAD = re.compile(
    r"(?P<number>\d{1,4}[A-Z]{0,3})(?:\s*\.{1,2}\s+|\s+)(?P<rest>(?:[^\d\W]|\[?…).*)", re.DOTALL
)
_CODE_NUMBER_HEAD = re.compile(r"(?P<number>\d{1,4}(?:[-.:]\d[\w.]*)+)[.:]?\s+(?P<rest>[^\d\W].*)", re.DOTALL)
_VERB = re.compile(r"\b(?:shall|must|may|is|are|was|takes|apply|applies|means|gilt|tritt|sind|ist|entre|est|sont)\b")
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–]\s?(?:19|20)?\d\d\b")

_DIVISION_WORD = (
    r"Title|Subtitle|Part|Subpart|Chapter|Subchapter|Division|Book|Titre|Sous-titre|Livre|Partie|Chapitre|"
    r"Sous-section|Paragraphe|Section|Sous-paragraphe|Buch|Teil|Kapitel|Abschnitt|Unterabschnitt|Titel|Untertitel|"
    r"Título|Titulo|Capítulo|Capitulo|Sección|Libro|Parte"
)
_DIVISION = re.compile(
    rf"(?P<word>{_DIVISION_WORD})\s+(?P<number>[IVXLC]+(?:er|re)?(?:\s(?:bis|ter|quater))?|"
    rf"\d+(?:-?[A-Za-z]{{1,2}})?(?=\W|$)|(?-i:[A-Z]|AA|BB|CC|DD)(?![A-Za-z])|premi[eè]re?|préliminaire|unique)"
    r"(?P<stop>\s*[.:—–-]*\s*)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER_FIRST = re.compile(
    rf"(?P<number>\d+|[IVXLC]+)\.\s*(?P<word>{_DIVISION_WORD})(?P<stop>\s*[:.—–-]?\s*)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ANNEX = re.compile(
    r"(?P<word>(?:(?:FIRST|SECOND|THIRD|FOURTH|FIFTH|SIXTH|SEVENTH|EIGHTH|NINTH|TENTH)\s+)?SCHEDULE|"
    r"Schedule|Annex|ANNEX|Annexe|ANNEXE|"
    r"Anhang|Anlage|Anexo|ANEXO|Appendix|APPENDIX)(?:\s+(?P<number>\d+[A-Z]?|[IVXLC]+|[A-Z])(?=\W|"
    r"$))?(?P<stop>\s*[.:—–-]*\s*)(?P<rest>.*)",
    re.DOTALL,
)
_RANKS = (
    ("title", "titre", "livre", "book", "buch", "libro", "libre", "partie", "parte", "título", "titulo", "titel"),
    ("subtitle", "sous-titre", "untertitel", "part", "teil", "division"),
    ("chapter", "chapitre", "kapitel", "capítulo", "capitulo"),
    ("subchapter", "subpart", "section", "abschnitt", "sección"),
    ("sous-section", "unterabschnitt"),
    ("paragraphe",),
    ("sous-paragraphe",),
)
_LONGEST_HEADING = 300
_LONGEST_DIVISION = 200
_LONGEST_LINE = 160


@dataclass(frozen=True, slots=True)
class HeadStyle:
    """Which heads a dialect knows beyond those that all have in common."""

    bare_numbers: bool = False
    """Headings such as ``1. Short title`` open sections (Irish and British acts)."""
    section_is_division: bool = False
    """``Section 1 : …`` groups articles (French codes)."""


_PLAIN = HeadStyle()


def read_head(text: str, is_heading: bool, level: int = 0, style: HeadStyle | None = None) -> Piece | None:
    """Give the division, section or annex that a line opens, or None.

    ``is_heading`` says that the layout sets the line apart; ``level`` is the rank of such a heading (1 to 6).
    """
    if text[:1] in "\"“«'‘(":
        return None
    return _head(text, is_heading, level, style or _PLAIN)


@lru_cache(maxsize=32_768)
def _head(text: str, is_heading: bool, level: int, style: HeadStyle) -> Piece | None:
    return (
        _annex(text, is_heading, level)
        or _division(text, is_heading, style)
        or _section(text, is_heading, style)
        or (_bare_section(text, style) if is_heading else None)
    )


def head_line(text: str, style: HeadStyle | None = None) -> Piece | None:
    """Give the section, division or annex that a line of its own opens, where it can be no sentence; else None.

    Stricter than :func:`read_head` with ``is_heading``: nothing but the line's own words says that it is a heading.
    """
    if len(text) > _LONGEST_LINE or text.endswith((",", ";", ":")) or "\n" in text:
        return None
    head = read_head(text, True, 2, style)
    if head is None:
        return None
    rest = head.heading or ""
    if rest[:1].islower() or (text.endswith(".") and _VERB.search(rest)):
        return None
    return head


def _section(text: str, is_heading: bool, style: HeadStyle) -> Piece | None:
    match = _HEAD.match(text)
    if match is None:
        return None
    word = match["word"]
    if word.lower() == "section" and style.section_is_division:
        return None
    rest = match["rest"].strip()
    stop = match["stop"].strip()
    if not is_heading and rest and not stop:
        return None
    number = _clean_number(match["number"])
    if rest.startswith((")", "]", ",", ";")) or (
        not is_heading and stop == ":" and word.lower() not in ("article", "art.", "section")
    ):
        return None
    label = (
        f"{word} {number}"
        + (match["ordinal"] or "")
        + (" " + match["several"].strip() if match["several"].strip() else "")
    )
    spanish = bool(match["ordinal"]) or word.lower() in ("articulo", "artículo")
    text_follows = (not is_heading and _is_sentence(rest)) or (spanish and stop.endswith(("-", "–", "—")))
    return Piece(
        Role.SECTION,
        text=rest if text_follows else "",
        label=" ".join(label.split()),
        number=number,
        heading=None if text_follows else _clean_heading(rest),
    )


def _bare_section(text: str, style: HeadStyle) -> Piece | None:
    match = _CODE_NUMBER_HEAD.fullmatch(text)
    if match is None and style.bare_numbers:
        match = _BARE_NUMBER_HEAD.fullmatch(text)
    if match is None or _YEARS.match(text):
        return None
    number = _clean_number(match["number"])
    return Piece(Role.SECTION, label=number, number=number, heading=_clean_heading(match["rest"]))


def _division(text: str, is_heading: bool, style: HeadStyle) -> Piece | None:
    if len(text) > _LONGEST_DIVISION:
        return None
    match = _NUMBER_FIRST.match(text) or _DIVISION.match(text)
    if match is None:
        return None
    word = match["word"].lower()
    if word == "section" and not style.section_is_division:
        return None
    rest = match["rest"].strip()
    capital = match["word"][:1].isupper()
    if not capital or (rest and rest[:1].islower()) or (not is_heading and rest and not match["stop"].strip()):
        return None
    if rest.endswith((";", ",")) or (not is_heading and _is_sentence(rest) and len(rest) > 120):
        return None
    rank = next((index for index, words in enumerate(_RANKS, start=1) if word in words), 3)
    label = f"{match['word']} {match['number']}" if match.re is _DIVISION else f"{match['number']}. {match['word']}"
    return Piece(Role.DIVISION, label=label, number=match["number"], heading=_clean_heading(rest), level=rank)


def _annex(text: str, is_heading: bool, level: int) -> Piece | None:
    match = _ANNEX.match(text) if len(text) <= _LONGEST_HEADING else None
    if match is None:
        return None
    rest = match["rest"].strip()
    alone = not rest and match["word"].isupper()
    if not is_heading and not alone:
        return None
    if rest[:1].islower():
        return None
    label = match["word"] + (f" {match['number']}" if match["number"] else "")
    return Piece(Role.ANNEX, label=label, number=match["number"], heading=_clean_heading(rest), level=level)


def _clean_number(number: str) -> str:
    return number.replace("‑", "-").replace("–", "-").replace("*", "").strip(" .:-")


def _clean_heading(text: str) -> str | None:
    return text.strip(" \n–—-:") or None


def _is_sentence(text: str) -> bool:
    """True for running text: long, or ended like a sentence after more than a few words."""
    if len(text) > _LONGEST_HEADING // 2 or (text.endswith((".", ";", ":", "—")) and len(text.split()) > 8):
        return True
    return text.endswith(".") and _VERB.search(text) is not None
