"""Blocks: what a page, a Markdown file or a PDF is before anyone asks what is law in it.

Every reader of loosely structured text (HTML, Markdown, plain text, PDF) gives the same stream of blocks, in
reading order. What the blocks mean is asked once, in :mod:`regdrift.parse.outline`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is in the layout of its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    ROW = "row"
    """One row of a table of data; the cells are in ``cells``, and joined by `` | `` in ``text``."""
    PRE = "pre"


@dataclass(frozen=True, slots=True)
class Block:
    """One run of text that the layout sets apart."""

    kind: BlockKind
    text: str
    """Display form, inline elements joined without blanks; struck text is gone, inserted text kept."""
    level: int = 0
    """Of a heading 1 (highest) to 6; else how deep the block is indented, 0 at the margin."""
    number: str | None = None
    """The number or letter that an ordered list prints before the item (``3.``, ``b.``); None for bullets."""
    chain: tuple[str, ...] = ()
    """The labels from the section down to this unit, where the page states them (D.C. Code pages); else empty."""
    cells: tuple[str, ...] = ()
    note: bool = False
    """True where the page itself sets the block apart as a note (``aside``, ``role=note``, a footnote list)."""
    furniture: bool = False
    """True where a note is about the page rather than the law: a banner, a date of update, a disclaimer."""
    emphasised: bool = False
    """True where all of the text is bold or italic; such a paragraph may be a heading."""
    linked: bool = False
    """True where all of the text is links."""
    style: str = ""
    """How the page dresses the block: element, classes and emphasis; blocks that look alike have equal styles."""
    lines: tuple[Block, ...] = ()
    """The printed lines with their own styles, where line breaks divide the block; else empty."""
