"""``regdrift practices``: what the company has declared."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from regdrift.cli.naming import choose_id
from regdrift.cli.options import JURISDICTION, Common, common_options
from regdrift.cli.output import cell, inert, print_json, print_record, print_rows, say, write_line
from regdrift.data.load_taxonomy import dpv_terms

if TYPE_CHECKING:
    from regdrift.model.practice import Practice, PracticeRegister

_COLUMNS = ("id", "owner", "consent", "retention", "jurisdictions", "name", "data_categories")

_FINDING = ("file", "line", "column", "practice", "rule", "path", "message")


@click.group()
def practices() -> None:
    """Declared data practices: list, show and check them."""


@practices.command("list")
@common_options
def list_practices(common: Common) -> None:
    """List the declared practices; other forms than the table also have their W3C DPV terms.

    \b
    Example:
      regdrift practices list --format md
    """
    columns = _COLUMNS if common.format == "table" else (*_COLUMNS, "dpv")
    print_rows([_row(practice) for practice in _load(common).practices], columns, common.format, color=common.color)


@practices.command()
@click.argument("practice_id")
@common_options
def show(common: Common, practice_id: str) -> None:
    """Show one practice with all that it declares.

    \b
    Example:
      regdrift practices show data-lake
    """
    declared = {practice.id: practice for practice in _load(common).practices}
    found = declared[choose_id(declared, practice_id, "practice", "regdrift practices list")]
    if common.format in {"csv", "md"}:
        print_record(_row(found), _COLUMNS, common.format)
        return
    shape = asdict(found)
    if common.format != "table":
        print_record(shape, _COLUMNS, common.format)
        return
    for key, value in _told(shape):
        write_line(f"{key:>34}  {value}")


@practices.command()
@common_options
def check(common: Common) -> None:
    """Report mistakes and gaps with file:line: undeclared retention, opt-out claimed as consent in the EU, and more.

    Exit code 0, with gaps too; 2: mistakes that must be mended first.

    \b
    Example:
      regdrift practices check --config .
    """
    from regdrift.config import check_practices

    path = common.config / "practices.yaml"
    findings = check_practices(_load(common), path)
    rows = [asdict(finding) for finding in findings]
    if common.format == "table":
        for finding in findings:
            write_line(inert(str(finding)))
        count = len(findings)
        say(f"{count} gap{'' if count == 1 else 's'}" if findings else "no mistake and no gap")
    else:
        print_rows(rows, _FINDING, common.format)


@practices.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-j", "--jurisdiction", "places", type=JURISDICTION, multiple=True, required=True, help="Where.")
@common_options
def import_fides(common: Common, file: Path, places: tuple[str, ...]) -> None:
    """Print the practices of a fides FILE in the form of practices.yaml, to be looked over and completed.

    \b
    Example:
      regdrift practices import fides.yml -j FR -j DE >> practices.yaml
    """
    from regdrift.config.fides import read_fides

    entries, notes = read_fides(file, places)
    for note in notes:
        say(f"note: {note}")
    if common.format in {"json", "ndjson"}:
        print_rows(entries, ("id", "name"), common.format)
    else:
        _print_yaml({"practices": entries})
    say(f"{len(entries)} practices; declare consent, notices and storage: `regdrift practices check` names the gaps")


@practices.command("export")
@common_options
def export_fides(common: Common) -> None:
    """Print the declared practices as fides systems, in YAML (or JSON with --json).

    \b
    Example:
      regdrift practices export > fides.yml
    """
    from regdrift.config.fides import fides_of

    found, notes = fides_of(_load(common))
    for note in notes:
        say(f"note: {note}")
    if common.format in {"json", "ndjson"}:
        print_json(found)
    else:
        _print_yaml(found)


def _print_yaml(value: object) -> None:
    from ruamel.yaml import YAML

    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # a plain switch, typed as None
    text = io.StringIO()
    writer.dump(value, text)
    click.echo(inert(text.getvalue()), nl=False)


def _told(shape: Mapping[str, object], within: str = "") -> Iterator[tuple[str, str]]:
    """Give what is declared as dotted keys with their values; what is not declared is left out."""
    for key, value in shape.items():
        place = f"{within}{key}"
        if isinstance(value, Mapping):
            yield from _told(value, f"{place}.")
        elif isinstance(value, tuple) and value and isinstance(value[0], Mapping):
            for item in value:
                yield from _told(item, f"{place}.")
        elif value not in (None, (), ""):
            yield place, cell(value)


def _load(common: Common) -> PracticeRegister:
    from regdrift.config import load_practices

    return load_practices(common.config / "practices.yaml", os.environ)


def _row(practice: Practice) -> dict[str, Any]:
    return {
        "id": practice.id,
        "name": practice.name,
        "jurisdictions": list(practice.jurisdictions),
        "data_categories": list(practice.data_categories),
        "data_uses": list(practice.data_uses),
        "channels": list(practice.channels),
        "consent": str(practice.consent.model) if practice.consent.model else None,
        "retention": practice.retention.period if practice.retention else None,
        "owner": practice.owner,
        "dpv": list(dpv_terms((*practice.data_uses, *practice.data_categories, *practice.data_subjects))),
    }
