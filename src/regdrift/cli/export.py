"""``regdrift export``: what other programs read."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from regdrift.cli.filters import LEVELS, export_options, read_filter
from regdrift.cli.options import DATE, JURISDICTION, Common, common_options, reading
from regdrift.cli.output import print_rows, say
from regdrift.clock import now
from regdrift.errors import HistoryError
from regdrift.model.level import Level
from regdrift.store.filters import WorkFilter

Command = TypeVar("Command", bound=Callable[..., Any])
Row = Mapping[str, Any]

_CHANGES = (
    *("id", "observed_at", "effective_on", "severity", "direction", "substance", "kind", "source", "source_name"),
    *("jurisdiction", "citation", "practices", "signals", "before", "after"),
)
_IMPACTS = (
    *("change_id", "observed_at", "effective_on", "practice", "level", "score", "source", "source_name"),
    *("jurisdiction", "citation", "kind", "direction", "rule", "why", "quote", "practice_field"),
)
_WORK = (
    *("id", "state", "level", "due_on", "owner", "practice", "title", "task", "source", "jurisdiction", "dossier"),
    *("origin", "created_at", "updated_at", "changes"),
)


@click.group()
def export() -> None:
    """Write changes, impacts, work, a calendar, a feed or Datasette's metadata for other programs.

    Tables come as CSV where no other --format is asked; --format json and ndjson hold whole records. Everything that
    the filters let through is written, without a limit.
    """


def output_option(command: Command) -> Command:
    """Add ``-o``: the file to write."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
        help="The file; - or none for stdout.",
    )(command)


@export.command()
@export_options
@output_option
@common_options
def changes(common: Common, output: Path | None, **options: Any) -> None:  # noqa: ANN401
    """Write changes, newest first.

    \b
    Examples:
      regdrift export changes --since 1y -o changes.csv
      regdrift export changes --practice data-lake --format ndjson
    """
    with reading(common) as history, _to(output):
        _write(history.changes(read_filter(history, common, options)), _CHANGES, common, _change_cells)
    _tell(output)


@export.command()
@export_options
@click.option("--level", type=click.Choice(LEVELS), default="medium", show_default=True, help="This level or graver.")
@click.option("--all", "everything", is_flag=True, help="Also what stayed below every threshold.")
@output_option
@common_options
def impacts(common: Common, output: Path | None, level: str, everything: bool, **options: Any) -> None:  # noqa: ANN401
    """Write change × practice with scores and the first reason.

    \b
    Example:
      regdrift export impacts --practice data-lake --all -o impacts.csv
    """
    least = None if everything else Level(level)
    with reading(common) as history, _to(output):
        rows = history.impacts(read_filter(history, common, options, min_level=least))
        _write(rows, _IMPACTS, common, _impact_cells)
    _tell(output)


@export.command()
@click.option("--open", "open_only", is_flag=True, help="Only what is not closed.")
@output_option
@common_options
def work(common: Common, output: Path | None, open_only: bool) -> None:
    """Write the work items, the nearest due date first.

    \b
    Example:
      regdrift export work --open -o work.csv
    """
    with reading(common) as history, _to(output):
        _write(history.work_items(WorkFilter(open_only=open_only)), _WORK, common, dict)
    _tell(output)


@export.command()
@export_options
@click.option("--lang", "language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language.")
@output_option
@common_options
def feed(common: Common, output: Path | None, language: str, **options: Any) -> None:  # noqa: ANN401
    """Write changes as an Atom feed, the newest 100 where no other limit is asked.

    \b
    Example:
      regdrift export feed --severity medium -o changes.atom
    """
    from regdrift.cli.naming import public_url
    from regdrift.web.feed import atom_feed

    options["limit"] = options["limit"] or 100
    with reading(common) as history:
        rows = history.changes(read_filter(history, common, options))
        found = atom_feed(rows, now(), public_url(common.config), language)
    with _to(output):
        click.echo(found.decode(), nl=False)
    _tell(output)


