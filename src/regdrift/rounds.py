"""A round: many sources fetched side by side, settled one after another by the one writer."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from queue import Empty, Full, Queue, SimpleQueue
from urllib.parse import urlsplit

from regdrift.clock import Clock
from regdrift.errors import RegdriftError, StoppedError
from regdrift.fetch.client import Fetcher
from regdrift.model.capture import FetchResult, Validators
from regdrift.model.check import Outcome
from regdrift.model.source import Source
from regdrift.pipeline import Checker, CheckResult, next_due

FETCH_THREADS = 8
"""Hosts that are asked at the same time; one host is asked by one thread only."""
_WAITING_RESULTS = 16
"""Fetched bodies that may wait for the writer: back-pressure, so that memory stays flat."""
_LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch gave, on its way to the writer."""

    source: Source
    result: FetchResult
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """How a round fetches: the fetcher, the clock and the switch that ends it early."""

    fetcher: Fetcher
    clock: Clock
    stop: threading.Event
    force: bool = False
    """True asks without validators, so that publishers send the whole text."""


def run_round(
    checker: Checker, sources: Sequence[Source], how: Round, told: Callable[[CheckResult], None]
) -> tuple[CheckResult, ...]:
    """Check the sources once and give a result for each that was looked at, in the order they ended.

    Captures that a stopped process left unread are read first; they give results of their own. A bug that one
    source's law brings to light is that source's failure, and the others go on. What the fetcher knows of hosts
    (pace, robots.txt) is taken from the history and kept there. ``told`` hears of each result as it comes.

    Raises:
        StoppedError: the stop event was set before the round was complete.
    """
    results: list[CheckResult] = []

    def note(found: Sequence[CheckResult]) -> None:
        for result in found:
            results.append(result)
            told(result)

    for source in sources:
        note(_survive(source, partial(checker.finish_unread, source)))
    how.fetcher.restore(checker.history.fetch_state())
    validators = {source.id: _validators(checker, source, how) for source in sources}
    try:
        with closing(_fetch_all(sources, validators, how)) as fetching:
            for fetched in fetching:
                due = next_due(fetched.source, fetched.result.fetched_at)
                note(_survive(fetched.source, partial(_settle, checker, fetched, due)))
    finally:
        checker.history.keep_fetch_state(how.fetcher.snapshot())
    return tuple(results)


def _settle(checker: Checker, fetched: Fetched, due: datetime) -> tuple[CheckResult, ...]:
    return (checker.settle(fetched.source, fetched.result, fetched.started_at, due),)


def _survive(source: Source, settle: Callable[[], Sequence[CheckResult]]) -> Sequence[CheckResult]:
    """Give a source's results; its failure where a bug broke the step: the capture is kept and read again."""
    try:
        return settle()
    except RegdriftError:
        raise
    except Exception as error:  # noqa: BLE001  # the daemon's and the command's job, source by source
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        message = f"a bug in regdrift: {type(error).__name__} at {where}; the capture is kept and read again next time"
        return (CheckResult(source.id, Outcome.FAILED, "bug", message),)


def _validators(checker: Checker, source: Source, how: Round) -> Validators:
    """Give the validators to send; none for a page that could not be read, so that it comes whole again."""
    state = checker.history.source_state(source.id)
    if how.force or state.unreadable_since is not None:
        return Validators()
    # The history holds addresses without secrets; the declared one is "the address the source asks for first".
    own = state.validators.url == source.public_url
    return replace(state.validators, url=None) if own else state.validators


def _fetch_all(
    sources: Sequence[Source], validators: Mapping[str, Validators], how: Round
) -> Generator[Fetched, None, None]:
    """Fetch in threads, one per host at a time, and give the results as they come, until the stop event is set.

    The threads are daemonic: a publisher that hangs must not keep a process from ending.
    """
    results: Queue[Fetched | BaseException | None] = Queue(_WAITING_RESULTS)
    groups: SimpleQueue[list[Source]] = SimpleQueue()
    for group in _by_host(sources):
        groups.put(group)
    workers = min(FETCH_THREADS, groups.qsize())
    given_up = threading.Event()
    hand_over = partial(_hand_over, results, given_up)
    for number in range(workers):
        arguments = (groups, hand_over, validators, how)
        threading.Thread(target=_fetch_groups, args=arguments, name=f"regdrift-fetch-{number}", daemon=True).start()
    try:
        while workers:
            try:
                item = results.get(timeout=_LOOK_SECONDS)
            except Empty:
                if how.stop.is_set():
                    raise StoppedError("the round was ended by the shutdown; what was stored is kept") from None
                continue
            if isinstance(item, BaseException):
                raise item
            if item is None:
                workers -= 1
            else:
                yield item
    finally:
        given_up.set()


def _hand_over(
    results: Queue[Fetched | BaseException | None], given_up: threading.Event, item: Fetched | BaseException | None
) -> bool:
    """Wait until the writer has room for an item; False once nobody takes any more: no thread waits for ever."""
    while not given_up.is_set():
        try:
            results.put(item, timeout=_LOOK_SECONDS)
        except Full:
            continue
        return True
    return False


def _fetch_groups(
    groups: SimpleQueue[list[Source]],
    hand_over: Callable[[Fetched | BaseException | None], bool],
    validators: Mapping[str, Validators],
    how: Round,
) -> None:
    """Take one host's sources after another until none is left; a bug is handed to the one who waits."""
    try:
        while not how.stop.is_set():
            for source in groups.get_nowait():
                if not hand_over(_fetch_one(source, validators[source.id], how)):
                    return
    except Empty:
        hand_over(None)
    except BaseException as error:  # noqa: BLE001  # raised again in the thread that waits for the results
        hand_over(error)


def _fetch_one(source: Source, validators: Validators, how: Round) -> Fetched:
    started_at = how.clock()
    return Fetched(source, how.fetcher.fetch(source, validators), started_at)


def _by_host(sources: Sequence[Source]) -> list[list[Source]]:
    groups: dict[str, list[Source]] = {}
    for source in sources:
        host = urlsplit(source.url).netloc.lower() if source.url else source.connector
        groups.setdefault(host, []).append(source)
    return list(groups.values())
