"""``regdrift text``, ``history`` and ``diff``: what the law said, and when."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import click

from regdrift.cli.naming import choose_source
from regdrift.cli.options import DATE, Common, common_options, reading_law
from regdrift.cli.output import inert, on_terminal, print_json, print_rows, say, write_line, write_lines
from regdrift.clock import end_of, now
from regdrift.store.provisions import TextQuery

_COLUMNS = ("citation", "label", "heading", "text")
_BASIS = {"stated": "as stated", "observed": "first seen", "archived": "as its archive says"}
_VERSIONS = ("version", "observed_at", "citation", "heading", "text")


@click.command()
@click.argument("source")
@click.option(
    "--at", type=DATE, help="As it applied on this day (default today); where the law states no date, as first seen."
)
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
    if known_at is None:
        at = at or now().date()
    with reading_law(common) as history:
        source = choose_source(history, source)
        found = history.provisions_at(
            TextQuery(source, at=at, known_at=end_of(known_at) if known_at else None, citation=provision)
        )
    if found["version"] is None:
        say(f"{source}: nothing was known or applied then; `regdrift sources show {source}` lists its versions")
    if common.format == "json":
        print_json(found)
    elif common.format == "table":
        _print_law(found)
    else:
        print_rows(found["provisions"], _COLUMNS, common.format)
    return 0 if found["version"] else 3


@click.command()
@click.argument("source")
@click.argument("citation")
@common_options
def history(common: Common, source: str, citation: str) -> None:
    """Show every wording of one provision, through renumberings, newest first.

    \b
    Example:
      regdrift history us-me-isp '§ 9503(a)'
    """
    with reading_law(common) as opened:
        rows = opened.provision_history(choose_source(opened, source), citation)[::-1]
    # One number may have belonged to several provisions: each is told by itself.
    lineages = list(dict.fromkeys(row["lineage"] for row in rows))
    rows = [row for lineage in lineages for row in rows if row["lineage"] == lineage]
    if common.format != "table":
        print_rows(rows, _VERSIONS, common.format)
        return
    color = on_terminal(color=common.color)
    for number, lineage in enumerate(lineages):
        if number:
            write_line("\nanother provision that bore this number or shares its text:")
        own = [row for row in rows if row["lineage"] == lineage]
        for newer, older in zip(own, [*own[1:], None], strict=True):
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
    with reading_law(common) as opened:
        source = choose_source(opened, source)
        rows = list(opened.changes_between(source, since, until))
    if common.format != "table":
        print_rows(rows, ("id", "observed_at", "kind", "citation", "severity", "effective_on"), common.format)
        return
    from regdrift.cli.redline import change_lines

    color = on_terminal(color=common.color)
    day = None
    for row in rows:
        if row["observed_at"][:10] != day:
            day = row["observed_at"][:10]
            write_line(click.style(f"{day}  {inert(row['source_name'])}", bold=True) if color else f"{day}  {source}")
        for line in change_lines({**row, "impacts": []}, color=color):
            write_line(f"  {line}")
        write_line()
    if not rows:
        say(f"{source}: no change between these dates")


def _print_law(found: dict[str, Any]) -> None:
    version = found["version"]
    if version is None:
        return
    since = f"applies from {found['applies_from']} ({_BASIS[found['basis']]})"
    lines = [version["title"] or found["source"], f"version {version['seq']}, {since}"]
    for day, count in sorted(Counter(item["effective_on"] for item in found["not_yet"]).items()):
        lines.append(f"left out, still to come: {count} change{'s' if count != 1 else ''} from {day}")
    lines.append("")
    for row in found["provisions"]:
        indent = "  " * row["path"].count("/")
        label, heading, text = row["label"], row["heading"], row["text"]
        head = f"{label} {heading}" if label and heading else label or heading or ""
        if head and text:
            head += "  "
        if "\n" in text:
            text = text.replace("\n", f"\n{indent}  ")
        lines.append(f"{indent}{head}{text}")
    write_lines(lines)


def _print_version(newer: dict[str, Any], older: dict[str, Any] | None, *, color: bool) -> None:
    until = f" until {newer['until'][:10]}" if newer.get("until") else ""
    write_line(
        f"{newer['observed_at'][:10]}{until}  version {newer['version']}  {inert(newer['citation'] or newer['path'])}"
    )
    if newer.get("heading"):
        write_line(f"  {inert(newer['heading'])}")
    if older is None:
        write_line(f"  {inert(newer['text'])}")
        return
    from regdrift.cli.redline import redline_text
    from regdrift.diff import make_redline

    redline = make_redline(older["text"], newer["text"])
    write_line("  " + redline_text(redline, color=color))
