"""Pieces of text with their places on a PDF page → lines in reading order.

A PDF says where words are drawn, not how they are read. Columns are told by the gutter: a white strip down the middle
that hardly any piece of text crosses although many rows have text on both sides of it. Rows that do cross it
(headings over both columns) part the page into bands, each of which is read column by column. Printed line numbers
are told by counting up at one place of the line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import median

SOFT_HYPHEN = "\ufffe"
"""PDFium's sign for a hyphen that divides a word at the line's end."""

_SAME_ROW = 0.5
_NARROWEST_GUTTER = 7.0
_STRIPS = 600
"""How finely a page is cut to find the gutter; a strip is about a point wide on a page of common size."""
_MIDDLE = (0.2, 0.8)
_MOST_CROSSING = 0.15
_FEWEST_ROWS = 5
_SHARE_BOTH = 0.35
_MOST_COLUMNS = 2
"""How often a page or half of a page is halved again: up to four columns."""
_SPACE_OF_SIZE = 0.12
_NUMBER = re.compile(r"\d{1,3}")
_NUMBER_BEFORE = re.compile(r"(\d{1,3})\s+(?=\S)")
_FEWEST_NUMBERS = 4
_SHARE_COUNTING = 0.7
_NUMBER_COLUMN = 6.0
"""Width in points of the strip in which line numbers stand, ranged left or right."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text with its box, in points from the lower left corner of the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float = 0.0
    """Size of the font in points; 0 where unknown."""
    bold: bool = False

    @property
    def height(self) -> float:
        """Height of the box."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line of one column."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    column: tuple[float, float]
    """Left and right edge of the column's text."""


Row = list[Span]
"""Pieces at the same height, from left to right."""


def find_rows(spans: Sequence[Span]) -> list[Row]:
    """Give the rows of a page, from the top down."""
    rows: list[Row] = []
    for span in sorted(spans, key=lambda item: (-(item.top + item.bottom), item.left)):
        middle = (span.top + span.bottom) / 2
        if rows and rows[-1][0].bottom <= middle <= rows[-1][0].top and _overlap(rows[-1][0], span) >= _SAME_ROW:
            rows[-1].append(span)
        else:
            rows.append([span])
    return [sorted(row, key=lambda item: item.left) for row in rows]


def _overlap(one: Span, two: Span) -> float:
    shared = min(one.top, two.top) - max(one.bottom, two.bottom)
    return shared / max(min(one.height, two.height), 0.1)


def row_text(row: Row) -> str:
    """Give a row as one string."""
    text = ""
    for before, span in zip([None, *row], row, strict=False):
        gap = span.left - before.right if before is not None else 0.0
        apart = gap > _SPACE_OF_SIZE * (span.size or span.height) and not text.endswith((" ", SOFT_HYPHEN))
        text += f" {span.text}" if apart and text else span.text
    return text.strip()


def strip_line_numbers(rows: Sequence[Row]) -> list[Row]:
    """Give the rows without printed line numbers, whether they stand alone or before the words of a piece."""
    lonely: dict[int, list[Span]] = defaultdict(list)
    leading: dict[int, list[Span]] = defaultdict(list)
    for row in rows:
        for span in row:
            if _NUMBER.fullmatch(span.text.strip()):
                for edge in {round(span.left / _NUMBER_COLUMN), -round(span.right / _NUMBER_COLUMN) - 1}:
                    lonely[edge].append(span)
            elif _NUMBER_BEFORE.match(span.text):
                leading[round(span.left / _NUMBER_COLUMN)].append(span)
    gone = {span for spans in lonely.values() if _counts_up(spans) for span in spans}
    cut = {span for spans in leading.values() if _counts_up(spans) for span in spans}
    if not gone and not cut:
        return [list(row) for row in rows]
    kept = [[_cut(span) if span in cut else span for span in row if span not in gone] for row in rows]
    return [row for row in kept if row]


