"""Options that several commands share, and what they open."""

from __future__ import annotations

import getpass
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from regdrift.cli.output import FORMATS, QUIET, Format
from regdrift.clock import now

if TYPE_CHECKING:
    from regdrift.store.history import History
    from regdrift.store.reader import Reader

Command = TypeVar("Command", bound=Callable[..., Any])

_JURISDICTION = re.compile("[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
DEFAULT_DATABASE = Path("var/regdrift.db")


@dataclass(frozen=True, slots=True)
class Common:
    """The options that every command takes."""

    database: Path
    config: Path
    format: Format
    color: bool
    verbosity: int
    """-1 quiet, 0 normal, 1 and more verbose."""


def common_options(command: Command) -> Command:
    """Add ``--db --config --format --json --no-color -q -v`` and pass them as one ``common`` argument."""
    import functools

    @functools.wraps(command)
    def with_common(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # wraps any command
        kwargs["common"] = Common(
            database=kwargs.pop("db"),
            config=kwargs.pop("config"),
            format="json" if kwargs.pop("as_json") else kwargs.pop("format_name"),
            color=not kwargs.pop("no_color") and "NO_COLOR" not in os.environ,
            verbosity=kwargs.pop("verbose") - kwargs.pop("quiet"),
        )
        kwargs.pop("format_name", None)
        context = click.get_current_context()
        context.meta[QUIET] = kwargs["common"].verbosity < 0
        if kwargs["common"].format != "table" or not sys.stdout.isatty():
            return command(*args, **kwargs)
        from regdrift.cli.paging import PAGED, paged

        if context.command_path.removeprefix("regdrift ") not in PAGED:
            return command(*args, **kwargs)
        with paged():
            return command(*args, **kwargs)

    wrapped: Any = with_common
    for option in reversed(_COMMON):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]  # click's decorators keep the callable


_COMMON = (
    click.option(
        "--db",
        type=click.Path(path_type=Path),
        envvar="REGDRIFT_DB",
        default=DEFAULT_DATABASE,
        show_default=True,
        help="The history.",
    ),
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        envvar="REGDRIFT_CONFIG",
        default=Path(),
        help="Folder of sources.yaml, practices.yaml, alerts.yaml (default: the working folder).",
    ),
    click.option(
        "--format",
        "format_name",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="Form of the results.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Short for --format json."),
    click.option("--no-color", is_flag=True, help="No colours; NO_COLOR does the same."),
    click.option("-q", "--quiet", count=True, help="No talk on stderr; errors and results stay."),
    click.option("-v", "--verbose", count=True, help="Say more."),
)


def crew_options(command: Command) -> Command:
    """Add ``--workers`` and ``--executor``: who reads in this process's place."""
    for option in (
        click.option("--executor", help="Read and compare on a Dask cluster: dask://HOST:PORT (extra 'scale')."),
        click.option("--workers", type=click.IntRange(min=1), help="Read and compare in so many processes."),
    ):
        command = option(command)
    return command


def actor_option(command: Command) -> Command:
    """Add ``--actor``: who does it; default the login name."""
    return click.option("--actor", default=_login_name, show_default="your login name", help="Who does it.")(command)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@contextmanager
def reading(common: Common) -> Iterator[History]:
    """Open the history for reading; it must exist.

    Raises:
        HistoryError: it does not exist, or is none.
    """
    from regdrift.store.history import History

    with History.open(common.database, read_only=True, create=False) as history:
        yield history


@contextmanager
def reading_law(common: Common) -> Iterator[Reader]:
    """Open what a history says of law, changes and impacts, for reading: half of :func:`reading`'s cost.

    Raises:
        HistoryError: it does not exist, or is none.
    """
    from regdrift.store.reader import Reader

    with Reader.open(common.database, read_only=True, create=False) as history:
        yield history


@contextmanager
def writing(common: Common, *, create: bool = True) -> Iterator[History]:
    """Open the history for writing; it is made, with its folder, where it does not exist and ``create`` is true.

    Raises:
        HistoryError: it cannot be written, or does not exist and is not to be made.
    """
    from regdrift.store.history import History

    with History.open(common.database, create=create) as history:
        yield history


class DateType(click.ParamType):  # type: ignore[type-arg]  # generic in newer clicks only
    """A day: ISO 8601, ``today``, or ago: ``7d``, ``2w``, ``3m``, ``1y``."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Give the calendar day, UTC."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = str(value).strip()
        today = now().date()
        if text == "today":
            return today
        days = {"d": 1, "w": 7, "m": 30, "y": 365}.get(text[-1:].lower())
        if days is not None and text[:-1].isdecimal():
            try:
                return today - timedelta(days=days * int(text[:-1]))
            except OverflowError:
                self.fail(f"{text!r} lies before the calendar begins", param, ctx)
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is no date; write 2026-01-31, or 7d, 2w, 3m, 1y for that long ago", param, ctx)


DATE = DateType()


class JurisdictionType(click.ParamType):  # type: ignore[type-arg]  # generic in newer clicks only
    """A jurisdiction: ISO 3166 (``US``, ``US-ME``, ``FR``), ``EU`` for the Union, and usual other names."""

    name = "code"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give the code as it is stored."""
        from regdrift.model.jurisdiction import canonical_jurisdiction

        code = canonical_jurisdiction(str(value))
        if not _JURISDICTION.fullmatch(code):
            self.fail(f"{value!r} is no jurisdiction; write US, US-ME, FR, or EU for the Union", param, ctx)
        return code


JURISDICTION = JurisdictionType()
