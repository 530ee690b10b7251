"""United States Legislative Markup: bills, public laws and the United States Code.

Source: USLM User Guide and schema 2.1, https://github.com/usgpo/uslm. Levels carry ``num``, ``heading``,
``chapeau`` (lead-in), ``content`` and ``continuation``; the stage of a bill stands in ``docStage``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from regdrift.model.document import (
    DateKind,
    LegalDate,
    LegalDocument,
    NoteKind,
    ProvisionKind,
    ProvisionStatus,
    Stage,
    Unreadable,
)
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.congress import origin_of, stage_of_print
from regdrift.parse.hints import ReadHints
from regdrift.parse.markdown_us_code import is_pending, names_pending
from regdrift.parse.registry import Format
from regdrift.parse.status import read_status
from regdrift.parse.xml_source import (
    Element,
    child,
    children,
    find_all,
    inline_text,
    load_xml,
    name_of,
    one_line,
    read_date,
    root_name,
)

_NAME = "uslm"
_VERSION = 3
_ROOTS = frozenset(
    {
        "bill",
        "resolution",
        "pLaw",
        "lawDoc",
        "uscDoc",
        "statuteCompilation",
        "amendment",
        "engrossedAmendment",
        "document",
    }
)
_NAMESPACES = (b"schemas.gpo.gov/xml/uslm", b"xml.house.gov/schemas/uslm")
_DIVISIONS = frozenset(
    {
        "title",
        "subtitle",
        "chapter",
        "subchapter",
        "part",
        "subpart",
        "division",
        "subdivision",
        "appendix",
    }
)
_UNITS = frozenset(
    {
        "subsection",
        "paragraph",
        "subparagraph",
        "clause",
        "subclause",
        "item",
        "subitem",
        "subsubitem",
        "level",
    }
)
_TEXTS = frozenset({"chapeau", "content", "text", "p"})
_DROPPED = ("footnote", "deletedText", "page", "sidenote", "note", "sourceCredit")
_BLOCK_NAMES = frozenset(
    {"p", "quotedContent", "section", "continuation", "row", "tr", "docTitle", "officialTitle", *_UNITS, *_DIVISIONS}
)
_UNREAD = frozenset({*_DROPPED, "meta", "preface", "num", "heading", "attestation", "endorsement", "signatures"})
_APPROPRIATION_RANKS = {"major": 1, "intermediate": 2, "small": 3}
_NOTE_KINDS = {"footnote": NoteKind.FOOTNOTE, "sourceCredit": NoteKind.SOURCE_CREDIT}
_STATUS = {
    "repealed": ProvisionStatus.REPEALED,
    "omitted": ProvisionStatus.REPEALED,
    "transferred": ProvisionStatus.REPEALED,
    "terminated": ProvisionStatus.EXPIRED,
    "expired": ProvisionStatus.EXPIRED,
    "reserved": ProvisionStatus.RESERVED,
}
_USC = re.compile(r"/us/usc/t(?P<title>\w+)/s(?P<section>[^/]+)")
_BILL_TYPES = {
    "hr": "H.R.",
    "s": "S.",
    "hjres": "H.J. Res.",
    "sjres": "S.J. Res.",
    "hconres": "H. Con. Res.",
    "sconres": "S. Con. Res.",
    "hres": "H. Res.",
    "sres": "S. Res.",
}


@dataclass(frozen=True, slots=True)
class _Place:
    parent: str | None
    chain: str
    citation: str | None


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if root_name(head) in _ROOTS and any(name in head[:4096] for name in _NAMESPACES) else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    reader = LevelReader(_cite_document(root))
    main = child(root, "main")
    reader.read_children(main if main is not None else root, None)
    for note in find_all(root, "note", "footnote", "sourceCredit"):
        reader.builder.add_note(_kind_of(note), _blocks(note), path=reader.path_around(note))
    stage_words = next((_flat(item) for item in find_all(root, "docStage")), "")
    # Which print it is, in the publisher's words: two prints of one stage can differ in it.
    reader.builder.add_note(NoteKind.FRONT_MATTER, stage_words, "Stage" if stage_words else None)
    title = next((_flat(item) for item in find_all(root, "officialTitle")), "") or _meta(root, "title")
    identifier = next((item.get("identifier") for item in root.iter() if item.get("identifier")), None)
    return reader.builder.build(
        _NAME, _VERSION, language=_meta(root, "language").lower() or "en", title=title or None,
        citation=reader.citation,
        identifiers={"uslm": _document_identifier(identifier)} if identifier else {},
        stage=_stage_of(stage_words, root), dates=_dates(root),
    )  # fmt: skip


def _kind_of(note: Element) -> NoteKind:
    """Give what a note is; one that announces a later amendment is told apart (OLRC, "Detailed Guide", part IV)."""
    kind = _NOTE_KINDS.get(name_of(note))
    if kind is not None:
        return kind
    if names_pending(_heading(note)) or is_pending(_blocks(note)):
        return NoteKind.PENDING_AMENDMENT
    return NoteKind.AMENDMENT_HISTORY if note.get("topic") == "amendments" else NoteKind.EDITORIAL


def _meta(root: Element, name: str) -> str:
    return next((_flat(item) for group in children(root, "meta") for item in find_all(group, name)), "")


def _document_identifier(identifier: str) -> str:
    """Give the identifier of the document a level stands in: what comes before its section or division."""
    return (
        re.split(r"/(?:s|d|t[IVXLC]|st|ch|pt)(?=[\w.]*(?:/|$))", identifier)[0]
        if "/usc/" not in identifier
        else identifier
    )


def _stage_of(words: str, root: Element) -> Stage | None:
    if name_of(root) == "pLaw":
        return Stage.SIGNED
    kind = _meta(root, "type") or (_cite_document(root) or "")
    return stage_of_print(words, origin_of(kind)) if words else None


def _dates(root: Element) -> tuple[LegalDate, ...]:
    """Give the day a public law was approved; a bill's actions are no dates of law."""
    found = next((item for item in find_all(root, "approvedDate")), None)
    on = read_date(found.get("date") or _flat(found)) if found is not None else None
    return (LegalDate(DateKind.PUBLISHED, on, f"approvedDate {on.isoformat()}"),) if on else ()


