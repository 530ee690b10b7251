"""``regdrift alerts``: the outbox."""

from __future__ import annotations

from typing import Any

import click

from regdrift.cli.naming import choose_id
from regdrift.cli.options import Common, actor_option, common_options, reading, writing
from regdrift.cli.output import print_record, print_rows, say
from regdrift.cli.settings import load_configuration
from regdrift.clock import now
from regdrift.errors import UsageError
from regdrift.store.filters import AlertFilter

_COLUMNS = ("id", "created_at", "state", "level", "kind", "channel", "attempts", "target", "last_error")
_STATES = ("pending", "leased", "sent", "dead", "digested")


@click.group()
def alerts() -> None:
    """Alerts on their way, sent, and given up."""


@alerts.command("list")
@click.option("--state", type=click.Choice(_STATES), help="Only this state.")
@click.option("--kind", help="change.detected, source.unreadable, …")
@click.option("--channel", help="Id of a channel.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most rows.")
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
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most rows.")
@common_options
def dead(common: Common, limit: int) -> None:
    """List alerts that were given up. `regdrift alerts retry ID` sends one again.

    \b
    Example:
      regdrift alerts dead --json
    """
    with reading(common) as history:
        _print(history.alerts(AlertFilter(state="dead", limit=limit)), common)


@alerts.command()
@click.argument("ids", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that were given up.")
@common_options
def retry(common: Common, ids: tuple[str, ...], everything: bool) -> None:
    """Send alerts again that were given up.

    IDS are those of `regdrift alerts dead`, or their unique beginnings.

    \b
    Example:
      regdrift alerts retry 3f2c 91ab
    """
    with writing(common, create=False) as history:
        known = [row["id"] for row in history.alerts(AlertFilter(state="dead"))]
        chosen = known if everything else [_given_up(known, prefix) for prefix in ids]
        if not chosen and not everything:
            raise UsageError("name alerts by id, or say --all; `regdrift alerts dead` lists them")
        count = history.retry(chosen, now())
    if common.format != "table":
        print_record({"due_again": count}, ("due_again",), common.format)
    say(f"{count} alert{'' if count == 1 else 's'} due again: `regdrift run` or the next `regdrift check` sends them")


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
    if not declared:
        raise UsageError(f"{common.config / 'alerts.yaml'} declares no channel; add one under `channels`")
    known = ", ".join(declared)
    if channel not in declared:
        raise UsageError(f"alerts.yaml declares no channel {channel!r}; it declares {known}")
    report = send_sample(declared[channel], configuration.alerts, now)
    if common.format != "table":
        row = {"channel": channel, "arrived": report.arrived, "lines": list(report.lines)}
        print_record(row, tuple(row), common.format)
        return 0 if report.arrived else 3
    for line in report.lines:
        say(line)
    return 0 if report.arrived else 3


@alerts.command()
@click.option("--undo", nargs=2, metavar="ROUTE ADDRESS", help="Tell this recipient of the route again.")
@actor_option
@common_options
def optouts(common: Common, undo: tuple[str, str] | None, actor: str) -> None:
    """List who left which route by the link in a mail. `--undo ROUTE ADDRESS` tells them again.

    \b
    Examples:
      regdrift alerts optouts
      regdrift alerts optouts --undo morning-digest counsel@example.com
    """
    if undo is None:
        with reading(common) as history:
            rows = history.opt_outs()
        print_rows(rows, ("route", "address", "at", "outcome", "actor"), common.format, color=common.color)
        return
    route, address = undo
    with writing(common, create=False) as history:
        history.rejoin_route(address, route, now(), actor)
    if common.format != "table":
        print_record({"route": route, "address": address, "told": True}, ("route", "address", "told"), common.format)
    say(f"{address} is told of the route {route} again")


@alerts.command()
@common_options
def schema(common: Common) -> None:  # every command takes the common options
    """Print the JSON Schema of a webhook's body.

    \b
    Example:
      regdrift alerts schema > webhook.schema.json
    """
    from regdrift.data.load_schema import schema_text

    click.echo(schema_text("webhook"), nl=False)


def _print(rows: list[dict[str, Any]], common: Common) -> None:
    print_rows(rows, _COLUMNS, common.format, color=common.color)


def _given_up(known: list[str], prefix: str) -> str:
    return choose_id(known, prefix, "dead alert", "regdrift alerts dead")
