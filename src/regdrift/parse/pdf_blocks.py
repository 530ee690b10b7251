"""Printed lines → blocks: which lines make one paragraph, and which are headings.

A line begins a paragraph where it opens a section or a point, where it is set in another font, where more white than
usual stands above it, or where the line before it ended a sentence short of the margin. A heading is a short
paragraph in a larger or bolder font than the text, or one that reads as the head of a section.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.heads import head_line
from regdrift.parse.pdf_layout import SOFT_HYPHEN, Line
from regdrift.parse.plain import is_opening, join_lines
from regdrift.text.normalise import tidy

_MORE_WHITE = 1.45
_OTHER_SIZE = 0.08
_SHORT = 0.12
"""Share of the column's width by which a line ends before the margin to count as short."""
_LONGEST_HEADING = 200
_TITLE_SIZE = 1.25
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*(?:\d{1,4}|[ivxlc]{1,7})$")
"""Dots that lead to a page number: a line of a table of contents."""


class _Type:
    """The font of the text, and the usual distance between its lines, over the whole document."""

    def __init__(self, lines: Sequence[Line]) -> None:
        sizes: Counter[float] = Counter()
        bold = 0
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
            bold += len(line.text) if line.bold else 0
        self.size = sizes.most_common(1)[0][0] if sizes else 0.0
        self.bold = bold > sum(sizes.values()) / 2
        steps = [
            one.top - two.top
            for one, two in pairwise(lines)
            if one.column == two.column and 0 < one.top - two.top < 5 * max(one.size, 1.0)
        ]
        self.leading = median(steps) if steps else 0.0

    def stands_out(self, line: Line) -> bool:
        """True where a line is set larger or bolder than the text."""
        return (line.bold and not self.bold) or line.size > self.size * (1 + _OTHER_SIZE)


def blocks_of_lines(lines: Sequence[Line]) -> Iterator[Block]:
    """Give the blocks that the printed lines make."""
    usual = _Type(lines)
    paragraph: list[Line] = []
    for line in lines:
        if _LEADERS.search(line.text):
            continue
        if paragraph and _begins(paragraph, line, usual):
            yield _block(paragraph, usual)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield _block(paragraph, usual)


def _begins(paragraph: Sequence[Line], line: Line, usual: _Type) -> bool:
    before = paragraph[-1]
    if before.text.endswith(SOFT_HYPHEN):
        return False
    if abs(before.size - line.size) > _OTHER_SIZE * max(usual.size, 1.0) or before.bold != line.bold:
        return _ends_short(before) or not line.text[:1].islower()
    words = [_plain(item) for item in paragraph]
    if is_opening(_plain(line), words):
        return True
    if before.column == line.column and before.top - line.top > _MORE_WHITE * usual.leading > 0:
        return True
    if usual.stands_out(line):
        return False
    if not _ends_short(before):
        return False
    if head_line(join_lines(words)) is not None:
        return not line.text[:1].islower()
    return before.text.endswith((".", ";", ":", "!", "?"))


def _ends_short(line: Line) -> bool:
    left, right = line.column
    return right - line.right > _SHORT * (right - left)


def _plain(line: Line) -> str:
    return line.text.replace(SOFT_HYPHEN, "-")


def _block(lines: Sequence[Line], usual: _Type) -> Block:
    text = ""
    for line in lines:
        if text.endswith(SOFT_HYPHEN):
            text = text[:-1] + line.text
        elif text:
            text = join_lines((text, line.text))
        else:
            text = line.text
    text = tidy(text.replace(SOFT_HYPHEN, "-"))
    short = len(text) <= _LONGEST_HEADING and not text.endswith((";", ","))
    larger = lines[0].size > usual.size * (1 + _OTHER_SIZE)
    if short and all(usual.stands_out(line) for line in lines) and (larger or _ends_short(lines[-1])):
        level = 1 if lines[0].size >= usual.size * _TITLE_SIZE else 2
        return Block(BlockKind.HEADING, text, level, emphasised=True)
    if len(lines) <= 2 and head_line(text) is not None and not text.endswith("."):
        return Block(BlockKind.HEADING, text, 2)
    return Block(BlockKind.PARAGRAPH, text)
