"""Akoma Ntoso: acts, bills and their annexes, as the Union, Germany, Switzerland, Italy, Luxembourg and others use it.

A unit is known by its printed number: ``eId`` is an ordinal in some dialects and shifts at each insertion. Articles are
numbered through an act, so they stand below no chapter; what an amending act quotes is its text, never its articles.
Read against real files of EUR-Lex (AKN4EU and the older conversion), LegalDocML.de, Fedlex, Normattiva, the Italian
Senate, Legilux and Finlex; none is kept as a sample.
Source: Akoma Ntoso 1.0 (OASIS), https://docs.oasis-open.org/legaldocml/akn-core/v1.0/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from regdrift.model.document import LegalDocument, NoteKind, ProvisionKind, ProvisionStatus, Stage, Unreadable
from regdrift.parse.akn_meta import ActFacts, modifications, read_facts
from regdrift.parse.akn_style import Style, number_in, place_lines, style_of
from regdrift.parse.akn_text import NOTES, QUOTES, flat, lines_of, raw, table_lines
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.hints import ReadHints
from regdrift.parse.labels import join_labels, label_key, slug
from regdrift.parse.language import guess_language
from regdrift.parse.pieces import Piece, Role
from regdrift.parse.registry import Format
from regdrift.parse.status import read_status
from regdrift.parse.unreadable import check_law
from regdrift.parse.xml_source import Element, child, children, find_all, load_xml, name_of, one_line, root_name

_NAME = "akn"
_VERSION = 1
_NAMESPACES = (b"legaldocml/ns/akn", b"akomantoso.org", b"LegalDocML.de", b"<akomaNtoso")
_DOCUMENTS = ("act", "bill", "doc", "statement", "debateReport", "amendment")
_BODIES = ("body", "mainBody", "amendmentBody")
_GROUPS = frozenset(
    {"book", "part", "tome", "title", "subtitle", "chapter", "subchapter", "division"}
    | {"subdivision", "subpart", "proviso"}
)  # fmt: skip
_SECTIONS = frozenset({"article", "section", "rule"})
_TRANSPARENT = frozenset(
    {"list", "blockList", "content", "hcontainer", "container", "blockContainer", "transitional", "ol", "ul", "foreign"}
    | {"component", "componentData", "crossHeading", "clauses"}
)
_UNNUMBERED = frozenset(
    {"intro", "listIntroduction", "alinea", "subparagraph", "wrapUp", "wrap", "listWrapUp", "clause"}
)
_HEADS = frozenset({"num", "heading", "subheading", "meta", *NOTES})
_FRONT = ("formula", "citations", "recitals", "block", "blockContainer", "container", "p", "longTitle")
_EMPTY_MARK = re.compile(r"(?:…|\.\s?\.\s?\.|\(\.\.\.\)|\[\.\.\.\]|—)\.?")
_DASHES = re.compile(r"[-–—•·*]+")
_STATUSES = {"removed": ProvisionStatus.REPEALED, "repealed": ProvisionStatus.REPEALED}
_ITALIAN_UPDATE = re.compile(r"-{5,}|AGGIORNAMENTO \(\d+\)")
_ITALIAN_MARKS = re.compile(r"\(\(|\)\)")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands: the unit that takes the text, its section and the labels from there."""

    path: str
    section: Piece
    chain: tuple[str, ...] = ()


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if root_name(head) == "akomaNtoso" and any(name in head[:8192] for name in _NAMESPACES) else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    acts = [item for item in root.iter() if name_of(item) in _DOCUMENTS and _has_body(item)]
    if not acts:
        return Unreadable(
            _NAME, "no_provisions", "The file holds no body of an act; fetch the act, not its collection."
        )
    facts = read_facts(acts[0], hints.language)
    if facts.language is None:
        facts = replace(facts, language=guess_language(raw(acts[0])[:20000]))
    reader = _Reader(facts, style_of(facts))
    for position, act in enumerate(acts):
        reader.read_act(act, first=position == 0)
    document = reader.builder.build(
        _NAME, _VERSION, language=facts.language, title=facts.title, citation=facts.cited,
        identifiers=facts.identifiers, dates=facts.dates, stage=_stage_of(acts[0], facts),
    )  # fmt: skip
    return check_law(document, headless=False)


