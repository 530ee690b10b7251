"""Acts of the European Union as EUR-Lex shows them: the old and the new Official Journal markup, and consolidations.

Unverified: built from the class names of the publisher's style sheets and its converter's output; no real page is kept.
The Journal prints ``ti-art``, ``sti-art``, ``normal`` (since 2023 with ``oj-`` before), and points as tables of two
cells, one in the other; consolidated texts print ``title-article-norm``, ``norm`` and lists as grids.
Sources: EUR-Lex, "Data reuse" and the style sheets ``oj.css`` and ``consolidated-act.css`` that its pages name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from regdrift.model.document import DateKind, LegalDate, LegalDocument, NoteKind, Unreadable
from regdrift.parse.act_writer import ActWriter, Place, is_bullet
from regdrift.parse.eu_acts import basic_celex, cite_act, cite_european, eli_of, european_label
from regdrift.parse.hints import ReadHints
from regdrift.parse.html_tables import ROW_LABEL, table_rows
from regdrift.parse.html_tree import Page
from regdrift.parse.language import guess_language
from regdrift.parse.markup_words import (
    child_elements,
    classes_of,
    is_note_mark,
    tag_of,
    words_of,
)
from regdrift.parse.page_source import is_page, open_page
from regdrift.parse.pieces import Piece, Role
from regdrift.parse.registry import Format
from regdrift.parse.unreadable import check_law
from regdrift.parse.xml_source import Element, read_date

_NAME = "eurlex_html"
_VERSION = 1
_MARK = re.compile(
    rb"class=\"(?:[\w-]+ )*(?:oj-)?(?:doc-ti|hd-lg|ti-art|ti-section-1|title-doc-first|title-article-norm)\b"
)
_CELEX = re.compile(r"(?:CELEX(?::|%3A)|celex/)([0-9CE]\d{4}[A-Z]{1,2}\d{4}(?:\(\d+\))?(?:-\d{8})?)", re.IGNORECASE)
_ELI = re.compile(r"https?://data\.europa\.eu/eli/(?:reg|dir|dec|reco)\w*/\d{4}/[\w()]+")
_PARAGRAPH = re.compile(r"(\d{1,3}[a-z]{0,2})\s?\.\s+(?=\S)")
_BRACKETED = re.compile(r"\((\d{1,3})\)\s+(?=\S)")
_ARTICLE_NUMBER = re.compile(r"(\d+[a-z]{0,3}|[IVXLC]+|premier|1er|unique|único|sole)\b", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})$")
_EMPTY_BRACKETS = re.compile(r"\s?\(\s*\)")
_ARTICLES = frozenset({"ti-art", "title-article-norm"})
_ARTICLE_HEADINGS = frozenset({"sti-art", "stitle-article-norm"})
_DIVISIONS = {"ti-section-1": 1, "title-division-1": 1}
_DIVISION_HEADINGS = frozenset({"ti-section-2", "title-division-2"})
_TITLES = frozenset({"doc-ti", "title-doc-first", "title-annex-1", "title-annex-2", "title-doc-last"})
_ANNEX = re.compile(r"(?:ANNEX|ANNEXE|ANHANG|ANEXO|ALLEGATO)\b\s*(?P<number>[IVXLC]+|\d+|[A-Z])?\b", re.IGNORECASE)
_NOTES = frozenset({"note", "footnote"})
_DROPPED = frozenset({"hd-lg", "hd-ti", "hd-oj", "hd-date", "separator", "arrow", "disclaimer", "reference", "modref"})
_CLOSING = frozenset({"final", "signatory"})
_NUMBER_CLASS = "no-parag"


_HOLDERS = frozenset({"div", "section", "article", "body", "main", "table", "p", "h1", "h2", "h3", "header"})
_RANKS = {
    "part": 0, "partie": 0, "teil": 0, "parte": 0, "title": 1, "titre": 1, "titel": 1, "título": 1, "titolo": 1,
    "chapter": 2, "chapitre": 2, "kapitel": 2, "capítulo": 2, "capo": 2,
    "section": 3, "abschnitt": 3, "sección": 3, "sezione": 3,
}  # fmt: skip
_HEADINGS = frozenset({"ti-grseq-1", "ti-tbl", "title-gr-seq-level-1", "title-gr-seq-level-2"})


@dataclass(slots=True)
class _State:
    """Where the walk stands."""

    title: list[str]
    article: str | None = None
    division: tuple[int, str] | None = None
    annex: str | None = None
    section: Place | None = None
    place: Place | None = None
    enacted: bool = False
    in_annex: bool = False


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 0.95 if is_page(head) and _MARK.search(head) else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    page = open_page(body, hints, _NAME)
    if isinstance(page, Unreadable):
        return page
    leaves = list(_leaves(page.root))
    title = " ".join(_front_titles(leaves)) or None
    language = _language(page, leaves) or hints.language
    act = cite_act(title or "")
    reader = _Reader(ActWriter(cite_european(act, language)), act)
    for leaf in leaves:
        reader.take(leaf)
    reader.close()
    document = reader.writer.builder.build(
        _NAME, _VERSION, language=language, title=title, citation=act,
        identifiers=_identifiers(page, hints), dates=_dates(leaves),
    )  # fmt: skip
    return check_law(document, headless=False)


def _names(element: Element) -> frozenset[str]:
    return frozenset(name.removeprefix("oj-") for name in classes_of(element))


def _leaves(root: Element) -> Iterator[Element]:
    """Give the elements that are paragraphs, tables or lists of their own, in order."""
    stack = [root]
    while stack:
        element = stack.pop()
        tag = tag_of(element)
        if tag in ("script", "style", "head", "nav", "header", "footer"):
            continue
        if tag in ("table", "p", "h1", "h2", "h3") or _is_list(element) or _is_numbered(element):
            yield element
            continue
        inner = [item for item in child_elements(element) if tag_of(item) in _HOLDERS]
        if inner:
            stack.extend(reversed(inner))
        elif (element.text or "").strip() or len(element):
            yield element


def _is_list(element: Element) -> bool:
    return "grid-list" in classes_of(element)


def _is_numbered(element: Element) -> bool:
    return any(_NUMBER_CLASS in classes_of(item) for item in child_elements(element))


def _front_titles(leaves: list[Element]) -> list[str]:
    found: list[str] = []
    for leaf in leaves:
        names = _names(leaf)
        if names & (_ARTICLES | frozenset(_DIVISIONS)):
            break
        text = _line(leaf)
        if names & _TITLES and text and not (found and _ANNEX.match(text)):
            found.append(text)
    return found


def _language(page: Page, leaves: list[Element]) -> str | None:
    stated = next((_line(leaf) for leaf in leaves[:40] if "hd-lg" in _names(leaf)), "")
    words = "\n".join(_line(leaf) for leaf in leaves[:200])
    return page.language or (stated.lower() if len(stated) == 2 else None) or guess_language(words)


def _identifiers(page: Page, hints: ReadHints) -> dict[str, str]:
    """Give the CELEX number and ELI that the address or the page's own head and links state."""
    links = [item.get("href") or item.get("content") or "" for item in page.root.iter("a", "meta", "link")]
    named = [item.get("content") or "" for item in page.root.iter("meta") if item.get("name") == "WT.z_docID"]
    candidates = [hints.name or "", *(f"CELEX:{name}" for name in named), *links[:60]]
    celex = next((match[1] for text in candidates if (match := _CELEX.search(text))), None)
    basic = basic_celex(celex) if celex else None
    eli = (eli_of(basic) if basic else None) or next((match[0] for text in links if (match := _ELI.match(text))), None)
    return {name: value for name, value in (("celex", basic), ("eli", eli)) if value}


