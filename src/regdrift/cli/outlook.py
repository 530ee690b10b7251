"""``regdrift outlook``: how future-proof each practice is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from regdrift.cli.naming import choose_id
from regdrift.cli.options import DATE, Common, common_options, reading
from regdrift.cli.outlook_words import outlook_words
from regdrift.cli.output import inert, on_terminal, print_json, print_rows, say, write_line
from regdrift.clock import now

if TYPE_CHECKING:
    from datetime import date

    from regdrift.model.measure import LawReading, PracticeOutlook

_PRACTICE_COLUMNS = ("practice", "measures", "meets", "lacks", "undeclared", "moves", "first", "first_asked")
_MEASURE_COLUMNS = ("measure", "position", "in_force", "coming", "elsewhere", "moves", "asked", "priority")
_FLAT_COLUMNS = (
    "practice",
    "measure",
    "title",
    "position",
    "priority",
    "needed_by",
    "due_on",
    "in_force",
    "coming",
    "elsewhere",
    "tightened",
    "loosened",
    "gaps",
)
_MOST_WORK = 10
Shape = dict[str, Any]


@click.command()
@click.argument("practice", required=False)
@click.option("--at", type=DATE, help="As of this day (default: today).")
@click.option("--lang", "language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language.")
@common_options
def outlook(common: Common, practice: str | None, at: date | None, language: str) -> None:
    """Show how future-proof each practice is, or what one PRACTICE lacks and why.

    Measures (opt-in for subscribers' data, breach notice in so many hours, …) are in force, signed or pending in
    some jurisdictions. The outlook says where a practice meets the strictest of them, what it lacks, who asks for it
    and from when, and which way jurisdictions moved in 24 months. Watched bills and laws move the rows by themselves.
    Without a history only the shipped measures count.

    \b
    Examples:
      regdrift outlook
      regdrift outlook data-lake
      regdrift outlook --json
    """
    today = at or now().date()
    found = _survey(common, today)
    shapes = _shapes(found, language)
    if practice is not None:
        known = {shape["practice"]: shape for shape in shapes}
        shapes = [known[choose_id(known, practice, "practice", "regdrift practices list")]]
    if common.format == "json":
        print_json({"schema": "regdrift/outlook@1", "as_of": today.isoformat(), "practices": shapes})
    elif common.format == "ndjson":
        print_rows(shapes, _PRACTICE_COLUMNS, common.format)
    elif common.format in {"csv", "md"}:
        print_rows([_flat(shape, row) for shape in shapes for row in shape["measures"]], _FLAT_COLUMNS, common.format)
    elif practice is None:
        _tell_all(shapes, outlook_words(language), color=common.color)
    else:
        _tell_one(shapes[0], outlook_words(language), color=common.color)


def _survey(common: Common, today: date) -> tuple[PracticeOutlook, ...]:
    from regdrift.web.outlook import survey_file

    readings: tuple[LawReading, ...] = ()
    if common.database.exists():
        with reading(common) as history:
            readings = history.law_readings()
    else:
        say(f"{common.database}: no history yet; only the shipped measures count")
    return survey_file(common.config / "practices.yaml", readings, today)[1]


def _shapes(found: Iterable[PracticeOutlook], language: str) -> list[Shape]:
    from regdrift.model.outlook_json import outlook_as_json

    return [outlook_as_json(one, language) for one in found]


def _tell_all(shapes: Sequence[Shape], words: Mapping[str, str], *, color: bool) -> None:
    _print_table([_summary(shape, words) for shape in shapes], _PRACTICE_COLUMNS, words, color=color)
    work = sorted(
        ((row, shape) for shape in shapes for row in shape["measures"] if row["gaps"]),
        key=lambda pair: -pair[0]["priority"],
    )
    if work:
        write_line()
        write_line(_bold(words["work"], color=color))
    for row, shape in work[:_MOST_WORK]:
        task = row["gaps"][0]["text"]
        write_line(inert(f"  {row['priority']:.2f}  {shape['practice']}: {row['title']}. {task} ({_why(row, words)})"))
    if len(work) > _MOST_WORK:
        say(words["more"].format(count=len(work) - _MOST_WORK))


def _tell_one(shape: Shape, words: Mapping[str, str], *, color: bool) -> None:
    write_line(_bold(inert(f"{shape['practice']}: {shape['name']}"), color=color))
    write_line()
    rows = [
        {
            **row,
            "position": words[f"position.{row['position']}"],
            "in_force": _places(row, "in_force"),
            "coming": _places(row, "signed", "pending"),
            "moves": _moves(row, words),
            "asked": _why(row, words) if row["gaps"] else "",
        }
        for row in shape["measures"]
    ]
    _print_table(rows, _MEASURE_COLUMNS, words, color=color)
    for row in shape["measures"]:
        if not row["gaps"]:
            continue
        write_line()
        write_line(_bold(inert(f"{row['title']} ({row['measure']})"), color=color))
        for gap in row["gaps"]:
            write_line(inert(f"  - {gap['text']} [{_field(gap, words)}]"))
        for regime in row["regimes"]:
            write_line(inert(f"    {_regime_line(regime, words)}"))
    if any(not regime["verified"] and not regime["source"] for row in shape["measures"] for regime in row["regimes"]):
        say(words["unverified.why"])


def _print_table(rows: Sequence[Shape], columns: Sequence[str], words: Mapping[str, str], *, color: bool) -> None:
    """Print a table with the columns' names in the language of the words."""
    named = [words[f"column.{column}"] for column in columns]
    told = [{name: row[column] for name, column in zip(named, columns, strict=True)} for row in rows]
    print_rows(told, named, "table", color=color)


def _field(gap: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if not gap["practice_field"]:
        return words["not_told"]
    state = words["declared"].format(value=gap["declared"]) if gap["declared"] else words["not_declared"]
    return f"{gap['practice_field']}: {state}"


def _regime_line(regime: Mapping[str, Any], words: Mapping[str, str]) -> str:
    since = words["from"].format(day=regime["since"]) if regime["since"] else ""
    value = words["within"].format(value=regime["value"]) if regime["value"] else ""
    seen = words["watched"].format(source=regime["source"], quote=regime["quote"]) if regime["source"] else ""
    basis = "" if regime["verified"] or seen else words["unverified"]
    standing = words[f"standing.{regime['standing']}"]
    return f"{regime['jurisdiction']}: {regime['citation']} ({standing}{since}{value}{basis}{seen})"


def _summary(shape: Shape, words: Mapping[str, str]) -> Shape:
    rows = shape["measures"]
    held = {state: sum(row["position"] == state for row in rows) for state in ("meets", "lacks", "undeclared")}
    first = next((row for row in rows if row["gaps"]), None)
    places = {way: {place for row in rows for place in row[way]} for way in ("tightened", "loosened")}
    return {
        "practice": shape["practice"],
        "measures": len(rows),
        **held,
        "moves": _moves({way: sorted(found) for way, found in places.items()}, words),
        "first": first["title"] if first else "",
        "first_asked": _why(first, words) if first else "",
    }


def _flat(shape: Shape, row: Shape) -> Shape:
    return {
        **row,
        "practice": shape["practice"],
        "in_force": _places(row, "in_force"),
        "coming": _places(row, "signed", "pending"),
        "gaps": " ".join(gap["text"] for gap in row["gaps"]),
    }


def _places(row: Shape, *standings: str) -> str:
    return ", ".join(dict.fromkeys(one["jurisdiction"] for one in row["regimes"] if one["standing"] in standings))


def _moves(row: Mapping[str, Sequence[str]], words: Mapping[str, str]) -> str:
    parts = [words[way].format(count=len(row[way])) for way in ("tightened", "loosened") if row[way]]
    return ", ".join(parts) or words["none"]


def _why(row: Shape, words: Mapping[str, str]) -> str:
    due = words["from"].format(day=row["due_on"]) if row["needed_by"] == "signed" and row["due_on"] else ""
    return words["asked." + str(row["needed_by"])] + due


def _bold(text: str, *, color: bool) -> str:
    return click.style(text, bold=True) if on_terminal(color=color) else text
