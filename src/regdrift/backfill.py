"""Filling a history with versions from before the first observation, from the newest of them to the oldest.

Each version is read and compared like any other and stored in one transaction, so a stop at any moment leaves a history
that is right as far as it reaches; the next run goes on from there. Nothing of it alerts or asks for work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic

from regdrift.analysis import analyse, analyse_first
from regdrift.assess import RuleBook
from regdrift.clock import Clock
from regdrift.errors import RegdriftError, UnavailableError
from regdrift.fetched import law_context, read_hints
from regdrift.model.analysis import Analysis
from regdrift.model.capture import Capture
from regdrift.model.check import CheckRow
from regdrift.model.document import LegalDocument, Unreadable
from regdrift.model.law import LawContext
from regdrift.model.practice import PracticeRegister
from regdrift.model.source import Source
from regdrift.past.dated import DatedVersion
from regdrift.reading import Reader, WorkerDied
from regdrift.store.documents import content_hash
from regdrift.store.earlier import EarlierVersion, OldestVersion
from regdrift.store.history import History


@dataclass(frozen=True, slots=True)
class Filled:
    """How one version ended."""

    version: DatedVersion
    outcome: str
    """``stored``, ``same`` (as the version after it: only its day counts), ``unreadable``, ``failed``, or ``stopped``:
    its archive does not give it now, and older ones were not asked for."""
    changes: int = 0
    """Changes from it to the version that follows it."""
    message: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A version that was loaded and read."""

    version: DatedVersion
    capture: Capture
    document: LegalDocument
    content: str
    """Its content hash."""


@dataclass(frozen=True, slots=True)
class _Front:
    """The oldest version so far with its document, as today's parser reads it."""

    version: OldestVersion
    document: LegalDocument
    content: str
    key: str | None = None
    """The archive's mark of its bytes, where it came from the same archive."""


def choose_versions(history: History, source: Source, versions: Sequence[DatedVersion]) -> list[DatedVersion]:
    """Give the versions that are missing in front of a history, newest first; of several of a day the last."""
    oldest = history.oldest_version(source.id)
    last_of_day = {version.on: version for version in versions}
    missing = [one for day, one in last_of_day.items() if oldest is None or day < oldest.stands_from]
    return sorted(missing, key=lambda version: version.on, reverse=True)


@dataclass(frozen=True, slots=True)
class Filler:
    """All that a backfill needs besides the source and its versions."""

    history: History
    reader: Reader
    register: PracticeRegister
    book: RuleBook
    clock: Clock
    skip_failed: bool = False
    """Go on past a version that its archive does not give now: it is not asked for again."""

    def fill(
        self, source: Source, versions: Sequence[DatedVersion], told: Callable[[Filled], None]
    ) -> tuple[Filled, ...]:
        """Store versions, which :func:`choose_versions` gave; ``told`` hears of each as it ends.

        A version that reads like the one after it is stored only where it is the first of its wording, so that the
        wording stands from its day on.

        A version that its archive does not give now ends the backfill, because versions are added from the newest to
        the oldest: the next run begins with it.

        Raises:
            HeadMovedError: another process filled the same history meanwhile.
        """
        done: list[Filled] = []

        def end(filled: Filled) -> None:
            done.append(filled)
            told(filled)

        front = self._front(source)
        waiting: _Read | None = None
        for version in versions:
            last = waiting.version.key if waiting else (front.key if front else None)
            if waiting is not None and version.key is not None and version.key == last:
                capture = replace(waiting.capture, url=version.address, final_url=version.address)
                waiting = replace(waiting, version=version, capture=capture)
                end(Filled(version, "same"))
                continue
            read = self._read(source, version)
            if isinstance(read, Filled):
                end(read)
                if read.outcome == "stopped":
                    # What waits is read again when the backfill goes on, and so finds the first day of its wording.
                    return tuple(done)
                continue
            if front is not None and read.content == front.content:
                waiting = read
                end(Filled(version, "same"))
                continue
            if waiting is not None:
                front, _ = self._store(source, waiting, front)
                waiting = None
            front, changes = self._store(source, read, front)
            end(Filled(version, "stored", changes))
        if waiting is not None:
            self._store(source, waiting, front)
        return tuple(done)

    def _front(self, source: Source) -> _Front | None:
        oldest = self.history.oldest_version(source.id)
        if oldest is None:
            return None
        capture = self.history.load_capture(oldest.capture_id)
        derived = self.reader.read(capture.body, read_hints(source, capture))
        document = derived if isinstance(derived, LegalDocument) else self.history.load_oldest(oldest)
        return _Front(oldest, document, content_hash(document))

    def _read(self, source: Source, version: DatedVersion) -> _Read | Filled:
        began = monotonic()
        try:
            body = version.load()
        except UnavailableError as error:
            passed = error.lasting or self.skip_failed
            return Filled(version, "failed" if passed else "stopped", message=str(error))
        except (RegdriftError, OSError) as error:
            return Filled(version, "failed", message=str(error))
        capture = Capture(
            url=version.address,
            final_url=version.address,
            status=200,
            headers={"content-type": version.media_type} if version.media_type else {},
            body=body,
            sha256=hashlib.sha256(body).hexdigest(),
            fetched_at=self.clock(),
            elapsed_seconds=round(monotonic() - began, 3),
        )
        reading = self.reader.read(body, read_hints(source, capture))
        match reading:
            case LegalDocument():
                return _Read(version, capture, reading, content_hash(reading))
            case Unreadable():
                return Filled(version, "unreadable", message=f"{reading.reason}: {reading.message}")
            case WorkerDied():
                return Filled(version, "unreadable", message=f"{reading.reason}: the parser gave up on these bytes")

    def _store(self, source: Source, read: _Read, front: _Front | None) -> tuple[_Front, int]:
        follower = front.version if front else None
        transition = self._transition(source, read, front) if front else None
        own = self._law(source, read, follower.seq - 1 if follower else 0, read.version.on)
        # The dates of the law that were to come then are history now: they ask for no work.
        first = replace(analyse_first(read.document, own, self.register, self.book), work=())
        check = CheckRow(
            source=source.id,
            started_at=read.capture.fetched_at,
            elapsed_seconds=read.capture.elapsed_seconds,
            url=read.version.address,
            outcome=None,
        )
        earlier = EarlierVersion(
            source, check, read.capture, read.document, first, read.version.on, follower, transition
        )
        self.history.commit_earlier(earlier)
        oldest = self.history.oldest_version(source.id)
        assert oldest is not None
        changes = len(transition.changes) if transition else 0
        return _Front(oldest, read.document, read.content, read.version.key), changes

    def _transition(self, source: Source, read: _Read, front: _Front) -> Analysis:
        # What follows was accepted when it was stored, so that text it lost is no broken page.
        law = self._law(source, read, front.version.seq, front.version.stands_from)
        return analyse(read.document, front.document, law, self.register, self.book)

    def _law(self, source: Source, read: _Read, seq: int, today: date) -> LawContext:
        return replace(law_context(source, read.document, read.capture, seq), today=today)
