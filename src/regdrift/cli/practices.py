"""``regdrift practices``: what the company has declared."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from regdrift.cli.naming import choose_id
from regdrift.cli.options import Common, common_options
from regdrift.cli.output import cell, inert, print_record, print_rows, say, write_line

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
    """List the declared practices.

    \b
    Example:
      regdrift practices list --format md
    """
    print_rows([_row(practice) for practice in _load(common).practices], _COLUMNS, common.format, color=common.color)


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
    }
