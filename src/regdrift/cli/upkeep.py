"""``regdrift verify`` and ``regdrift backup``: the integrity of the history and a copy of it."""

from __future__ import annotations

from pathlib import Path

import click

from regdrift.cli.options import Common, common_options, reading
from regdrift.cli.output import print_json, say


@click.command()
@click.option("--against", metavar="SEQ:HASH", help="A head printed earlier; finds a tail that was cut off since.")
@common_options
def verify(common: Common, against: str | None) -> int:
    """Recompute the chain of evidence and every projection, and report what does not agree.

    Exit code 0: intact; 3: it is not. The last line is the head to keep somewhere else.

    \b
    Example:
      regdrift verify --against 1042:3f2c…
    """
    from regdrift.store.records import ChainHead

    head = None
    if against is not None:
        seq, _, digest = against.partition(":")
        if not seq.isdigit() or not digest:
            raise click.BadParameter("write it as `regdrift verify` prints it: SEQ:HASH", param_hint="--against")
        head = ChainHead(int(seq), digest)
    with reading(common) as history:
        report = history.verify(head)
    if common.format == "json":
        shape = {"ok": report.ok, "problems": list(report.problems), "counted": report.counted}
        print_json({**shape, "head": f"{report.head.seq}:{report.head.hash}"})
        return 0 if report.ok else 3
    for problem in report.problems:
        click.echo(problem)
    counted = ", ".join(f"{count} {name}" for name, count in report.counted.items())
    say("the history is intact: " + counted if report.ok else f"{len(report.problems)} problems; restore a backup")
    click.echo(f"{report.head.seq}:{report.head.hash}")
    return 0 if report.ok else 3


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@common_options
def backup(common: Common, file: Path) -> None:
    """Write a consistent copy of the history to FILE, also while the daemon runs.

    \b
    Example:
      regdrift backup regdrift-2026-11-01.db
    """
    with reading(common) as history:
        history.backup(file)
    say(f"wrote {file}; `regdrift verify --db {file}` checks it")
