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
from regdrift.parse.furniture import drop_controls, drop_trailing_links, set_apart_front, trailing_notes
from regdrift.parse.heads import HeadStyle, read_head
from regdrift.parse.hints import ReadHints
from regdrift.parse.html_blocks import iter_blocks
from regdrift.parse.html_container import find_container, take_trail
from regdrift.parse.html_heads import name_headings
from regdrift.parse.html_tree import Page, read_page
from regdrift.parse.language import guess_language
from regdrift.parse.numbering import EUROPEAN, FRENCH, GENERIC, GERMAN, US_STATUTE, Scheme
from regdrift.parse.outline import outline
from regdrift.parse.pieces import Piece, Role
from regdrift.parse.plain import printed_blocks
from regdrift.parse.registry import Format
from regdrift.parse.unreadable import check_law

_VERSION = 3
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
    names = _names(page)
    text = _read(page, hints, names)
    title = _title(text.blocks, names)
    assembled = assemble(text.pieces, _dialect(text, title))
    if page.title:
        assembled.builder.add_note(NoteKind.FRONT_MATTER, page.title, "title")
    document = assembled.builder.build("html", _VERSION, title=title, language=text.language)
    return check_law(document, assembled.headless)


def _names(page: Page) -> tuple[str, ...]:
    """Give the names that the head of the page gives it, without the name of the site."""
    stated = [_SITE_NAME.sub("", name).strip() for name in (page.title, page.shared_title) if name]
    whole = [name for name in (page.title, page.shared_title) if name]
    return tuple(dict.fromkeys(name for name in (*stated, *whole) if name))


def _title(blocks: Sequence[Block], names: Sequence[str]) -> str | None:
    """Give the name of the text: its highest heading, else what the page's head says; never a section of several."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING and not block.note]
    sections = [block for block in headings if _is_section(block.text)]
    tops = [block.text for block in headings if block.level == 1]
    candidates: list[str] = [*(tops if len(tops) == 1 else ()), *names, *(block.text for block in headings[:1])]
    for name in candidates:
        if len(sections) < 2 or not _is_section(name):
            return " ".join(name.split())
    return None


def _is_section(text: str) -> bool:
    head = read_head(text, True)
    return head is not None and head.role is Role.SECTION


def _read(page: Page, hints: ReadHints, names: Sequence[str]) -> _Text:
    walked = _blocks_of(page)
    sample = "\n".join(block.text for block in walked[:200])
    language = page.language or guess_language(sample) or hints.language
    style = HeadStyle(section_is_division=language == "fr")
    named = name_headings(walked, style, names)
    blocks = [printed for block in named for printed in _unfold(block)]
    if not page.narrowed:
        blocks = list(drop_controls(blocks))
    pieces = outline(blocks, style)
    if not page.narrowed and any(piece.role is Role.SECTION for piece in pieces):
        blocks = drop_trailing_links(blocks)
        pieces = outline(blocks, style)
    return _Text(set_apart_front(pieces), language, blocks)


def _blocks_of(page: Page) -> list[Block]:
    """Give the blocks of the part of the page that holds the law, and what else is worth keeping as notes."""
    if page.narrowed:
        return list(iter_blocks(page.root, keep_furniture=True))
    root = find_container(page.root)
    trail = take_trail(root)
    behind = [block for element in trail for block in iter_blocks(element)]
    notes = trailing_notes(behind)
    return [*iter_blocks(root), *(behind if notes is None else notes)]


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
