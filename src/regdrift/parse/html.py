"""Generic HTML: official sites, regulators' pages, EUR-Lex, ``div`` soup; rebuilt pages give the same provisions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from regdrift.model.document import LegalDocument, NoteKind, Unreadable
from regdrift.parse.assemble import Dialect, assemble
from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.challenge import find_page_fault
from regdrift.parse.citing import cite_french, cite_plain
from regdrift.parse.decoding import decode_text
from regdrift.parse.heads import HeadStyle
from regdrift.parse.hints import ReadHints
from regdrift.parse.html_blocks import iter_blocks
from regdrift.parse.html_container import find_container
from regdrift.parse.html_tree import Page, read_page
from regdrift.parse.language import guess_language
from regdrift.parse.numbering import EUROPEAN, FRENCH, GENERIC, GERMAN, US_STATUTE, Scheme
from regdrift.parse.outline import outline
from regdrift.parse.pieces import Piece, Role
from regdrift.parse.plain import printed_blocks
from regdrift.parse.registry import Format
from regdrift.parse.unreadable import check_law

_VERSION = 1
_MARKUP = re.compile(
    rb"<(?:!doctype html|html|head|body|div|p|table|main|article|section|h[1-6]|ul|ol|span)\b", re.IGNORECASE
)
_SITE_NAME = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{1,80}$")
_EUROPEAN = re.compile(r"\b(?:Regulation|Directive|Règlement|Verordnung|Richtlinie|Reglamento) \((?:EU|UE|EC|CE)\)")
_DC_CITATION = re.compile(r"§\s*(\d+[A-Z]?)[–-](\d[\w.]*)")
_SCHEMES: dict[str, Scheme] = {"fr": FRENCH, "de": GERMAN, "en": US_STATUTE}


@dataclass(frozen=True, slots=True)
class _Text:
    """The words of a page in pieces, and what they are in."""

    pieces: list[Piece]
    language: str | None
    blocks: list[Block]


def parse_html(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    """Give the law that a page holds, or why it holds none."""
    markup = decode_text(body, hints.media_type)
    fault = find_page_fault(markup)
    if fault is not None:
        return Unreadable("html", fault.reason, fault.message)
    page = read_page(markup, hints.select, hints.remove)
    if isinstance(page, Unreadable):
        return page
    text = _read(page, hints)
    title = _SITE_NAME.sub("", page.title or "").strip() or _first_heading(text.blocks)
    assembled = assemble(text.pieces, _dialect(text, title))
    if page.title:
        assembled.builder.add_note(NoteKind.FRONT_MATTER, page.title, "title")
    document = assembled.builder.build("html", _VERSION, title=title, language=text.language)
    return check_law(document, assembled.headless)


def _read(page: Page, hints: ReadHints) -> _Text:
    root = page.root if page.narrowed else find_container(page.root)
    blocks = [printed for block in iter_blocks(root, keep_furniture=page.narrowed) for printed in _unfold(block)]
    sample = "\n".join(block.text for block in blocks[:200])
    language = page.language or guess_language(sample) or hints.language
    style = HeadStyle(section_is_division=language == "fr")
    return _Text(outline(blocks, style), language, blocks)


def _unfold(block: Block) -> Iterator[Block]:
    """Read preformatted law line by line, and points that a page separates by line breaks alone."""
    if block.kind is BlockKind.PRE:
        yield from printed_blocks(block.text) if block.text.count("\n") >= 5 else (block,)
        return
    if "\n" not in block.text or block.kind is not BlockKind.PARAGRAPH:
        yield block
        return
    first = True
    for part in _PARTS.split(block.text):
        yield replace(block, text=part, chain=block.chain if first else (), number=block.number if first else None)
        first = False


_PARTS = re.compile(
    r"\n(?=\((?:\d{1,3}|[A-Za-z]{1,3})\)\s|\d{1,3}[.°]\s?\S|[a-z]\)\s|§+\s?\d|(?:Section|Article|Art\.|Sec\.) \d)"
)


def _dialect(text: _Text, title: str | None) -> Dialect:
    """Choose how labels are placed and cited by the language and the words of the page."""
    words = "\n".join(block.text for block in text.blocks[:100])
    if _EUROPEAN.search(words[:3000]) and any(
        piece.role is Role.SECTION and (piece.label or "").startswith("Art") for piece in text.pieces
    ):
        return Dialect(EUROPEAN, cite_plain, definitions=False)
    if any("D.C." in (block.text if block.note else "") for block in text.blocks):
        return Dialect(GENERIC, _cite_dc, definitions=False)
    if text.language == "fr" and any(piece.role is Role.SECTION for piece in text.pieces):
        return Dialect(FRENCH, cite_french(title if title and "ode" in title else None), definitions=False)
    return Dialect(_SCHEMES.get(text.language or "", GENERIC), cite_plain, definitions=text.language == "en")


def _cite_dc(section: Piece | None, labels: Sequence[str]) -> str | None:
    """``D.C. Code § 28-3851(2)(C)``."""
    plain = cite_plain(section, labels)
    return f"D.C. Code {plain}" if plain else None


def _first_heading(blocks: list[Block]) -> str | None:
    return next((block.text for block in blocks if block.kind is BlockKind.HEADING), None)


def sniff(head: bytes, hints: ReadHints) -> float:
    """Say how surely a body is HTML."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if b"\x00" in head[:512] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return 0.0
    if start.startswith((b"<!doctype html", b"<html")) or (
        start.startswith(b"<?xml") and b"<html" in head[:2000].lower()
    ):
        return 0.9
    tags = len(_MARKUP.findall(head[:20000]))
    declared = "html" in (hints.media_type or "") or (hints.name or "").lower().endswith((".html", ".htm", ".xhtml"))
    if start.startswith(b"<") and tags:
        return 0.75 if tags > 2 or declared else 0.5
    return 0.7 if declared and tags else 0.0


FORMAT = Format("html", _VERSION, sniff, parse_html, "HTML pages of law and guidance")
