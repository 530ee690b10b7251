"""``regdrift verify`` and ``regdrift backup``: the integrity of the history and a copy of it."""

from __future__ import annotations

from pathlib import Path

import click

from regdrift.cli.options import Common, common_options, reading
from regdrift.cli.output import inert, print_record, say
from regdrift.errors import HistoryError

_NOUNS = {"chain": "links of evidence", "work_events": "steps of work"}


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
        if not seq.isdecimal() or not digest:
            raise click.BadParameter("write it as `regdrift verify` prints it: SEQ:HASH", param_hint="--against")
        head = ChainHead(int(seq), digest)
    with reading(common) as history:
        report = history.verify(head)
    end = f"{report.head.seq}:{report.head.hash}"
    if common.format != "table":
        shape = {"ok": report.ok, "problems": list(report.problems), "counted": report.counted, "head": end}
        print_record(shape, ("ok", "problems", "head"), common.format)
        return 0 if report.ok else 3
    for problem in report.problems:
        click.echo(inert(problem))
    counted = ", ".join(f"{count} {_NOUNS.get(name, name.replace('_', ' '))}" for name, count in report.counted.items())
    if report.ok:
        say(f"the history is intact: {counted}")
        say("keep this head elsewhere; `regdrift verify --against HEAD` finds a tail that was cut off since:")
    else:
        say(f"{len(report.problems)} problems; restore a backup")
    click.echo(end)
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
        try:
            history.backup(file)
        except OSError as error:
            raise HistoryError(f"{file}: cannot be written ({error.strerror}); name another file") from error
    if common.format != "table":
        print_record({"written": str(file)}, ("written",), common.format)
    say(f"wrote {file}; `regdrift verify --db {file}` checks it")
