"""``regdrift verify`` and ``regdrift backup``: the integrity of the history and a copy of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from regdrift.cli.options import Common, common_options, reading
from regdrift.cli.output import inert, print_record, say
from regdrift.errors import HistoryError

if TYPE_CHECKING:
    from regdrift.store.records import ChainHead

_HEAD = re.compile(r"[0-9]{1,18}:[0-9a-fA-F]{64}")
_NOUNS = {"chain": "links of evidence", "work_events": "steps of work"}


@click.command()
@click.option(
    "--against",
    metavar="HEAD",
    help="A head printed earlier (SEQ:HASH), or a file that ends with it; finds a tail that was cut off since.",
)
@common_options
def verify(common: Common, against: str | None) -> int:
    """Recompute the chain of evidence and every projection, and report what does not agree.

    Exit code 0: intact; 3: it is not. The last line is the head to keep somewhere else.

    \b
    Example:
      regdrift verify --against 1042:3f2c…
      regdrift verify > heads.txt; regdrift verify --against heads.txt
    """
    head = None if against is None else _noted_head(against)
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


def _noted_head(told: str) -> ChainHead:
    """Read a head from the command line, or from the last line of a file; a digest's or a verification's output."""
    from regdrift.store.records import ChainHead

    text = told.strip()
    if not _HEAD.fullmatch(text):
        try:
            lines = Path(told).read_text("utf-8").split()
        except (OSError, UnicodeDecodeError, ValueError):
            lines = []
        text = next((line for line in reversed(lines) if _HEAD.fullmatch(line)), "")
    if not text:
        raise click.BadParameter(
            "write it as `regdrift verify` prints it (SEQ:HASH), or name a file that ends with it",
            param_hint="--against",
        )
    seq, _, digest = text.partition(":")
    return ChainHead(int(seq), digest)


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
