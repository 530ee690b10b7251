"""Tasks under way in a crew, each with what the writer needs to settle it; workers that die or hang give no answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from typing import Generic, TypeVar

from regdrift.spread.crew import Crew
from regdrift.spread.tasks import Answer, VersionMismatchError

HUNG_SECONDS = 180.0
"""A task that takes longer is given up; the writer reads the bytes itself, under the guard that bounds its reader."""
_LOOK_SECONDS = 0.05

Item = TypeVar("Item")
Task = TypeVar("Task")


class Flight(Generic[Item]):
    """At most as many tasks as the crew takes ahead; used from one thread."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._under: dict[Future[Answer], tuple[Item, float]] = {}

    def __len__(self) -> int:
        return len(self._under)

    @property
    def full(self) -> bool:
        """True where one has to land before another may start."""
        return len(self._under) >= self._crew.most

    def start(self, task: Task, call: Callable[[Task], Answer], item: Item) -> bool:
        """Hand a task over; False where the workers are gone, so that the writer does it itself."""
        try:
            self._under[self._crew.submit(task, call)] = (item, time.monotonic())
        except BrokenExecutor:
            self._crew.restart()
            return False
        return True

    def landed(self, *, block: bool) -> list[tuple[Item, object | None]]:
        """Give what ended, with what the worker answered; None where it has none and the writer must do it.

        ``block`` waits a moment where nothing ended yet.

        Raises:
            VersionMismatchError: a worker runs another regdrift.
        """
        if not self._under:
            return []
        done, _ = wait(self._under, timeout=_LOOK_SECONDS if block else 0, return_when=FIRST_COMPLETED)
        ended: list[tuple[Item, object | None]] = []
        for future in done:
            item, _ = self._under.pop(future)
            ended.append((item, self._answer(future)))
        return [*ended, *((item, None) for item in self._hung())]

    def _answer(self, future: Future[Answer]) -> object | None:
        try:
            return future.result().result.value()
        except VersionMismatchError:
            raise
        except BrokenExecutor:
            self._crew.restart()
            return None
        except Exception:  # noqa: BLE001  # whatever befell the worker, the writer reads under its own guard
            return None

    def _hung(self) -> list[Item]:
        ends = time.monotonic() - HUNG_SECONDS
        if not any(since < ends for _, since in self._under.values()):
            return []
        # Who hangs cannot be told from outside; all are given up, and the writer reads what they had.
        waiting, self._under = [item for item, _ in self._under.values()], {}
        self._crew.restart()
        return waiting
