"""Federal law of Germany in the XML of gesetze-im-internet.de (``gii-norm.dtd``; unverified).

Written from the public DTD (https://www.gesetze-im-internet.de/dtd/1.01/gii-norm.dtd) and an example made for regdrift.
Each ``norm`` is the law's head, a division (``gliederungseinheit``) or a section (``enbez``); paragraphs ``(1)`` and
numbers ``1.`` within a section are printed text, numbered lists stand in ``DL``.
"""

from __future__ import annotations

import re

from regdrift.model.document import DateKind, LegalDate, LegalDocument, NoteKind, ProvisionKind, Unreadable
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format
from regdrift.parse.status import read_status
from regdrift.parse.xml_source import (
    Element,
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

_NAME = "gii"
_VERSION = 1
_PARAGRAPH = re.compile(r"\((?P<number>\d+[a-z]*)\)\s*(?P<rest>.*)", re.DOTALL)
_ANNEX = re.compile(r"(?:Anlage|Anhang)\b")


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if root_name(head) == "dokumente" and b"<norm" in head else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    builder = ProvisionBuilder()
    norms = list(children(root, "norm"))
    short = _said(norms[0], "metadaten", "jurabk") if norms else ""
    title = _said(norms[0], "metadaten", "langue") if norms else ""
    issued = _said(norms[0], "metadaten", "ausfertigung-datum") if norms else ""
    for norm in norms:
        _read_norm(builder, norm, short)
    on = read_date(issued)
    return builder.build(
        _NAME, _VERSION, language="de", title=title or short or None, citation=short or None,
        dates=(LegalDate(DateKind.PUBLISHED, on, f"ausfertigung-datum {issued}"),) if on else (),
    )  # fmt: skip


def _said(norm: Element, *names: str) -> str:
    return one_line(inline_text(descend(norm, *names)))


def _read_norm(builder: ProvisionBuilder, norm: Element, short: str) -> None:
    division = _said(norm, "metadaten", "gliederungseinheit", "gliederungsbez")
    label, heading = _said(norm, "metadaten", "enbez"), _said(norm, "metadaten", "titel")
    content = descend(norm, "textdaten", "text", "Content")
    if not label:
        if division:
            named = _said(norm, "metadaten", "gliederungseinheit", "gliederungstitel")
            builder.add(None, division, label=division, heading=named, kind=ProvisionKind.DIVISION)
        for note in find_all(norm, "standkommentar"):
            builder.add_note(NoteKind.AMENDMENT_HISTORY, one_line(inline_text(note)))
        return
    if label.startswith("Inhalts"):
        return
    citation = f"{label} {short}".strip()
    kind = ProvisionKind.ANNEX if _ANNEX.match(label) else ProvisionKind.SECTION
    path = builder.add(
        None, label, label=label, heading=heading or None, kind=kind, citation=citation, status=read_status(heading, "")
    )
    if content is not None:
        _read_content(builder, content, path, citation)
    for note in find_all(norm, "fussnoten", "standkommentar"):
        builder.add_note(NoteKind.EDITORIAL, one_line(inline_text(note)), path=path)


def _read_content(builder: ProvisionBuilder, content: Element, section: str, citation: str) -> None:
    place = (section, citation, "")
    for block in children(content):
        own = one_line(inline_text(block, drop=("DL",)))
        match = _PARAGRAPH.fullmatch(own) if name_of(block) == "P" else None
        if match is not None:
            label, cited = f"({match['number']})", f"{citation} Abs. {match['number']}"
            text = match["rest"]
            path = builder.add(
                section, match["number"], label=label, text=text, citation=cited, status=read_status(None, text)
            )
            place = (path, cited, label)
        elif own:
            (builder.append_continuation if builder.has_units(place[0]) else builder.append_text)(place[0], own)
        for listed in children(block, "DL"):
            _read_list(builder, listed, place)


def _read_list(builder: ProvisionBuilder, listed: Element, place: tuple[str, str, str]) -> None:
    path, citation, chain = place
    label = ""
    for item in children(listed, "DT", "DD"):
        if name_of(item) == "DT":
            label = one_line(inline_text(item))
            continue
        number = label.rstrip(".)") or "–"
        cited = f"{citation} {'Buchst.' if number.isalpha() else 'Nr.'} {number}"
        text = one_line(inline_text(item, drop=("DL",)))
        below = builder.add(
            path, number, label=f"{chain}{label}", text=text, citation=cited, status=read_status(None, text)
        )
        for inner in find_all(item, "DL"):
            if not any(name_of(above) == "DL" and above is not listed for above in inner.iterancestors("DL")):
                _read_list(builder, inner, (below, cited, f"{chain}{label}"))


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "gesetze-im-internet.de (gii-norm, unverified)")
