"""``regdrift practices``: what the company has declared."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from regdrift.cli.options import Common, common_options
from regdrift.cli.output import inert, print_json, print_rows, say
from regdrift.errors import UsageError

if TYPE_CHECKING:
    from regdrift.model.practice import Practice, PracticeRegister

_COLUMNS = ("id", "name", "jurisdictions", "data_categories", "consent", "retention", "owner")


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
    """Show one practice with all that it declares."""
    found = [item for item in _load(common).practices if item.id == practice_id]
    found = found or [item for item in _load(common).practices if item.id.startswith(practice_id)]
    if len(found) != 1:
        known = ", ".join(item.id for item in (found or _load(common).practices))
        raise UsageError(f"{practice_id!r} names {len(found)} practices; there are {known}")
    shape = asdict(found[0])
    if common.format != "table":
        print_json(shape)
        return
    for key, value in shape.items():
        if value not in (None, (), "", {}):
            click.echo(f"{key.replace('_', ' '):>18}  {inert(str(value))}")


@practices.command()
@common_options
def check(common: Common) -> None:
    """Report mistakes and gaps with file:line: undeclared retention, opt-out claimed as consent in the EU, and more.

    Exit code 0, with gaps too; 2: mistakes that must be mended first.
    """
    from regdrift.config import check_practices

    path = common.config / "practices.yaml"
    findings = check_practices(_load(common), path)
    rows = [asdict(finding) for finding in findings]
    if common.format == "table":
        for finding in findings:
            click.echo(inert(str(finding)))
        say(f"{len(findings)} gaps" if findings else "no mistake and no gap")
    else:
        print_rows(rows, tuple(rows[0]) if rows else ("message",), common.format)


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
