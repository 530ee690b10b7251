"""Formex 4: acts of the European Union, as printed (``ACT``) and as consolidated (``CONS.ACT``).

Articles, paragraphs and points are the same in both markups; a consolidated file only frames them otherwise.
Source: Formex schema 5.5x, http://formex.publications.europa.eu.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from regdrift.model.document import DateKind, LegalDate, LegalDocument, NoteKind, ProvisionKind, Unreadable
from regdrift.parse.builder import ProvisionBuilder, path_part
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format
from regdrift.parse.status import read_status
from regdrift.parse.xml_source import (
    Element,
    child,
    children,
    descend,
    find_all,
    inline_text,
    load_xml,
    name_of,
    one_line,
    read_date,
    root_name,
)

_NAME = "formex"
_VERSION = 1
_ROOTS = frozenset({"ACT", "CONS.ACT", "ANNEX", "CONS.ANNEX", "AGR", "DECISION.ECB"})
_NOTES = ("NOTE", "GR.NOTES")
_LISTS = ("LIST", "DLIST")
_BLOCKS = ("P", "ALINEA", "TXT", "TI", "STI", "TI.BLK", "QUOT.S", "ADDR", "PL.DATE", "SIGNATORY", "LV", "GR.AMEND")
_DASH = re.compile(r"[-–—•*·]*")
_NUMBER = re.compile(r"\d+[a-z]*|[ivxlcdm]+\b", re.IGNORECASE)
_DELETED = re.compile(r"[—–\-_\s]{3,}")
_LEGAL_FORM = re.compile(
    r"(Regulation|Directive|Decision|Règlement|Décision|Verordnung|Richtlinie|Beschluss|Reglamento|Directiva|Decisión)",
    re.IGNORECASE,
)
_ACT_NUMBER = re.compile(
    rf"(?P<form>{_LEGAL_FORM.pattern[1:-1]})\s+"
    r"(?P<number>\([A-Z]{2,8}\)\s*(?:No|n°|nº|Nr\.|n\.º)?\s*\d+/\d+|\d+/\d+/[A-Z]{2,8})",
    re.IGNORECASE,
)
_ARTICLE_WORD = {"en": "Art.", "fr": "art.", "de": "Art.", "es": "art."}
_CELEX_LETTER = {"regulation": "R", "directive": "L", "decision": "D"}


@dataclass(frozen=True, slots=True)
class _Act:
    """What the metadata say of the act."""

    language: str | None
    citation: str | None
    celex: str | None
    title: str | None


def _sniff(head: bytes, hints: ReadHints) -> float:
    name = root_name(head)
    if name not in _ROOTS:
        return 0.0
    return 1.0 if b"formex" in head[:4096].lower() or b"<BIB.INSTANCE" in head else 0.3


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    frame = child(root, "CONS.DOC") if child(root, "CONS.DOC") is not None else root
    assert frame is not None
    act = _read_act(root, frame)
    reader = _Reader(act)
    # A printed act may carry its annexes beside the frame of the act, a consolidated one inside or beside it.
    for item in (*children(frame), *(children(root, "ANNEX", "CONS.ANNEX") if frame is not root else ())):
        reader.read_part(item)
    return reader.builder.build(
        _NAME, _VERSION, language=act.language or hints.language, title=act.title, citation=act.citation,
        identifiers={"celex": act.celex} if act.celex else {}, dates=_read_dates(root, frame),
    )  # fmt: skip


def _text(element: Element | None) -> str:
    """Give one line of text: quotation marks restored from their codes, footnotes left out."""
    return one_line(inline_text(element, drop=_NOTES, rewrite=_quotation_mark))


def _quotation_mark(element: Element) -> str | None:
    if name_of(element) not in ("QUOT.START", "QUOT.END"):
        return None
    try:
        return chr(int(element.get("CODE") or "0022", 16))
    except (ValueError, OverflowError):
        return '"'


class _Reader:
    """Walks one act and collects its provisions."""

    def __init__(self, act: _Act) -> None:
        self.builder = ProvisionBuilder()
        self._act = act
        self._annexes = 0

    def read_part(self, element: Element, parent: str | None = None) -> None:
        """Read one part of the act: title, preamble, division, article, annex, closing words."""
        match name_of(element):
            case "PREAMBLE":
                self._read_preamble(element)
            case "ENACTING.TERMS" | "CONTENTS" | "CONS.DOC":
                for item in children(element):
                    self.read_part(item, parent)
            case "DIVISION":
                self._read_division(element, parent)
            case "ARTICLE":
                self._read_article(element)
            case "ANNEX" | "CONS.ANNEX":
                self._read_annex(element)
            case "FINAL":
                self._note(NoteKind.FRONT_MATTER, "\n".join(self._lines(element)))
            case "ALINEA" | "P" | "LIST" | "PARAG" | "GR.SEQ":
                self._read_loose(element, parent)
            case _:
                return

    def _note(self, kind: NoteKind, text: str, path: str | None = None) -> None:
        self.builder.add_note(kind, text, None, path)

    def _footnotes(self, element: Element, path: str | None) -> None:
        for note in find_all(element, "NOTE"):
            self._note(NoteKind.FOOTNOTE, _text_of_note(note), path)

    def _lines(self, element: Element) -> list[str]:
        """Give the blocks of an element as lines."""
        blocks = [item for item in find_all(element, "P", "VISA") if not any(True for _ in find_all_below(item, "P"))]
        lines = [_text(item) for item in blocks] if blocks else [_text(element)]
        return [line for line in lines if line]

    def _read_preamble(self, element: Element) -> None:
        for visa in find_all(element, "VISA"):
            self._note(NoteKind.FRONT_MATTER, _text(visa))
            self._footnotes(visa, None)
        for consid in find_all(element, "CONSID"):
            body = child(consid, "NP")
            number = _text(child(body, "NO.P")) if body is not None else ""
            plain = _plain(number)
            text = _text(child(body, "TXT")) if body is not None else _text(consid)
            path = self.builder.add(
                None, f"recital-{plain}" if plain else "recital", label=number or None, text=text,
                kind=ProvisionKind.RECITAL, citation=self._cite(f"Recital {plain}" if plain else ""),
            )  # fmt: skip
            if body is not None:
                self._read_rest(body, path, "", ("NO.P", "TXT"))
            self._footnotes(consid, path)

    def _cite(self, place: str) -> str | None:
        if not place:
            return None
        return f"{place} {self._act.citation}" if self._act.citation else place

    def _read_division(self, element: Element, parent: str | None) -> None:
        title = child(element, "TITLE")
        label, heading = ("", "") if title is None else (_text(child(title, "TI")), _text(child(title, "STI")))
        path = parent
        if label or heading:
            path = self.builder.add(
                parent, label or heading, label=label, heading=heading or None, kind=ProvisionKind.DIVISION
            )
        for item in children(element):
            self.read_part(item, path)

    def _read_article(self, element: Element) -> None:
        label = _text(child(element, "TI.ART"))
        number = (element.get("IDENTIFIER") or "").lstrip("0").lower() or _number_in(label)
        heading = _text(child(element, "STI.ART"))
        word = _ARTICLE_WORD.get(self._act.language or "en", "Art.")
        place = f"{word} {number.upper() if number.isalpha() else number}"
        path = self.builder.add(
            None,
            f"art-{number}",
            label=label,
            heading=heading or None,
            kind=ProvisionKind.SECTION,
            citation=self._cite(place),
        )
        self._read_rest(element, path, "", ("TI.ART", "STI.ART"))
        self._footnotes(element, path)
        self._mark_status(path)

    def _mark_status(self, path: str) -> None:
        found = self.builder.get(path)
        self.builder.set_status(path, read_status(found.heading, found.text))

    def _read_rest(self, element: Element, path: str, chain: str, done: tuple[str, ...]) -> None:
        """Read what stands in a unit after its number and title."""
        for item in children(element):
            name = name_of(item)
            if name in done or name in _NOTES:
                continue
            if name in ("PARAG", "NP", "ITEM"):
                self._read_unit(item, path, chain)
            elif name in ("ALINEA", *_LISTS) or (name in _BLOCKS and _has_structure(item)):
                self._read_mixed(item, path, chain)
            elif name in ("TBL", "GR.TBL"):
                self._read_table(item, path)
            else:
                self._add_text(path, _text(item))

    def _read_mixed(self, element: Element, path: str, chain: str) -> None:
        if not _has_structure(element):
            self._add_text(path, _text(element))
            return
        self._add_text(path, one_line(element.text or ""))
        self._read_rest(element, path, chain, ())

    def _add_text(self, path: str, text: str) -> None:
        if not text or _DELETED.fullmatch(text):
            return
        (self.builder.append_continuation if self.builder.has_units(path) else self.builder.append_text)(path, text)

    def _read_unit(self, element: Element, parent: str, chain: str) -> None:
        """Read a numbered paragraph or point; without a number its text belongs to the unit that holds it."""
        body = element
        inner = child(element, "NP")
        if name_of(element) == "ITEM" and inner is not None:
            body = inner
        number = _text(child(body, "NO.PARAG")) or _text(child(body, "NO.P"))
        plain = _plain(number)
        if not plain:
            lines = [" ".join(filter(None, (number, _text(child(body, "TXT")))))] if body is inner else []
            for line in lines:
                self._add_text(parent, line)
            self._read_rest(body, parent, chain, ("NO.P", "TXT") if lines else ("NO.P",))
            return
        label = f"{chain}({plain})"
        citation = self.builder.get(parent).citation or ""
        act = f" {self._act.citation}" if self._act.citation else ""
        place = citation.removesuffix(act)
        path = self.builder.add(parent, plain, label=label, citation=f"{place}({plain}){act}" if place else None)
        self._read_rest(body, path, label, ("NO.PARAG", "NO.P"))
        self._mark_status(path)

    def _read_table(self, element: Element, parent: str) -> None:
        rows = [
            " | ".join(filter(None, (_text(cell) for cell in find_all(row, "CELL"))))
            for row in find_all(element, "ROW")
        ]
        title = _text(child(element, "TITLE"))
        if rows:
            text = "\n".join(row for row in rows if row)
            self.builder.add(parent, "table", heading=title, text=text, kind=ProvisionKind.TABLE)

    def _read_annex(self, element: Element) -> None:
        self._annexes += 1
        title = child(element, "TITLE")
        label = _text(child(title, "TI")) if title is not None else ""
        heading = _text(child(title, "STI")) if title is not None else ""
        number = _number_in(label.partition(" ")[2]) or str(self._annexes)
        path = self.builder.add(
            None, f"annex-{number}", label=label or None, heading=heading or None, kind=ProvisionKind.ANNEX,
            citation=self._cite(" ".join((label.split()[0].capitalize(), *label.split()[1:])) if label else ""),
        )  # fmt: skip
        for item in children(element):
            if name_of(item) not in ("TITLE", "BIB.INSTANCE", "BIB.INSTANCE.CONS"):
                self._read_loose(item, path)
        self._footnotes(element, path)

    def _read_loose(self, element: Element, parent: str | None) -> None:
        """Read matter outside articles: annexes group it freely under titles."""
        path = parent
        title = child(element, "TITLE")
        if title is not None and name_of(element) in ("GR.SEQ", "DIVISION", "CONS.ANNEX"):
            heading = " ".join(filter(None, (_text(child(title, "TI")), _text(child(title, "STI")))))
            path = self.builder.add(parent, path_part(heading or "part"), heading=heading, kind=ProvisionKind.TEXT)
        if name_of(element) in ("CONTENTS", "GR.SEQ", "CORPUS", "DIVISION"):
            for item in children(element):
                if name_of(item) != "TITLE":
                    self._read_loose(item, path)
            return
        if name_of(element) == "ARTICLE":
            self._read_article(element)
            return
        if path is None:
            path = self.builder.add(None, "text", kind=ProvisionKind.TEXT)
        if name_of(element) in ("PARAG", "NP", "ITEM"):
            self._read_unit(element, path, "")
        elif name_of(element) in ("TBL", "GR.TBL"):
            self._read_table(element, path)
        elif name_of(element) not in _NOTES:
            self._read_mixed(element, path, "")


def find_all_below(element: Element, name: str) -> list[Element]:
    """Give the descendants of that name, the element itself left out."""
    return [item for item in find_all(element, name) if item is not element]


def _has_structure(element: Element) -> bool:
    return any(name_of(item) in ("P", "ALINEA", *_LISTS, "ITEM", "NP", "TBL", "GR.TBL") for item in element)


def _plain(number: str) -> str:
    """Give a printed number without its marks: ``(1)`` and ``1.`` → ``1``; "" for dashes and bullets."""
    bare = number.strip("()[]. \u00a0")
    return "" if _DASH.fullmatch(bare) else bare.rstrip(")").strip()


def _number_in(label: str) -> str:
    match = _NUMBER.search(label.partition(" ")[2] or label)
    return match.group().lower() if match else path_part(label or "1")


def _text_of_note(note: Element) -> str:
    return one_line(inline_text(note, rewrite=_quotation_mark))


def _read_act(root: Element, frame: Element) -> _Act:
    title = " ".join(_text(item) for item in children(descend(frame, "TITLE", "TI"), "P"))
    language = next((_text(item).lower() for item in find_all(root, "LG.DOC")), None)
    number = next(iter(find_all(root, "NO.DOC")), None)
    celex = next((_text(item) for item in find_all(root, "NO.CELEX")), None)
    citation = _cite_act(title)
    if celex is None and number is not None:
        celex = _celex_of(title, number)
    return _Act(language, citation, celex, title or None)


def _cite_act(title: str) -> str | None:
    """Give the act as it is cited: ``Regulation (EU) 2016/679``, ``Directive 2011/83/EU``."""
    form = _ACT_NUMBER.search(title)
    return f"{form['form'].capitalize()} {form['number']}" if form else None


def _celex_of(title: str, number: Element) -> str | None:
    """Give the CELEX number of an act of sector 3: ``3``, year, letter of its form, four digits."""
    form = _LEGAL_FORM.search(title)
    letter = _CELEX_LETTER.get(form.group(1).lower()) if form else None
    year, current = _text(child(number, "YEAR")), _text(child(number, "NO.CURRENT"))
    if letter is None or not (year.isdigit() and current.isdigit()):
        return None
    return f"3{year}{letter}{int(current):04d}"


def _read_dates(root: Element, frame: Element) -> tuple[LegalDate, ...]:
    """Give when the act applies in this state, as a consolidated file says (CONSLEG.DATE), or when it was adopted.

    The date of an act is no date of its commencement; it is left out.
    """
    info = child(root, "INFO.CONSLEG")
    found = read_date(info.get("CONSLEG.DATE")) if info is not None else None
    return (LegalDate(DateKind.IN_FORCE, found, f"CONSLEG.DATE={found:%Y%m%d}"),) if found else ()


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "Formex (acts of the European Union)")
