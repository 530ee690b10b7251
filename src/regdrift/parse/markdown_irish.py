"""Irish acts in Markdown, as enacted and as consolidated by the Law Reform Commission.

The two print the same law differently: ``##### 1. **Short title**`` then ``**1.** (1) This Act …``; the Commission
marks amendments as ``F1[…]``. Marks and repeated numbers go, so that both forms give the same provisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.heads import HeadStyle, read_head
from regdrift.parse.outline import read_block
from regdrift.parse.pieces import Piece, Role
from regdrift.text.normalise import fold

SECTION_HEAD = re.compile(r"^#{3,6}[ \t]+\d+[A-Z]*\.{0,2}[ \t]+\S", re.MULTILINE)
_STYLE = HeadStyle(bare_numbers=True)
_MARK = re.compile(r"(?P<open>[FC]\d{1,3}\[)|(?P<bracket>\[)|(?P<close>\])")
_CARET = re.compile(r"(?<=\w)\s?\^\d{1,3}(?=\W|$)")
_REPEATED = r"\s*{}\s*\.?\s*(?:[—–-]\s*)?"


def without_marks(body: str) -> str:
    """Take the amendment marks of a consolidation out of a text; a mark left open ends at the next heading."""
    return "\n".join(_unmarked_lines(body.split("\n")))


def _unmarked_lines(lines: list[str]) -> Iterator[str]:
    stack: list[bool] = []
    for line in lines:
        if line.startswith("#"):
            stack = []
        kept: list[str] = []
        position = 0
        for match in _MARK.finditer(line):
            kept.append(line[position : match.start()])
            position = match.end()
            if match["close"]:
                kept.append("" if stack and stack.pop() else "]")
                continue
            stack.append(bool(match["open"]))
            kept.append("" if match["open"] else "[")
        kept.append(line[position:])
        yield _CARET.sub("", "".join(kept))


def read_irish(blocks: Iterable[Block]) -> Iterator[Piece]:
    """Give the pieces of an act."""
    number: str | None = None
    heading: str | None = None
    fresh = False
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            head = read_head(block.text, True, block.level, _STYLE)
            number = head.number if head is not None and head.role is Role.SECTION else None
            fresh, heading = number is not None, head.heading if head is not None else None
            if head is None:
                if block.level > 1:
                    yield Piece(Role.HEADING, block.text, heading=block.text, level=6)
                else:
                    yield Piece(Role.TITLE, block.text)
                continue
            yield replace(head, label=f"s. {number}") if fresh else head
            continue
        text = block.text
        if fresh and heading and fold(text) == fold(heading):
            continue
        if fresh and number:
            text = re.sub("^" + _REPEATED.format(re.escape(number)), "", text, count=1)
            fresh = False
        yield from _read_text(block, text)


def _read_text(block: Block, text: str) -> Iterator[Piece]:
    """Read a paragraph; ``(1)(a)`` may be printed without the blank after the label."""
    bare = text.strip()
    if not bare:
        return
    for piece in read_block(replace(block, text=bare, emphasised=False), _STYLE):
        # Sections have headings; a line such as "Section 10" below a schedule's heading names where it belongs.
        yield replace(piece, role=Role.TEXT, text=bare) if piece.role is Role.SECTION else piece
