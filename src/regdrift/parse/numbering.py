"""Cutting enumerators off a paragraph, and finding the level at which one stands.

Published law is often flat: ``(a)``, ``(1)``, ``(i)`` follow each other as plain paragraphs, and ``(i)`` may be the
ninth letter or the first Roman number. The place is solved by sequence: every way to read the labels is scored, and
the cheapest reading of the label and of those that follow it wins.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from regdrift.parse.numerals import (
    EUROPEAN,
    FRENCH,
    GENERIC,
    GERMAN,
    US_COMMENTARY,
    US_REGULATION,
    US_STATUTE,
    Mark,
    Numeral,
    Reading,
    Scheme,
    mark_of,
    readings,
)

__all__ = [
    "EUROPEAN",
    "FRENCH",
    "GENERIC",
    "GERMAN",
    "US_COMMENTARY",
    "US_REGULATION",
    "US_STATUTE",
    "LabelPlacer",
    "Scheme",
    "split_labels",
]

_NUMERAL = (
    r"\d{1,4}(?:[a-z]{1,2}|[A-Z]{1,2}|-\d+[a-z]?| (?:bis|ter|quater))?|[A-Za-z]{1,2}(?:-\d+)?|[ivxlc]{3,7}|[IVXLC]{3,7}"
)
_PARENTHESISED = re.compile(rf"\(\s*(?P<core>{_NUMERAL})\s*\)(?:\s+|(?=[(\[—–\w\"“])|$)")
_OTHERS = (
    re.compile(r"(?:§{1,2}|Art\.|Article|Artikel|Artículo)\s*\d+[\w.\-]*\.?(?=\s|$)\s*"),
    re.compile(r"\d{1,3}[a-z]?\s?°\s*(?:(?:bis|ter|quater)\b)?\s*(?:[-–—.)]\s*)?"),
    re.compile(r"[IVXLC]{1,7}(?: (?:bis|ter|quater|quinquies))?\s?\.?\s*[-–—]+\s*"),
    re.compile(r"(?:\d{1,3}[a-z]?|[IVXLC]{1,7}|[ivxlc]{2,7}|[a-z])\.(?=\s|$)\s*"),
    re.compile(r"(?:\d{1,3}|[a-z]{1,2}(?: (?:bis|ter|quater))?|[ivxlc]{1,7}|[A-Z])\)\s*"),
    re.compile(r"[A-Z]\s?\.\s*[-–—]+\s*"),
)

_WINDOW = 12
"""How many following labels are weighed; a list of Roman numbers betrays itself within three."""
_BEAM = 12
"""Ways on that are followed from one label; the cheapest."""
_SKIPPED_LEVEL = 1.0
_GAP = 2.0
_NOT_FIRST = 4.0
_FOREIGN = 6.0
_REPEATED = 5.0
"""A label printed twice: a printer's slip. Likelier than a list that begins deeper with that label in its middle."""
_CLIMB = 0.01
_FIRST_CHILD = 0.1


class _Step(NamedTuple):
    label: str
    reading: Reading
    mark: Mark
    level: int
    """Index in the scheme's levels; in a scheme without levels, the depth."""


_Stack = tuple[_Step, ...]


def split_labels(text: str) -> tuple[tuple[str, ...], str]:
    """Cut the leading enumerators off a paragraph: ``(a)(1) Text`` → ``(("(a)", "(1)"), "Text")``.

    Also ``1.``, ``a)``, ``1°``, ``I. -``, ``aa)``, ``§ 5``, ``Art. 6``. A paragraph that begins with none gives no
    labels and itself.
    """
    rest = text.lstrip()
    labels: list[str] = []
    while match := _PARENTHESISED.match(rest):
        labels.append(f"({match['core']})")
        rest = rest[match.end() :]
    if labels:
        return tuple(labels), rest
    for pattern in _OTHERS:
        match = pattern.match(rest)
        if match:
            closing = " -–—.)" if "°" in match.group() else " -–—"
            return (match.group().strip(closing),), rest[match.end() :]
    return (), text


