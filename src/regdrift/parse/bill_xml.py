"""Bills and resolutions of the U.S. Congress in the older XML of the House and the Senate (unverified).

Built from the public DTDs, https://github.com/usgpo/bill-dtd (bill.dtd, res.dtd), and an example written for
regdrift; no real file was at hand. The levels are those of USLM under other names (``enum``, ``header``, ``text``),
so they are renamed and read by the reader of USLM. Quotation marks, "Sec." and "Title" are printed by the
publisher's style sheet and stand in no file: they are put where it prints them.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint

from regdrift.model.document import LegalDocument, NoteKind, Unreadable
from regdrift.parse.congress import origin_of, stage_of_print
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format
from regdrift.parse.uslm import LevelReader
from regdrift.parse.xml_source import (
    Element,
    children,
    descend,
    find_all,
    inline_text,
    load_xml,
    name_of,
    one_line,
    root_name,
)

_NAME = "bill_xml"
_VERSION = 1
_ROOTS = frozenset({"bill", "resolution"})
_MARKS = (b"bill.dtd", b"res.dtd", b"<legis-body", b"<resolution-body", b"bill-stage=", b"resolution-stage=")
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_RENAMED = {
    "enum": "num",
    "header": "heading",
    "quoted-block": "quotedContent",
    "continuation-text": "continuation",
    "legis-body": "main",
    "resolution-body": "main",
    "deleted-phrase": "deletedText",
    "pagebreak": "page",
    "rule": "level",
    "rules-clause": "level",
    "rules-paragraph": "level",
    "rules-subparagraph": "level",
    "official-title-amendment": "toc",
    "appropriations-major": "appropriations",
    "appropriations-intermediate": "appropriations",
    "appropriations-small": "appropriations",
}
_PRINTED = {
    "section": "Sec.",
    "title": "Title",
    "subtitle": "Subtitle",
    "division": "Division",
    "subdivision": "Subdivision",
    "chapter": "Chapter",
    "subchapter": "Subchapter",
    "part": "Part",
    "subpart": "Subpart",
}


def _sniff(head: bytes, hints: ReadHints) -> float:
    if root_name(head) not in _ROOTS or b"schemas.gpo.gov/xml/uslm" in head[:4096]:
        return 0.0
    return 1.0 if any(mark in head for mark in _MARKS) else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(_ENTITY.sub(_spelled_out, body), _NAME)
    if isinstance(root, Unreadable):
        return root
    number = _words(root, "form", "legis-num")
    stage = stage_of_print(root.get("bill-stage") or root.get("resolution-stage") or "", origin_of(number))
    title = _words(root, "form", "official-title")
    _set_like_uslm(root)
    reader = LevelReader(_cite(number))
    for item in children(root, "preamble"):
        reader.builder.add_note(NoteKind.FRONT_MATTER, one_line(inline_text(item)))
    for main in children(root, "main"):
        reader.read_children(main, None)
    for note in find_all(root, "footnote"):
        reader.builder.add_note(NoteKind.FOOTNOTE, one_line(inline_text(note)), path=reader.path_around(note))
    return reader.builder.build(
        _NAME, _VERSION, language="en", title=title or _words(root, "metadata", "dublinCore", "title") or None,
        citation=_cite(number), stage=stage,
    )  # fmt: skip


def _spelled_out(match: re.Match[bytes]) -> bytes:
    """Give the character of a named entity, which only the DTD declares; DTDs are never loaded."""
    name = match.group(1).decode("ascii")
    if name in _XML_ENTITIES or name not in name2codepoint:
        return match.group()
    return f"&#{name2codepoint[name]};".encode("ascii")


def _words(root: Element, *names: str) -> str:
    return one_line(inline_text(descend(root, *names), drop=("footnote", "deleted-phrase")))


def _cite(number: str) -> str | None:
    """``H. R. 264`` → ``H.R. 264``, as Congress cites its measures."""
    match = re.fullmatch(r"(?P<kind>[A-Za-z. ]+?)\s*(?P<number>\d+)", number)
    return f"{match['kind'].replace('. ', '.')} {match['number']}" if match else number or None


def _set_like_uslm(root: Element) -> None:
    """Rename the elements to those of USLM, and put what the style sheet prints."""
    for element in list(root.iter()):
        name = name_of(element)
        if name == "quote" or (name == "term" and name_of(_parent(element)) != "quote"):
            _enclose(element, "“", "”")
        elif name == "quoted-block":
            _open_quotation(element)
        elif name == "enum":
            _print_number(element)
        if name.startswith("appropriations-"):
            element.set("level", name.removeprefix("appropriations-"))
        if name in _RENAMED:
            element.tag = _RENAMED[name]


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def _enclose(element: Element, before: str, after: str) -> None:
    element.text = before + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + after
    else:
        element.text += after


def _open_quotation(element: Element) -> None:
    """Put the quotation marks of a quoted block; what follows it (a period, "; and") joins its last words."""
    behind = next(children(element, "after-quoted-block"), None)
    inside = [item for item in element.iter() if item is not element and item is not behind]
    worded = [item for item in inside if (item.text or "").strip()]
    if not worded:
        return
    worded[0].text = "“" + (worded[0].text or "").lstrip()
    after = one_line(inline_text(behind))
    last = worded[-1]
    if len(last):
        last[-1].tail = (last[-1].tail or "").rstrip() + f"”{after}"
    else:
        last.text = (last.text or "").rstrip() + f"”{after}"
    if behind is not None:
        behind.text = None


def _print_number(element: Element) -> None:
    owner = _parent(element)
    name, number = name_of(owner), one_line(inline_text(element))
    inside = any(name_of(item) in ("quoted-block", "quotedContent") for item in owner.iterancestors())
    if name in _PRINTED and number and not inside:
        element.set("value", number.strip(" .—()[]"))
        for item in list(element):
            element.remove(item)
        element.text = f"{_PRINTED[name]} {number.rstrip('. ')}"


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "Bills of the U.S. Congress in the XML of bill.dtd (unverified)")
