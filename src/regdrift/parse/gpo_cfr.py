"""The annual edition of the Code of Federal Regulations as the Government Publishing Office marks it up.

Source: CFR XML User Guide, https://www.govinfo.gov/bulkdata/CFR (``CFRDOC``, ``CFRGRANULE``).
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
    write_appendix,
)
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format
from regdrift.parse.status import read_status
from regdrift.parse.xml_source import Element, child, children, find_all, load_xml, name_of, root_name

_NAME = "gpo_cfr"
_VERSION = 2
_ROOTS = ("CFRDOC", "CFRGRANULE")
_DIVISIONS = {
    "TITLE": "title",
    "SUBTITLE": "subtitle",
    "CHAPTER": "chapter",
    "SUBCHAP": "subchap",
    "SUBPART": "subpart",
    "SUBJGRP": "subjgrp",
}
_PART_NUMBER = re.compile(r"PARTS?\s+([\w.\-–]+)", re.IGNORECASE)
_ENUMERATED = re.compile(r"(?:sub)?(?:title|chapter|chap|part)s?\s+([\w.\-–]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    title: str | None
    part: str | None


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if root_name(head) in _ROOTS else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    title = next((cfr_inline(item) for item in find_all(root, "CFRTITLE")), "") or None
    builder = ProvisionBuilder()
    _walk(builder, root, _Place(title, None))
    parts = [item for item in find_all(root, "PART") if child(item, "HD") is not None]
    number = _part_number(parts[0]) if len(parts) == 1 else None
    return builder.build(
        _NAME, _VERSION, language="en",
        title=next((plain(cfr_inline(child(item, "HD"))) for item in parts[:1]), None),
        citation=f"{title} CFR Part {number}" if title and number else f"Title {title} CFR" if title else None,
    )  # fmt: skip


def _part_number(element: Element) -> str:
    for source in (child(element, "HD"), child(element, "RESERVED"), child(element, "EAR")):
        match = _PART_NUMBER.search(cfr_inline(source))
        if match:
            return match[1]
    return ""


def _walk(builder: ProvisionBuilder, element: Element, place: _Place) -> None:
    for item in children(element):
        name = name_of(item)
        if name == "SECTION":
            _read_section(builder, item, place)
        elif name == "APPENDIX":
            head = plain(cfr_inline(child(item, "HD"))) or plain(cfr_inline(child(item, "RESERVED")))
            write_appendix(builder, item, (head, split_division_head(head)[0]), (place.title, place.part))
        elif name == "PART":
            _read_part(builder, item, place)
        elif name in _DIVISIONS:
            _read_division(builder, item, place)
        elif name not in ("FDSYS", "CONTENTS", "FMTR", "TOC", "CFRTOC", "BMTR"):
            _walk(builder, item, place)


def _read_part(builder: ProvisionBuilder, element: Element, place: _Place) -> None:
    head = plain(cfr_inline(child(element, "HD"))) or plain(cfr_inline(child(element, "RESERVED")))
    number = _part_number(element)
    label, heading = split_division_head(head)
    path = builder.add(
        None, number or head, label=label, heading=heading or None, kind=ProvisionKind.DIVISION,
        citation=f"{place.title} CFR Part {number}" if place.title and number else None,
        status=ProvisionStatus.RESERVED if RESERVED.search(head) else ProvisionStatus.IN_FORCE,
    )  # fmt: skip
    add_cfr_notes(builder, element, path)
    _walk(builder, element, replace(place, part=path))


def _read_division(builder: ProvisionBuilder, element: Element, place: _Place) -> None:
    head = plain(cfr_inline(child(element, "HD"))) or plain(cfr_inline(child(element, "RESERVED")))
    if head:
        kind = _DIVISIONS[name_of(element)]
        label, heading = split_division_head(head) if kind != "subjgrp" else ("", head)
        match = _ENUMERATED.search(label)
        part = f"subjgrp:{head}" if kind == "subjgrp" else f"{kind}-{match[1] if match else label}"
        path = builder.add(
            place.part, part, label=label, heading=heading or None, kind=ProvisionKind.DIVISION,
            status=ProvisionStatus.RESERVED if RESERVED.search(head) else ProvisionStatus.IN_FORCE,
        )  # fmt: skip
        add_cfr_notes(builder, element, path)
    _walk(builder, element, place)


def _read_section(builder: ProvisionBuilder, element: Element, place: _Place) -> None:
    printed = plain(cfr_inline(child(element, "SECTNO")))
    number = printed.replace("§", "").strip(" .")
    heading = plain(cfr_inline(child(element, "SUBJECT"))) or None
    head = " ".join(filter(None, (heading, plain(cfr_inline(child(element, "RESERVED"))))))
    reserved = bool(RESERVED.search(head))
    citation = f"{place.title} CFR {number}" if place.title else number
    sign = "§§" if printed.startswith("§§") else "§"
    path = builder.add(
        place.part or number.partition(".")[0], number, label=f"{sign} {number}", heading=head or None,
        text="[Reserved]" if reserved else "", kind=ProvisionKind.SECTION, citation=citation,
        status=ProvisionStatus.RESERVED if reserved else read_status(heading, ""),
    )  # fmt: skip
    CfrSection(builder, path, citation).write(cfr_paragraphs(element, skip=("SECTNO", "SUBJECT", "RESERVED")))
    add_cfr_notes(builder, element, path)


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "CFR annual edition (XML of the Government Publishing Office)")
