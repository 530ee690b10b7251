"""``regdrift work``: the future-proofing work."""

from __future__ import annotations

from typing import Any

import click

from regdrift.cli.options import DATE, Common, actor_option, common_options, reading, writing
from regdrift.cli.output import inert, print_json, print_rows, say
from regdrift.clock import now
from regdrift.model.work import WorkState
from regdrift.store.records import WorkFilter

_COLUMNS = ("id", "state", "level", "due_on", "practice", "owner", "title", "source")
_SHORT = 8


@click.group()
def work() -> None:
    """The future-proofing work: one item per practice and dossier."""


@work.command("list")
@click.option("--state", type=click.Choice([str(state) for state in WorkState]))
@click.option("--practice", help="Id of a practice.")
@click.option("--owner", help="A person or team.")
@click.option("--source", help="Id of a source.")
@click.option("--due-before", type=DATE, help="Due before a day.")
@click.option("--all", "everything", is_flag=True, help="Also what is done, verified or not applicable.")
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True)
@common_options
def list_work(common: Common, everything: bool, **options: Any) -> None:  # noqa: ANN401
    """List open work, the nearest due date first.

    \b
    Example:
      regdrift work list --owner lending --due-before 2026-12-31
    """
    open_only = not everything and options["state"] is None
    with reading(common) as history:
        rows = history.work_items(WorkFilter(open_only=open_only, **options))
    if common.format == "table":
        rows = [{**row, "id": row["id"][:_SHORT]} for row in rows]
    print_rows(rows, _COLUMNS, common.format, color=common.color)


@work.command()
@click.argument("item")
@common_options
def show(common: Common, item: str) -> None:
    """Show one item: task, due date, the changes behind it, and every step with its actor."""
    with reading(common) as history:
        found = history.work_item(item)
    if common.format != "table":
        print_json(found)
        return
    click.echo(f"work {found['id']}  {inert(found['title'])}")
    due = f"due {found['due_on']}" if found["due_on"] else "no due date"
    click.echo(f"{found['state']}, {found['level']}, {due}, owner {found['owner'] or 'nobody yet'}")
    click.echo(f"practice {found['practice'] or '(a date to watch)'}, source {found['source']}, {found['origin']}")
    for line in inert(found["task"]).splitlines():
        click.echo(f"  {line}")
    if found["quote"]:
        click.echo(f"  “{inert(found['quote'])}”")
    if found["changes"]:
        click.echo("changes: " + ", ".join(change[:_SHORT] for change in found["changes"]))
    for event in found["events"]:
        note = f": {inert(event['note'])}" if event["note"] else ""
        click.echo(
            f"  {event['at'][:16]}  {event['action']} → {event['state']} by {event['actor'] or '(erased)'}{note}"
        )


def _act(common: Common, item: str, action: str, **details: Any) -> None:  # noqa: ANN401
    with writing(common) as history:
        found = history.act_on_work(item, action, at=now(), **details)
    if common.format != "table":
        print_json(found)
    else:
        say(f"{found['id'][:_SHORT]}  {found['state']}  {found['title']}")


@work.command()
@click.argument("item")
@click.option("--note", help="Why, or what is planned.")
@actor_option
@common_options
def start(common: Common, item: str, note: str | None, actor: str) -> None:
    """Begin: the first start opens the review, the next one the work itself."""
    _act(common, item, "start", actor=actor, note=note)


@work.command()
@click.argument("item")
@click.option("--note", help="What was done.")
@actor_option
@common_options
def done(common: Common, item: str, note: str | None, actor: str) -> None:
    """Say that the work is done; another person verifies it."""
    _act(common, item, "done", actor=actor, note=note)


@work.command()
@click.argument("item")
@click.option("--note", help="What was looked at.")
@actor_option
@common_options
def verify(common: Common, item: str, note: str | None, actor: str) -> None:
    """Confirm what another person has done."""
    _act(common, item, "verify", actor=actor, note=note)


@work.command()
@click.argument("item")
@click.option("--reason", "note", required=True, help="Why the change does not apply here.")
@actor_option
@common_options
def dismiss(common: Common, item: str, note: str, actor: str) -> None:
    """Close an item as not applicable; the reason is kept.

    \b
    Example:
      regdrift work dismiss 3f2c --reason "we do not serve children"
    """
    _act(common, item, "dismiss", actor=actor, note=note)


@work.command()
@click.argument("item")
@click.option("--note", help="Why.")
@actor_option
@common_options
def reopen(common: Common, item: str, note: str | None, actor: str) -> None:
    """Open a closed item again."""
    _act(common, item, "reopen", actor=actor, note=note)


@work.command()
@click.argument("item")
@click.argument("text")
@actor_option
@common_options
def note(common: Common, item: str, text: str, actor: str) -> None:
    """Add a note; notes can be erased later without breaking the evidence."""
    _act(common, item, "note", actor=actor, note=text)


@work.command()
@click.argument("item")
@click.argument("owner")
@actor_option
@common_options
def assign(common: Common, item: str, owner: str, actor: str) -> None:
    """Give an item to a person or team."""
    _act(common, item, "assign", actor=actor, owner=owner)