def _stage_of(act: Element, facts: ActFacts) -> Stage | None:
    if name_of(act) != "bill":
        return None
    return Stage.PROPOSED if facts.country in ("eu", "") else Stage.INTRODUCED


class _Reader:
    """Walks the acts of one file and collects their provisions."""

    def __init__(self, facts: ActFacts, style: Style) -> None:
        self.builder = ProvisionBuilder()
        self._facts = facts
        self._style = style
        self._by_id: dict[str, str] = {}
        self._holders: set[Element] = set()
        self._annex: str | None = None
        self._annexes = 0

    def read_act(self, act: Element, first: bool) -> None:
        """Read the main act, or an annex of it."""
        self._holders = set(_holders(act))
        if first:
            self._read_front(act)
        else:
            self._open_annex(act)
        for body in children(act, *_BODIES):
            self._read_children(body, self._annex, None)
        for item in children(act, "conclusions"):
            self.builder.add_note(NoteKind.FRONT_MATTER, "\n".join(lines_of(item)))
        if first:
            self._read_notes(act)

    def _read_front(self, act: Element) -> None:
        for preamble in children(act, "preamble"):
            for item in children(preamble):
                if item.get("refersTo") == "inhaltsuebersicht" or name_of(item) == "toc":
                    continue
                recitals = list(find_all(item, "recital"))
                if recitals:
                    self._read_recitals(recitals)
                    continue
                self.builder.add_note(NoteKind.FRONT_MATTER, "\n".join(lines_of(item)))
                self._footnotes(item, None)

    def _read_recitals(self, recitals: list[Element]) -> None:
        for item in recitals:
            number = flat(child(item, "num"))
            plain = number.strip("(). ")
            text = "\n".join(line for part in children(item) if name_of(part) != "num" for line in lines_of(part))
            cited = f"Recital {plain} {self._facts.cited}" if plain and self._facts.cited else None
            path = self.builder.add(
                None, f"recital-{plain}" if plain else "recital", label=number, text=text,
                kind=ProvisionKind.RECITAL, citation=cited or (f"Recital {plain}" if plain else None),
            )  # fmt: skip
            self._footnotes(item, path)

    def _open_annex(self, act: Element) -> None:
        self._annexes += 1
        named = [flat(item) for part in children(act, "preface", "coverPage") for item in find_all(part, "p")]
        name = next(filter(None, named), "") or (act.get("name") or "").rpartition("/")[2].strip()
        label, heading = self._style.annex(name, self._annexes)
        piece = Piece(Role.ANNEX, label=label, number=number_in(label))
        self._annex = self.builder.add(
            None, slug(label), label=label, heading=heading, kind=ProvisionKind.ANNEX,
            citation=self._style.cite(piece, ()),
        )  # fmt: skip

    def _read_notes(self, act: Element) -> None:
        """Read the notes that stand in the metadata, and the modifications that the act underwent."""
        for meta in children(act, "meta"):
            for item in find_all(meta, "note"):
                place = (item.get("placementBase") or "").lstrip("#")
                self.builder.add_note(NoteKind.EDITORIAL, flat(item), path=self._by_id.get(place))
        for place, words in dict.fromkeys(modifications(act)):
            if self._by_id.get(place):
                self.builder.add_note(NoteKind.AMENDMENT_HISTORY, words, path=self._by_id[place])

    def _footnotes(self, element: Element, path: str | None) -> None:
        for note in find_all(element, "authorialNote"):
            self.builder.add_note(NoteKind.FOOTNOTE, flat(note), path=path)

    def _read_children(self, element: Element, parent: str | None, place: _Place | None) -> None:
        """Read what stands in a body or a grouping; ``parent`` is the path of the grouping."""
        for item in children(element):
            name = name_of(item)
            if name in _HEADS or name == "toc" or _is_foreign(item):
                continue
            if name in _SECTIONS and item not in self._holders:
                self._read_section(item)
            elif item in self._holders or name in _GROUPS:
                self._read_children(item, self._group(item, parent), None)
            elif name in ("hcontainer", "container", "component", "transitional") and not _is_numbered(item):
                self._read_children(item, self._group(item, parent) if flat(child(item, "heading")) else parent, None)
            else:
                self._read_loose(item, parent)

    def _group(self, element: Element, parent: str | None) -> str | None:
        label, heading = flat(child(element, "num")), flat(child(element, "heading"))
        if not label and not heading:
            return parent
        path = self.builder.add(
            parent, slug(label or heading), label=label.rstrip(" .:") or None, heading=heading,
            kind=ProvisionKind.DIVISION, status=read_status(heading, ""),
        )  # fmt: skip
        self._remember(element, path)
        return path

    def _remember(self, element: Element, path: str) -> None:
        for name in ("eId", "id", "{http://www.w3.org/XML/1998/namespace}id"):
            if element.get(name):
                self._by_id.setdefault(element.get(name) or "", path)
        for head in children(element, "num", "heading", "subheading"):
            self._footnotes(head, path)

    def _read_section(self, element: Element) -> None:
        heads = list(filter(None, (flat(item) for item in children(element, "num"))))
        if len(heads) > 1 and not number_in(heads[0]):
            heads[:2] = [f"{heads[0]} {heads[1]}"]
        label = heads[0].rstrip(" .") if heads else ""
        number = number_in(label)
        heading = " ".join(
            filter(None, (*heads[1:], flat(child(element, "heading")), flat(child(element, "subheading"))))
        )
        piece = Piece(Role.SECTION, label=label or None, number=number or None)
        path = self.builder.add(
            self._annex, self._style.section_key(number or slug(heading)), label=label,
            heading=self._style.heading(heading), kind=ProvisionKind.SECTION,
            citation=self._style.cite(piece, ()) if number else None,
        )  # fmt: skip
        self._remember(element, path)
        self._fill(element, _Place(path, piece))
        self._settle(element, path)

    def _read_loose(self, element: Element, parent: str | None) -> None:
        """Read what no article holds: paragraphs of an annex, clauses that close an act."""
        if name_of(element) == "clause" and parent is None:
            self.builder.add_note(NoteKind.FRONT_MATTER, "\n".join(lines_of(element)))
            return
        owner = parent
        if owner is None:
            owner = self.builder.add(None, "text", kind=ProvisionKind.TEXT)
        piece = Piece(Role.ANNEX, label=self.builder.get(owner).label)
        self._read_item(element, _Place(owner, piece))

    def _fill(self, element: Element, place: _Place) -> None:
        """Read what stands in a section or unit after its number and heading."""
        updates = False
        for item in children(element):
            if name_of(item) in _HEADS or _is_foreign(item):
                continue
            updates = updates or (self._facts.country == "it" and bool(_ITALIAN_UPDATE.match(raw(item).strip())))
            if updates:
                # What follows the line is the publisher's account of amendments, up to the end of the article.
                self.builder.add_note(
                    NoteKind.AMENDMENT_HISTORY, "\n".join(lines_of(item)).strip("-\n "), path=place.path
                )
            else:
                self._read_item(item, place)

    def _read_item(self, item: Element, place: _Place) -> None:
        name = name_of(item)
        if name in QUOTES:
            self._write(place, "\n".join(_quoted(item)))
        elif name == "table":
            self._table(item, place)
        elif name in ("p", "block") or (_has_words(item) and not _is_numbered(item)):
            self._paragraph(item, place)
        elif _is_numbered(item) or (child(item, "heading") is not None and flat(child(item, "heading"))):
            self._unit(item, place)
        elif name in _TRANSPARENT or name in _UNNUMBERED or len(item):
            self._fill(item, place)
        else:
            self._write(place, flat(item))

    def _unit(self, element: Element, place: _Place) -> None:
        printed = flat(child(element, "num"))
        if _DASHES.fullmatch(printed):
            lines = [line for item in children(element) if name_of(item) != "num" for line in lines_of(item)]
            self._write(place, "\n".join(filter(None, (f"{printed} {lines[0]}" if lines else "", *lines[1:]))))
            self._footnotes(element, place.path)
            return
        label = self._style.label(printed, name_of(element))
        heading = flat(child(element, "heading"))
        chain = (*place.chain, label) if label else place.chain
        cited = self._style.cite(place.section, chain) if label and place.section.role is not Role.TEXT else None
        path = self.builder.add(
            place.path, label_key(label) or slug(heading) or "unit", label=join_labels(chain) if label else None,
            heading=heading, citation=cited,
        )  # fmt: skip
        self._remember(element, path)
        self._fill(element, replace(place, path=path, chain=chain))
        self._settle(element, path)

    def _settle(self, element: Element, path: str) -> None:
        """Record what the file says of a provision: its status, or a mark in the place of its text."""
        item = self.builder.get(path)
        status = _STATUSES.get((element.get("status") or "").lower()) or read_status(item.heading, item.text)
        bare = not item.full_text.strip() or _EMPTY_MARK.fullmatch(item.full_text.strip()) is not None
        if bare and not self.builder.has_units(path):
            notes = [flat(note) for note in find_all(element, "authorialNote")]
            repealed = any(read_status(None, note[:300]) is ProvisionStatus.REPEALED for note in notes)
            if repealed:
                status = ProvisionStatus.REPEALED
                self.builder.append_text(path, "" if item.full_text.strip() else "…")
            elif notes and item.full_text.strip():
                status = ProvisionStatus.IN_FORCE
        self.builder.set_status(path, status)

    def _write(self, place: _Place, text: str) -> None:
        if not text:
            return
        late = self.builder.has_units(place.path)
        (self.builder.append_continuation if late else self.builder.append_text)(place.path, text)

    def _paragraph(self, element: Element, place: _Place) -> None:
        """Read a paragraph; where it holds lists, quotations or tables, these on lines of their own."""
        if self._facts.country == "it" and "\n" in raw(element).strip():
            self._printed(element, place)
        elif any(name_of(item) in ("ol", "ul", "table", *QUOTES) for item in element.iter()):
            self._write(place, "\n".join(lines_of(element)))
        else:
            self._write(place, flat(element))
        self._footnotes(element, place.path)

    def _printed(self, element: Element, place: _Place) -> None:
        """Read lines that the publisher sets by line ends alone, points among them (Normattiva)."""
        lines = [one_line(_ITALIAN_MARKS.sub("", line)) for line in raw(element).split("\n")]
        for labels, text in place_lines(list(filter(None, lines))):
            if not labels:
                self._write(place, text)
                continue
            chain = (*place.chain, *labels)
            parent = "/".join((place.path, *(label_key(label) for label in labels[:-1])))
            parent = parent if parent in self.builder else place.path
            self.builder.add(
                parent, label_key(labels[-1]), label=join_labels(chain), text=text,
                citation=self._style.cite(place.section, chain),
            )  # fmt: skip

    def _table(self, element: Element, place: _Place) -> None:
        caption = flat(child(element, "caption")) or flat(child(element, "heading"))
        self.builder.add(
            place.path, "table", heading=caption, text="\n".join(table_lines(element)), kind=ProvisionKind.TABLE
        )


