"""PDF: the text of the pages in reading order, without running heads, page numbers and line numbers.

A page that is only a picture, or whose fonts do not say which characters they draw, gives no text of law: such a
file is ``scanned``, never an empty law.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse.hints import ReadHints
from regdrift.parse.pdf_blocks import blocks_of_lines
from regdrift.parse.pdf_layout import Row, find_rows, read_columns, row_text, strip_line_numbers
from regdrift.parse.pdf_text import read_pages
from regdrift.parse.plain import law_of_blocks
from regdrift.parse.registry import Format

_VERSION = 2
_FEWEST_LETTERS = 40
_MOST_UNMAPPED = 0.05
_EDGE_ROWS = 2
_FEWEST_PAGES = 3
_SHARE_OF_PAGES = 0.5
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—]\s*)?(?:(?:page|seite|p\.)\s*)?\d{1,4}(?:\s*(?:of|/|von|sur)\s*\d{1,4})?(?:\s*[-–—])?\s*",
    re.IGNORECASE,
)
_UNMAPPED = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")


def parse_pdf(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    """Give the law that a PDF holds."""
    pages = read_pages(body)
    if isinstance(pages, Unreadable):
        return pages
    rows = drop_running_rows([strip_line_numbers(find_rows(page)) for page in pages])
    lines = [line for page in rows for line in read_columns(page)]
    text = "\n".join(line.text for line in lines)
    letters = sum(1 for sign in text if sign.isalpha())
    if letters < _FEWEST_LETTERS or len(_UNMAPPED.findall(text)) > _MOST_UNMAPPED * len(text):
        return Unreadable(
            "pdf", "scanned", "The PDF holds no readable text, only pictures or unmapped fonts; find another version."
        )
    return law_of_blocks("pdf", _VERSION, list(blocks_of_lines(lines)), hints)


def drop_running_rows(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """Take page numbers and the rows that come again at the edges of most pages out of a text."""
    edges = Counter(name for page in pages for name in {_name(row) for row in _edges(page)})
    most = max(2.0, _SHARE_OF_PAGES * len(pages))
    running = {name for name, count in edges.items() if len(pages) >= _FEWEST_PAGES and count >= most}
    return [_without(page, running) for page in pages]


def _without(page: Sequence[Row], running: set[str]) -> list[Row]:
    last = len(page) - _EDGE_ROWS
    return [
        row
        for index, row in enumerate(page)
        if not (
            (index < _EDGE_ROWS or index >= last) and (_name(row) in running or _PAGE_NUMBER.fullmatch(row_text(row)))
        )
    ]


def _edges(page: Sequence[Row]) -> list[Row]:
    return [*page[:_EDGE_ROWS], *page[-_EDGE_ROWS:]]


def _name(row: Row) -> str:
    """Give a row as running heads are compared: digits count alike."""
    return _DIGITS.sub("0", " ".join(row_text(row).split())).casefold()


def sniff(head: bytes, hints: ReadHints) -> float:
    """Say how surely a body is a PDF: the mark stands within the first 1024 bytes (ISO 32000-1, annex H)."""
    return 1.0 if b"%PDF-" in head[:1024] else 0.0


FORMAT = Format("pdf", _VERSION, sniff, parse_pdf, "PDF with text")
