"""The D.C. Code and D.C. Laws as the Council's law library publishes them in XML.

Sections nest ``para`` elements with ``num``, ``heading``, ``text`` and, after the sub-units, ``aftertext``
(https://github.com/DCCouncil, schema ``dc-library``). ``annotations`` are the codifier's, not the Council's law.
"""

from __future__ import annotations

import re

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

_NAME = "dc_code"
_VERSION = 1
_NAMESPACE = b"code.dccouncil."
_STATUS_OF_REASON = {
    "repealed": ProvisionStatus.REPEALED,
    "omitted": ProvisionStatus.REPEALED,
    "expired": ProvisionStatus.EXPIRED,
    "lapsed": ProvisionStatus.EXPIRED,
    "reserved": ProvisionStatus.RESERVED,
    "not funded": ProvisionStatus.NOT_YET,
}
_NOTE_KINDS = {
    "History": NoteKind.AMENDMENT_HISTORY,
    "Prior Codifications": NoteKind.AMENDMENT_HISTORY,
    "Emergency Legislation": NoteKind.AMENDMENT_HISTORY,
    "Temporary Legislation": NoteKind.AMENDMENT_HISTORY,
}
_PENDING = re.compile(r"has not been implemented|not yet (?:been )?(?:implemented|applicable|in effect)", re.IGNORECASE)
_EDITORS_NOTE = re.compile(r"\*NOTE:.*\*?", re.DOTALL)
"""Tells of emergency or temporary legislation, between asterisks, in the place of text."""
_NOT_FUNDED = re.compile(r"\[?not funded\.?\]?\.?", re.IGNORECASE)


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if root_name(head) not in (None, "html") and _NAMESPACE in head[:4096] else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    builder = ProvisionBuilder()
    _walk(builder, root, None)
    heading = one_line(inline_text(child(root, "heading")))
    number = _number_of(root)
    is_section = name_of(root) == "section"
    citation = f"D.C. Code § {number}" if is_section and number else None
    return builder.build(
        _NAME, _VERSION, language="en", title=heading or None, citation=citation, dates=_latest_date(root)
    )


def _walk(builder: ProvisionBuilder, element: Element, parent: str | None) -> None:
    """Read a container or a section, with all that stands in it."""
    if name_of(element) == "section":
        _read_section(builder, element)
        return
    path = parent
    heading = one_line(inline_text(child(element, "heading")))
    prefix, number = one_line(inline_text(child(element, "prefix"))), _number_of(element)
    if heading or number:
        label = " ".join(filter(None, (prefix, number))) or None
        path = builder.add(
            parent, label or heading, label=label, heading=heading, kind=ProvisionKind.DIVISION,
            status=_status(element, heading, ""),
        )  # fmt: skip
        text = _own_text(element)
        if text:
            builder.append_text(path, text)
        _read_notes(builder, element, path)
    for item in element:
        if name_of(item) not in ("", "num", "prefix", "heading", "text", "annotations", "reason", "meta"):
            _walk(builder, item, path)


def _read_section(builder: ProvisionBuilder, element: Element) -> None:
    number = _number_of(element)
    citation = f"D.C. Code § {number}"
    heading, text = one_line(inline_text(child(element, "heading"))), _own_text(element)
    path = builder.add(
        None, number or "section", label=f"§ {number}", heading=heading, text=text, kind=ProvisionKind.SECTION,
        status=_status(element, heading, text), citation=citation,
    )  # fmt: skip
    for note in filter(_EDITORS_NOTE.fullmatch, _paragraphs(element)):
        builder.add_note(NoteKind.EDITORIAL, note.strip("* "), None, path)
    _read_paragraphs(builder, element, path, ("", citation))
    _read_notes(builder, element, path)


def _read_paragraphs(builder: ProvisionBuilder, element: Element, path: str, place: tuple[str, str]) -> None:
    """Read the sub-units of a unit; ``place`` is the label chain and the citation of the unit."""
    chain, citation = place
    for item in children(element, "para", "aftertext", "table", "include"):
        if name_of(item) != "para":
            builder.append_continuation(path, _flat(item))
            continue
        number = one_line(inline_text(child(item, "num")))
        heading, text = one_line(inline_text(child(item, "heading"))), _own_text(item)
        if not number and not heading:
            _join_unnumbered(builder, item, path, place)
            continue
        inner = (f"{chain}{number}", f"{citation}{number}")
        below = builder.add(
            path, number or heading, label=inner[0] if number else None, heading=heading, text=text,
            status=_status(item, heading, text), citation=inner[1],
        )  # fmt: skip
        _read_paragraphs(builder, item, below, inner)
        _read_notes(builder, item, below)


def _join_unnumbered(builder: ProvisionBuilder, item: Element, path: str, place: tuple[str, str]) -> None:
    """Read a paragraph without number or heading: it is text of the unit that holds it."""
    (builder.append_continuation if builder.has_units(path) else builder.append_text)(path, _own_text(item))
    _read_paragraphs(builder, item, path, place)


def _own_text(element: Element) -> str:
    """Give the unit's own paragraphs, a newline between them; the codifier's notes among them are left out."""
    return "\n".join(text for text in _paragraphs(element) if not _EDITORS_NOTE.fullmatch(text))


def _paragraphs(element: Element) -> list[str]:
    return [_flat(item) for item in children(element, "text")]


def _flat(element: Element) -> str:
    return one_line(inline_text(element, drop=("annotations", "annotation", "del")))


def _number_of(element: Element) -> str:
    """Give the number as the code cites it; brackets round it say that the codifier chose it."""
    return one_line(inline_text(child(element, "num"))).strip("[]§ .")


def _status(element: Element, heading: str, text: str) -> ProvisionStatus:
    reason = one_line(inline_text(child(element, "reason"))).casefold().strip(" .")
    if reason in _STATUS_OF_REASON:
        return _STATUS_OF_REASON[reason]
    if _NOT_FUNDED.fullmatch(text):
        return ProvisionStatus.NOT_YET
    return read_status(heading, text)


def _read_notes(builder: ProvisionBuilder, element: Element, path: str) -> None:
    for group in children(element, "annotations"):
        for item in find_all(group, "annotation"):
            kind_name = item.get("type") or "Note"
            text = one_line(inline_text(item)) or _history_line(item)
            kind = _NOTE_KINDS.get(kind_name, NoteKind.EDITORIAL)
            if _PENDING.search(text):
                kind = NoteKind.PENDING_AMENDMENT
            builder.add_note(kind, text, kind_name, path)


def _history_line(annotation: Element) -> str:
    """Give the words for an entry that consists of attributes: ``D.C. Law 23-98, § 2(a)(4), eff. 2020-06-17``."""
    place = (annotation.get("path") or "").replace("|", "").replace("§", "§ ")
    effective = read_date(annotation.get("eff"))
    parts = (annotation.get("doc"), place, f"eff. {effective.isoformat()}" if effective else None)
    return ", ".join(part for part in parts if part)


def _latest_date(root: Element) -> tuple[LegalDate, ...]:
    """Give the latest day on which an amendment that the text carries took effect."""
    dates = [found for item in find_all(root, "annotation") if (found := read_date(item.get("eff")))]
    if not dates:
        return ()
    latest = max(dates)
    return (LegalDate(DateKind.IN_FORCE, latest, f'annotation eff="{latest.isoformat()}"'),)


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "D.C. Code and Laws (XML of the Council's law library)")
