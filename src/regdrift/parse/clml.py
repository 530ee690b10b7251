"""Acts and instruments of the United Kingdom in the Crown Legislation Markup Language of legislation.gov.uk.

Unverified: built from the public schema, its user guide and its sample files; never run on an answer of the service.
Source: CLML schema 2.x and user guide, https://legislation.github.io/clml-schema/userguide.html.

Sections of an Act are numbered through: they stand below no part or chapter, so that one that moves keeps its path.
Where numbers start anew (schedules, and parts that the publisher's own ids name), they stand below what counts them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from regdrift.model.document import (
    DateKind,
    LegalDate,
    LegalDocument,
    NoteKind,
    ProvisionKind,
    ProvisionStatus,
    Unreadable,
)
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.hints import ReadHints
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

_NAME = "clml"
_VERSION = 1
_NAMESPACE = b"http://www.legislation.gov.uk/namespaces/legislation"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_COUNTING = frozenset({"Schedule", "Appendix", "Attachment"})
_DIVISIONS = _COUNTING | {
    "Group", "Part", "Chapter", "Pblock", "PsubBlock", "Division",
    "EUPart", "EUTitle", "EUChapter", "EUSection", "EUSubsection",
}  # fmt: skip
_CLEAR = frozenset(
    {"Primary", "Secondary", "EURetained", "Body", "EUBody", "Schedules", "ScheduleBody", "AppendixBody", "P1group"}
    | {"P2group", "P3group", "Attachments", "AttachmentGroup", "Legislation", "Content"}
)  # fmt: skip
_UNIT = re.compile(r"P[1-9]")
_PARA = re.compile(r"P[1-9]para|Para|P")
_UNREAD = frozenset(
    {"Metadata", "Contents", "Number", "Title", "TitleBlock", "Pnumber", "Commentaries", "Footnotes", "MarginNotes"}
    | {"Resources", "Versions", "PrimaryPrelims", "SecondaryPrelims", "EUPrelims", "ExplanatoryNotes", "EarlierOrders"}
    | {"SignedSection", "Reference", "Warning", "CommentaryRef", "Correction", "Figure"}
)  # fmt: skip
_NOTES = {
    "LongTitle": NoteKind.FRONT_MATTER,
    "PrimaryPreamble": NoteKind.FRONT_MATTER,
    "SecondaryPreamble": NoteKind.FRONT_MATTER,
    "EUPreamble": NoteKind.FRONT_MATTER,
    "SignedSection": NoteKind.FRONT_MATTER,
    "ExplanatoryNotes": NoteKind.EDITORIAL,
    "EarlierOrders": NoteKind.EDITORIAL,
    "Footnote": NoteKind.FOOTNOTE,
}
_STATUS = {
    "Repealed": ProvisionStatus.REPEALED,
    "Dead": ProvisionStatus.REPEALED,
    "Prospective": ProvisionStatus.NOT_YET,
}
_CITED_AS = {"section": "s. ", "regulation": "reg. ", "article": "art. ", "rule": "r. ", "paragraph": "para. "}
_CITED_DIVISIONS = {"schedule": "Sch.", "part": "Pt.", "chapter": "Ch."}
_COUNTED_WORD = re.compile(r"(?:section|regulation|article|rule|paragraph|schedule)\s+", re.IGNORECASE)
_DOTS = re.compile(r"(?:\.\s){3,}\.?")
"""The publisher prints a row of dots, of no fixed length, in place of what was repealed."""


@dataclass(frozen=True, slots=True)
class _Division:
    """A division on the way to an element."""

    path: str
    id: str
    counts: bool
    """True where its provisions are numbered anew whatever their ids say."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands."""

    divisions: tuple[_Division, ...] = ()
    heading: str = ""
    status: ProvisionStatus = ProvisionStatus.IN_FORCE

    @property
    def path(self) -> str | None:
        """Path of the innermost division; None at the root."""
        return self.divisions[-1].path if self.divisions else None

    def counter_of(self, id_: str) -> _Division | None:
        """Give the division that counts the provision of that id; None where the whole document does."""
        for division in reversed(self.divisions):
            if division.counts or (division.id and id_.startswith(f"{division.id}-")):
                return division
        return None


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if root_name(head) == "Legislation" and _NAMESPACE in head else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    title = _meta(root, "title")
    reader = _Reader(_cite_document(root))
    for item in children(root, "Primary", "Secondary", "EURetained"):
        reader.walk(item, _Place())
    _add_notes(reader, root)
    uri = root.get("IdURI") or root.get("DocumentURI")
    language = (root.get(_LANGUAGE) or _meta(root, "language") or "en").partition("-")[0]
    return reader.builder.build(
        _NAME, _VERSION, language=language.lower(), title=title or None, citation=reader.cited,
        identifiers={"uri": uri} if uri else {}, dates=_dates(root),
    )  # fmt: skip


