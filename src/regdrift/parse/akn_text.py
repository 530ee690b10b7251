"""The words of Akoma Ntoso: inline markup, quotations of amending acts, tables, notes left out.

A quotation is text of the act that quotes. Its marks stand in attributes (``startQuote``, ``endQuote``), and the
articles inside it are articles of another act.
"""

from __future__ import annotations

import re

from regdrift.parse.xml_source import Element, children, find_all, inline_text, name_of, one_line

NOTES = frozenset({"authorialNote", "noteRef"})
_DROPPED = frozenset({*NOTES, "del", "img", "meta", "marker", "remark"})
QUOTES = frozenset({"quotedStructure", "embeddedStructure"})
_LINES = frozenset(
    {"p", "block", "li", "listIntroduction", "listWrapUp", "tocItem", "longTitle", "item", "point"}
    | {"paragraph", "alinea", "subparagraph", "article", "section", "chapter", "intro", "wrapUp", "heading", "num"}
    | {"table", "caption", *QUOTES}
)
_MARK = re.compile(r"\(\(\d{1,3}\)?\)?|\(\d{1,3}\)\)?")
"""The publisher's number of an amendment (``((26))``), printed inside ``ins``: no word of the law."""


def flat(element: Element | None) -> str:
    """Give the words of an element on one line, without notes and without what is struck."""
    return one_line(raw(element))


def raw(element: Element | None) -> str:
    """Give the words of an element with the line ends that stand in the file."""
    return inline_text(element, drop=_DROPPED, rewrite=_rewrite)


def _rewrite(element: Element) -> str | None:
    name = name_of(element)
    if name in ("br", "eol"):
        return " "
    if name == "quotedText" or name in QUOTES:
        inside = inline_text(element, drop=_DROPPED, rewrite=_rewrite)
        inside = one_line(inside) if name in QUOTES else inside
        return f"{element.get('startQuote') or ''}{inside}{element.get('endQuote') or ''}"
    if name == "ins" and _MARK.fullmatch(raw(element).strip()):
        return ""
    if name in _LINES and (element.getprevious() is not None or element.getnext() is not None):
        return f" {inline_text(element, drop=_DROPPED, rewrite=_rewrite)} "
    return None


def lines_of(element: Element) -> list[str]:
    """Give the words of an element line by line: paragraphs, list items, rows, units of a quotation."""
    lines = [""]
    _collect(element, lines)
    return list(filter(None, map(one_line, lines)))


def table_lines(table: Element) -> list[str]:
    """Give the rows of a table, cells divided by bars."""
    return list(filter(None, map(_row, find_all(table, "tr"))))


def _row(row: Element) -> str:
    return " | ".join(filter(None, map(flat, children(row))))


def _collect(element: Element, lines: list[str]) -> None:
    lines[-1] += element.text or ""
    for item in element:
        name = name_of(item)
        if name and name not in _DROPPED:
            _collect_one(item, name, lines)
        lines[-1] += item.tail or ""


def _collect_one(item: Element, name: str, lines: list[str]) -> None:
    if name == "tr":
        lines.extend((_row(item), ""))
    elif name in QUOTES:
        inside = lines_of(item) or [""]
        inside[0] = f"{item.get('startQuote') or ''}{inside[0]}"
        inside[-1] = f"{inside[-1]}{item.get('endQuote') or ''}"
        lines.extend((*inside, ""))
    elif name == "num":
        # The number stays open, for the words that follow on its line.
        lines.append(f"{flat(item)}\N{NO-BREAK SPACE}")
    elif name in _LINES:
        if not lines[-1].endswith("\N{NO-BREAK SPACE}"):
            lines.append("– " if name == "li" else "")
        _collect(item, lines)
        lines.append("")
    elif (written := _rewrite(item)) is not None:
        lines[-1] += written
    else:
        _collect(item, lines)
