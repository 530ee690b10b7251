"""Reading fetched bytes where a crash or a hang can be survived: in a worker process that can be killed."""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self

from regdrift.errors import StoppedError
from regdrift.model.document import ReadResult, Unreadable
from regdrift.parse import ReadHints, read
from regdrift.parse.material import material_of

READ_SECONDS = 60.0
"""Longest time one reading may take; a 2 MB page takes well under a second."""
WORKER_MEMORY_BYTES = 3 * 1024**3
"""Address space of the worker; a reading that wants more ends as ``too_large``."""
_GRACE_SECONDS = 2.0
_LOOK_SECONDS = 0.25
_DETAIL_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class WorkerDied:
    """The worker crashed or hung over these bytes and was replaced; the caller decides whether to try again."""

    reason: str
    """``parser_crash`` or ``parser_timeout``."""
    detail: str = ""
    """The bug's own words, where the worker could still say them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the worker made of bytes."""

    result: ReadResult | WorkerDied | None
    """None where the bytes would be read from what was known already."""
    material: str | None = None
    """Digest of what the reading was made from; None where it was not asked for or cannot be told."""


Parser = Callable[[bytes, ReadHints], ReadResult]


class Reader:
    """A parser in a process of its own; use as a context manager.

    The worker starts with the first reading and serves all later ones. It holds no connection and no secret.
    """

    def __init__(
        self, parser: Parser = read, timeout_seconds: float = READ_SECONDS, stop: threading.Event | None = None
    ) -> None:
        self._parser = parser
        self._timeout_seconds = timeout_seconds
        self._stop = stop or threading.Event()
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, body: bytes, hints: ReadHints) -> ReadResult | WorkerDied:
        """Read bytes in the worker; a crash or a hang gives :class:`WorkerDied` and a new worker next time.

        Raises:
            StoppedError: the stop event was set meanwhile; the worker was ended.
        """
        result = self._ask(body, hints, None).result
        assert result is not None
        return result

    def read_unless(self, body: bytes, hints: ReadHints, known: str | None) -> Reading:
        """Read bytes as :meth:`read` does, unless what they would be read from is ``known`` (a digest; None: read).

        Raises:
            StoppedError: as for :meth:`read`.
        """
        return self._ask(body, hints, known or "")

    def _ask(self, body: bytes, hints: ReadHints, known: str | None) -> Reading:
        connection = self._connected()
        try:
            connection.send((body, hints, known))
            if not self._answered(connection):
                self._kill()
                return Reading(WorkerDied("parser_timeout"))
            reading = connection.recv()
        except (EOFError, OSError):
            self._kill()
            return Reading(WorkerDied("parser_crash"))
        return reading  # type: ignore[no-any-return]  # what the worker sends is what `_read_bounded` gives

    def _answered(self, connection: Connection) -> bool:
        """Wait for the worker; False at the time limit."""
        ends = time.monotonic() + self._timeout_seconds
        while not connection.poll(_LOOK_SECONDS):
            if self._stop.is_set():
                self._kill()
                raise StoppedError("a reading was ended by the shutdown; the next check reads the capture again")
            if time.monotonic() > ends:
                return False
        return True

    def close(self) -> None:
        """End the worker."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.join(_GRACE_SECONDS)
        self._kill()

    def _connected(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._kill()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._parser), daemon=True, name="regdrift-reader")
        process.start()
        theirs.close()
        self._process = process
        self._connection = ours
        return ours

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join(_GRACE_SECONDS)
            self._process = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _serve(connection: Connection, parser: Parser) -> None:
    _bound_memory()
    while True:
        try:
            body, hints, known = connection.recv()
        except (EOFError, KeyboardInterrupt):
            return
        connection.send(_read_bounded(parser, body, hints, known))


def _bound_memory() -> None:
    if sys.platform == "win32":  # bounds no address space; the time limit holds there too
        return
    import resource  # noqa: PLC0415  # not on Windows

    try:
        resource.setrlimit(resource.RLIMIT_AS, (WORKER_MEMORY_BYTES, WORKER_MEMORY_BYTES))
    except (ValueError, OSError):  # a stricter limit stands already, or the system (macOS) takes none
        return


def _read_bounded(parser: Parser, body: bytes, hints: ReadHints, known: str | None) -> Reading:
    try:
        material = None if known is None else material_of(body, hints)
        if material is not None and material == known:
            return Reading(None, material)
        return Reading(parser(body, hints), material)
    except MemoryError:
        message = "reading this text needs more memory than a page of law may take"
        return Reading(Unreadable(None, "too_large", message))
    except Exception as error:  # noqa: BLE001  # a parser's bug must not take the round down; it is counted and shown
        return Reading(WorkerDied("parser_crash", f"{type(error).__name__}: {error}"[:_DETAIL_CHARACTERS]))
