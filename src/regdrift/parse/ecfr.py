"""The Electronic Code of Federal Regulations: bulk files and the answers of its versioner service.

Both nest ``DIV1`` (title) … ``DIV9`` (appendix). A division is identified by its ``TYPE`` and ``N``; ``NODE`` is
reassigned with every publication and never used. Source: eCFR XML User Guide, https://www.govinfo.gov/bulkdata/ECFR.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from regdrift.model.document import LegalDocument, ProvisionKind, ProvisionStatus, Unreadable
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.cfr_text import CfrSection, plain
from regdrift.parse.cfr_xml import (
    RESERVED,
    add_cfr_notes,
    cfr_inline,
    cfr_paragraphs,
    split_division_head,
    split_section_head,
    write_appendix,
)
from regdrift.parse.hints import ReadHints
from regdrift.parse.numbering import GENERIC
from regdrift.parse.registry import Format
from regdrift.parse.status import read_status
from regdrift.parse.xml_source import Element, child, children, find_all, load_xml, name_of, root_name

_NAME = "ecfr"
_VERSION = 2
_DIVISIONS = tuple(f"DIV{level}" for level in range(1, 10))
_MARKER = re.compile(rb"<DIV[1-9]\s[^>]*\bTYPE=\"")
_VOLUME = re.compile(r"\s*--\s*Volume \d+$")
"""The bulk files print the volume of the printed edition into the title's head."""
_CITED_TITLE = re.compile(r"\"citation\"\s*:\s*\"(\d+) CFR|/title-(\d+)/")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands."""

    title: str | None
    parent: str | None
    """Path of the enclosing part, or None above parts."""
    part: str | None = None


def _sniff(head: bytes, hints: ReadHints) -> float:
    if root_name(head) in ("ECFR", "DLPSTEXTCLASS"):
        return 1.0
    return 0.9 if root_name(head) in _DIVISIONS and _MARKER.search(head) else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    builder = ProvisionBuilder()
    title = _title_number(root)
    tops = [root] if name_of(root) in _DIVISIONS else _outermost(root)
    for division in tops:
        _walk(builder, division, _Place(title, None))
    first = tops[0] if tops else None
    heading = _VOLUME.sub("", plain(cfr_inline(child(first, "HEAD")))) if first is not None else None
    citation = _document_citation(first, title)
    return builder.build(_NAME, _VERSION, language="en", title=heading or None, citation=citation)


def _outermost(root: Element) -> list[Element]:
    found: list[Element] = []
    for item in children(root):
        found += [item] if name_of(item) in _DIVISIONS else _outermost(item)
    return found


def _title_number(root: Element) -> str | None:
    for item in find_all(root, *_DIVISIONS):
        if item.get("TYPE") == "TITLE":
            return item.get("N") or None
        cited = _CITED_TITLE.search(item.get("hierarchy_metadata") or "")
        if cited:
            return cited[1] or cited[2]
    return None


def _document_citation(first: Element | None, title: str | None) -> str | None:
    if first is None or title is None:
        return None
    number = _number_of(first)
    return {
        "TITLE": f"Title {title} CFR",
        "PART": f"{title} CFR Part {number}",
        "SECTION": f"{title} CFR {number}",
    }.get(first.get("TYPE") or "")


def _number_of(element: Element) -> str:
    """Give ``N`` without the section sign that the bulk files print in it."""
    return (element.get("N") or "").replace("§", "").strip().strip(".")


def _walk(builder: ProvisionBuilder, element: Element, place: _Place) -> None:
    kind = (element.get("TYPE") or "").upper()
    if kind == "SECTION":
        _read_section(builder, element, place)
        return
    if kind == "APPENDIX" or name_of(element) == "DIV9":
        _read_appendix(builder, element, place)
        return
    head = _VOLUME.sub("", plain(cfr_inline(child(element, "HEAD"))))
    inner, path = _add_division(builder, element, head, place)
    add_cfr_notes(builder, element, path)
    paragraphs = cfr_paragraphs(element, skip=("DIV",))
    if paragraphs:
        CfrSection(builder, path, None, GENERIC).write(paragraphs)
    for item in children(element, *_DIVISIONS):
        _walk(builder, item, inner)


def _add_division(builder: ProvisionBuilder, element: Element, head: str, place: _Place) -> tuple[_Place, str]:
    """Add a title, chapter, part, subpart or subject group.

    Sections stand below their part, not below these, so that a section that moves to another subpart keeps its path.
    """
    kind, number = (element.get("TYPE") or "division").lower(), _number_of(element)
    label, rest = split_division_head(head) if kind != "subjgrp" else ("", head)
    status = ProvisionStatus.RESERVED if RESERVED.search(head) else read_status(rest, "")
    part = number if kind == "part" else f"subjgrp:{head}" if kind == "subjgrp" else f"{kind}-{number}"
    citation = f"{place.title} CFR Part {number}" if kind == "part" and place.title else None
    path = builder.add(
        None if kind == "part" else place.parent, part, label=label, heading=rest or None,
        kind=ProvisionKind.DIVISION, status=status, citation=citation,
    )  # fmt: skip
    return (replace(place, parent=path, part=number) if kind == "part" else place), path


def _read_section(builder: ProvisionBuilder, element: Element, place: _Place) -> None:
    number = _number_of(element)
    head = plain(cfr_inline(child(element, "HEAD")))
    label, heading = split_section_head(head, number)
    citation = f"{place.title} CFR {number}" if place.title else f"{number}"
    reserved = bool(RESERVED.search(head))
    path = builder.add(
        place.parent or number.partition(".")[0], number, label=label, heading=heading, kind=ProvisionKind.SECTION,
        text="[Reserved]" if reserved else "", citation=citation,
        status=ProvisionStatus.RESERVED if reserved else read_status(heading, ""),
    )  # fmt: skip
    CfrSection(builder, path, citation).write(cfr_paragraphs(element))
    add_cfr_notes(builder, element, path)


def _read_appendix(builder: ProvisionBuilder, element: Element, place: _Place) -> None:
    head = plain(cfr_inline(child(element, "HEAD")))
    number = _number_of(element) or head
    write_appendix(builder, element, (head, number), (place.title, place.parent or place.part))


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "eCFR XML (Code of Federal Regulations)")