@export.command()
@click.option("--since", type=DATE, default="30d", show_default=True, help="From this day on.")
@click.option("--source", help="Id of a source, or its beginning.")
@click.option("--jurisdiction", type=JURISDICTION, help="US finds US-ME too.")
@click.option("--only", type=click.Choice(["law", "work"]), help="Dates of the law or due dates of the work alone.")
@click.option("--lang", "language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language.")
@output_option
@common_options
def calendar(common: Common, output: Path | None, only: str | None, language: str, **options: Any) -> None:  # noqa: ANN401
    """Write dates of the law and due dates of the work as an iCalendar file.

    Events keep their ids from file to file: a calendar that imports it again moves what moved and cancels what no
    longer stands.

    \b
    Examples:
      regdrift export calendar -o law.ics
      regdrift export calendar --only work --since today -o work.ics
    """
    from regdrift.cli.naming import choose_source, public_url
    from regdrift.web.calendar import calendar_file

    since, source, place = options["since"], options["source"], options["jurisdiction"]
    with reading(common) as history:
        source = choose_source(history, source) if source else None
        days = [] if only == "work" else history.law_days(since, source, place)
        revisions = history.work_revisions()
        items = [] if only == "law" else history.work_items(WorkFilter(source=source))
        work_days = [
            (item, revisions.get(item["id"], 0))
            for item in items
            if (item["due_on"] or "") >= since.isoformat() and within_place(item["jurisdiction"], place)
        ]
        made = calendar_file(days, work_days, public_url=public_url(common.config), language=language)
    with _to(output):
        click.echo(made.decode(), nl=False)
    _tell(output)


@export.command()
@output_option
@common_options
def datasette(common: Common, output: Path | None) -> None:
    """Write the metadata with which Datasette shows a history: what columns hold, search, facets.

    Give Datasette a copy, so that nothing it does can hold up the daemon. Names of people and addresses of mails stand
    in some tables: whoever can reach it can read them.

    \b
    Example:
      regdrift backup copy.db
      regdrift export datasette --db copy.db -o metadata.json
      datasette copy.db --metadata metadata.json
    """
    import json

    from regdrift.web.datasette import datasette_metadata

    with reading(common):
        pass  # says plainly where there is no history
    with _to(output):
        click.echo(json.dumps(datasette_metadata(common.database.stem), ensure_ascii=False, indent=1))
    _tell(output)


def within_place(place: str, wanted: str | None) -> bool:
    """Tell whether a jurisdiction is the wanted one or a part of it; None wants all."""
    return wanted is None or place == wanted or place.startswith(f"{wanted}-")


@contextlib.contextmanager
def _to(output: Path | None) -> Iterator[None]:
    """Send what is printed to a file; to stdout where there is none, or where it is named ``-``."""
    if output is None or str(output) == "-":
        yield
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file, contextlib.redirect_stdout(file):
            yield
    except OSError as error:
        raise HistoryError(f"{output}: cannot be written ({error.strerror}); name another file with -o") from error


def _tell(output: Path | None) -> None:
    if output is not None and str(output) != "-":
        say(f"wrote {output}")


def _write(rows: Iterable[Row], columns: Sequence[str], common: Common, cells: Callable[[Row], Row]) -> None:
    if common.format in {"json", "ndjson"}:
        print_rows(rows, columns, common.format)
    else:
        print_rows((cells(row) for row in rows), columns, "csv" if common.format == "table" else common.format)
    sys.stdout.flush()


def _change_cells(row: Row) -> Row:
    touched = [f"{one['practice']} ({one['level']})" for one in row["impacts"] if one["level"] != Level.NONE]
    signals = [": ".join(filter(None, (one["kind"], _both(one["before"], one["after"])))) for one in row["signals"]]
    return {
        **row,
        "practices": touched,
        "signals": signals,
        "before": _text(row, "-"),
        "after": _text(row, "+"),
    }


def _both(before: str | None, after: str | None) -> str:
    return " → ".join(filter(None, (before, after)))


def _text(row: Row, side: str) -> str:
    """Give one side of the redline: all that stands in it or was taken from it."""
    return "".join(text for mark, text in row["redline"] if mark in ("=", side))


def _impact_cells(row: Row) -> Row:
    first = row["reasons"][0] if row["reasons"] else {}
    return {
        **row,
        "rule": first.get("rule"),
        "why": first.get("text"),
        "quote": first.get("quote"),
        "practice_field": first.get("practice_field"),
    }
