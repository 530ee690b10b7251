"""Tables of a page: tables of data, tables that only arrange the page, and rows that are points of law."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from regdrift.parse.html_container import opens_law
from regdrift.text.normalise import tidy

_FEWEST_LINES = 3
ROW_LABEL = re.compile(r"[(\[]?(?:\d{1,4}[a-z]{0,3}|[A-Za-z]{1,2}|[ivxlcIVXLC]{1,8})[)\].°]{1,2}|[—–•·▪-]|\d{1,3}°")


def table_rows(table: HtmlElement) -> Iterator[HtmlElement]:
    """Give the rows of this table, not those of tables inside its cells."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def is_layout(table: HtmlElement) -> bool:
    """True where a table only arranges the page: headings, or cells with several paragraphs or lists of their own."""
    if table.get("role") == "presentation" or any(True for _ in table.iter("h1", "h2", "h3", "h4", "pre")):
        return True
    for row in table_rows(table):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) == 2 and ROW_LABEL.fullmatch(tidy("".join(cells[0].itertext())[:40])):
            return False
        for cell in cells:
            if sum(1 for child in cell if child.tag in ("p", "div", "ul", "ol")) > 3 or _holds_law(cell):
                return True
    return False


def _holds_law(cell: HtmlElement) -> bool:
    """True for a cell of several lines with the head of a section among them: no table of data has such a cell."""
    lines = 0
    headed = False
    for element in cell.iter("br", "p", "div", "tr", "b", "u", "span", "font", "td", "i", "strong", "em"):
        lines += element.tag in ("br", "p", "div", "tr")
        headed = headed or opens_law(element)
    return lines >= _FEWEST_LINES and (headed or opens_law(cell))
