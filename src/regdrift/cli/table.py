"""Rows as a table for a terminal: short times and ids, narrow columns whole, long text folded last.

On a terminal a table is as wide as the terminal; elsewhere a row is one line, so that ``grep`` finds whole rows.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import click

from regdrift.cli.output import Row, cell, on_terminal, say

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?(?:Z|\+00:00)")
_HASH = re.compile(r"[0-9a-f]{16,}")
_SHORT_ID = 8
_PIPED_WIDTH = 10_000
_LONG = {
    "citation": 12,
    "data_categories": 16,
    "jurisdictions": 8,
    "last_error": 16,
    "message": 24,
    "name": 20,
    "practices": 16,
    "target": 16,
    "text": 24,
    "title": 28,
    "why": 28,
}
"""Columns that may fold, with the width below which they do not."""
_HEADINGS = {
    "consecutive_failures": "failed",
    "elapsed_seconds": "seconds",
    "effective_on": "effective",
    "http_status": "status",
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
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = [column for column in columns if any(cell(row.get(column)) for row in rows)]
    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    # Capturing first lets trailing blanks go, which would wrap lines of a terminal that was made narrower since.
    console = Console(highlight=False, width=width, color_system="auto" if on_terminal(color=color) else None)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in shown:
        table.add_column(
            Text(_HEADINGS.get(column, column.replace("_", " "))),
            overflow="fold",
            no_wrap=column not in _LONG,
            min_width=_LONG.get(column),
            justify="right" if column in _RIGHT else "left",
        )
    for row in rows:
        table.add_row(*(Text(short(row.get(column)), style=_style(column, row.get(column))) for column in shown))
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().splitlines():
        click.echo(line.rstrip())


def _style(column: str, value: object) -> str:
    return _STYLES.get(str(value), "") if column in _STYLED else ""