class _Reader:
    """Walks a document once, collecting its provisions and which of them each annotation belongs to."""

    def __init__(self, cited: str | None) -> None:
        self.builder = ProvisionBuilder()
        self.cited = cited
        self.annotated: dict[str, str] = {}

    def walk(self, element: Element, place: _Place) -> None:
        """Read what stands in a division, or in an element that only wraps."""
        place = replace(place, status=_STATUS.get(element.get("Status") or "", place.status))
        for item in children(element):
            name = name_of(item)
            if name in _UNREAD:
                continue
            if name in _DIVISIONS:
                self.walk(item, self._divide(item, place))
            elif name in _CLEAR:
                heading = _flat(child(item, "Title")) if name.endswith("group") else ""
                self.walk(item, replace(place, heading=heading))
            elif _UNIT.fullmatch(name):
                self._section(item, place)
            elif name == "P" and any(_UNIT.fullmatch(name_of(part)) for part in children(item)):
                self.walk(item, place)
            else:
                self._passage(item, place)

    def _divide(self, element: Element, place: _Place) -> _Place:
        name, number = name_of(element), _flat(child(element, "Number"))
        heading = _flat(child(element, "Title")) or _flat(child(element, "TitleBlock"))
        status = _STATUS.get(element.get("Status") or "", place.status)
        path = self.builder.add(
            place.path, number or f"heading:{heading or name}", label=number, heading=heading,
            kind=ProvisionKind.ANNEX if name in _COUNTING else ProvisionKind.DIVISION, status=status,
        )  # fmt: skip
        division = _Division(path, element.get("id") or "", name in _COUNTING)
        return _Place((*place.divisions, division), status=status)

    def _section(self, element: Element, place: _Place) -> None:
        number, id_ = _flat(child(element, "Pnumber")), element.get("id") or ""
        counter = place.counter_of(id_)
        citation = self._cite(counter, id_, number)
        status = _STATUS.get(element.get("Status") or "", place.status)
        path = self.builder.add(
            counter.path if counter else None, number, label=number, heading=place.heading, citation=citation,
            kind=ProvisionKind.SECTION, status=status,
        )  # fmt: skip
        for item in element.iter():
            ref = item.get("Ref") if name_of(item) == "CommentaryRef" else item.get("CommentaryRef")
            if ref:
                self.annotated.setdefault(ref, path)
        self._fill(element, path, "", citation)

    def _cite(self, counter: _Division | None, id_: str, number: str) -> str | None:
        """Give ``Data Protection Act 2018 s. 8``; None where the id does not say what the number counts."""
        words = _CITED_AS.get(re.split(r"-(?=[^-]*$)", id_)[0].rpartition("-")[2])
        if words is None or self.cited is None:
            return None
        above = self._cite_counter(counter) if counter is not None else ""
        return None if above is None else f"{self.cited} {above}{words}{_COUNTED_WORD.sub('', number)}"

    def _cite_counter(self, counter: _Division) -> str | None:
        """Give ``Sch. 1 Pt. 2`` with a blank behind it; None for a division that is not cited so."""
        steps = counter.path.split("/")
        cited = ""
        for depth in range(1, len(steps) + 1):
            kind, _, number = (self.builder.get("/".join(steps[:depth])).label or "").partition(" ")
            short = _CITED_DIVISIONS.get(kind.lower())
            if short is None or not number:
                return None
            cited += f"{short} {number} "
        return cited

    def _fill(self, element: Element, path: str, chain: str, citation: str | None) -> None:
        """Write the text of a provision and the units below it."""
        self._pour(element, path, (chain, citation), "")
        item = self.builder.get(path)
        if item.status is ProvisionStatus.IN_FORCE and not self.builder.has_units(path):
            self.builder.set_status(path, read_status(None, item.full_text))

    def _pour(self, element: Element, path: str, named: tuple[str, str | None], heading: str) -> None:
        chain, citation = named
        for item in children(element):
            name = name_of(item)
            if _UNIT.fullmatch(name):
                number = _flat(child(item, "Pnumber"))
                label = f"{chain}({number})" if number else chain
                unit = self.builder.add(
                    path, number, label=label, heading=heading,
                    citation=f"{citation}({number})" if citation and number else None,
                    status=_STATUS.get(item.get("Status") or "", self.builder.get(path).status),
                )  # fmt: skip
                self._fill(item, unit, label, f"{citation}({number})" if citation and number else None)
            elif name.endswith("group"):
                self._pour(item, path, named, _flat(child(item, "Title")))
            elif _PARA.fullmatch(name):
                self._pour(item, path, named, heading)
            elif name not in _UNREAD:
                self._write(path, _blocks(item))

    def _write(self, path: str, text: str) -> None:
        if self.builder.has_units(path):
            self.builder.append_continuation(path, text)
        else:
            self.builder.append_text(path, text)

    def _passage(self, element: Element, place: _Place) -> None:
        """Write a passage without number to its division, or as one of its own at the root."""
        text = _blocks(element)
        if not text:
            return
        if place.path is None or self.builder.has_units(place.path):
            self.builder.add(place.path, "text", text=text, kind=ProvisionKind.TEXT, status=place.status)
        else:
            self.builder.append_text(place.path, text)


