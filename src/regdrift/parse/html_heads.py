"""Headings that a page prints without saying so: the look of a line, or the order of the numbers, tells them.

Sites are rebuilt with ``div`` and ``span`` alone, and the same law must give the same provisions. Where no heading
element opens a section, lines that look alike and read as heads of sections are headings; where all lines look alike,
heads are the short lines whose numbers count up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.heads import HeadStyle, head_line, read_head
from regdrift.parse.pieces import Role
from regdrift.text.normalise import fold

_LONGEST_LINE = 200
_SHARE_OF_STYLE = 0.5
_SHARE_RISING = 0.6
_FEWEST_IN_ORDER = 2
_SENTENCE = re.compile(r"\S+(?:\s+\S+){9,}[.;:]$", re.DOTALL)
_TITLE_STYLE = re.compile(r"(?:^|[.\s_-])(?:h1|ttl|title|titre|titel|(?:doc|page|law|act)title)(?:$|[\s_>!-])", re.I)
_DIGITS = re.compile(r"\d+")

_Place = tuple[int, int]
"""Index of a block, and of a line in it."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a page that could be headings, by their places."""

    by_place: dict[_Place, Block]
    style: HeadStyle

    def looks_alike(self) -> dict[str, list[_Place]]:
        """Give the places by look, in the order of the page."""
        groups: dict[str, list[_Place]] = defaultdict(list)
        for place, line in self.by_place.items():
            groups[line.style].append(place)
        return groups


def name_headings(blocks: Sequence[Block], style: HeadStyle, titles: Iterable[str]) -> list[Block]:
    """Give the blocks with the headings named as such, and line breaks round them resolved.

    ``titles`` are the names that the page gives itself; a line before the law that repeats one is its title.
    """
    lines = _Lines({place: line for place, line in _places(blocks) if _may_head(line)}, style)
    if _states_heads(blocks, style):
        found = {
            place for place, line in lines.by_place.items() if blocks[place[0]].lines and _is_bold_head(line, style)
        }
        return list(_resolve(blocks, dict.fromkeys(found, 2)))
    found = _by_look(lines) or _in_order(lines)
    levels = dict.fromkeys(found, 2)
    levels.update(dict.fromkeys(_titles(lines, found, {fold(title) for title in titles}), 1))
    return list(_resolve(blocks, levels))


def _places(blocks: Sequence[Block]) -> Iterator[tuple[_Place, Block]]:
    for index, block in enumerate(blocks):
        for at, line in enumerate(block.lines or (block,)):
            yield (index, at), line


def _may_head(line: Block) -> bool:
    return line.kind is BlockKind.PARAGRAPH and not line.note and not line.chain and line.number is None


def _states_heads(blocks: Sequence[Block], style: HeadStyle) -> bool:
    """True where heading elements open the sections: then the page says itself what is a heading."""
    for block in blocks:
        if block.kind is BlockKind.HEADING and not block.note:
            head = read_head(block.text, True, block.level, style)
            if head is not None and head.role is Role.SECTION:
                return True
    return False


def _is_bold_head(line: Block, style: HeadStyle) -> bool:
    return line.emphasised and head_line(line.text, style) is not None


def _by_look(lines: _Lines) -> set[_Place]:
    """Give the lines of every look that at least half of its lines wear as heads, and no running text wears."""
    found: set[_Place] = set()
    for places in lines.looks_alike().values():
        texts = [lines.by_place[place].text for place in places]
        if any(len(text) > _LONGEST_LINE or _SENTENCE.match(text) for text in texts):
            continue
        heads = sum(1 for text in texts if head_line(text, lines.style) is not None)
        if heads and heads >= _SHARE_OF_STYLE * len(texts) and len(places) < len(lines.by_place):
            found.update(places)
    numbered = any(_opens_section(lines.by_place[place].text, lines.style) for place in found)
    return found if numbered else set()


def _opens_section(text: str, style: HeadStyle) -> bool:
    head = head_line(text, style)
    return head is not None and head.role is Role.SECTION


def _in_order(lines: _Lines) -> set[_Place]:
    """Give the lines that read as heads of sections, where their numbers count up."""
    heads = {
        place: head
        for place, line in lines.by_place.items()
        if (head := head_line(line.text, lines.style)) is not None and head.label != head.number
    }
    sections = [_order(head.number) for head in heads.values() if head.role is Role.SECTION]
    rising = sum(1 for one, two in pairwise(sections) if one < two)
    if len(sections) < _FEWEST_IN_ORDER or rising < _SHARE_RISING * (len(sections) - 1):
        return set()
    return set(heads)


def _order(number: str | None) -> tuple[int, ...]:
    return tuple(int(digits) for digits in _DIGITS.findall(number or ""))


def _titles(lines: _Lines, heads: set[_Place], titles: set[str]) -> set[_Place]:
    """Give the lines before the first section that name the page."""
    first = min(
        (place for place, line in lines.by_place.items() if _opens_section(line.text, lines.style)),
        default=None,
    )
    if first is None:
        return set()
    before = [place for place in lines.by_place if place < first]
    named = {place for place in before if fold(lines.by_place[place].text) in titles}
    if named:
        return named
    return {
        place
        for place in before
        if (_TITLE_STYLE.search(lines.by_place[place].style) or (place in heads and place == before[0]))
        and len(lines.by_place[place].text) <= _LONGEST_LINE
    }


def _resolve(blocks: Sequence[Block], levels: dict[_Place, int]) -> Iterator[Block]:
    for index, block in enumerate(blocks):
        lines = block.lines or (block,)
        if not any((index, at) in levels for at in range(len(lines))):
            yield block
            continue
        for at, line in enumerate(lines):
            level = levels.get((index, at))
            chain, number = (line.chain, line.number) if at == 0 else ((), None)
            bare = replace(line, lines=(), chain=chain, number=number)
            yield bare if level is None else replace(bare, kind=BlockKind.HEADING, level=level)