def _cite_document(root: Element) -> str | None:
    number, congress = _meta(root, "docNumber"), _meta(root, "congress")
    if name_of(root) == "pLaw" and number and congress:
        return f"Pub. L. {congress}-{number}"
    identifier = next((item.get("identifier") or "" for item in root.iter() if item.get("identifier")), "")
    parts = identifier.strip("/").split("/")
    if len(parts) >= 5 and parts[:2] == ["us", "bill"]:
        return f"{_BILL_TYPES.get(parts[3], parts[3].upper())} {parts[4]}"
    kind = next((_flat(item) for group in children(root, "preface") for item in find_all(group, "type")), "")
    short = "".join(kind.split())
    return f"{short} {number}" if short and number else None


def _flat(element: Element | None) -> str:
    return one_line(inline_text(element, drop=_DROPPED))


def _heading(element: Element) -> str:
    """Give the heading without the dash that sets it off from a text on the same line."""
    return _flat(child(element, "heading")).rstrip("— ")


def _blocks(element: Element) -> str:
    """Give the text of an element; nested levels (the quoted text of an amendment) stand on lines of their own."""
    lines = [""]
    _collect(element, lines)
    return "\n".join(filter(None, (one_line(line) for line in lines)))


def _collect(element: Element, lines: list[str]) -> None:
    lines[-1] += element.text or ""
    for item in element:
        name = name_of(item)
        if name and name not in _DROPPED:
            opens = name == "p" or (name in _BLOCK_NAMES and name not in _TEXTS)
            lines.extend([""] if opens else [])
            _collect(item, lines)
            lines[-1] += " " if name in ("num", "heading") else ""
            lines.extend([""] if opens else [])
        lines[-1] += item.tail or ""


