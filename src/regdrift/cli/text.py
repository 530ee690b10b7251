"""``regdrift text``, ``history`` and ``diff``: what the law said, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from regdrift.cli.options import DATE, Common, common_options, end_of, reading, start_of
from regdrift.cli.output import inert, print_json, print_rows, say
from regdrift.store.records import ChangeFilter

_COLUMNS = ("citation", "label", "heading", "text")
_VERSIONS = ("version", "observed_at", "citation", "heading", "text")


@click.command()
@click.argument("source")
@click.option("--at", type=DATE, help="As it applied on this day; where the law states no date, as first seen.")
@click.option("--known-at", type=DATE, help="As it had been seen by the end of this day.")
@click.option("--provision", help="A citation, or the end of one: 314.4(c)(3).")
@common_options
def text(common: Common, source: str, at: date | None, known_at: date | None, provision: str | None) -> int:
    """Print the law of SOURCE: today's, as it applied at a date, or as it was known at a date.

    \b
    Examples:
      regdrift text us-me-isp --at 2021-01-01
      regdrift text us-me-isp --known-at 2021-01-01 --provision '§ 9503'
    """
    if at is not None and known_at is not None:
        raise click.UsageError("--at and --known-at are two different questions; ask one")
    with reading(common) as history:
        rows = history.provisions_at(source, at=at, known_at=end_of(known_at), citation=provision)
    if not rows:
        day = at or known_at
        say(f"{source}: nothing {'as of ' + str(day) if day else 'in the history'}; `regdrift sources show {source}`")
        return 1 if common.format == "table" else _print_empty(common)
    if common.format in {"json", "ndjson"}:
        print_rows(rows, _COLUMNS, common.format)
    elif common.format == "table":
        _print_law(rows)
    else:
        print_rows(rows, _COLUMNS, common.format)
    return 0


@click.command()
@click.argument("source")
@click.argument("citation")
@common_options
def history(common: Common, source: str, citation: str) -> None:
    """Show every version of one provision, through renumberings, newest first.

    \b
    Example:
      regdrift history us-me-isp '§ 9503(a)'
    """
    with reading(common) as opened:
        rows = opened.provision_history(source, citation)
    if common.format in {"json", "ndjson"}:
        print_rows(rows, _VERSIONS, common.format)
        return
    if common.format != "table":
        print_rows(rows, _VERSIONS, common.format)
        return
    color = common.color and click.get_text_stream("stdout").isatty()
    for newer, older in zip(rows, [*rows[1:], None], strict=True):
        _print_version(newer, older, color=color)


@click.command()
@click.argument("source")
@click.option("--from", "since", type=DATE, help="Changes observed on or after this day.")
@click.option("--to", "until", type=DATE, help="Changes observed on or before this day.")
@common_options
def diff(common: Common, source: str, since: date | None, until: date | None) -> None:
    """Show all changes of SOURCE between two dates as redlines, oldest first.

    \b
    Example:
      regdrift diff us-me-isp --from 2019-01-01 --to 2021-12-31
    """
    wanted = ChangeFilter(source=source, since=start_of(since), until=end_of(until))
    with reading(common) as opened:
        opened.source_state(source)
        rows = sorted(opened.changes(wanted), key=lambda row: row["observed_at"])
    if common.format == "json":
        print_json(rows)
        return
    if common.format != "table":
        print_rows(rows, ("id", "observed_at", "kind", "citation", "severity", "effective_on"), common.format)
        return
    from regdrift.cli.redline import change_lines

    color = common.color and click.get_text_stream("stdout").isatty()
    day = None
    for row in rows:
        if row["observed_at"][:10] != day:
            day = row["observed_at"][:10]
            click.echo(click.style(f"{day}  {inert(row['source_name'])}", bold=True) if color else f"{day}  {source}")
        for line in change_lines({**row, "impacts": []}, color=color):
            click.echo(f"  {line}")
        click.echo()
    if not rows:
        say(f"{source}: no change between these dates")


def _print_empty(common: Common) -> int:
    print_rows([], _COLUMNS, common.format)
    return 1


def _print_law(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        depth = row["path"].count("/")
        head = " ".join(inert(part) for part in (_own_label(row), row["heading"]) if part)
        indent = "  " * depth
        body = "\n".join(part for part in (row["text"], row.get("continuation")) if part)
        lines = inert(body).splitlines() or [""]
        click.echo(f"{indent}{head}{'  ' if head and lines[0] else ''}{lines[0]}")
        for line in lines[1:]:
            click.echo(f"{indent}  {line}")


def _own_label(row: dict[str, Any]) -> str | None:
    return row["label"]


def _print_version(newer: dict[str, Any], older: dict[str, Any] | None, *, color: bool) -> None:
    until = f" until {newer['until'][:10]}" if newer.get("until") else ""
    click.echo(
        f"{newer['observed_at'][:10]}{until}  version {newer['version']}  {inert(newer['citation'] or newer['path'])}"
    )
    if newer.get("heading"):
        click.echo(f"  {inert(newer['heading'])}")
    if older is None:
        click.echo(f"  {inert(newer['text'])}")
        return
    from regdrift.cli.redline import redline_text
    from regdrift.diff import make_redline

    redline = make_redline(older["text"], newer["text"])
    click.echo("  " + redline_text(redline, color=color))
