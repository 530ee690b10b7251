"""``regdrift compare``: the same analysis on two local files, without a database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from regdrift.cli.options import DATE, JURISDICTION, Common, common_options
from regdrift.cli.output import inert, on_terminal, print_json, print_rows, say, write_line
from regdrift.clock import now
from regdrift.model.as_json import change_as_json, date_as_json
from regdrift.model.document import LegalDocument, ReadResult, Unreadable
from regdrift.model.source import SourceKind

if TYPE_CHECKING:
    from regdrift.model.analysis import Analysis
    from regdrift.model.practice import PracticeRegister

_COLUMNS = ("kind", "citation", "severity", "effective_on", "practices", "text")


def _print_schema(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from regdrift.data.load_schema import schema_text

    click.echo(schema_text("compare"), nl=False)
    context.exit()


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--practices", type=click.Path(path_type=Path), help="A practices.yaml to assess against.")
@click.option("--jurisdiction", type=JURISDICTION, help="Whose law it is: US, US-ME, EU, FR, …")
@click.option(
    "--kind",
    type=click.Choice([str(kind) for kind in SourceKind]),
    default="statute",
    show_default=True,
    help="What the texts are.",
)
@click.option("--language", help="Language of the texts where they do not say it: en, fr, de, es.")
@click.option("--select", help="CSS selector of the element that holds the law.")
@click.option("--today", type=DATE, default="today", help="The day from which urgency is counted.")
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON Schema of --json and stop.",
)
@common_options
def compare(common: Common, old: Path, new: Path, practices: Path | None, **choices: Any) -> int:  # noqa: ANN401
    """Compare two versions of a law, provision by provision.

    Exit code 0: no change; 1: any change, editorial ones included; 2: a file cannot be read as law.

    \b
    Example:
      regdrift compare before.xml after.xml --practices practices.yaml --jurisdiction US
    """
    question = _Question(**choices)
    register = _load_register(practices)
    sides = [_read(path, question) for path in (old, new)]
    shape = _shape((old, new), sides)
    unreadable = _find_unreadable(sides)
    if unreadable:
        shape |= {"status": "unreadable", "substance": "unreadable", "direction": "neutral"}
        shape |= {"restructured": False, "dates": []}
        shape["warnings"] = [f"{side.reason}: {side.message}" for side in unreadable]
        shape["changes"] = []
        if practices is not None:
            shape["practices"] = []
        return _print_unreadable(shape, common)
    before, after = (side for side in sides if isinstance(side, LegalDocument))
    analysis = _analyse(before, after, new, question, register)
    shape["warnings"] = [*before.warnings, *after.warnings, *analysis.warnings]
    shape |= _analysis_shape(analysis, with_practices=practices is not None)
    _print(shape, common)
    return 1 if analysis.changes else 0


@dataclass(frozen=True, slots=True)
class _Question:
    """What the person told about the two files."""

    jurisdiction: str | None
    kind: str
    language: str | None
    select: str | None
    today: date


def _load_register(path: Path | None) -> PracticeRegister:
    from regdrift.model.practice import Organization, PracticeRegister

    if path is None:
        return PracticeRegister(Organization(name=""), (), "none")
    from regdrift.config import load_practices

    return load_practices(path, os.environ)


def _read(path: Path, question: _Question) -> ReadResult:
    from regdrift.parse import ReadHints, read

    try:
        body = path.read_bytes()
    except OSError as error:
        return Unreadable(None, "no_file", f"{path}: {error.strerror}; name a file that can be read")
    hints = ReadHints(
        name=path.name, language=question.language, jurisdiction=question.jurisdiction, select=question.select
    )
    return read(body, hints)


def _find_unreadable(sides: list[ReadResult]) -> list[Unreadable]:
    """Give the sides that hold no law, or the loss between two that do; empty where both can be compared."""
    from regdrift.diff import find_loss

    documents = [side for side in sides if isinstance(side, LegalDocument)]
    if len(documents) == len(sides):
        loss = find_loss(*documents)
        return [loss] if loss else []
    return [side for side in sides if isinstance(side, Unreadable)]


def _analyse(
    before: LegalDocument, after: LegalDocument, path: Path, question: _Question, register: PracticeRegister
) -> Analysis:
    from regdrift.analysis import analyse
    from regdrift.data.load_rules import load_rule_book
    from regdrift.model.law import LawContext

    law = LawContext(
        source=path.stem,
        jurisdiction=question.jurisdiction,
        kind=SourceKind(question.kind),
        dossier=path.stem,
        today=question.today or now().date(),
        language=question.language,
    )
    return analyse(before, after, law, register, load_rule_book())


def _shape(paths: tuple[Path, Path], sides: list[ReadResult]) -> dict[str, Any]:
    shape: dict[str, Any] = {"schema": "regdrift/compare@1", "status": "ok"}
    for name, path, side in zip(("old", "new"), paths, sides, strict=True):
        readable = side if isinstance(side, LegalDocument) else None
        shape[name] = {
            "path": str(path),
            "format": side.format,
            "language": readable.language if readable else None,
            "provisions": len(readable.provisions) if readable else 0,
        }
    return shape


def _analysis_shape(analysis: Analysis, *, with_practices: bool) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "substance": str(analysis.substance),
        "direction": str(analysis.direction),
        "restructured": analysis.restructured,
        "dates": [date_as_json(item) for item in analysis.dates],
        "changes": [change_as_json(change) for change in analysis.changes],
    }
    if with_practices:
        shape["practices"] = [
            {
                "practice": row.practice,
                "score": row.score,
                "level": str(row.level),
                "direction": str(row.direction),
                "changes": list(row.changes),
            }
            for row in analysis.practices
        ]
    return shape


def _print_unreadable(shape: dict[str, Any], common: Common) -> int:
    if common.format == "json":
        print_json(shape)
    for warning in shape["warnings"]:
        # An error, so that -q does not hide it.
        click.echo(f"unreadable: {inert(warning)}", err=True)
    return 2


def _print(shape: dict[str, Any], common: Common) -> None:
    for warning in shape["warnings"]:
        say(f"note: {warning}")
    if common.format == "json":
        print_json(shape)
    elif common.format == "ndjson":
        print_rows(shape["changes"], _COLUMNS, common.format)
    elif common.format == "table":
        _print_redlines(shape, common)
    else:
        print_rows([_row(change) for change in shape["changes"]], _COLUMNS, common.format)


def _row(change: dict[str, Any]) -> dict[str, Any]:
    side = change.get("after") or change.get("before") or (change.get("afters") or change.get("befores") or [{}])[0]
    return {**change, "practices": [item["practice"] for item in change["impacts"]], "text": side.get("text")}


def _print_redlines(shape: dict[str, Any], common: Common) -> None:
    from regdrift.cli.redline import change_lines

    color = on_terminal(color=common.color)
    old, new = shape["old"], shape["new"]
    write_line(
        f"{inert(old['path'])} ({old['format']}, {old['provisions']} provisions) → "
        f"{inert(new['path'])} ({new['format']}, {new['provisions']} provisions)"
    )
    write_line(f"substance: {shape['substance']}, direction: {shape['direction']}, changes: {len(shape['changes'])}")
    for change in shape["changes"]:
        write_line()
        for line in change_lines(change, color=color):
            write_line(line)
    if shape.get("practices"):
        write_line()
        print_rows(shape["practices"], ("practice", "level", "score", "direction"), "table", color=common.color)
