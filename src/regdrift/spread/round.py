"""The writer's side: captures go out to the crew, results come back and are settled one by one, as they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass
from typing import cast

from regdrift.errors import StoppedError
from regdrift.fetch_queue import Fetched, FetchQueue
from regdrift.model.source import Source
from regdrift.pipeline import Checker, CheckResult, Prepared, Recorded
from regdrift.rounds import Round, finish_unread, survive, survive_until, validators_for
from regdrift.schedule import next_due
from regdrift.spread.crew import Crew
from regdrift.spread.examine import examine
from regdrift.spread.tasks import Answer, Packed, VersionMismatchError, make_task

HUNG_SECONDS = 180.0
"""A task that takes longer is given up; the writer reads the bytes itself, under the guard that bounds its reader."""
_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class _Under:
    """A task under way."""

    source: Source
    recorded: Recorded
    since: float


class SpreadRound:
    """One round whose reading is done elsewhere. Every result is as if the writer had read by itself."""

    def __init__(self, checker: Checker, crew: Crew, how: Round, told: Callable[[CheckResult], None]) -> None:
        self._checker = checker
        self._crew = crew
        self._how = how
        self._told = told
        self._results: list[CheckResult] = []
        self._under: dict[Future[Answer], _Under] = {}
        self._practices = Packed.of(checker.register)

    def run(self, sources: Sequence[Source]) -> tuple[CheckResult, ...]:
        """Check the sources once, like :func:`regdrift.rounds.run_round`.

        One host is asked by one thread of this process, at its pace, whatever the crew is; so politeness is what it
        is without one.

        Raises:
            StoppedError: the stop event was set before the round was complete.
            VersionMismatchError: a worker runs another regdrift.
        """
        checker, how = self._checker, self._how
        for source in sources:
            self._note(finish_unread(checker, source))
        how.fetcher.restore(checker.history.fetch_state())
        try:
            with FetchQueue(how.fetcher, how.clock) as queue:
                queue.add(sources, {source.id: validators_for(checker, source, how) for source in sources})
                while queue.away or self._under:
                    if how.stop.is_set():
                        raise StoppedError("the round was ended by the shutdown; what was stored is kept")
                    if queue.away and len(self._under) < self._crew.most:
                        fetched = queue.take()
                        if fetched is not None:
                            self._take(fetched)
                    self._collect(block=not queue.away or len(self._under) >= self._crew.most)
        finally:
            checker.history.keep_fetch_state(how.fetcher.snapshot())
        return tuple(self._results)

    def _take(self, fetched: Fetched) -> None:
        source = fetched.source
        due = next_due(source, fetched.result.fetched_at)
        recorded: list[Recorded] = []

        def record() -> tuple[CheckResult, ...]:
            found = self._checker.record(source, fetched.result, fetched.started_at, due)
            if isinstance(found, CheckResult):
                return (found,)
            recorded.append(found)
            return ()

        self._note(survive_until(self._checker, source, due, record))
        for one in recorded:
            self._hand_over(source, one)

    def _hand_over(self, source: Source, recorded: Recorded) -> None:
        checker = self._checker
        head = checker.history.source_state(source.id).head
        document = None if head is None else checker.history.load_document(head.id)
        versions = checker.register.version, checker.book.version
        task = make_task(source, recorded.capture, (head, document), self._practices, versions)
        try:
            future = self._crew.submit(task, examine)
        except BrokenExecutor:
            self._crew.restart()
            self._settle(source, recorded, None)
            return
        self._under[future] = _Under(source, recorded, time.monotonic())

    def _collect(self, *, block: bool) -> None:
        if not self._under:
            return
        done, _ = wait(self._under, timeout=_LOOK_SECONDS if block else 0, return_when=FIRST_COMPLETED)
        for future in done:
            under = self._under.pop(future, None)
            if under is not None:
                self._settle(under.source, under.recorded, self._prepared(future))
        self._give_up_hung()

    def _prepared(self, future: Future[Answer]) -> Prepared | None:
        """Give a worker's answer; None where there is none, so that the writer reads by itself."""
        try:
            return cast("Prepared", future.result().result.value())
        except VersionMismatchError:
            raise
        except BrokenExecutor:
            self._crew.restart()
            return None
        except Exception:  # noqa: BLE001  # whatever befell the worker, the writer reads under its own guard
            return None

    def _give_up_hung(self) -> None:
        ends = time.monotonic() - HUNG_SECONDS
        if not any(under.since < ends for under in self._under.values()):
            return
        # Who hangs cannot be told from outside; all are given up, and the writer reads what they had.
        waiting, self._under = list(self._under.values()), {}
        self._crew.restart()
        for under in waiting:
            self._settle(under.source, under.recorded, None)

    def _settle(self, source: Source, recorded: Recorded, prepared: Prepared | None) -> None:
        self._note(survive(source, lambda: (self._checker.settle_recorded(source, recorded, prepared),)))

    def _note(self, found: Sequence[CheckResult]) -> None:
        for result in found:
            self._results.append(result)
            self._told(result)
