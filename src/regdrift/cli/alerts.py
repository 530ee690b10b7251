"""``regdrift alerts``: the outbox."""

from __future__ import annotations

from typing import Any

import click

from regdrift.cli.options import Common, common_options, reading, writing
from regdrift.cli.output import print_rows, say
from regdrift.cli.settings import load_configuration
from regdrift.clock import now
from regdrift.errors import UsageError
from regdrift.store.records import AlertFilter

_COLUMNS = ("id", "created_at", "kind", "level", "channel", "target", "state", "attempts", "last_error")
_STATES = ("pending", "leased", "sent", "dead", "digested")


@click.group()
def alerts() -> None:
    """Alerts on their way, sent, and given up."""


@alerts.command("list")
@click.option("--state", type=click.Choice(_STATES))
@click.option("--kind", help="change.detected, source.unreadable, …")
@click.option("--channel", help="Id of a channel.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@common_options
def list_alerts(common: Common, **options: Any) -> None:  # noqa: ANN401
    """List the outbox, newest first.

    \b
    Example:
      regdrift alerts list --state pending
    """
    with reading(common) as history:
        _print(history.alerts(AlertFilter(**options)), common)


@alerts.command()
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@common_options
def dead(common: Common, limit: int) -> None:
    """List alerts that were given up; `regdrift alerts retry ID` sends one again."""
    with reading(common) as history:
        _print(history.alerts(AlertFilter(state="dead", limit=limit)), common)


@alerts.command()
@click.argument("ids", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that were given up.")
@common_options
def retry(common: Common, ids: tuple[str, ...], everything: bool) -> None:
    """Send alerts again that were given up."""
    with writing(common) as history:
        known = [row["id"] for row in history.alerts(AlertFilter(state="dead"))]
        chosen = known if everything else [_whole(known, prefix) for prefix in ids]
        if not chosen:
            raise UsageError("name alerts by id, or say --all; `regdrift alerts dead` lists them")
        count = history.retry(chosen, now())
    say(f"{count} alerts are due again; `regdrift run` or the next `regdrift check` sends them")


@alerts.command()
@click.argument("channel")
@common_options
def test(common: Common, channel: str) -> int:
    """Send a sample through CHANNEL now. Exit code 3 where it does not arrive.

    \b
    Example:
      regdrift alerts test mail
    """
    from regdrift.notify import send_sample

    configuration = load_configuration(common.config)
    declared = {item.id: item for item in configuration.alerts.channels}
    if channel not in declared:
        raise UsageError(f"alerts.yaml declares no channel {channel!r}; it has {', '.join(declared) or 'none'}")
    report = send_sample(declared[channel], configuration.alerts, now)
    for line in report.lines:
        say(line)
    return 0 if report.arrived else 3


def _print(rows: list[dict[str, Any]], common: Common) -> None:
    print_rows(rows, _COLUMNS, common.format, color=common.color)


def _whole(known: list[str], prefix: str) -> str:
    found = [one for one in known if one.startswith(prefix)]
    if len(found) != 1:
        raise UsageError(f"{prefix!r} names {len(found)} of the alerts given up; see `regdrift alerts dead`")
    return found[0]