def _add_notes(reader: _Reader, root: Element) -> None:
    for item in find_all(root, *_NOTES):
        reader.builder.add_note(_NOTES[name_of(item)], _blocks(item))
    for item in find_all(root, "Commentary"):
        kind = NoteKind.AMENDMENT_HISTORY if item.get("Type") == "F" else NoteKind.EDITORIAL
        reader.builder.add_note(kind, _blocks(item), path=reader.annotated.get(item.get("id") or ""))
    for item in find_all(root, "UnappliedEffect"):
        if item.get("RequiresApplied") == "true":
            by = f"{_flat(child(item, 'AffectingTitle'))} {item.get('AffectingProvisions') or ''}".strip()
            said = f"{item.get('AffectedProvisions') or ''} {item.get('Type') or ''}".strip()
            reader.builder.add_note(NoteKind.PENDING_AMENDMENT, f"{said} by {by}" if by else said)


def _rewrite(element: Element) -> str | None:
    """Give a blank for the special characters, all of which are spaces or fill a line."""
    return " " if name_of(element) == "Character" else None


def _flat(element: Element | None) -> str:
    text = one_line(inline_text(element, drop=("CommentaryRef", "FootnoteRef", "MarginNoteRef"), rewrite=_rewrite))
    return _DOTS.sub("…", text)


def _blocks(element: Element) -> str:
    """Give the text of an element; paragraphs, quoted provisions and rows of tables on lines of their own."""
    lines: list[str] = []
    _collect(element, lines)
    return "\n".join(line.strip() for line in lines if line.strip())


def _breaks(element: Element) -> bool:
    """True for the elements of CLML and for rows of tables, which are XHTML in lower case."""
    name = name_of(element)
    return name[:1].isupper() or name == "tr"


def _collect(element: Element, lines: list[str]) -> None:
    name = name_of(element)
    if name == "tr":
        lines.append(" | ".join(filter(None, map(_flat, children(element)))))
    elif name == "Pnumber":
        # The number stays open, for the text that follows on its line.
        lines.append(f"{_flat(element)} ")
    elif name == "Text" or not any(_breaks(item) for item in element.iterdescendants()):
        text = _flat(element)
        if lines and lines[-1].endswith(" "):
            lines[-1] = f"{lines[-1]}{text}"
        else:
            lines.append(text)
    else:
        for item in children(element):
            _collect(item, lines)


def _meta(root: Element, name: str) -> str:
    return next((_flat(item) for group in children(root, "Metadata") for item in find_all(group, name)), "")


def _cite_document(root: Element) -> str | None:
    """Give ``S.I. 2017/1325`` for an instrument, else the short title of an Act with its year."""
    title = _meta(root, "title")
    for group in find_all(root, "SecondaryMetadata"):
        year, number = child(group, "Year"), child(group, "Number")
        main = next((item.get("Value") or "" for item in find_all(group, "DocumentMainType")), "")
        if year is not None and number is not None and main == "UnitedKingdomStatutoryInstrument":
            return f"S.I. {year.get('Value')}/{number.get('Value')}"
    return title or None


def _dates(root: Element) -> tuple[LegalDate, ...]:
    found: list[LegalDate] = []
    for group in find_all(root, "PrimaryMetadata", "SecondaryMetadata"):
        named = [(DateKind.PUBLISHED, item) for item in children(group, "EnactmentDate", "Made")]
        for item in children(group, "ComingIntoForce"):
            named += [(DateKind.IN_FORCE, part) for part in children(item, "DateTime")]
        for kind, item in named:
            on = read_date(item.get("Date"))
            what = "ComingIntoForce" if kind is DateKind.IN_FORCE else name_of(item)
            if on is not None:
                found.append(LegalDate(kind, on, f"{what} {on.isoformat()}"))
    return tuple(dict.fromkeys(found))


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "legislation.gov.uk XML (CLML), unverified")
