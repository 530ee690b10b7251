"""French codes in Markdown: front matter, then ``Article L121-18`` on a line, alinéas, ``I.-``, ``1°``, ``a)``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.heads import HeadStyle, read_head
from regdrift.parse.outline import read_block
from regdrift.parse.pieces import Piece, Role

ARTICLE_LINE = re.compile(
    r"^#{0,6}[ \t]*\*{0,2}Article[ \t]+(?:[A-Z]{1,3}\.?[ \t]?)?\*{0,2}\d[\w*.-]*(?: (?:bis|ter|quater))?\*{0,2}[ \t]*$",
    re.MULTILINE,
)
_STYLE = HeadStyle(section_is_division=True)
_QUOTED = re.compile(r"^[\"«“]")


def read_french(blocks: Iterable[Block]) -> Iterator[Piece]:
    """Give the pieces of a code; what a law cites in quotation marks stays the text of the citing article."""
    titled = False
    for block in blocks:
        if block.kind is BlockKind.HEADING and not titled and read_head(block.text, True, block.level, _STYLE) is None:
            titled = True
            yield Piece(Role.TITLE, block.text)
        elif _QUOTED.match(block.text):
            yield Piece(Role.TEXT, block.text)
        elif _is_group(block.text):
            yield from read_block(replace(block, kind=BlockKind.HEADING, level=block.level or 2), _STYLE)
        else:
            yield from read_block(block, _STYLE)


def _is_group(text: str) -> bool:
    """``Section 1 : Publicité.`` on a line of its own groups the articles that follow."""
    head = read_head(text, False, 0, _STYLE)
    return head is not None and head.role is Role.DIVISION and len(text) < 160
