"""Long results on a terminal go through a pager, as git's do; what fits on the screen is printed as it is."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator

PAGED = frozenset(
    {
        *("diff", "history", "impacts", "log", "outlook", "search", "show", "text", "work list", "work show"),
        *("alerts list", "alerts dead", "practices list", "practices show"),
        *("sources catalog", "sources list", "sources show"),
    }
)
"""Commands that only print results."""
_LESS = "FRX"
"""less: leave at once what fits on one screen, keep colours, do not clear the screen (git's choice)."""


def find_pager() -> list[str] | None:
    """Give the pager's command: ``REGDRIFT_PAGER``, else ``PAGER``, else less; None where there is or shall be none."""
    told = os.environ.get("REGDRIFT_PAGER", os.environ.get("PAGER", "less"))
    try:
        words = shlex.split(told)
    except ValueError:
        return None
    if not words or words == ["cat"] or shutil.which(words[0]) is None:
        return None
    return words


class _Paged(io.TextIOWrapper):
    """The way into the pager; for those who ask it is the terminal that stands behind it."""

    takes_notes = True
    """What is said beside the results follows them, and does not break into the page."""

    def isatty(self) -> bool:
        """Give True: colours and widths are for the terminal."""
        return True


@contextlib.contextmanager
def paged() -> Iterator[None]:
    """Send stdout through the pager while a block runs; without a pager nothing is different."""
    words = find_pager()
    if words is None:
        yield
        return
    environment = {"LESS": _LESS, "LESSCHARSET": "utf-8", **os.environ}
    width = str(shutil.get_terminal_size().columns)
    try:
        pager = subprocess.Popen(words, stdin=subprocess.PIPE, env=environment)  # noqa: S603 - the user's own pager
    except OSError:
        yield
        return
    assert pager.stdin is not None
    terminal, sys.stdout = sys.stdout, _Paged(pager.stdin, encoding="utf-8", errors="replace")
    columns, os.environ["COLUMNS"] = os.environ.get("COLUMNS"), width
    try:
        with contextlib.suppress(BrokenPipeError):  # the reader has left the pager and wants no more
            yield
            sys.stdout.flush()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.close()
        sys.stdout = terminal
        if columns is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = columns
        _wait(pager)


def _wait(pager: subprocess.Popen[bytes]) -> None:
    """Wait for the reader; Ctrl-C is the pager's while it shows something."""
    while pager.poll() is None:
        with contextlib.suppress(KeyboardInterrupt):
            pager.wait()