class LabelPlacer:
    """Places enumerators one after the other, as they stand below one section."""

    def __init__(self, scheme: Scheme = GENERIC) -> None:
        self._scheme = scheme
        self._stack: _Stack = ()

    def reset(self) -> None:
        """Begin a new section."""
        self._stack = ()

    @property
    def chain(self) -> tuple[str, ...]:
        """The labels from the section down to the last one placed."""
        return tuple(step.label for step in self._stack)

    def place(self, label: str, indent_hint: int | None = None, following: Sequence[str] = ()) -> tuple[str, ...]:
        """Give the chain below the section that ends with ``label``.

        ``indent_hint`` is the depth (0 outermost) that the layout states; it decides among readings. ``following``
        are the labels that come next in the section, in order; the first dozen are weighed.
        """
        self._stack = self._best(label, indent_hint, following)[1]
        return self.chain

    def cost(self, label: str, following: Sequence[str] = ()) -> float:
        """Give how badly ``label`` and what follows it would fit here: 0 for the next one of an open list."""
        return self._best(label, None, following)[0]

    def _best(self, label: str, indent_hint: int | None, following: Sequence[str]) -> tuple[float, _Stack]:
        states = self._moves(self._stack, label)
        if indent_hint is not None:
            states = [(cost + _FOREIGN * (len(stack) != indent_hint + 1), stack) for cost, stack in states]
        best, chosen = math.inf, states[0][1]
        for cost, stack in states:
            whole = self._look_ahead(cost, stack, following[:_WINDOW], best)
            if whole < best:
                best, chosen = whole, stack
        return best, chosen

    def _look_ahead(self, cost: float, stack: _Stack, following: Sequence[str], limit: float) -> float:
        """Give the cost of the cheapest way on from a move, or any cost from ``limit`` on where it reaches that.

        The cheapest way so far goes on first, the longest of equal ones; a list whose next labels fit is walked down
        once. Costs never fall, so what has reached ``limit`` can be left.
        """
        ways = [(cost, 0, 0, stack)]
        followed = [0] * len(following)
        order = 0
        while True:
            cost, behind, _, stack = heappop(ways)
            at = -behind
            if at == len(following) or cost >= limit:
                return cost
            if followed[at] == _BEAM:
                continue
            followed[at] += 1
            for step, reached in self._moves(stack, following[at]):
                order += 1
                heappush(ways, (cost + step, behind - 1, order, reached))

    def _moves(self, stack: _Stack, label: str) -> list[tuple[float, _Stack]]:
        mark = mark_of(label)
        moves = [move for reading in readings(label) for move in self._moves_for(stack, label, reading, mark)]
        if moves:
            return moves
        foreign = _Step(label, (Numeral.ARABIC, 0, label), mark, stack[-1].level + 1 if stack else 0)
        return [(_FOREIGN, (*stack, foreign))]

    def _moves_for(self, stack: _Stack, label: str, reading: Reading, mark: Mark) -> Iterator[tuple[float, _Stack]]:
        for depth in range(len(stack) - 1, -1, -1):
            step = stack[depth]
            if step.reading[0] is reading[0] and step.mark is mark:
                cost = _distance(step.reading, reading) + _CLIMB * (len(stack) - 1 - depth)
                yield cost, (*stack[:depth], _Step(label, reading, mark, step.level))
        for cost, level in self._child_levels(stack, reading, mark):
            late = 0.0 if reading[1] == 1 else _NOT_FIRST
            yield cost + late + _FIRST_CHILD, (*stack, _Step(label, reading, mark, level))

    def _child_levels(self, stack: _Stack, reading: Reading, mark: Mark) -> Iterator[tuple[float, int]]:
        """Give each level at which the enumerator may open a list below the stack, with its cost."""
        if not self._scheme.levels:
            used = any(step.reading[0] is reading[0] and step.mark is mark for step in stack)
            yield (_GAP if used else 0.0), len(stack)
            return
        above = stack[-1].level if stack else -1
        possible = [
            (_SKIPPED_LEVEL * (index - above - 1), index)
            for index, (numeral, marks) in enumerate(self._scheme.levels)
            if index > above and numeral is reading[0] and (not marks or mark in marks)
        ]
        yield from possible or [(_FOREIGN, above + 1)]


def _distance(old: Reading, new: Reading) -> float:
    """Give the cost of one enumerator following another of the same list: 0 for the next one."""
    step = new[1] - old[1]
    if step == 0 and new[2] > old[2]:
        return 0.0
    if step == 0 and new[2] == old[2]:
        return _REPEATED
    if step == 1:
        return 0.0 if not new[2] else _GAP / 2
    if step > 1:
        return _GAP + min(step, 20) * 0.05
    return _FOREIGN + 2.0
