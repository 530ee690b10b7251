"""Who does the tasks: processes of this machine, or a Dask cluster. Any executor of the standard kind will do."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from importlib import import_module
from types import TracebackType
from typing import Self, TypeVar

from regdrift.errors import UsageError
from regdrift.spread.tasks import Answer

Task = TypeVar("Task")
_DASK = "dask://"
_AHEAD = 2
"""Tasks under way for each worker: one at work, one waiting, so that nobody idles and memory stays flat."""
_DASK_WORKERS = 32
"""Bound on the tasks under way where the cluster does not say how many workers it has."""


class Crew:
    """An executor that is made again when it breaks; use as a context manager, from one thread."""

    def __init__(self, make: Callable[[], Executor], workers: int) -> None:
        self._make = make
        self._executor: Executor | None = None
        self.most = workers * _AHEAD
        """Tasks that may be under way at once."""

    def submit(self, task: Task, call: Callable[[Task], Answer]) -> Future[Answer]:
        """Hand a task over. Raises BrokenExecutor where the workers are gone: :meth:`restart`, or do it yourself."""
        if self._executor is None:
            self._executor = self._make()
        return self._executor.submit(call, task)

    def restart(self) -> None:
        """Give the workers up, those that hang too; new ones are made for the next task."""
        executor, self._executor = self._executor, None
        if executor is None:
            return
        processes = getattr(executor, "_processes", None) or {}
        for process in list(processes.values()):
            process.kill()
        _end(executor)

    def close(self) -> None:
        """End the workers."""
        if self._executor is not None:
            _end(self._executor)
            self._executor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self.restart()


def _end(executor: Executor) -> None:
    """End an executor without waiting; Dask's takes its tasks back by itself and knows no switch for it."""
    if isinstance(executor, ProcessPoolExecutor):
        executor.shutdown(wait=False, cancel_futures=True)
    else:
        executor.shutdown(wait=False)


def choose_crew(workers: int | None, executor: str | None) -> Crew | None:
    """Give the crew that is asked for: a cluster's address, else a number of processes; None where neither is.

    Raises:
        UsageError: as :func:`dask_crew`.
    """
    if executor:
        return dask_crew(executor)
    return process_crew(workers) if workers else None


def process_crew(workers: int) -> Crew:
    """Give a crew of processes on this machine, each started afresh (``spawn``)."""
    context = multiprocessing.get_context("spawn")
    return Crew(lambda: ProcessPoolExecutor(workers, mp_context=context), workers)


def dask_crew(address: str) -> Crew:
    """Give a crew of the workers that a Dask scheduler has; ``address`` is ``dask://HOST:PORT``.

    Raises:
        UsageError: the extra ``scale`` is not installed, or nobody answers there.
    """
    if not address.startswith(_DASK):
        raise UsageError(f"--executor {address}: write dask://HOST:PORT")
    try:
        distributed = import_module("distributed")  # an extra, and slow to load
    except ImportError as error:
        raise UsageError("--executor dask://… needs the extra: pip install 'regdrift[scale]'") from error
    try:
        client = distributed.Client(address.replace(_DASK, "tcp://", 1), timeout="10s", set_as_default=False)
    except OSError as error:
        raise UsageError(f"--executor {address}: no Dask scheduler answers there ({error})") from error
    workers = len(client.scheduler_info()["workers"]) or _DASK_WORKERS
    return Crew(lambda: client.get_executor(pure=False), workers)
