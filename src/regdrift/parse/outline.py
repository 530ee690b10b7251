"""Blocks → pieces, for text of which nothing more is known than its layout and its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from regdrift.model.document import NoteKind
from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.heads import HeadStyle, read_head
from regdrift.parse.numbering import split_labels
from regdrift.parse.pieces import Piece, Role
from regdrift.parse.stage import is_status_heading

_SMALL_LETTER = re.compile(r"([a-z](?:bis|ter|quater)?\.)\s+(?=\S)")
_CREDIT = re.compile(
    r"[\[(]?\d{1,3} FR \d|[\[(]\s*(?:Pub\. ?L\.|Added Pub|"
    r"[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}, (?:D\.C\. Law|ch\.|\d+ Stat))"
)
_EDITORIAL_LABEL = re.compile(
    r"(?:Authority|Source|History|Cross Reference|Editorial Note|Note Infoleg|Nota Infoleg)\s*:|\(?\+{3}|"
    r"\(Nota Infoleg|Referred to in §",
    re.IGNORECASE,
)
_RUN_IN_HEADING = re.compile(
    r"(?P<heading>[A-Z][^—:;()]{2,250}?\.)\s?(?:—\s?(?P<rest>.*)|(?=\((?:1|i|A)\) )(?P<units>.*))", re.DOTALL
)
"""``(b) Contents of Wire Communications.—(1) A provider …``: the words before the dash are the unit's heading."""
_LONGEST_UNIT_HEADING = 200
_LONGEST_CONTENTS_LINE = 300


def outline(blocks: Iterable[Block], style: HeadStyle | None = None) -> list[Piece]:
    """Give the pieces of a text; the lines of a table of contents are left out."""
    pieces = [piece for block in blocks for piece in read_block(block, style)]
    return name_title(drop_contents(join_headings(pieces)))


