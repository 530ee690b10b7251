"""Plain text of law: paragraphs between blank lines, printed line numbers, hyphenation at line ends, page heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse.assemble import Dialect, assemble
from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.citing import cite_plain
from regdrift.parse.decoding import decode_text
from regdrift.parse.furniture import set_apart_front
from regdrift.parse.heads import HeadStyle, read_head
from regdrift.parse.hints import ReadHints
from regdrift.parse.language import guess_language
from regdrift.parse.numbering import FRENCH, GENERIC, GERMAN, US_STATUTE, Scheme
from regdrift.parse.outline import outline, unit_labels
from regdrift.parse.pieces import Piece, Role
from regdrift.parse.registry import Format
from regdrift.parse.unreadable import check_law
from regdrift.text.normalise import tidy

_VERSION = 2
_LINE_NUMBER = re.compile(r"^\s{0,12}(\d{1,3})\s{2,}(?=\S)")
_RULE = re.compile(r"^[\s_=*-]{4,}$")
_HYPHEN_END = re.compile(r"(?<=[^\W\d_])-$")
_CODE_HEAD = re.compile(r"\d{1,4}[A-Z]?\.\d[\w.]*\s+[A-Z][^.]{2,110}\.?")
"""``504.1504 Amended certificate of authority.``: state codes print sections without a sign."""
_SMALL_LETTER = re.compile(r"[a-z]\.\s+[A-Z]")
_SHARE_NUMBERED = 0.5
_SCHEMES: dict[str, Scheme] = {"fr": FRENCH, "de": GERMAN, "en": US_STATUTE}
_CONTROL_SHARE = 0.01


def printed_blocks(text: str) -> Iterator[Block]:
    """Give the blocks of printed text: a blank line, a label or a section head begins a new one."""
    lines = strip_line_numbers(text.split("\n"))
    paragraph: list[str] = []
    for line in lines:
        bare = line.strip()
        blank = not bare or bool(_RULE.match(line))
        if paragraph and (blank or is_opening(bare, paragraph)):
            yield _block(paragraph)
            paragraph = []
        if not blank:
            paragraph.append(bare)
    if paragraph:
        yield _block(paragraph)


def strip_line_numbers(lines: Sequence[str]) -> list[str]:
    """Take printed line numbers off (bills number their lines); text in which few lines count up is left as it is."""
    numbers = [(int(match.group(1)) if (match := _LINE_NUMBER.match(line)) else None) for line in lines]
    filled = [number for number, line in zip(numbers, lines, strict=True) if line.strip()]
    rising = sum(1 for one, two in pairwise(filled) if one is not None and two is not None and two in (one + 1, 1))
    if rising < 3:
        return list(lines)
    counted = Counter(number is not None for number in filled)
    if counted[True] < _SHARE_NUMBERED * len(filled) and rising < 8:
        return list(lines)
    return [
        _LINE_NUMBER.sub("", line) if number is not None else line for number, line in zip(numbers, lines, strict=True)
    ]


def is_opening(line: str, paragraph: Sequence[str]) -> bool:
    """True where a line begins a paragraph although no blank line stands before it."""
    if _HYPHEN_END.search(paragraph[-1]):
        return False
    if _CODE_HEAD.fullmatch(line) or _SMALL_LETTER.match(line) or _CODE_HEAD.fullmatch(" ".join(paragraph)):
        return True
    labels, rest = unit_labels(line)
    if labels and (rest or len(line) > 3):
        return True
    return read_head(line, False) is not None


def join_lines(lines: Sequence[str]) -> str:
    """Join printed lines; a word that was divided at the line's end becomes whole."""
    text = ""
    for line in lines:
        if text and _HYPHEN_END.search(text) and line[:1].islower():
            text = text[:-1] + line
        else:
            text = f"{text} {line}" if text else line
    return tidy(text)


def _block(lines: Sequence[str]) -> Block:
    text = join_lines(lines)
    heading = (
        len(lines) <= 2
        and len(text) < 120
        and read_head(text, True, 2) is not None
        and not text.endswith((".", ";", ",", ":"))
    )
    if _CODE_HEAD.fullmatch(text):
        heading = True
    elif _SMALL_LETTER.match(text):
        return Block(BlockKind.LIST_ITEM, text)
    return Block(BlockKind.HEADING if heading else BlockKind.PARAGRAPH, text, 2 if heading else 0)


def parse_plain(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    """Give the law that a plain text holds."""
    text = decode_text(body, hints.media_type)
    stray = sum(1 for sign in text[:10000] if sign < " " and sign not in "\t\n\f")
    if stray > _CONTROL_SHARE * min(len(text), 10000):
        return Unreadable("plain", "unknown_format", "The file is not text; open it to see what it is.")
    return law_of_blocks("plain", _VERSION, list(printed_blocks(text)), hints)


def law_of_blocks(name: str, version: int, blocks: list[Block], hints: ReadHints) -> LegalDocument | Unreadable:
    """Give the document that a stream of blocks makes, the language guessed from its words."""
    language = guess_language("\n".join(block.text for block in blocks[:300])) or hints.language
    pieces = set_apart_front(outline(blocks, HeadStyle(section_is_division=language == "fr")))
    assembled = assemble(
        pieces, Dialect(_SCHEMES.get(language or "", GENERIC), cite_plain, definitions=language == "en")
    )
    document = assembled.builder.build(name, version, language=language, title=_title(blocks, pieces))
    return check_law(document, assembled.headless)


def _title(blocks: Sequence[Block], pieces: Sequence[Piece]) -> str | None:
    """Give the first heading that is no section's, else the first line before the law; a lone section names itself."""
    for block in blocks:
        head = read_head(block.text, True)
        if head is not None and head.role is Role.SECTION:
            break
        if block.kind is BlockKind.HEADING:
            return block.text
    start = next((index for index, piece in enumerate(pieces) if piece.role is Role.SECTION), 0)
    front = [piece.text for piece in pieces[:start] if piece.role in (Role.NOTE, Role.NOTE_HEADING)]
    if front:
        return front[0].partition("\n")[0]
    sections = [piece for piece in pieces if piece.role is Role.SECTION]
    lone = len(sections) == 1 and sections[0].heading is not None
    return next((block.text for block in blocks if block.kind is BlockKind.HEADING), None) if lone else None


def sniff(head: bytes, hints: ReadHints) -> float:
    """Say how surely a body is plain text: the last resort for what is text and nothing else."""
    if b"\x00" in head[:2048] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return 0.0
    start = head.lstrip()[:5]
    if start.startswith((b"<", b"{", b"[{", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG")):
        return 0.0
    named = (hints.name or "").lower().endswith(".txt") or (hints.media_type or "").startswith("text/plain")
    return 0.4 if named else 0.2


FORMAT = Format("plain", _VERSION, sniff, parse_plain, "Plain text of law")
