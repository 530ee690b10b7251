"""The filters that ``log`` and ``impacts`` share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from regdrift.cli.naming import choose_practice, choose_source
from regdrift.cli.options import DATE, JURISDICTION, Common
from regdrift.clock import end_of, start_of
from regdrift.model.change_kind import ChangeKind
from regdrift.model.level import Level
from regdrift.store.filters import ChangeFilter

if TYPE_CHECKING:
    from regdrift.store.reader import Reader

Command = TypeVar("Command", bound=Callable[..., Any])

LEVELS = tuple(str(level) for level in Level if level is not Level.NONE)

_OPTIONS = (
    click.option("--since", type=DATE, help="Observed on or after: 2026-01-31, 7d, 2w."),
    click.option("--until", type=DATE, help="Observed on or before."),
    click.option("--source", help="Id of a source, or its beginning."),
    click.option("--jurisdiction", type=JURISDICTION, help="US finds US-ME too."),
    click.option("--kind", type=click.Choice([str(kind) for kind in ChangeKind]), help="Kind of change."),
    click.option("--severity", type=click.Choice(LEVELS), help="This severity or graver."),
    click.option("--practice", help="What touches this practice."),
    click.option("--topic", help="A topic of the source."),
    click.option("--text", help='Words of the law; "quoted words" stand together, word* begins.'),
)
_LIMIT = click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Most rows.")
_NO_LIMIT = click.option("--limit", type=click.IntRange(min=1), help="Most rows (default: all).")


def filter_options(command: Command) -> Command:
    """Add the filters of the change log, which shows 50 rows where no other limit is asked."""
    return _with_options(command, (*_OPTIONS, _LIMIT))


def export_options(command: Command) -> Command:
    """Add the same filters without a limit."""
    return _with_options(command, (*_OPTIONS, _NO_LIMIT))


def _with_options(command: Command, options: tuple[Any, ...]) -> Command:
    wrapped: Any = command
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]  # click's decorators keep the callable


def read_filter(
    history: Reader, common: Common, options: dict[str, Any], *, min_level: Level | None = None
) -> ChangeFilter:
    """Give the filter that the options of :func:`filter_options` ask for.

    Raises:
        UsageError: a source or practice is unknown or its beginning ambiguous.
    """
    source, practice, severity = options["source"], options["practice"], options["severity"]
    return ChangeFilter(
        since=start_of(options["since"]) if options["since"] else None,
        until=end_of(options["until"]) if options["until"] else None,
        source=choose_source(history, source) if source else None,
        jurisdiction=options["jurisdiction"],
        kind=options["kind"],
        severity=Level(severity) if severity else None,
        practice=choose_practice(history, practice, common.config) if practice else None,
        topic=options["topic"],
        text=options["text"],
        min_level=min_level,
        limit=options["limit"],
    )
