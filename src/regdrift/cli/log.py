"""``regdrift log`` and ``regdrift show``: what changed."""

from __future__ import annotations

from typing import Any

import click

from regdrift.cli.filters import LEVELS, filter_options, read_filter
from regdrift.cli.options import Common, common_options, reading_law
from regdrift.cli.output import inert, on_terminal, print_record, print_rows, say, write_line
from regdrift.cli.table import short
from regdrift.model.level import Level

_COLUMNS = ("id", "observed_on", "severity", "kind", "source", "citation", "effective_on", "practices")
_SHORT = 8


@click.command()
@filter_options
@click.option("--fail-on", type=click.Choice(LEVELS), help="Exit with 1 where a change has this severity.")
@common_options
def log(common: Common, fail_on: str | None, **options: Any) -> int:  # noqa: ANN401
    """List changes, newest first.

    The table names practices that a change touches at medium or above; "+3" counts those at low.

    \b
    Examples:
      regdrift log --since 7d --severity high
      regdrift log --practice data-lake --format csv
      regdrift log --text '"prior consent" telephone' --json
    """
    with reading_law(common) as history:
        rows = list(history.changes(read_filter(history, common, options)))
    if common.format in {"json", "ndjson"}:
        print_rows(rows, _COLUMNS, common.format)
    else:
        table = common.format == "table"
        print_rows([_row(row, short=table) for row in rows], _COLUMNS, common.format, color=common.color)
        _tell_limit(len(rows), options["limit"])
    return 1 if fail_on and any(Level(row["severity"]).at_least(Level(fail_on)) for row in rows) else 0


@click.command()
@click.argument("change")
@click.option("--full", is_flag=True, help="Do not shorten unchanged text.")
@common_options
def show(common: Common, change: str, full: bool) -> None:
    """Show one change: redline, signals, dates, impacts with their reasons, and the captures it rests on.

    CHANGE is an id of `regdrift log`, or the unique beginning of one.

    \b
    Example:
      regdrift show 3f2c
    """
    with reading_law(common) as history:
        found = history.change(change)
    if common.format != "table":
        record = {**found, **_row(found, short=False)} if common.format in {"csv", "md"} else found
        print_record(record, _COLUMNS, common.format)
        return
    from regdrift.cli.redline import change_lines

    color = on_terminal(color=common.color)
    write_line(f"change {found['id']}  {inert(found['source_name'])} ({found['source']}, {found['jurisdiction']})")
    write_line(
        f"observed {short(found['observed_at'])}  version {found['version']}  "
        f"{found['substance']}, {found['direction']}"
    )
    for line in change_lines(found, color=color, shorten=not full):
        write_line(line)
    for item in found["work"]:
        due = f", due {item['due_on']}" if item["due_on"] else ""
        write_line(f"  work {item['id'][:_SHORT]}: {inert(item['title'])} ({item['state']}{due})")
    for capture in found["captures"]:
        write_line(
            f"  evidence: version {capture['version']}, {short(capture['fetched_at'])}, {inert(capture['final_url'])}, "
            f"sha256 {capture['sha256'][:16]}…, read by {capture['parser']}"
        )


def _tell_limit(found: int, limit: int) -> None:
    if found == limit:
        say(f"the newest {limit}; --limit shows more, --since and the other filters show fewer")


def _row(row: dict[str, Any], *, short: bool) -> dict[str, Any]:
    impacts = row["impacts"]
    if short:
        touched = [impact for impact in impacts if Level(impact["level"]).at_least(Level.MEDIUM)]
        rest = sum(1 for impact in impacts if impact["level"] == Level.LOW)
        practices = ", ".join(f"{impact['practice']} ({impact['level']})" for impact in touched)
        practices += f" +{rest}" if rest else ""
    else:
        practices = ", ".join(
            f"{impact['practice']} ({impact['level']})" for impact in impacts if impact["level"] != Level.NONE
        )
    return {**row, "observed_on": row["observed_at"][:10], "practices": practices.strip()}
