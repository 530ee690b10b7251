"""Results on stdout, in the form that was asked for; talk on stderr.

Fetched text is never trusted: terminal controls and direction overrides are taken out of what people read and
escaped in JSON, formulas are quoted in CSV, marks are escaped in Markdown.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import click

Format = Literal["table", "json", "ndjson", "csv", "md"]
FORMATS: tuple[Format, ...] = ("table", "json", "ndjson", "csv", "md")
Row = Mapping[str, object]

QUIET = "regdrift.quiet"
"""Key of the click context under which ``-q`` is noted."""

# Controls above ASCII's own and signs that set the direction of writing act on terminals.
_MOVING = r"\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ACTIVE = re.compile(rf"[\0-\x08\x0b-\x1f{_MOVING}]")
# JSON itself escapes what is below 32. Half a surrogate pair (an odd byte of a file name) cannot be written as UTF-8.
_JSON_ACTIVE = re.compile(rf"[{_MOVING}\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
_MARKDOWN = {ord(mark): "\\" + mark for mark in "\\`*_[]<>|~#!"} | {ord("&"): "&amp;", 10: " "}


def inert(text: str) -> str:
    """Take out terminal controls and direction overrides: fetched text must not act on a terminal."""
    return _ACTIVE.sub("", text)


def on_terminal(*, color: bool) -> bool:
    """Tell whether stdout is a terminal that wants colours."""
    return color and sys.stdout.isatty()


def say(message: str) -> None:
    """Talk to the person, on stderr; silent under ``-q``."""
    context = click.get_current_context(silent=True)
    if context is None or not context.meta.get(QUIET):
        click.echo(inert(message), err=not getattr(sys.stdout, "takes_notes", False))


def write_line(line: str = "") -> None:
    """Write a line of results; on a terminal long ones wrap between words, indented below their beginning.

    Elsewhere a line stays one line. ``line`` is inert already and may hold colours of click.
    """
    if not sys.stdout.isatty():
        click.echo(line)
        return
    width = shutil.get_terminal_size().columns
    if len(click.unstyle(line)) < width:
        click.echo(line)
        return
    from regdrift.cli.table import wrapped

    for part in wrapped(line, width):
        click.echo(part)


def write_lines(lines: Iterable[str]) -> None:
    """Write many lines of fetched text, made inert, as :func:`write_line` does; a whole law costs one write."""
    if not sys.stdout.isatty():
        click.echo(inert("\n".join(lines)))
        return
    for line in lines:
        write_line(inert(line))


def print_rows(rows: Iterable[Row], columns: Sequence[str], form: Format, *, color: bool = True) -> None:
    """Print rows in the asked form.

    ``columns`` chooses and orders the columns of table, CSV and Markdown; JSON and NDJSON give whole rows.
    """
    if form == "json":
        write_json_array(rows)
    elif form == "ndjson":
        for row in rows:
            click.echo(_as_json(row))
    elif form == "csv":
        _print_csv(rows, columns)
    elif form == "md":
        _print_markdown(rows, columns)
    else:
        from regdrift.cli.table import print_table

        print_table(list(rows), columns, color=color)


def print_record(record: Row, columns: Sequence[str], form: Format) -> None:
    """Print one thing in a form other than ``table``: a JSON object, or a single row of ``columns``."""
    if form == "json":
        print_json(record)
    else:
        print_rows([record], columns, form)


def print_json(value: object) -> None:
    """Print one JSON value, indented."""
    click.echo(_as_json(value, indent=2))


def write_json_array(rows: Iterable[Row]) -> None:
    """Print rows as one JSON array, one row a line, without holding them all."""
    separator = "["
    for row in rows:
        click.echo(f"{separator}\n{_as_json(row)}", nl=False)
        separator = ","
    click.echo("[]" if separator == "[" else "\n]")


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


def _as_json(value: object, indent: int | None = None) -> str:
    plain = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") != "utf8"
    written = json.dumps(value, ensure_ascii=plain, indent=indent, default=str)
    return _JSON_ACTIVE.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


def _print_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_no_formula(cell(row.get(column))) for column in columns])


def _no_formula(text: str) -> str:
    """Keep a spreadsheet from reading fetched text as a formula, also where blanks lead to it."""
    return f"'{text}" if text.lstrip(" \n")[:1] in _FORMULA and text.strip() else text


def _print_markdown(rows: Iterable[Row], columns: Sequence[str]) -> None:
    click.echo("| " + " | ".join(columns) + " |")
    click.echo("|" + " --- |" * len(columns))
    for row in rows:
        click.echo("| " + " | ".join(cell(row.get(column)).translate(_MARKDOWN) for column in columns) + " |")
