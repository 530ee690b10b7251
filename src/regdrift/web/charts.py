"""Charts as accessible SVG: a title and a description with the figures, no script, colours by CSS class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_BAR = 22
_GAP = 6
_HEIGHT = 120
_LEFT = 36
_FOOT = 22
_LEAST_WIDTH = 160
"""A chart of one or two columns is still so wide that their labels are whole."""
_MONTHS_LABELLED = 3
"""Every third month has its name below the axis; more would overlap."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: the text below it, and figures by series in the order of drawing (from the axis outwards)."""

    label: str
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Legend:
    """A series: the CSS class of its bars and what it is called."""

    series: str
    text: str
    below: bool = False
    """Drawn below the axis."""


def column_chart(title: str, stacks: Sequence[Stack], legend: Sequence[Legend]) -> Markup:
    """Give columns over a row of labels, stacked by series, some of them below the axis.

    Every column says its figures in a ``<title>``; the chart's ``<desc>`` tells all of them in words.
    """
    above = [one.series for one in legend if not one.below]
    below = [one.series for one in legend if one.below]
    top = max((_sum(stack, above) for stack in stacks), default=0)
    bottom = max((_sum(stack, below) for stack in stacks), default=0)
    unit = _HEIGHT / max(top + bottom, 1)
    axis = 14 + top * unit
    width = max(_LEFT + len(stacks) * (_BAR + _GAP) + _GAP, _LEAST_WIDTH)
    height = axis + bottom * unit + _FOOT
    names = {one.series: one.text for one in legend}
    parts = [_axis(width, axis, top, unit)]
    for place, stack in enumerate(stacks):
        x = _LEFT + _GAP + place * (_BAR + _GAP)
        parts.append(_column(stack, x, (axis, unit), (above, below), names))
        if place % _labelled(len(stacks)) == 0:
            parts.append(
                Markup('<text class="tick" x="{}" y="{:.1f}" text-anchor="middle">{}</text>').format(
                    x + _BAR // 2, height - 6, stack.label
                )
            )
    told = "; ".join(f"{stack.label}: {_told(stack, names)}" for stack in stacks if _told(stack, names))
    return Markup(
        '<figure class="chart"><svg role="img" viewBox="0 0 {w} {h:.0f}" width="{w}" height="{h:.0f}" '
        'xmlns="http://www.w3.org/2000/svg"><title>{title}</title><desc>{told}</desc>{body}</svg>'
        "<figcaption>{keys}</figcaption></figure>"
    ).format(w=width, h=height, title=title, told=told, body=Markup("").join(parts), keys=_keys(legend))


def bar_chart(title: str, rows: Sequence[Stack], legend: Sequence[Legend], *, label_width: int = 260) -> Markup:
    """Give lying bars, one row for each label, stacked by series; the figures stand in the bars."""
    most = max((_sum(row, [one.series for one in legend]) for row in rows), default=0)
    unit = 300 / max(most, 1)
    width = label_width + 340
    height = len(rows) * (_BAR + _GAP) + _GAP
    names = {one.series: one.text for one in legend}
    parts = []
    for place, row in enumerate(rows):
        y = _GAP + place * (_BAR + _GAP)
        parts.append(
            Markup('<text class="name" x="{}" y="{}" text-anchor="end">{}</text>').format(
                label_width - 8, y + 15, row.label
            )
        )
        x = float(label_width)
        for one in legend:
            value = row.values.get(one.series, 0)
            if not value:
                continue
            parts.append(
                Markup(
                    '<rect class="{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}"><title>{}</title></rect>'
                    '<text class="in-bar" x="{:.1f}" y="{}" text-anchor="middle">{}</text>'
                ).format(
                    one.series,
                    x,
                    y,
                    value * unit,
                    _BAR,
                    f"{row.label}: {one.text} {value}",
                    x + value * unit / 2,
                    y + 15,
                    value,
                )
            )
            x += value * unit
    told = "; ".join(f"{row.label}: {_told(row, names) or 0}" for row in rows)
    return Markup(
        '<figure class="chart"><svg role="img" viewBox="0 0 {w} {h}" width="{w}" height="{h}" '
        'xmlns="http://www.w3.org/2000/svg"><title>{title}</title><desc>{told}</desc>{body}</svg>'
        "<figcaption>{keys}</figcaption></figure>"
    ).format(w=width, h=height, title=title, told=told, body=Markup("").join(parts), keys=_keys(legend))


def _sum(stack: Stack, series: Sequence[str]) -> int:
    return sum(stack.values.get(one, 0) for one in series)


def _told(stack: Stack, names: Mapping[str, str]) -> str:
    return ", ".join(f"{names[one]} {value}" for one, value in stack.values.items() if value and one in names)


def _labelled(columns: int) -> int:
    return 1 if columns <= _MONTHS_LABELLED else max(_MONTHS_LABELLED, columns // 12)


def _axis(width: int, axis: float, top: int, unit: float) -> Markup:
    lines = Markup('<line class="axis" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(_LEFT, width, axis, axis)
    if top:
        y = axis - top * unit
        lines += Markup(
            '<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>'
            '<text class="tick" x="{}" y="{:.1f}" text-anchor="end">{}</text>'
        ).format(_LEFT, width, y, y, _LEFT - 6, y + 4, top)
    return lines


def _column(
    stack: Stack, x: int, scale: tuple[float, float], sides: tuple[list[str], list[str]], names: Mapping[str, str]
) -> Markup:
    axis, unit = scale
    parts = []
    for series, downwards in zip(sides, (False, True), strict=True):
        edge = axis
        for one in series:
            size = stack.values.get(one, 0) * unit
            if not size:
                continue
            y = edge if downwards else edge - size
            parts.append(
                Markup('<rect class="{}" x="{}" y="{:.1f}" width="{}" height="{:.1f}"/>').format(one, x, y, _BAR, size)
            )
            edge += size if downwards else -size
    return Markup("<g><title>{}</title>{}</g>").format(f"{stack.label}: {_told(stack, names)}", Markup("").join(parts))


def _keys(legend: Sequence[Legend]) -> Markup:
    return Markup(" ").join(
        Markup('<span class="key"><span class="swatch {}" aria-hidden="true"></span>{}</span>').format(
            one.series, escape(one.text)
        )
        for one in legend
    )
