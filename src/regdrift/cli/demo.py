"""``regdrift demo``: the whole job offline."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from regdrift.cli.options import Common, common_options
from regdrift.cli.output import on_terminal, print_json, write_line

if TYPE_CHECKING:
    from regdrift.demo import DemoReport
    from regdrift.pipeline import CheckResult

_MAILS_SHOWN = 5
_SHORT = 8


@click.command()
@click.option(
    "--into", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True, help="Folder to fill."
)
@common_options
def demo(common: Common, into: Path) -> None:
    """Play several years of law over real HTTP on loopback, and show what regdrift makes of it.

    Ten pages, nine dates: an opt-out default for internet providers, a federal opt-in rule adopted and repealed, a
    state that keeps it, health, finance, calls, children, model training, and French direct marketing. The texts
    are illustrations. Mail and webhooks go to catchers on this machine. Leaves a history and its three files.

    \b
    Example:
      regdrift demo && regdrift log --db var/demo/regdrift.db
    """
    from regdrift.demo import play

    _check_place(into)
    quiet = common.format in {"json", "ndjson"}
    color = on_terminal(color=common.color)
    report = play(into, (lambda *_: None) if quiet else partial(_tell_day, color=color))
    if quiet:
        print_json(_as_json(report))
    else:
        _tell_end(report)


def _check_place(folder: Path) -> None:
    """Refuse a folder that holds somebody's own files: the story begins anew and writes over what is there.

    Raises:
        InputError: the folder cannot be made, or is not one that an earlier demonstration filled.
    """
    from regdrift.errors import InputError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        ours = _is_ours(folder / "sources.yaml")
        taken = not ours and any(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder}: cannot be used ({error.strerror}); name another folder with --into") from error
    if taken:
        raise InputError(
            f"{folder}: is not empty, and no demonstration filled it; it is left alone. Name another with --into"
        )


def _is_ours(sources: Path) -> bool:
    from importlib.resources import files

    told = (files("regdrift.data") / "demo" / "sources.yaml").read_text("utf-8").splitlines()[0]
    return sources.is_file() and sources.read_text("utf-8", errors="replace").startswith(told + "\n")


def _tell_day(day: date, results: Sequence[CheckResult], *, color: bool) -> None:
    first = [result.source for result in results if result.outcome == "first_seen"]
    write_line(click.style(f"\n{day}", bold=True) if color else f"\n{day}")
    if first:
        write_line(f"  read for the first time: {', '.join(sorted(first))}")
    for result in sorted(results, key=lambda item: item.source):
        if result.outcome in {"unreadable", "failed", "refused"}:
            write_line(f"  {result.source}: {result.outcome} ({result.reason}) - kept as evidence, no change of law")
        elif result.analysis is not None:
            _tell_change(result)
    quiet = sum(1 for result in results if result.outcome == "unchanged")
    if quiet:
        write_line(f"  unchanged: {quiet}")


def _tell_change(result: CheckResult) -> None:
    analysis = result.analysis
    if analysis is None:
        return
    if analysis.changes:
        kinds = sorted({str(change.kind) for change in analysis.changes})
        write_line(
            f"  {result.source}: {_count(len(analysis.changes), 'change')} ({', '.join(kinds)}), "
            f"{analysis.substance}, {analysis.direction}"
        )
    for row in analysis.practices:
        if row.level in {"high", "medium"}:
            write_line(f"    touches {row.practice}: {row.level} ({row.score:.2f}), {row.direction}")
    for item in analysis.work:
        due = f", due {item.due_on}" if item.due_on else ""
        write_line(f"    work for {item.owner or 'nobody yet'}{due}: {item.title}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _tell_end(report: DemoReport) -> None:
    write_line(
        f"\n{len(report.dates)} dates played. Mails caught: {len(report.mails)}; webhooks with a right signature: "
        f"{report.webhooks_verified}, refused: {report.webhooks_refused}; alerts still waiting: {report.alerts_waiting}"
    )
    for recipient, subject in report.mails[:_MAILS_SHOWN]:
        write_line(f"  to {recipient}: {subject}")
    if len(report.mails) > _MAILS_SHOWN:
        write_line(f"  and {len(report.mails) - _MAILS_SHOWN} more")
    write_line("\nTry next:")
    for line in _next_steps(report):
        write_line(f"  {line}")


def _next_steps(report: DemoReport) -> Iterator[str]:
    from regdrift.model.level import Level
    from regdrift.store.filters import ChangeFilter
    from regdrift.store.history import History

    program = Path(sys.argv[0]).absolute()
    if shutil.which("regdrift") is None and program.name == "regdrift":
        yield f"export PATH={shlex.quote(str(program.parent))}:$PATH"
    yield f"export REGDRIFT_DB={shlex.quote(str(report.database))} REGDRIFT_CONFIG={shlex.quote(str(report.folder))}"
    yield "regdrift log"
    with History.open(report.database, read_only=True) as history:
        newest = next(history.changes(ChangeFilter(severity=Level.HIGH, limit=1)), None)
        work = history.work_items()
    if newest:
        yield f"regdrift show {newest['id'][:_SHORT]}"
    yield "regdrift text us-broadband --at 2017-01-15"
    yield "regdrift history us-me-isp '§ 9503(a)'"
    yield "regdrift diff fr-prospection --from 2016-01-01"
    yield "regdrift impacts --practice isp-browsing-ads"
    yield "regdrift work list"
    yield "regdrift outlook isp-browsing-ads"
    if work:
        yield f"regdrift work start {work[0]['id'][:_SHORT]} --note 'I look at it'"
    yield "regdrift sources list"
    yield "regdrift alerts list"
    yield "regdrift report"
    yield "regdrift serve"


def _as_json(report: DemoReport) -> dict[str, object]:
    return {
        "database": str(report.database),
        "dates": [day.isoformat() for day in report.dates],
        "mails": [{"to": recipient, "subject": subject} for recipient, subject in report.mails],
        "webhooks_verified": report.webhooks_verified,
        "webhooks_refused": report.webhooks_refused,
        "alerts_waiting": report.alerts_waiting,
    }
