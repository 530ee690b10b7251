"""Results on stdout, in the form that was asked for; talk on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import click

Format = Literal["table", "json", "ndjson", "csv", "md"]
FORMATS: tuple[Format, ...] = ("table", "json", "ndjson", "csv", "md")
Row = Mapping[str, object]

_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if code not in (9, 10)}
_BIDI = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))
_INERT: dict[int, str | None] = {**_CONTROLS, **_BIDI}


def inert(text: str) -> str:
    """Take out terminal controls and direction overrides: fetched text must not act on a terminal."""
    return text.translate(_INERT)


def on_terminal(*, color: bool) -> bool:
    """Tell whether stdout is a terminal that wants colours."""
    return color and sys.stdout.isatty()


def say(message: str) -> None:
    """Talk to the person, on stderr."""
    click.echo(inert(message), err=True)


def print_rows(rows: Iterable[Row], columns: Sequence[str], form: Format, *, color: bool = True) -> None:
    """Print rows in the asked form.

    ``columns`` chooses and orders the columns of table, CSV and Markdown; JSON and NDJSON give whole rows.
    """
    if form == "json":
        print_json(list(rows))
    elif form == "ndjson":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
    elif form == "csv":
        _print_csv(rows, columns)
    elif form == "md":
        _print_markdown(rows, columns)
    else:
        _print_table(list(rows), columns, color=color)


def print_json(value: object) -> None:
    """Print one JSON value, indented."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def cell(value: object) -> str:
    """Give a value as a person reads it in a cell; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, (list, tuple)):
        return ", ".join(cell(item) for item in value)
    return inert(str(value))


def _print_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    import csv

    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_no_formula(cell(row.get(column))) for column in columns])


def _no_formula(text: str) -> str:
    """Keep a spreadsheet from reading fetched text as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _print_markdown(rows: Iterable[Row], columns: Sequence[str]) -> None:
    click.echo("| " + " | ".join(columns) + " |")
    click.echo("|" + "---|" * len(columns))
    for row in rows:
        click.echo("| " + " | ".join(_markdown_cell(cell(row.get(column))) for column in columns) + " |")


def _markdown_cell(text: str) -> str:
    for mark in ("\\", "`", "*", "_", "[", "]", "<", ">", "|"):
        text = text.replace(mark, "\\" + mark)
    return text.replace("\n", " ")


def _print_table(rows: Sequence[Row], columns: Sequence[str], *, color: bool) -> None:
    if not rows:
        say("nothing found")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(no_color=not color, highlight=False, width=None if sys.stdout.isatty() else 160)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold", no_wrap=column in _NARROW)
    for row in rows:
        table.add_row(*(Text(cell(row.get(column)), style=_style(column, row.get(column))) for column in columns))
    console.print(table)


_NARROW = {"id", "change_id", "level", "severity", "kind", "score", "due_on", "state", "outcome"}
_LEVEL_STYLES = {"high": "bold red", "medium": "yellow", "low": "cyan", "unreadable": "bold red", "failed": "red"}


def _style(column: str, value: object) -> str:
    if column in {"level", "severity", "outcome", "last_outcome", "state"}:
        return _LEVEL_STYLES.get(str(value), "")
    return ""
