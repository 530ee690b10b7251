"""Markdown and plain text → blocks, and the YAML front matter that archives of law put before the text.

The dialect is what archives of law write: ATX headings, paragraphs between blank lines, quotation marks (``>``)
for depth, bullets, pipe tables, fences. An ordered list's ``1.`` is never taken off: it is the law's own number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.markdown_inline import is_emphasised, plain

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"([A-Za-z_][\w-]*):[ \t]*(.*)")
_PANDOC_LINE = re.compile(r"%[ \t]*(.*)")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_QUOTE = re.compile(r"[ \t]{0,3}((?:>[ \t]?)+)")
_BULLET = re.compile(r"([ \t]*)[-*+•][ \t]+(?=\S)")
_FENCE = re.compile(r"[ \t]*(```|~~~)(?!~)[\w+-]*[ \t]*$")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")
_RULE = re.compile(r"[ \t]*(?:[-*_][ \t]*){3,}$")
_FOOTNOTE_TEXT = re.compile(r"[ \t]{0,3}\[\^[\w-]{1,20}\]:")
_LABELLED = re.compile(
    r"(?:[*_~]{0,3}\(?[*_]{0,2}(?:\d{1,4}[a-z]{0,2}|[A-Za-z]{1,2}|[ivxIVX]{1,6})[*_]{0,2}\)[*_~]{0,3}|"
    r"[*_]{0,2}\d{1,3}[a-z]?[.°][*_]{0,2})[ \t]*\S"
)
_LOWER_START = re.compile(r"[^\W\d_A-ZÁÉÍÓÚÑ](?!\))|\(\d+\) [^\W\d_A-Z]|\d+[º°]? [^\W\d_A-Z]")
_SPACES_A_LEVEL = 2
_FEWEST_LINES = 20
_SHARE_BROKEN = 0.25


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """A Markdown file taken apart: front matter by key, and the rest as text."""

    metadata: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


def split_front_matter(text: str) -> MarkdownText:
    """Give the front matter (YAML scalars, or pandoc's ``%`` lines: title, then ``key: value``) and the body."""
    match = _FRONT_MATTER.match(text)
    if match:
        pairs = (_FRONT_LINE.fullmatch(line) for line in match.group(1).split("\n"))
        found = {pair.group(1): _unquote(pair.group(2)) for pair in pairs if pair}
        return MarkdownText(found, text[match.end() :])
    lines = text.split("\n")
    metadata: dict[str, str] = {}
    used = 0
    for line in lines:
        pandoc = _PANDOC_LINE.fullmatch(line)
        if pandoc is None:
            break
        used += 1
        key, colon, value = pandoc.group(1).partition(":")
        if colon and " " not in key.strip() and "title" in metadata:
            metadata[key.strip()] = value.strip()
        else:
            metadata["title"] = " ".join(filter(None, (metadata.get("title"), pandoc.group(1).strip())))
    return MarkdownText(metadata, "\n".join(lines[used:]))


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return value.replace('\\"', '"')


def iter_blocks(body: str) -> Iterator[Block]:
    """Give the blocks of a Markdown text in order."""
    reader = _Reader()
    for line in body.split("\n"):
        yield from reader.take(line)
    yield from reader.flush()


class _Reader:
    """Collects the lines of one paragraph; a blank line, a mark or a printed label ends it."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._level = 0
        self._kind = BlockKind.PARAGRAPH
        self._fence: str | None = None
        self._note = False

    def take(self, line: str) -> Iterator[Block]:
        fence = _FENCE.fullmatch(line)
        if self._fence is not None or fence:
            yield from self._take_fenced(line, fence)
            return
        quote = _QUOTE.match(line)
        depth = quote.group(1).count(">") if quote else 0
        rest = line[quote.end() :] if quote else line
        if not rest.strip() or (_RULE.fullmatch(rest) and not rest.strip().startswith("**")):
            yield from self.flush()
            return
        heading = _HEADING.fullmatch(rest)
        if heading:
            yield from self.flush()
            text = plain(heading.group(2))
            if text:
                yield Block(BlockKind.HEADING, text, len(heading.group(1)))
            return
        if rest.lstrip().startswith("|"):
            yield from self.flush()
            yield from _row(rest)
            return
        yield from self._take_words(rest, depth)

    def _take_fenced(self, line: str, fence: re.Match[str] | None) -> Iterator[Block]:
        if self._fence is None and fence:
            yield from self.flush()
            self._fence = fence.group(1)
        elif fence and fence.group(1) == self._fence:
            self._fence = None
            text = "\n".join(self._lines).strip("\n")
            self._lines = []
            if text.strip():
                yield Block(BlockKind.PRE, text)
        else:
            self._lines.append(line)

    def _take_words(self, rest: str, depth: int) -> Iterator[Block]:
        bullet = _BULLET.match(rest)
        footnote = bool(_FOOTNOTE_TEXT.match(rest))
        if bullet or footnote or not self._lines or _LABELLED.match(rest.lstrip()):
            yield from self.flush()
            self._note = footnote
            self._kind = BlockKind.LIST_ITEM if bullet else BlockKind.PARAGRAPH
            indent = len(bullet.group(1).expandtabs(4)) // _SPACES_A_LEVEL + 1 if bullet else 0
            self._level = depth + indent
        self._lines.append(rest[bullet.end() :] if bullet else rest)

    def flush(self) -> Iterator[Block]:
        """Give the paragraph collected so far."""
        if self._fence is not None:
            text, self._fence = "\n".join(self._lines), None
            self._lines = []
            if text.strip():
                yield Block(BlockKind.PRE, text)
            return
        raw = " ".join(line.strip() for line in self._lines)
        self._lines = []
        text = plain(raw)
        if text:
            yield Block(self._kind, text, self._level, note=self._note, emphasised=is_emphasised(raw))
        self._note = False


def _row(line: str) -> Iterator[Block]:
    if _TABLE_RULE.fullmatch(line):
        return
    cells = tuple(plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))
    if any(cells):
        yield Block(BlockKind.ROW, " | ".join(cells), cells=cells)


def rejoin(blocks: Iterable[Block]) -> list[Block]:
    """Join paragraphs that only a printed line's end divides, where a text is broken so throughout.

    Some archives keep each printed line of an old gazette as a paragraph of its own.
    """
    items = list(blocks)
    broken = sum(1 for one, two in pairwise(items) if _goes_on(one, two))
    if len(items) < _FEWEST_LINES or broken < _SHARE_BROKEN * len(items):
        return items
    joined: list[Block] = []
    for block in items:
        if joined and _goes_on(joined[-1], block):
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text} {block.text}", emphasised=False)
        else:
            joined.append(block)
    return joined


def _goes_on(one: Block, two: Block) -> bool:
    text = one.text.rstrip()
    plain_kinds = two.kind is BlockKind.PARAGRAPH and one.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
    return (
        plain_kinds and not text.endswith((".", ":", ";", "!", "?", "—", ".-")) and bool(_LOWER_START.match(two.text))
    )