def _cut(span: Span) -> Span:
    return replace(span, text=_NUMBER_BEFORE.sub("", span.text, count=1))


def _counts_up(spans: Sequence[Span]) -> bool:
    numbers = [int(match.group()) for span in spans if (match := re.match(r"\s*\d{1,3}", span.text))]
    counting = sum(1 for one, two in pairwise(numbers) if two in (one + 1, one + 2, one + 5, 1))
    return len(numbers) >= _FEWEST_NUMBERS and counting >= _SHARE_COUNTING * (len(numbers) - 1)


def read_columns(rows: Sequence[Row], halvings: int = _MOST_COLUMNS) -> list[Line]:
    """Give the lines of a page in reading order."""
    gutter = find_gutter(rows) if halvings else None
    if gutter is None:
        return _one_column(rows)
    lines: list[Line] = []
    for crossing, band in _bands(rows, gutter):
        if crossing:
            lines += _one_column(band)
            continue
        for side in (0, 1):
            half = [[span for span in row if ((span.left + span.right) / 2 > gutter) == bool(side)] for row in band]
            lines += read_columns([row for row in half if row], halvings - 1)
    return lines


def find_gutter(rows: Sequence[Row]) -> float | None:
    """Give the middle of the white strip between two columns; None where the page has one column."""
    spans = [span for row in rows for span in row]
    if len(rows) < _FEWEST_ROWS or len(spans) < 2 * _FEWEST_ROWS:
        return None
    best = _widest_strip(spans, _MOST_CROSSING * len(rows))
    if best is None or best[1] - best[0] < _NARROWEST_GUTTER:
        return None
    middle = (best[0] + best[1]) / 2
    both = sum(1 for row in rows if row[0].right <= middle <= row[-1].left)
    return middle if both >= max(_FEWEST_ROWS - 1, _SHARE_BOTH * len(rows)) else None


def _widest_strip(spans: Sequence[Span], most: float) -> tuple[float, float] | None:
    """Give the widest strip in the middle of a page that at most so many pieces cross."""
    left, right = min(span.left for span in spans), max(span.right for span in spans)
    step = max((right - left) / _STRIPS, 0.01)
    changes = [0] * (_STRIPS + 2)
    for span in spans:
        changes[int((span.left - left) / step) + 1] += 1
        changes[max(int((span.right - left) / step), int((span.left - left) / step) + 1)] -= 1
    crossing = list(accumulate(changes))
    best: tuple[int, int] | None = None
    start: int | None = None
    last = round(_MIDDLE[1] * _STRIPS)
    for at in range(round(_MIDDLE[0] * _STRIPS), last + 1):
        if crossing[at] <= most:
            start = at if start is None else start
        if start is not None and (crossing[at] > most or at == last):
            if best is None or at - start > best[1] - best[0]:
                best = (start, at)
            start = None
    return (left + best[0] * step, left + best[1] * step) if best else None


def _bands(rows: Sequence[Row], gutter: float) -> Iterator[tuple[bool, list[Row]]]:
    """Part the rows into runs that cross the gutter and runs that do not."""
    band: list[Row] = []
    crossed = False
    for row in rows:
        crossing = any(span.left < gutter - 2 and span.right > gutter + 2 for span in row)
        if band and crossing != crossed:
            yield crossed, band
            band = []
        crossed = crossing
        band.append(row)
    if band:
        yield crossed, band


def _one_column(rows: Sequence[Row]) -> list[Line]:
    if not rows:
        return []
    column = (min(row[0].left for row in rows), max(span.right for row in rows for span in row))
    return [line for row in rows if (line := _line(row, column)).text]


def _line(row: Row, column: tuple[float, float]) -> Line:
    sizes = [span.size for span in row if span.size]
    return Line(
        row_text(row),
        row[0].left,
        max(span.right for span in row),
        max(span.top for span in row),
        min(span.bottom for span in row),
        median(sizes) if sizes else 0.0,
        all(span.bold for span in row if span.text.strip()),
        column,
    )
