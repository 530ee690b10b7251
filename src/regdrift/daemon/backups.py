"""Copies of the history on a schedule: each whole or not there, checked, the oldest taken away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from regdrift.clock import Clock
from regdrift.errors import HistoryDamagedError, HistoryError
from regdrift.store.history import History

_STAMP: Final = "%Y%m%dT%H%M%SZ"
_NAME: Final = re.compile(r"regdrift-(\d{8}T\d{6}Z)\.db")
PATIENCE_SECONDS: Final = 900.0
"""Pause after a copy that could not be made: a full disk must not be written to every minute."""


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """Where copies go, how often, and how many stay."""

    folder: Path
    every_seconds: int
    keep: int


class Backups:
    """Makes the copies of a plan; when the last one was made stands in its name, so that a restart repeats none."""

    def __init__(self, plan: BackupPlan, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._plan = plan
        self._clock = clock
        self._monotonic = monotonic
        self._not_before = 0.0

    def look(self, database: Path) -> Path | None:
        """Make a copy where one is due and give it; None where none is.

        Raises:
            HistoryError: the copy could not be made, or is damaged; it is tried again later, and what is there stays.
        """
        now, elapsed = self._clock(), self._monotonic()
        if elapsed < self._not_before or not self._is_due(now):
            return None
        self._not_before = elapsed + min(PATIENCE_SECONDS, self._plan.every_seconds)
        made = self._plan.folder / f"regdrift-{now.astimezone(UTC).strftime(_STAMP)}.db"
        try:
            self._copy(database, made)
            self._take_away()
        except OSError as error:
            raise HistoryError(
                f"{self._plan.folder}: no backup could be written ({error.strerror or error}); see --backup-to"
            ) from error
        self._not_before = 0.0
        return made

    def _is_due(self, now: datetime) -> bool:
        made = self._made()
        # A copy from the future was made by a clock that was ahead; it holds up none.
        past = [at for at, _ in made if at <= now]
        return not past or (now - max(past)).total_seconds() >= self._plan.every_seconds

    def _made(self) -> list[tuple[datetime, Path]]:
        """Give the copies that are there with their instants, oldest first; other files are somebody else's."""
        found = []
        for path in self._plan.folder.glob("regdrift-*.db"):
            match = _NAME.fullmatch(path.name)
            if match is not None:
                found.append((datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC), path))
        return sorted(found)

    def _copy(self, database: Path, target: Path) -> None:
        """Copy and check under another name: what bears a copy's name is whole."""
        unchecked = target.with_suffix(".unchecked")
        unchecked.unlink(missing_ok=True)
        try:
            with History.open(database, read_only=True, create=False) as history:
                history.backup(unchecked)
            with History.open(unchecked, read_only=True, create=False) as copy:
                problems = copy.quick_problems()
            if problems:
                raise HistoryDamagedError(f"{database}: a copy of it is damaged ({problems[0]}); see `regdrift verify`")
            unchecked.rename(target)
        finally:
            unchecked.unlink(missing_ok=True)

    def _take_away(self) -> None:
        for _, path in self._made()[: -self._plan.keep]:
            path.unlink(missing_ok=True)
