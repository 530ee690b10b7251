"""``regdrift report``: the history of a period as one HTML file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from regdrift.cli.naming import practice_names
from regdrift.cli.options import DATE, Common, common_options, reading
from regdrift.cli.output import print_record, say
from regdrift.cli.progress import progress_bar
from regdrift.clock import now
from regdrift.errors import ConfigurationError, HistoryError, UsageError

if TYPE_CHECKING:
    from regdrift.store.history import History
    from regdrift.web.report import Prospect


@click.command()
@click.option("--since", type=DATE, help="First day: 2026-01-31, 7d, 3m (default: the beginning).")
@click.option("--until", type=DATE, help="Last day (default: today).")
@click.option("--board", is_flag=True, help="One page.")
@click.option("--lang", "language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default=Path("regdrift-report.html"),
    show_default=True,
    help="The file; - for stdout.",
)
@common_options
def report(common: Common, since: date | None, until: date | None, board: bool, language: str, output: Path) -> None:
    """Write what changed, whom it touches and what is due as one HTML file.

    The file needs no network and prints well. It tells: changes by level with redlines, exposure of practices by
    jurisdiction, the direction of the law, dates that lie ahead, work, and sources that could not be read.

    \b
    Examples:
      regdrift report --since 3m
      regdrift report --since 2026-01-01 --until 2026-06-30 --board --lang fr -o board.html
    """
    from regdrift.web.render import render_report
    from regdrift.web.report import gather_report, period_of

    today = now().date()
    last = until or today
    if since and since > last:
        raise UsageError(f"--since {since} lies after --until {last}")
    days = (since, last)
    with reading(common) as history:
        count = history.count_changes(period_of(days))
        with progress_bar("reading changes", count, common) as step:
            found = gather_report(history, days, today, practice_names(common.config), step)
        found = replace(found, outlook=_outlook(common, history, today))
    page = render_report(found, language, board=board)
    if str(output) == "-":
        click.echo(page)
        return
    try:
        output.write_text(page, encoding="utf-8")
    except OSError as error:
        raise HistoryError(f"{output}: cannot be written ({error.strerror}); name another file with -o") from error
    if common.format != "table":
        print_record({"written": str(output), **found.counts}, ("written", *found.counts), common.format)
    say(f"wrote {output}: {found.counts['changes']} changes, {found.counts['overdue']} work items overdue")


def _outlook(common: Common, history: History, today: date) -> Prospect | None:
    """Give how future-proof the declared practices are; None where none can be read."""
    from regdrift.web.outlook import read_outlook

    try:
        return read_outlook(common.config / "practices.yaml", history, today)
    except ConfigurationError as error:
        say(f"the outlook is left out: {error}")
        return None
