"""A bar on a terminal for what takes long; nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regdrift.cli.options import Common


@contextmanager
def progress_bar(label: str, count: int, common: Common) -> Iterator[Callable[[str], None]]:
    """Show how far ``count`` steps are, with the time that is left; each step is told with a word on it."""
    if common.verbosity < 0 or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(label),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[last]}"),
    )
    with Progress(*columns, console=Console(stderr=True, no_color=not common.color), transient=True) as progress:
        task = progress.add_task(label, total=count, last="")
        yield lambda last: progress.update(task, advance=1, last=last)
