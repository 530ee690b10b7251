"""``regdrift search``: find provisions by their words."""

from __future__ import annotations

from typing import Any

import click

from regdrift.cli.naming import choose_source
from regdrift.cli.options import JURISDICTION, Common, common_options, reading_law
from regdrift.cli.output import inert, on_terminal, print_rows, say, write_line
from regdrift.store.excerpts import MARKS
from regdrift.store.search import LawFilter

_COLUMNS = ("source", "jurisdiction", "citation", "heading", "excerpt", "version", "observed_at", "until")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--source", help="Id of a source, or its beginning.")
@click.option("--jurisdiction", type=JURISDICTION, help="US finds US-ME too.")
@click.option("--former", is_flag=True, help="Also wordings that no longer stand.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most rows.")
@common_options
def search(common: Common, words: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401
    """Find provisions of the law that hold all WORDS, the best match first.

    Accents and case do not matter; "quoted words" stand together, word* begins. Of words that more than 10,000
    provisions hold, the latest 10,000 are ranked. `regdrift log --text` searches the changes instead.

    \b
    Examples:
      regdrift search consent telephone
      regdrift search '"prior express" recorded' --jurisdiction US --former
    """
    with reading_law(common) as history:
        if options["source"]:
            options["source"] = choose_source(history, options["source"])
        rows = list(history.search_law(LawFilter(text=" ".join(words), **options)))
    if common.format != "table":
        print_rows([{**row, "excerpt": _plain(row["excerpt"])} for row in rows], _COLUMNS, common.format)
        return
    color = on_terminal(color=common.color)
    for row in rows:
        write_line(_title(row, color=color))
        write_line(f"  {_marked(row['excerpt'], color=color)}")
    if not rows:
        say("no provision holds all these words; word* finds words that begin so, --former searches what was repealed")
    elif len(rows) == options["limit"]:
        say(f"the best {len(rows)}; --limit shows more")


def _title(row: dict[str, Any], *, color: bool) -> str:
    name = inert(row["citation"] or row["label"] or row["path"])
    heading = f"  {inert(row['heading'])}" if row["heading"] else ""
    since, until = row["observed_at"][:10], row["until"]
    stood = f"seen {since}" if until is None else f"stood {since} to {until[:10]}"
    return f"{click.style(row['source'], bold=True) if color else row['source']}  {name}{heading}  ({stood})"


def _plain(excerpt: str) -> str:
    return excerpt.replace(MARKS[0], "").replace(MARKS[1], "")


def _marked(excerpt: str, *, color: bool) -> str:
    """Give the excerpt on one line, the words found in bold on a terminal."""
    parts = []
    for piece in excerpt.split(MARKS[0]):
        found, mark, rest = piece.partition(MARKS[1])
        if not mark:
            parts.append(inert(piece))
            continue
        parts.append((click.style(inert(found), bold=True, fg="yellow") if color else inert(found)) + inert(rest))
    return " ".join("".join(parts).split())