def join_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Give a section the heading that is printed on the line below its number (EUR-Lex)."""
    joined: list[Piece] = []
    for index, piece in enumerate(pieces):
        before = joined[-1] if joined else None
        more = index + 1 < len(pieces) and pieces[index + 1].role in (Role.UNIT, Role.TEXT)
        if before and more and _is_heading_line(before, piece):
            joined[-1] = replace(before, heading=piece.text or piece.heading)
        else:
            joined.append(piece)
    return joined


def _is_heading_line(head: Piece, line: Piece) -> bool:
    if head.role is not Role.SECTION or head.heading or line.role not in (Role.TEXT, Role.HEADING):
        return False
    return len(line.text) <= _LONGEST_UNIT_HEADING and not line.text.endswith((".", ";", ":", ",", "—", "-"))


def name_title(pieces: list[Piece]) -> list[Piece]:
    """Make the first heading the title where it stands alone at its rank, above all other heads."""
    heads = (Role.HEADING, Role.SECTION, Role.DIVISION)
    first = next((index for index, piece in enumerate(pieces) if piece.role in heads), None)
    if first is None or pieces[first].role is not Role.HEADING or is_status_heading(pieces[first].text):
        return pieces
    top = pieces[first]
    others = [piece for piece in pieces[first + 1 :] if piece.role in heads]
    if not others or any(piece.role is Role.HEADING and piece.level <= top.level for piece in others):
        return pieces
    return [*pieces[:first], replace(top, role=Role.TITLE), *pieces[first + 1 :]]


def read_block(block: Block, style: HeadStyle | None = None) -> Iterator[Piece]:
    """Give what one block is in a law."""
    if block.note:
        kind = NoteKind.SOURCE_CREDIT if _CREDIT.match(block.text) else NoteKind.EDITORIAL
        kind = NoteKind.FRONT_MATTER if block.furniture else kind
        yield Piece(Role.NOTE_HEADING if block.kind is BlockKind.HEADING else Role.NOTE, block.text, note_kind=kind)
    elif block.kind is BlockKind.HEADING:
        yield read_head(block.text, True, block.level, style) or _unit_heading(block) or _heading(block)
    elif block.kind is BlockKind.ROW:
        yield Piece(Role.ROW, block.text, level=block.level)
    elif block.chain:
        yield Piece(Role.UNIT, block.text, chain=block.chain, labels=block.chain, level=block.level)
    else:
        yield from _read_paragraph(block, style)


def _read_paragraph(block: Block, style: HeadStyle | None) -> Iterator[Piece]:
    text = block.text
    head = read_head(text, block.emphasised and len(text) < _LONGEST_UNIT_HEADING, block.level, style)
    if head is not None and not (head.role is Role.DIVISION and block.kind is BlockKind.LIST_ITEM):
        inner = Block(BlockKind.PARAGRAPH, head.text) if head.text else None
        yield replace(head, text="")
        if inner is not None:
            yield from _read_paragraph(inner, style)
        return
    if _CREDIT.match(text):
        yield Piece(Role.NOTE, text, note_kind=NoteKind.SOURCE_CREDIT)
        return
    if _EDITORIAL_LABEL.match(text):
        yield Piece(Role.NOTE, text, note_kind=NoteKind.EDITORIAL)
        return
    labels, rest = unit_labels(text)
    if block.number and not labels:
        labels, rest = (block.number,), text
    if not labels and block.kind is BlockKind.LIST_ITEM and (small := _SMALL_LETTER.match(text)):
        labels, rest = (small.group(1),), text[small.end() :]
    if labels:
        yield from _read_unit(labels, rest, block.level)
    elif text:
        yield Piece(Role.TEXT, text, level=block.level)


def _read_unit(labels: tuple[str, ...], text: str, level: int) -> Iterator[Piece]:
    """Give a unit, and the units that open inside its paragraph after a heading that is run in."""
    match = _RUN_IN_HEADING.fullmatch(text) if labels[0].startswith("(") else None
    if match is None:
        yield Piece(Role.UNIT, text, labels=labels, level=level)
        return
    inner, rest = unit_labels((match["rest"] if match["rest"] is not None else match["units"]).strip())
    if not inner:
        yield Piece(Role.UNIT, rest, labels=labels, heading=match["heading"], level=level)
        return
    yield Piece(Role.UNIT, "", labels=labels, heading=match["heading"], level=level)
    yield from _read_unit(inner, rest, level)


def unit_labels(text: str) -> tuple[tuple[str, ...], str]:
    """Cut off the labels of a unit; a paragraph that opens with a reference (``§ 3 gilt``) has none."""
    if text[:1] == "§" or text[:3] in ("Art", "art"):
        return (), text
    labels, rest = split_labels(text)
    if len(labels) == 1 and labels[0].endswith(".") and rest.lstrip().startswith("("):
        inner, below = split_labels(rest)
        return (*labels, *inner), below.strip()
    return tuple(labels), rest.strip()


def _unit_heading(block: Block) -> Piece | None:
    """``#### (2) Operator``: a heading that carries a label names a unit."""
    labels, rest = unit_labels(block.text)
    if not labels or not labels[0].startswith("(") or len(rest) > _LONGEST_UNIT_HEADING:
        return None
    return Piece(Role.UNIT, "", labels=labels, heading=rest or None, level=0)


def _heading(block: Block) -> Piece:
    return Piece(Role.HEADING, block.text, heading=block.text, level=block.level)


def drop_contents(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out the lines that only announce sections and divisions that come later with their text."""
    last = {
        _name(piece): index
        for index, piece in enumerate(pieces)
        if piece.role in (Role.SECTION, Role.DIVISION, Role.ANNEX)
    }
    kept: list[Piece] = []
    for index, piece in enumerate(pieces):
        if piece.role in (Role.TEXT, Role.UNIT, Role.ROW) and last and _announces(piece, index, last):
            continue
        kept.append(piece)
    return kept


def _announces(piece: Piece, index: int, last: dict[tuple[Role, str], int]) -> bool:
    text = piece.text.replace(" | ", " ")
    if len(text) > _LONGEST_CONTENTS_LINE or text.endswith((";", ":")):
        return False
    head = read_head(text, True)
    return (
        head is not None
        and head.heading is not None
        and last.get(_name(head), -1) > index
        and piece.role is not Role.UNIT
    )


def _name(piece: Piece) -> tuple[Role, str]:
    name = piece.number if piece.role is Role.SECTION else piece.label
    return piece.role, (name or "").casefold()