def _quoted(element: Element) -> list[str]:
    lines = lines_of(element) or [""]
    lines[0] = f"{element.get('startQuote') or ''}{lines[0]}"
    lines[-1] = f"{lines[-1]}{element.get('endQuote') or ''}"
    return lines


def _has_words(element: Element) -> bool:
    """True for an element with words of its own, not only inside its children."""
    return bool((element.text or "").strip()) or any((item.tail or "").strip() for item in element)


def _is_foreign(element: Element) -> bool:
    """True for data of the publisher among the units of the act (``jolux:…`` of Legilux)."""
    above = element.getparent()
    return above is not None and _namespace(element) != _namespace(above)


def _namespace(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[0] if isinstance(tag, str) else ""


def _has_body(element: Element) -> bool:
    return any(True for _ in children(element, *_BODIES))


def _is_numbered(element: Element) -> bool:
    number = child(element, "num")
    return number is not None and bool(flat(number))


def _holders(act: Element) -> Iterator[Element]:
    """Give what holds articles or sections of the act itself; a section that holds articles is a grouping."""
    bodies = list(children(act, *_BODIES))
    for body in bodies:
        for item in body.iter():
            if name_of(item) not in _SECTIONS or any(name_of(above) in QUOTES for above in item.iterancestors()):
                continue
            for above in item.iterancestors():
                if above is body:
                    break
                yield above


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "Akoma Ntoso (acts and bills, many publishers)")
