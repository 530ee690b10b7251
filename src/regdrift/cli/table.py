"""Rows as a table for a terminal: short times and ids, narrow columns whole, long text folded last.

On a terminal a table is as wide as the terminal; elsewhere a row is one line, so that ``grep`` finds whole rows.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence

import click

from regdrift.cli.output import Row, cell, on_terminal, say

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?(?:Z|\+00:00)")
_HASH = re.compile(r"[0-9a-f]{16,}")
_SHORT_ID = 8
_LONG = {
    "citation": 10,
    "data_categories": 22,
    "jurisdictions": 6,
    "last_error": 16,
    "message": 24,
    "name": 14,
    "practices": 16,
    "target": 16,
    "text": 24,
    "title": 28,
    "why": 24,
}
"""Columns that fold first, with the width down to which they do."""
_NARROWEST = 6
"""Width down to which any other column folds where the terminal is narrow."""
_WHOLE = 10
"""Up to this width (ids, days, levels) the other columns stay whole as long as that can be."""
_GAP = 2
_HEADINGS = {
    "consecutive_failures": "failed",
    "elapsed_seconds": "seconds",
    "data_categories": "data",
    "effective_on": "effective",
    "http_status": "status",
    "jurisdiction": "where",
    "jurisdictions": "where",
    "last_outcome": "outcome",
    "last_success_at": "last success",
    "next_due_at": "next due",
    "observed_on": "observed",
    "change_severity": "severity",
}
_RIGHT = {"attempts", "changes", "consecutive_failures", "elapsed_seconds", "provisions", "score", "seq"}
_STYLES = {
    "high": "bold red",
    "medium": "yellow",
    "low": "cyan",
    "unreadable": "bold red",
    "failed": "bold red",
    "refused": "bold red",
    "dead": "bold red",
    "changed": "bold",
}
_STYLED = {"level", "severity", "outcome", "last_outcome", "state"}


def short(value: object) -> str:
    """Give a value as a table shows it: an instant to the minute (UTC), a hash by its first characters."""
    text = cell(value)
    instant = _INSTANT.fullmatch(text)
    if instant:
        return f"{instant[1]} {instant[2]}"
    return text[:_SHORT_ID] if _HASH.fullmatch(text) else " ".join(text.split())


def print_table(rows: Sequence[Row], columns: Sequence[str], *, color: bool) -> None:
    """Print a table; columns that are empty in every row are left out. Says so where there are no rows."""
    if not rows:
        say("nothing found")
        return
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = [column for column in columns if any(cell(row.get(column)) for row in rows)]
    cells = [[Text(short(row.get(column)), style=_style(column, row.get(column))) for column in shown] for row in rows]
    heads = [_HEADINGS.get(column, column.replace("_", " ")) for column in shown]
    natural = [max(cell_len(head), *(cell_len(row[place].plain) for row in cells)) for place, head in enumerate(heads)]
    width = None if sys.stdout.isatty() else sum(natural) + _GAP * len(natural)
    console = Console(highlight=False, width=width, color_system="auto" if on_terminal(color=color) else None)
    table = Table(box=None, pad_edge=False, header_style="bold")
    fitted = fit_widths(natural, [_LONG.get(column) for column in shown], console.width)
    for column, head, wide in zip(shown, heads, fitted, strict=True):
        table.add_column(Text(head), overflow="fold", width=wide, justify="right" if column in _RIGHT else "left")
    for row in cells:
        table.add_row(*row)
    # Captured first, so that trailing blanks go: they wrap when a terminal is made narrower.
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().splitlines():
        click.echo(line.rstrip())


def fit_widths(natural: Sequence[int], floors: Sequence[int | None], available: int) -> list[int]:
    """Give each column a width so that all of them fit into ``available`` characters, as far as that can be.

    The widest column that may fold (those with a floor) gives way first, down to its floor; where that is not
    enough, the others give way too.
    """
    widths = list(natural)
    room = available - _GAP * (len(widths) - 1)
    least = [width if floor is None else min(width, floor) for width, floor in zip(widths, floors, strict=True)]
    for narrowest in (None, _WHOLE, _NARROWEST):
        bounds = least if narrowest is None else [min(width, narrowest) for width in natural]
        while sum(widths) > room:
            foldable = [place for place, width in enumerate(widths) if width > bounds[place]]
            if not foldable:
                break
            widths[max(foldable, key=lambda place: widths[place])] -= 1
    return widths


def wrapped(line: str, width: int) -> Iterator[str]:
    """Give a line (colours allowed) in parts of at most ``width`` cells, those after the first indented."""
    from rich.console import Console
    from rich.text import Text

    colored = "\x1b" in line
    console = Console(
        highlight=False, width=width, color_system="standard" if colored else None, force_terminal=colored
    )
    text = Text.from_ansi(line)
    indent = min(len(text.plain) - len(text.plain.lstrip(" ")), width // 2)
    hanging = indent + _GAP
    for number, part in enumerate(text.wrap(console, width - hanging)):
        part.rstrip()
        with console.capture() as capture:
            console.print(part, end="", soft_wrap=True)
        yield (" " * hanging if number else "") + capture.get()


def _style(column: str, value: object) -> str:
    return _STYLES.get(str(value), "") if column in _STYLED else ""
