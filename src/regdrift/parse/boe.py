"""Consolidated norms of the Boletín Oficial del Estado in the XML of its open data service (unverified).

Written from https://www.boe.es/datosabiertos/documentos/APIconsolidada.pdf and an example made for regdrift. Each
``bloque`` is a passage (``precepto``: an article or provision, ``encabezado``: a division) with all its versions, the
newest last; that one is read, with the day from which it applies.
"""

from __future__ import annotations

import re

from regdrift.model.document import LegalDocument, NoteKind, ProvisionKind, Unreadable
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format
from regdrift.parse.status import read_status
from regdrift.parse.xml_source import Element, children, find_all, inline_text, load_xml, one_line, root_name

_NAME = "boe"
_VERSION = 1
_ARTICLE = re.compile(r"Artículo\s+(?P<number>[\w.]+?)\.?(?:\s+(?P<heading>.*))?")
_NUMBERED = re.compile(r"(?P<label>\d{1,3}\.|[a-zñ]\))\s+(?P<rest>.+)", re.DOTALL)
_HEADS = frozenset({"articulo", "capitulo_num", "capitulo_tit", "titulo_num", "titulo_tit", "anexo_num", "anexo_tit"})
_NOTES = frozenset({"nota_pie", "nota_pie_2"})


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if root_name(head) == "response" and b"<bloque" in head else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    builder = ProvisionBuilder()
    for block in find_all(root, "bloque"):
        versions = list(children(block, "version"))
        if versions and block.get("tipo") in ("precepto", "encabezado", "preambulo"):
            _read_block(builder, block, versions[-1])
    return builder.build(_NAME, _VERSION, language="es")


def _read_block(builder: ProvisionBuilder, block: Element, version: Element) -> None:
    name = one_line(block.get("titulo") or "")
    lines = [(item.get("class") or "", one_line(inline_text(item))) for item in find_all(version, "p")]
    printed = " ".join(text for style, text in lines if style in _HEADS)
    match = _ARTICLE.fullmatch(printed) or _ARTICLE.fullmatch(name)
    if block.get("tipo") != "precepto":
        heading = printed or name
        kind = ProvisionKind.RECITAL if block.get("tipo") == "preambulo" else ProvisionKind.DIVISION
        path = builder.add(None, block.get("id") or heading, heading=heading, kind=kind)
    elif match:
        path = builder.add(
            None, match["number"], label=f"Artículo {match['number']}", heading=(match["heading"] or "").rstrip("."),
            kind=ProvisionKind.SECTION, citation=f"Artículo {match['number']}",
        )  # fmt: skip
    else:
        path = builder.add(None, block.get("id") or name, heading=printed or name, kind=ProvisionKind.SECTION)
    for style, text in lines:
        if style in _NOTES:
            builder.add_note(NoteKind.AMENDMENT_HISTORY, text, path=path)
        elif text and style not in _HEADS and block.get("tipo") != "encabezado":
            _read_line(builder, path, text)
    builder.set_status(path, read_status(None, builder.get(path).text))


def _read_line(builder: ProvisionBuilder, section: str, text: str) -> None:
    match = _NUMBERED.fullmatch(text)
    if match is None:
        (builder.append_continuation if builder.has_units(section) else builder.append_text)(section, text)
        return
    number = match["label"].rstrip(".)")
    last = builder.count_children(section)
    parent = f"{section}/{last}" if number.isalpha() and f"{section}/{last}" in builder else section
    builder.add(parent, number, label=match["label"], text=match["rest"], status=read_status(None, match["rest"]))


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "Boletín Oficial del Estado, consolidated (unverified)")
