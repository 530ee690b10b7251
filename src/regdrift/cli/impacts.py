"""``regdrift impacts``: change × practice."""

from __future__ import annotations

from typing import Any

import click

from regdrift.cli.filters import LEVELS, filter_options, read_filter
from regdrift.cli.options import Common, common_options, reading_law
from regdrift.cli.output import print_rows
from regdrift.model.level import Level

_COLUMNS = ("change_id", "observed_on", "level", "score", "practice", "source", "citation", "why")
_QUOTE = 80


@click.command()
@filter_options
@click.option("--level", type=click.Choice(LEVELS), default="medium", show_default=True, help="This level or graver.")
@click.option("--all", "everything", is_flag=True, help="Also what stayed below every threshold.")
@common_options
def impacts(common: Common, level: str, everything: bool, **options: Any) -> None:  # noqa: ANN401
    """List which change touches which practice, with score, level and reasons.

    \b
    Examples:
      regdrift impacts --practice data-lake
      regdrift impacts --all --json
    """
    least = None if everything else Level(level)
    with reading_law(common) as history:
        rows = list(history.impacts(read_filter(history, common, options, min_level=least)))
    if common.format in {"json", "ndjson"}:
        print_rows(rows, _COLUMNS, common.format)
        return
    table = common.format == "table"
    print_rows([_row(row, short=table) for row in rows], _COLUMNS, common.format, color=common.color)


def _row(row: dict[str, Any], *, short: bool) -> dict[str, Any]:
    first = row["reasons"][0] if row["reasons"] else None
    why = ""
    if first:
        words = _shortened(first["quote"]) if short else first["quote"]
        quote = f"“{words}” ↔ " if words else ""
        why = f"{first['rule']}: {quote}{first['practice_field']}"
    return {**row, "observed_on": row["observed_at"][:10], "why": why}


def _shortened(quote: str) -> str:
    """Give the beginning of a long quote; `regdrift show` tells all of it."""
    return quote if len(quote) <= _QUOTE else quote[:_QUOTE].rsplit(" ", 1)[0] + " …"
