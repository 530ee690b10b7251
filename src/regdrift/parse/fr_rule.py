"""Documents of the Federal Register: rules, proposed rules and notices, with the regulatory text they enact.

Source: Federal Register XML User Guide, https://www.govinfo.gov/bulkdata/FR (``RULE``, ``PRORULE``, ``NOTICE``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regdrift.model.document import LegalDocument, NoteKind, ProvisionKind, Stage, Unreadable
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.cfr_text import CfrSection, plain
from regdrift.parse.cfr_xml import cfr_inline, cfr_paragraphs, write_appendix
from regdrift.parse.fr_dates import dates_stated
from regdrift.parse.hints import ReadHints
from regdrift.parse.numbering import GENERIC
from regdrift.parse.registry import Format
from regdrift.parse.xml_source import Element, child, children, find_all, load_xml, name_of, root_name

_NAME = "fr_rule"
_VERSION = 2
_STAGES = {"RULE": Stage.PUBLISHED, "PRORULE": Stage.PROPOSED, "NOTICE": None}
_PREAMBLE = ("AGY", "ACT", "SUM", "DATES", "EFFDATE", "ADD", "FURINF")
_DATE_PARTS = ("DATES", "EFFDATE", "COMPDATE")
_DOCUMENT_NUMBER = re.compile(r"FR Doc\.?\s*([\w–-]+)")


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if root_name(head) in _STAGES and b"<PREAMB" in head else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    builder = ProvisionBuilder()
    preamble = child(root, "PREAMB")
    for item in children(preamble, *_PREAMBLE):
        _read_preamble_part(builder, item)
    for item in children(root, "SUPLINF"):
        path = builder.add(None, "supplementary-information", heading=_head(item), kind=ProvisionKind.TEXT)
        CfrSection(builder, path, None, GENERIC).write(cfr_paragraphs(item, skip=("REGTEXT", "LSTSUB", "SIG")))
    for item in find_all(root, "REGTEXT"):
        _read_regulatory_text(builder, item)
    for item in find_all(root, "FTNT"):
        builder.add_note(NoteKind.FOOTNOTE, plain(cfr_inline(item)))
    number = _DOCUMENT_NUMBER.search(cfr_inline(next(find_all(root, "FRDOC"), None)))
    title = plain(cfr_inline(child(preamble, "SUBJECT"))) if preamble is not None else ""
    dates = [
        found
        for item in children(preamble, *_DATE_PARTS)
        for line in children(item, "P", "FP")
        for found in dates_stated(plain(cfr_inline(line)))
    ]
    return builder.build(
        _NAME, _VERSION, language="en", title=title or None, stage=_STAGES.get(name_of(root)),
        citation=f"FR Doc. {number[1]}" if number else None,
        identifiers={"fr_document": number[1].replace("–", "-")} if number else {}, dates=tuple(dict.fromkeys(dates)),
    )  # fmt: skip


def _head(element: Element) -> str:
    return plain(cfr_inline(child(element, "HD"))).rstrip(":")


def _read_preamble_part(builder: ProvisionBuilder, element: Element) -> None:
    heading = _head(element)
    text = "\n".join(plain(cfr_inline(item)) for item in children(element) if name_of(item) != "HD")
    if name_of(element) in ("ADD", "FURINF"):
        builder.add_note(NoteKind.FRONT_MATTER, text, heading)
    elif text:
        builder.add(None, heading or name_of(element), heading=heading, text=text, kind=ProvisionKind.TEXT)


def _read_regulatory_text(builder: ProvisionBuilder, element: Element) -> None:
    """Read one block of regulatory text: instructions (``AMDPAR``) and the sections as they will read."""
    title, part = element.get("TITLE"), element.get("PART") or "part"
    cited = f"{title} CFR Part {part}" if title else f"Part {part}"
    root = f"regtext/{part}"
    path: str | None = None
    for item in _flatten(element):
        name = name_of(item)
        if name == "AMDPAR":
            path = builder.add(root, "amendment", text=plain(cfr_inline(item)), citation=f"Amendment to {cited}")
        elif name == "SECTION":
            _read_section(builder, item, root, title)
        elif name == "APPENDIX":
            write_appendix(builder, item, (_head(item), _head(item)), (title, root))
        elif name == "AUTH":
            builder.add_note(NoteKind.SOURCE_CREDIT, plain(cfr_inline(child(item, "P"))), _head(item), path)
        elif name in ("EXTRACT", "P", "FP") and path is not None:
            builder.append_text(path, plain(cfr_inline(item)))


def _flatten(element: Element) -> Iterator[Element]:
    """Give what stands in regulatory text, parts and subparts opened."""
    for item in children(element):
        if name_of(item) in ("PART", "SUBPART", "SUBJGRP"):
            yield from _flatten(item)
        else:
            yield item


def _read_section(builder: ProvisionBuilder, element: Element, root: str, title: str | None) -> None:
    # Some documents run the heading on from the number with a dash: "§ 1004.1—Authority,".
    number, _, begun = plain(cfr_inline(child(element, "SECTNO"))).replace("§", "").partition("—")
    number = number.strip(" .")
    heading = " ".join(filter(None, (begun.strip(), plain(cfr_inline(child(element, "SUBJECT"))))))
    citation = f"{title} CFR {number}" if title else number
    path = builder.add(
        root, number or "section", label=f"§ {number}", heading=heading, kind=ProvisionKind.SECTION, citation=citation
    )
    CfrSection(builder, path, citation).write(cfr_paragraphs(element, skip=("SECTNO", "SUBJECT", "STARS")))


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "Federal Register document (XML)")
