"""PDF pages → pieces of text with their boxes, as PDFium draws them (pypdfium2 is used here and nowhere else)."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from regdrift.model.document import Unreadable
from regdrift.parse.pdf_layout import SOFT_HYPHEN, Span

_MOST_PAGES = 5000
_MOST_LETTERS = 20_000_000
_WIDE_GAP = 0.9
"""White between two letters, in heights of the letter, that parts two pieces: a gutter is wider, a blank is not."""
_OTHER_LINE = 0.5
_BOLD = 600
_LINE_ENDS = (10, 13)
_BLANKS = (32, 160)
_HYPHEN_CODE = 2
"""What PDFium says letter by letter of the hyphen that it writes as U+FFFE in a run of text."""


def read_pages(body: bytes) -> list[list[Span]] | Unreadable:
    """Give the pieces of text of each page, or why the file cannot be read."""
    try:
        document = pypdfium2.PdfDocument(body)
    except (pypdfium2.PdfiumError, ValueError, TypeError) as problem:
        if "assword" in str(problem):
            return Unreadable(
                "pdf", "encrypted", "The PDF asks for a password; get an open version from the publisher."
            )
        return Unreadable("pdf", "malformed", "The PDF is damaged; fetch it again.")
    try:
        return _pages(document)
    except pypdfium2.PdfiumError:
        return Unreadable("pdf", "malformed", "A page of the PDF cannot be read; fetch it again.")
    finally:
        document.close()


def _pages(document: pypdfium2.PdfDocument) -> list[list[Span]] | Unreadable:
    too_large = Unreadable(
        "pdf", "too_large", f"The PDF has more than {_MOST_PAGES} pages of text; take a smaller part of the law."
    )
    if len(document) > _MOST_PAGES:
        return too_large
    pages: list[list[Span]] = []
    letters = 0
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        letters += text.count_chars()
        if letters > _MOST_LETTERS:
            return too_large
        pages.append(list(_spans(text)))
        text.close()
        page.close()
    return pages


def _spans(page: pypdfium2.PdfTextPage) -> Iterator[Span]:
    """Give the pieces of one page in the order in which the file draws them."""
    box = pdfium.FS_RECTF()
    piece: _Piece | None = None
    for index in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(page.raw, index)
        if code in _LINE_ENDS:
            yield from _ended(piece)
            piece = None
            continue
        if code in _BLANKS:
            if piece is not None:
                piece.text += " "
            continue
        pdfium.FPDFText_GetLooseCharBox(page.raw, index, ctypes.byref(box))
        if piece is None or piece.is_left_by(box):
            yield from _ended(piece)
            piece = _Piece(box, pdfium.FPDFText_GetFontWeight(page.raw, index) >= _BOLD)
        divides = code == _HYPHEN_CODE and pdfium.FPDFText_IsHyphen(page.raw, index) == 1
        piece.add(SOFT_HYPHEN if divides else _letter(code), box)
    yield from _ended(piece)


def _letter(code: int) -> str:
    """Give the letter of a code; the sign for an unknown one where a broken font says what is none."""
    known = 0 < code < 0x110000 and not 0xD800 <= code <= 0xDFFF
    return chr(code) if known else "\ufffd"


class _Piece:
    """A piece of text in the making."""

    def __init__(self, box: pdfium.FS_RECTF, bold: bool) -> None:
        self.text = ""
        self.bold = bold
        self.left, self.right = box.left, box.left
        self.bottom, self.top = box.bottom, box.top

    def is_left_by(self, box: pdfium.FS_RECTF) -> bool:
        """True where the next letter stands on another line, or far off on the same one."""
        height = max(self.top - self.bottom, 1.0)
        if abs(box.bottom - self.bottom) > _OTHER_LINE * height:
            return True
        return bool(box.left - self.right > _WIDE_GAP * height or box.left < self.left - 1.0)

    def add(self, letter: str, box: pdfium.FS_RECTF) -> None:
        """Add a letter at its place."""
        self.text += letter
        self.right = max(self.right, box.right)


def _ended(piece: _Piece | None) -> Iterator[Span]:
    if piece is None or not all(map(math.isfinite, (piece.left, piece.right, piece.bottom, piece.top))):
        return
    if piece.text.strip():
        size = round(piece.top - piece.bottom, 1)
        yield Span(piece.text.strip(), piece.left, piece.right, piece.bottom, piece.top, size, piece.bold)
