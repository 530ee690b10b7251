"""The newest versions derived again from their own captures, here or by a crew; the writer stores what differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from regdrift.errors import HeadMovedError, HistoryDamagedError
from regdrift.fetched import read_hints
from regdrift.model.capture import Capture
from regdrift.model.document import LegalDocument, ReadResult
from regdrift.model.source import Source
from regdrift.pipeline import store_derived
from regdrift.reading import Reader, WorkerDied
from regdrift.spread.crew import Crew
from regdrift.spread.examine import read_again
from regdrift.spread.flight import Flight
from regdrift.spread.tasks import derive_task
from regdrift.store.documents import content_hash
from regdrift.store.history import History
from regdrift.store.records import HeadVersion


@dataclass(frozen=True, slots=True)
class Derived:
    """How one source ended."""

    source: str
    outcome: str
    """``same`` (this parser read it already), ``equal`` (a newer parser reads the same), ``derived`` (it reads another
    text, stored as a technical version), ``unreadable`` (the version stays), or ``none``: there is no version yet."""
    parser: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class _Under:
    source: Source
    head: HeadVersion
    capture: Capture


class Deriver:
    """Derives newest versions again; all writes go through ``history``, in the calling thread."""

    def __init__(self, history: History, reader: Reader, crew: Crew | None, told: Callable[[Derived], None]) -> None:
        self._history = history
        self._reader = reader
        self._flight: Flight[_Under] | None = None if crew is None else Flight(crew)
        self._told = told
        self._done: list[Derived] = []

    def derive(self, sources: Sequence[Source]) -> tuple[Derived, ...]:
        """Read the capture of each source's newest version with today's parser, and store what it reads otherwise.

        Raises:
            VersionMismatchError: a worker runs another regdrift; what was stored is kept.
        """
        for source in sources:
            head = self._history.source_state(source.id).head
            if head is None:
                self._end(Derived(source.id, "none"))
                continue
            try:
                capture = self._history.load_capture(head.capture_id)
            except HistoryDamagedError as error:
                self._end(Derived(source.id, "unreadable", message=str(error)))
                continue
            self._begin(_Under(source, head, capture))
        while self._flight:
            self._collect()
        return tuple(self._done)

    def _begin(self, under: _Under) -> None:
        flight = self._flight
        while flight is not None and flight.full:
            self._collect()
        if flight is None or not flight.start(derive_task(under.source, under.capture), read_again, under):
            self._settle(under, None)

    def _collect(self) -> None:
        for under, answer in self._flight.landed(block=True) if self._flight is not None else ():
            self._settle(under, cast("ReadResult | None", answer))

    def _settle(self, under: _Under, answer: ReadResult | None) -> None:
        """Store what was read; None: it has to be read here, where a crash or a hang is survived."""
        source = under.source
        read = (
            answer if answer is not None else self._reader.read(under.capture.body, read_hints(source, under.capture))
        )
        if isinstance(read, WorkerDied):
            self._end(Derived(source.id, "unreadable", message=f"{read.reason}; the version stays as it was read"))
        elif not isinstance(read, LegalDocument):
            self._end(Derived(source.id, "unreadable", message=f"{read.reason}: {read.message}"))
        elif read.parser == under.head.parser:
            self._end(Derived(source.id, "same", read.parser))
        else:
            self._store(under, read)

    def _store(self, under: _Under, read: LegalDocument) -> None:
        source, head = under.source, under.head
        outcome = "equal" if content_hash(read) == head.content_hash else "derived"
        try:
            store_derived(self._history, source, head, read)
        except HeadMovedError:
            self._end(Derived(source.id, "same", message="a check wrote a newer version meanwhile"))
            return
        self._end(Derived(source.id, outcome, read.parser))

    def _end(self, found: Derived) -> None:
        self._done.append(found)
        self._told(found)
