"""PDF: the text of the pages in the order of the file, without running heads, page numbers and line numbers.

A page that is only a picture, or whose fonts do not say which characters they draw, gives no text of law: such a
file is ``scanned``, never an empty law.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pypdfium2

from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse.hints import ReadHints
from regdrift.parse.plain import law_of_blocks, printed_blocks
from regdrift.parse.registry import Format

_VERSION = 1
_MOST_PAGES = 5000
_FEWEST_LETTERS = 40
_MOST_UNMAPPED = 0.05
_EDGE_LINES = 2
_FEWEST_PAGES = 3
_SHARE_OF_PAGES = 0.5
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—]\s*)?(?:(?:page|seite|p\.)\s*)?\d{1,4}(?:\s*(?:of|/|von|sur)\s*\d{1,4})?(?:\s*[-–—])?\s*",
    re.IGNORECASE,
)
_UNMAPPED = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")
_SOFT_HYPHEN_END = "\ufffe"
"""PDFium's sign for a hyphen that only divides a word at the line's end."""


def parse_pdf(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    """Give the law that a PDF holds."""
    pages = _read_pages(body)
    if isinstance(pages, Unreadable):
        return pages
    text = "\n".join(line for page in drop_running_lines(pages) for line in page)
    letters = sum(1 for sign in text if sign.isalpha())
    if letters < _FEWEST_LETTERS or len(_UNMAPPED.findall(text)) > _MOST_UNMAPPED * len(text):
        return Unreadable(
            "pdf", "scanned", "The PDF holds no readable text, only pictures or unmapped fonts; find another version."
        )
    return law_of_blocks("pdf", _VERSION, list(printed_blocks(text)), hints)


def _read_pages(body: bytes) -> list[list[str]] | Unreadable:
    """Give the lines of each page."""
    try:
        document = pypdfium2.PdfDocument(body)
    except (pypdfium2.PdfiumError, ValueError, TypeError) as problem:
        if "assword" in str(problem):
            return Unreadable(
                "pdf", "encrypted", "The PDF asks for a password; get an open version from the publisher."
            )
        return Unreadable("pdf", "malformed", "The PDF is damaged; fetch it again.")
    try:
        if len(document) > _MOST_PAGES:
            return Unreadable(
                "pdf", "too_large", f"The PDF has more than {_MOST_PAGES} pages; take a smaller part of the law."
            )
        return [_lines(document[index]) for index in range(len(document))]
    except pypdfium2.PdfiumError:
        return Unreadable("pdf", "malformed", "A page of the PDF cannot be read; fetch it again.")
    finally:
        document.close()


def _lines(page: pypdfium2.PdfPage) -> list[str]:
    words: str = page.get_textpage().get_text_bounded()
    joined = words.replace(f"{_SOFT_HYPHEN_END}\r\n", "").replace(_SOFT_HYPHEN_END, "-")
    return [line.rstrip() for line in joined.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def drop_running_lines(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Take page numbers and the lines that come again at the edges of most pages out of a text."""
    filled = [[line for line in page if line.strip()] for page in pages]
    edges = Counter(name for page in filled for name in {_name(line) for line in _edges(page)})
    most = max(2.0, _SHARE_OF_PAGES * len(filled))
    running = {name for name, count in edges.items() if len(filled) >= _FEWEST_PAGES and count >= most}
    return [_without(page, running) for page in filled]


def _without(page: Sequence[str], running: set[str]) -> list[str]:
    last = len(page) - _EDGE_LINES
    return [
        line
        for index, line in enumerate(page)
        if not ((index < _EDGE_LINES or index >= last) and (_name(line) in running or _PAGE_NUMBER.fullmatch(line)))
    ]


def _edges(page: Sequence[str]) -> list[str]:
    return [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]


def _name(line: str) -> str:
    """Give a line as running heads are compared: digits count alike."""
    return _DIGITS.sub("0", " ".join(line.split())).casefold()


def sniff(head: bytes, hints: ReadHints) -> float:
    """Say how surely a body is a PDF: the mark stands within the first 1024 bytes (ISO 32000-1, annex H)."""
    return 1.0 if b"%PDF-" in head[:1024] else 0.0


FORMAT = Format("pdf", _VERSION, sniff, parse_pdf, "PDF with text")