class LevelReader:
    """Walks the levels of one document and collects its provisions."""

    def __init__(self, citation: str | None) -> None:
        """Begin a document that is cited so; None where its citation cannot be told."""
        self.builder = ProvisionBuilder()
        self.citation = citation
        self._paths: dict[Element, str] = {}
        self._appropriations: list[tuple[int, str]] = []

    def path_around(self, element: Element) -> str | None:
        """Give the path of the innermost provision that an element stands in; None outside all."""
        return next((self._paths[item] for item in element.iterancestors() if item in self._paths), None)

    def read_children(self, element: Element, root: str | None) -> None:
        """Read the levels below an element; ``root`` is the path under which sections stand."""
        for item in children(element):
            name = name_of(item)
            if name == "section":
                self._read_section(item, root)
            elif name in _DIVISIONS:
                self._read_division(item, root)
            elif name == "appropriations":
                self._read_appropriation(item, root)
            elif name in _UNITS:
                self._read_unit(item, _Place(root, "", self.citation))
            elif name in ("longTitle", "enactingFormula", "resolvingClause", "preamble", "toc"):
                self.builder.add_note(NoteKind.FRONT_MATTER, _blocks(item))
            elif name in _TEXTS:
                self._read_loose(item, root)
            elif name not in _UNREAD:
                self.read_children(item, root)

    def _read_loose(self, element: Element, root: str | None) -> None:
        text = _blocks(element)
        if not text:
            return
        if root is not None and root in self.builder:
            self.builder.append_text(root, text)
        else:
            self.builder.add(root, "text", text=text, kind=ProvisionKind.TEXT)

    def _read_division(self, element: Element, root: str | None) -> None:
        kind, number = name_of(element), _number_of(element)
        heading = _heading(element)
        path = self.builder.add(
            root, f"{kind}-{number or heading}", label=_flat(child(element, "num")).rstrip("— "), heading=heading,
            kind=ProvisionKind.DIVISION, status=_status(element, heading, ""),
        )  # fmt: skip
        self._paths[element] = path
        self._appropriations = []
        # Sections are numbered through an act, and afresh in each division (A, B) of an omnibus act only.
        self.read_children(element, path if kind == "division" else root)

    def _read_section(self, element: Element, root: str | None) -> None:
        number = _number_of(element)
        heading = _heading(element)
        place = self._cite_section(element, number)
        usc = _USC.search(element.get("identifier") or "")
        printed = _flat(child(element, "num")).rstrip(" .")
        label = f"§ {number}" if usc else printed or None
        path = self.builder.add(
            root, number or heading or "section", label=label, heading=heading or None, kind=ProvisionKind.SECTION,
            citation=place, status=_status(element, heading, ""),
        )  # fmt: skip
        self._fill(element, _Place(path, "", place))

    def _cite_section(self, element: Element, number: str) -> str | None:
        usc = _USC.search(element.get("identifier") or "")
        if usc:
            return f"{usc['title']} U.S.C. § {usc['section']}"
        return f"{self.citation} § {number}" if self.citation and number else None

    def _read_unit(self, element: Element, place: _Place) -> None:
        number = _flat(child(element, "num")).rstrip(" .—")
        heading = _heading(element)
        if not number and not heading:
            self._fill(element, place)
            return
        mark = number if number.startswith("(") else f"({_number_of(element)})" if number else ""
        chain, citation = place.chain + mark, f"{place.citation}{mark}" if place.citation else None
        path = self.builder.add(
            place.parent, number or heading, label=chain if mark else None, heading=heading or None, citation=citation
        )
        self._fill(element, _Place(path, chain, citation))
        found = self.builder.get(path)
        self.builder.set_status(path, _status(element, heading, found.text))

    def _fill(self, element: Element, place: _Place) -> None:
        """Read what stands in a section or unit after its number and heading."""
        path = place.parent
        assert path is not None
        self._paths[element] = path
        for item in children(element):
            name = name_of(item)
            if name in _UNITS:
                self._read_unit(item, place)
            elif name in _TEXTS or name == "continuation":
                late = self.builder.has_units(path) or name == "continuation"
                (self.builder.append_continuation if late else self.builder.append_text)(path, _blocks(item))
            elif name in ("num", "heading", *_DROPPED):
                continue
            elif name == "section":
                self._read_section(item, path)
            else:
                self._join(path, _blocks(item))

    def _join(self, path: str, text: str) -> None:
        (self.builder.append_continuation if self.builder.has_units(path) else self.builder.append_text)(path, text)

    def _read_appropriation(self, element: Element, root: str | None) -> None:
        """Read a heading of an appropriations act: they rank by ``level`` and are printed one after the other."""
        rank = _APPROPRIATION_RANKS.get(element.get("level") or "", 3)
        heading = _heading(element)
        while self._appropriations and self._appropriations[-1][0] >= rank:
            self._appropriations.pop()
        parent = self._appropriations[-1][1] if self._appropriations else root
        path = self.builder.add(parent, heading or "text", heading=heading or None, kind=ProvisionKind.TEXT)
        self._appropriations.append((rank, path))
        self._fill(element, _Place(path, "", None))


def _number_of(element: Element) -> str:
    num = child(element, "num")
    if num is None:
        return ""
    return (num.get("value") or _flat(num)).strip(" .—()[]")


def _status(element: Element, heading: str, text: str) -> ProvisionStatus:
    return _STATUS.get((element.get("status") or "").lower()) or read_status(heading, text)


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "USLM (bills, public laws and the U.S. Code)")
