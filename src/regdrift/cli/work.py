"""``regdrift work``: the future-proofing work."""

from __future__ import annotations

from typing import Any

import click

from regdrift.cli.naming import choose_practice, choose_source
from regdrift.cli.options import DATE, Common, actor_option, common_options, reading, writing
from regdrift.cli.output import inert, print_record, print_rows, say, write_line
from regdrift.cli.table import short
from regdrift.clock import now
from regdrift.model.work import WorkState
from regdrift.store.filters import WorkFilter

_COLUMNS = ("id", "state", "level", "due_on", "owner", "practice", "title")


@click.group()
def work() -> None:
    """The future-proofing work: one item per practice and dossier.

    \b
    new → start → in progress → done → verified (by another person)
        → accept → applicable ↗      → dismiss → not applicable (with a reason)
    What is closed can be reopened, and reopens by itself where its law changes again.
    """


@work.command("list")
@click.option("--state", type=click.Choice([str(state) for state in WorkState]), help="Only this state.")
@click.option("--practice", help="Id of a practice, or its beginning.")
@click.option("--owner", help="A person or team.")
@click.option("--source", help="Id of a source, or its beginning.")
@click.option("--due-before", type=DATE, help="Due before a day.")
@click.option("--all", "everything", is_flag=True, help="Also what is done, verified or not applicable.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most rows.")
@common_options
def list_work(common: Common, everything: bool, **options: Any) -> None:  # noqa: ANN401
    """List open work, the nearest due date first.

    \b
    Example:
      regdrift work list --owner lending --due-before 2026-12-31
    """
    open_only = not everything and options["state"] is None
    with reading(common) as history:
        if options["source"]:
            options["source"] = choose_source(history, options["source"])
        if options["practice"]:
            options["practice"] = choose_practice(history, options["practice"], common.config)
        rows = history.work_items(WorkFilter(open_only=open_only, **options))
    print_rows(rows, _COLUMNS, common.format, color=common.color)


@work.command()
@click.argument("item")
@common_options
def show(common: Common, item: str) -> None:
    """Show one item with its task, changes and steps.

    ITEM is an id of `regdrift work list`, or the unique beginning of one; so it is in all commands of this group.

    \b
    Example:
      regdrift work show 3f2c
    """
    with reading(common) as history:
        found = history.work_item(item)
    if common.format != "table":
        print_record(found, _COLUMNS, common.format)
        return
    write_line(f"work {found['id']}  {inert(found['title'])}")
    due = f"due {found['due_on']}" if found["due_on"] else "no due date"
    owner = inert(found["owner"] or "nobody yet")
    write_line(f"{_words(found['state'])}, {found['level']}, {due}, owner {owner}")
    practice = f"practice {found['practice']}" if found["practice"] else "a date to watch"
    write_line(f"{practice}, source {found['source']} ({inert(found['source_name'])})")
    for line in inert(found["task"]).splitlines():
        write_line(f"  {line}")
    if found["quote"]:
        write_line(f"  “{inert(found['quote'])}”")
    if found["changes"]:
        write_line("changes: " + ", ".join(short(change) for change in found["changes"]))
    for event in found["events"]:
        note = f": {inert(event['note'])}" if event["note"] else ""
        actor = inert(event["actor"] or "(erased)")
        write_line(f"  {short(event['at'])}  {event['action']} by {actor}, now {_words(event['state'])}{note}")


def _words(state: str) -> str:
    return state.replace("_", " ")


def _act(common: Common, item: str, action: str, **details: Any) -> None:  # noqa: ANN401
    with writing(common, create=False) as history:
        found = history.act_on_work(item, action, at=now(), **details)
    if common.format != "table":
        print_record(found, _COLUMNS, common.format)
        return
    owner = f", owner {found['owner']}" if action == "assign" else ""
    say(f"{short(found['id'])}  {_words(found['state'])}{owner}  {found['title']}")


@work.command()
@click.argument("item")
@click.argument("owner")
@actor_option
@common_options
def assign(common: Common, item: str, owner: str, actor: str) -> None:
    """Give an open item to a person or team. A new item is then under review.

    \b
    Example:
      regdrift work assign 3f2c lending
    """
    _act(common, item, "assign", actor=actor, owner=owner)


@work.command()
@click.argument("item")
@click.option("--note", help="Why it applies.")
@actor_option
@common_options
def accept(common: Common, item: str, note: str | None, actor: str) -> None:
    """Say that a new or reviewed item applies here. `start` begins it.

    \b
    Example:
      regdrift work accept 3f2c --note "the lake holds these data"
    """
    _act(common, item, "accept", actor=actor, note=note)


@work.command()
@click.argument("item")
@click.option("--note", help="What is planned.")
@actor_option
@common_options
def start(common: Common, item: str, note: str | None, actor: str) -> None:
    """Begin the work on a new, reviewed or applicable item.

    \b
    Example:
      regdrift work start 3f2c --note "encryption of the lake, ticket 812"
    """
    _act(common, item, "start", actor=actor, note=note)


@work.command()
@click.argument("item")
@click.option("--note", help="What was done.")
@actor_option
@common_options
def done(common: Common, item: str, note: str | None, actor: str) -> None:
    """Say that begun or applicable work is done. Another person verifies it.

    \b
    Example:
      regdrift work done 3f2c --note "all buckets encrypted"
    """
    _act(common, item, "done", actor=actor, note=note)


@work.command()
@click.argument("item")
@click.option("--note", help="What was looked at.")
@actor_option
@common_options
def verify(common: Common, item: str, note: str | None, actor: str) -> None:
    """Confirm what another person has done. Who did it cannot verify it.

    \b
    Example:
      regdrift work verify 3f2c --actor privacy
    """
    _act(common, item, "verify", actor=actor, note=note)


@work.command()
@click.argument("item")
@click.option("--reason", "note", required=True, help="Why the change does not apply here.")
@actor_option
@common_options
def dismiss(common: Common, item: str, note: str, actor: str) -> None:
    """Close an open item as not applicable. The reason is kept.

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
    """Review an item again that was done, verified or dismissed.

    \b
    Example:
      regdrift work reopen 3f2c --note "a bucket was left out"
    """
    _act(common, item, "reopen", actor=actor, note=note)


@work.command()
@click.argument("item")
@click.argument("text")
@actor_option
@common_options
def note(common: Common, item: str, text: str, actor: str) -> None:
    """Add a note. Notes can be erased later without breaking the evidence.

    \b
    Example:
      regdrift work note 3f2c "waits for counsel"
    """
    _act(common, item, "note", actor=actor, note=text)
