"""The filters that ``log`` and ``impacts`` share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from regdrift.cli.options import DATE, end_of, start_of
from regdrift.model.change import ChangeKind
from regdrift.model.level import Level
from regdrift.store.records import ChangeFilter

Command = TypeVar("Command", bound=Callable[..., Any])

LEVELS = tuple(str(level) for level in Level if level is not Level.NONE)

_OPTIONS = (
    click.option("--since", type=DATE, help="Observed on or after: 2026-01-31, 7d, 2w."),
    click.option("--until", type=DATE, help="Observed on or before."),
    click.option("--source", help="Id of a source."),
    click.option("--jurisdiction", help="US finds US-ME too."),
    click.option("--kind", type=click.Choice([str(kind) for kind in ChangeKind]), help="Kind of change."),
    click.option("--severity", type=click.Choice(LEVELS), help="This severity or graver."),
    click.option("--practice", help="Changes that touch this practice."),
    click.option("--topic", help="A topic of the source."),
    click.option("--text", help='Words of the law; "quoted words" stand together, word* begins.'),
    click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most rows."),
)


def filter_options(command: Command) -> Command:
    """Add the filters of the change log."""
    wrapped: Any = command
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]  # click's decorators keep the callable


def read_filter(options: dict[str, Any], *, min_level: Level | None = None) -> ChangeFilter:
    """Give the filter that the options ask for; takes them out of ``options``."""
    since: date | None = options.pop("since")
    until: date | None = options.pop("until")
    severity = options.pop("severity")
    jurisdiction = options.pop("jurisdiction")
    return ChangeFilter(
        since=start_of(since),
        until=end_of(until),
        source=options.pop("source"),
        jurisdiction=_canonical(jurisdiction) if jurisdiction else None,
        kind=options.pop("kind"),
        severity=Level(severity) if severity else None,
        practice=options.pop("practice"),
        topic=options.pop("topic"),
        text=options.pop("text"),
        min_level=min_level,
        limit=options.pop("limit"),
    )


def _canonical(jurisdiction: str) -> str:
    from regdrift.model.jurisdiction import canonical_jurisdiction

    return canonical_jurisdiction(jurisdiction)
