"""The writer's side: captures go out to the crew, results come back and are settled one by one, as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from regdrift.spread.flight import Flight
from regdrift.spread.tasks import Packed, make_task


@dataclass(frozen=True, slots=True)
class _Under:
    """A task under way."""

    source: Source
    recorded: Recorded


class SpreadRound:
    """One round whose reading is done elsewhere. Every result is as if the writer had read by itself."""

    def __init__(self, checker: Checker, crew: Crew, how: Round, told: Callable[[CheckResult], None]) -> None:
        self._checker = checker
        self._flight: Flight[_Under] = Flight(crew)
        self._how = how
        self._told = told
        self._results: list[CheckResult] = []
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
                while queue.away or self._flight:
                    if how.stop.is_set():
                        raise StoppedError("the round was ended by the shutdown; what was stored is kept")
                    if queue.away and not self._flight.full:
                        fetched = queue.take()
                        if fetched is not None:
                            self._take(fetched)
                    self._collect(block=not queue.away or self._flight.full)
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
        if not self._flight.start(task, examine, _Under(source, recorded)):
            self._settle(source, recorded, None)

    def _collect(self, *, block: bool) -> None:
        for under, answer in self._flight.landed(block=block):
            self._settle(under.source, under.recorded, cast("Prepared | None", answer))

    def _settle(self, source: Source, recorded: Recorded, prepared: Prepared | None) -> None:
        self._note(survive(source, lambda: (self._checker.settle_recorded(source, recorded, prepared),)))

    def _note(self, found: Sequence[CheckResult]) -> None:
        for result in found:
            self._results.append(result)
            self._told(result)
