"""``regdrift demo``: the whole job offline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from regdrift.cli.options import Common, common_options
from regdrift.cli.output import print_json

if TYPE_CHECKING:
    from regdrift.demo import DemoReport
    from regdrift.pipeline import CheckResult

_MAILS_SHOWN = 5


@click.command()
@click.option("--into", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True)
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

    quiet = common.format == "json"
    report = play(into, (lambda *_: None) if quiet else _tell_day)
    if quiet:
        print_json(_as_json(report))
    else:
        _tell_end(report)


def _tell_day(day: date, results: Sequence[CheckResult]) -> None:
    first = [result.source for result in results if result.outcome == "first_seen"]
    click.echo(click.style(f"\n{day}", bold=True))
    if first:
        click.echo(f"  read for the first time: {', '.join(sorted(first))}")
    for result in sorted(results, key=lambda item: item.source):
        if result.outcome in {"unreadable", "failed", "refused"}:
            click.echo(f"  {result.source}: {result.outcome} ({result.reason}) - kept as evidence, no change of law")
        elif result.analysis is not None:
            _tell_change(result)
    quiet = sum(1 for result in results if result.outcome == "unchanged")
    if quiet:
        click.echo(f"  unchanged: {quiet}")


def _tell_change(result: CheckResult) -> None:
    analysis = result.analysis
    if analysis is None:
        return
    if analysis.changes:
        kinds = sorted({str(change.kind) for change in analysis.changes})
        click.echo(
            f"  {result.source}: {len(analysis.changes)} changes ({', '.join(kinds)}), "
            f"{analysis.substance}, {analysis.direction}"
        )
    for row in analysis.practices:
        if row.level in {"high", "medium"}:
            click.echo(f"    touches {row.practice}: {row.level} ({row.score:.2f}), {row.direction}")
    for item in analysis.work:
        due = f", due {item.due_on}" if item.due_on else ""
        click.echo(f"    work for {item.owner or 'nobody yet'}{due}: {item.title}")


def _tell_end(report: DemoReport) -> None:
    click.echo(
        f"\n{len(report.dates)} dates played. Mails caught: {len(report.mails)}; webhooks with a right signature: "
        f"{report.webhooks_verified}, refused: {report.webhooks_refused}; alerts still waiting: {report.alerts_waiting}"
    )
    for recipient, subject in report.mails[:_MAILS_SHOWN]:
        click.echo(f"  to {recipient}: {subject}")
    if len(report.mails) > _MAILS_SHOWN:
        click.echo(f"  and {len(report.mails) - _MAILS_SHOWN} more")
    db, folder = report.database, report.folder
    click.echo("\nTry next:")
    for line in (
        f"regdrift log --db {db}",
        f"regdrift show --db {db} $(regdrift log --db {db} --severity high --limit 1 --json | python3 -c "
        "'import json,sys; print(json.load(sys.stdin)[0][\"change_id\"])')",
        f"regdrift text us-broadband --db {db} --at 2017-01-15",
        f"regdrift history us-me-isp '§ 9503(a)' --db {db}",
        f"regdrift diff fr-prospection --db {db} --from 2016-01-01",
        f"regdrift impacts --db {db} --practice isp-browsing-ads",
        f"regdrift work list --db {db}",
        f"regdrift sources list --db {db} --config {folder}",
    ):
        click.echo(f"  {line}")


def _as_json(report: DemoReport) -> dict[str, object]:
    return {
        "database": str(report.database),
        "dates": [day.isoformat() for day in report.dates],
        "mails": [{"to": recipient, "subject": subject} for recipient, subject in report.mails],
        "webhooks_verified": report.webhooks_verified,
        "webhooks_refused": report.webhooks_refused,
        "alerts_waiting": report.alerts_waiting,
    }
