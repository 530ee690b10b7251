"""``regdrift reparse``: the newest versions read again by today's parser."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from regdrift.cli.options import Common, common_options, crew_options, writing
from regdrift.cli.output import print_rows, say
from regdrift.cli.progress import progress_bar
from regdrift.cli.settings import choose_sources, load_configuration

if TYPE_CHECKING:
    from regdrift.spread.derive import Derived

_COLUMNS = ("source", "outcome", "parser", "message")


@click.command()
@click.argument("ids", nargs=-1)
@crew_options
@common_options
def reparse(common: Common, ids: tuple[str, ...], workers: int | None, executor: str | None) -> int:
    """Read the newest version of all enabled sources again, or of those named, from the bytes that were captured.

    After an upgrade a newer parser may read more of a page. What it reads otherwise is stored as a technical version:
    no change of the law, no alert. Checks do the same by themselves when a page changes; this does it at once, and
    fetches nothing.

    Exit code 0: done; 3: a capture is no longer read as law (its version stays as it is).

    \b
    Examples:
      regdrift reparse
      regdrift reparse us-me-isp --json
      regdrift reparse --workers 4
    """
    from regdrift.reading import Reader
    from regdrift.spread.crew import choose_crew
    from regdrift.spread.derive import Deriver

    configuration = load_configuration(common.config)
    sources = choose_sources(configuration.sources, ids)
    crew = choose_crew(workers, executor) or nullcontext()
    with writing(common) as history:
        history.sync_sources(configuration.sources)
        with Reader() as reader, crew as hands, progress_bar("reading", len(sources), common) as step:

            def told(one: Derived) -> None:
                step(f"{one.source}: {one.outcome}")

            found = Deriver(history, reader, hands, told).derive(sources)
    rows = [{name: getattr(one, name) for name in _COLUMNS} for one in sorted(found, key=lambda one: one.source)]
    if common.format == "table":
        rows = [row for row in rows if row["outcome"] not in {"same", "none"}]
    if rows or common.format != "table":
        print_rows(rows, _COLUMNS, common.format, color=common.color)
    counts = Counter(one.outcome for one in found)
    say(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "no source is enabled")
    return 3 if counts["unreadable"] else 0