def _dates(leaves: list[Element]) -> tuple[LegalDate, ...]:
    """Give the day of the Journal that its head prints (``4.5.2016``)."""
    for leaf in leaves[:40]:
        if "hd-date" in _names(leaf) and (match := _DAY.search(_line(leaf))):
            on = read_date(f"{match[3]}-{match[2]:>02}-{match[1]:>02}")
            return (LegalDate(DateKind.PUBLISHED, on, match[0]),) if on else ()
    return ()


def _words(element: Element) -> str:
    return _EMPTY_BRACKETS.sub("", words_of(element, is_note_mark))


def _line(element: Element) -> str:
    return " ".join(_words(element).split())


class _Reader:
    """Takes the paragraphs of one act in order."""

    def __init__(self, writer: ActWriter, act: str | None) -> None:
        self.writer = writer
        self._act = act
        self._at = _State([])

    def take(self, leaf: Element) -> None:
        """Read one paragraph, table or list."""
        names, at = _names(leaf), self._at
        if tag_of(leaf) == "table":
            self._open_pending()
            self._table(leaf, at.place or at.section)
            return
        if _is_list(leaf):
            self._open_pending()
            self._list(leaf, at.place or at.section)
            return
        text = _words(leaf)
        if not text or names & _DROPPED:
            return
        if names & _ARTICLES:
            self._open_pending()
            at.article, at.enacted = " ".join(text.split()), True
        elif names & _ARTICLE_HEADINGS and at.article:
            self._open_article(" ".join(text.split()))
        elif names & frozenset(_DIVISIONS):
            self._open_pending()
            at.division = (min(_DIVISIONS[name] for name in names if name in _DIVISIONS), " ".join(text.split()))
            at.enacted = True
        elif names & _DIVISION_HEADINGS and at.division:
            self._open_division(" ".join(text.split()))
        elif names & _TITLES:
            self._take_title(" ".join(text.split()))
        elif names & _NOTES:
            self.writer.note(NoteKind.FOOTNOTE, _line(leaf))
        elif names & _CLOSING or any(_names(item) & _CLOSING for item in leaf.iterancestors()):
            self._open_pending()
            self.writer.note(NoteKind.FRONT_MATTER, text)
        else:
            self._open_pending()
            self._paragraph(leaf, text)

    def close(self) -> None:
        """Open what still waits for a heading at the end of the act."""
        self._open_pending()

    def _open_pending(self) -> None:
        at = self._at
        if at.division:
            self._open_division(None)
        if at.article:
            self._open_article(None)
        if at.annex:
            self._open_annex(None)

    def _open_division(self, heading: str | None) -> None:
        at = self._at
        assert at.division is not None
        rank, label = at.division
        word = label.split(" ")[0].casefold()
        self.writer.division(rank + _RANKS.get(word, 1), label, heading)
        at.division, at.section, at.place = None, None, None

    def _open_article(self, heading: str | None) -> None:
        at = self._at
        if at.division:
            self._open_division(None)
        label = at.article or ""
        match = _ARTICLE_NUMBER.search(label.partition(" ")[2] or label)
        number = match[1] if match else label
        piece = Piece(Role.SECTION, label=label, number=number, heading=heading)
        at.section = self.writer.section(piece, f"art-{number}")
        at.place, at.article, at.in_annex = at.section, None, False

    def _take_title(self, text: str) -> None:
        at = self._at
        match = _ANNEX.match(text)
        if at.annex and not match:
            self._open_annex(text)
        elif match and (at.enacted or at.title):
            self._open_pending()
            at.annex, at.enacted = text, True
        elif not at.enacted:
            at.title.append(text)
        else:
            self._open_pending()
            at.section = at.place = self.writer.passage(text)

    def _open_annex(self, heading: str | None) -> None:
        at = self._at
        label = at.annex or ""
        match = _ANNEX.match(label)
        at.section = at.place = self.writer.annex(label, heading, match["number"] if match else None)
        at.annex, at.in_annex = None, True

    def _paragraph(self, leaf: Element, text: str) -> None:
        at = self._at
        if not at.enacted:
            bracketed = _BRACKETED.match(text)
            if bracketed:
                self.writer.recital(bracketed[1], text[bracketed.end() :], self._act)
            else:
                self.writer.note(NoteKind.FRONT_MATTER, text)
            return
        if at.section is None:
            at.section = at.place = self.writer.passage(None)
        if _names(leaf) & _HEADINGS and at.in_annex:
            at.place = self.writer.unit(at.section, " ".join(text.split()))
            return
        number = _PARAGRAPH.match(text)
        if number and not at.in_annex:
            at.place = self.writer.unit(at.section, european_label(number[1]), text=text[number.end() :])
            self._nested(leaf, at.place)
        else:
            self.writer.write(at.place or at.section, text)

    def _nested(self, leaf: Element, place: Place) -> None:
        """Read the lists that a consolidated text sets inside the element of a numbered paragraph."""
        lists = [item for item in leaf.iterdescendants() if _is_list(item) or tag_of(item) == "table"]
        if not lists:
            return
        own = _EMPTY_BRACKETS.sub("", words_of(leaf, lambda item: is_note_mark(item) or item in lists))
        number = _PARAGRAPH.match(own)
        self.writer.builder.set_text(place.path, own[number.end() :] if number else own)
        for item in lists:
            if any(outer in lists for outer in item.iterancestors()):
                continue
            (self._list if _is_list(item) else self._table)(item, place)

    def _table(self, table: Element, place: Place | None) -> None:
        rows: list[str] = []
        for row in table_rows(table):
            cells = [cell for cell in row if tag_of(cell) in ("td", "th")]
            filled = [cell for cell in cells if _line(cell)]
            label = _line(filled[0]) if len(filled) == 2 else ""
            if label and ROW_LABEL.fullmatch(label):
                self._point(label, filled[1], place)
            else:
                rows.append(" | ".join(_line(cell) for cell in cells))
        kept = [row for row in rows if row.strip(" |")]
        if kept and place is not None:
            self.writer.table(place, kept)
        elif kept and not self._at.title:
            return
        elif kept:
            self.writer.note(NoteKind.FRONT_MATTER, "\n".join(kept))

    def _list(self, element: Element, place: Place | None) -> None:
        columns = list(child_elements(element))
        if len(columns) >= 2:
            self._point(_line(columns[0]), columns[1], place)

    def _point(self, label: str, content: Element, place: Place | None) -> None:
        inner = [item for item in content.iterdescendants() if tag_of(item) == "table" or _is_list(item)]
        tops = [item for item in inner if not any(outer in inner for outer in item.iterancestors())]
        behind = self._behind(content, tops)
        text = _EMPTY_BRACKETS.sub("", words_of(content, lambda item: is_note_mark(item) or item in tops))
        own = text if not behind else text[: len(text) - len(behind)].rstrip()
        if place is None:
            number = label.strip("()")
            if number.isdigit():
                self.writer.recital(number, words_of(content, is_note_mark), self._act)
            return
        if is_bullet(label):
            lines = words_of(content, is_note_mark)
            self.writer.write(place, f"{label} {lines}")
            return
        unit = self.writer.unit(place, european_label(label) or label, text=own)
        for item in tops:
            (self._list if _is_list(item) else self._table)(item, unit)
        if behind:
            self.writer.write(unit, behind)

    def _behind(self, content: Element, tops: list[Element]) -> str:
        """Give the paragraphs that follow the last inner list of a point."""
        if not tops:
            return ""
        after: list[str] = []
        found = False
        for item in child_elements(content):
            if item is tops[-1] or tops[-1] in list(item.iterdescendants()):
                found = True
            elif found:
                after.append(_words(item))
        return "\n".join(filter(None, after))


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "EUR-Lex HTML (Official Journal and consolidated), unverified")
