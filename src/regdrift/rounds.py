"""A round: many sources fetched side by side, settled one after another by the one writer."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from regdrift.clock import Clock
from regdrift.errors import RegdriftError, StoppedError
from regdrift.fetch.client import Fetcher
from regdrift.fetch_queue import Fetched, FetchQueue
from regdrift.model.capture import Validators
from regdrift.model.check import Outcome
from regdrift.model.source import Source
from regdrift.pipeline import Checker, CheckResult
from regdrift.schedule import next_due

WHOLE_AGAIN_AFTER = timedelta(days=7)
"""After so long without a whole answer a page is asked for without validators."""
_BUG = "bug"


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
        note(finish_unread(checker, source))
    how.fetcher.restore(checker.history.fetch_state())
    try:
        with FetchQueue(how.fetcher, how.clock) as queue:
            queue.add(sources, {source.id: validators_for(checker, source, how) for source in sources})
            while queue.away:
                fetched = queue.take()
                if fetched is not None:
                    note(settle_fetched(checker, fetched))
                elif how.stop.is_set():
                    raise StoppedError("the round was ended by the shutdown; what was stored is kept")
    finally:
        checker.history.keep_fetch_state(how.fetcher.snapshot())
    return tuple(results)


def validators_for(checker: Checker, source: Source, how: Round) -> Validators:
    """Give the validators that a round sends; none where it is to bring the whole text."""
    return Validators() if how.force else validators_of(checker, source, how.clock())


def finish_unread(checker: Checker, source: Source) -> Sequence[CheckResult]:
    """Read the captures of a source that a stopped process stored and never read."""
    return survive(source, partial(checker.finish_unread, source))


def settle_fetched(checker: Checker, fetched: Fetched) -> Sequence[CheckResult]:
    """Store what a fetch gave and what it means; a bug is the source's failure, and it waits for its next turn."""
    due = next_due(fetched.source, fetched.result.fetched_at)
    return survive_until(checker, fetched.source, due, partial(_settle, checker, fetched, due))


def survive_until(
    checker: Checker, source: Source, due: datetime, settle: Callable[[], Sequence[CheckResult]]
) -> Sequence[CheckResult]:
    """Give a source's results as :func:`survive` does; where a bug broke the step, it waits for its next turn."""
    results = survive(source, settle)
    if any(result.reason == _BUG for result in results):
        checker.history.set_next_due(source.id, due)
    return results


def _settle(checker: Checker, fetched: Fetched, due: datetime) -> tuple[CheckResult, ...]:
    return (checker.settle(fetched.source, fetched.result, fetched.started_at, due),)


def survive(source: Source, settle: Callable[[], Sequence[CheckResult]]) -> Sequence[CheckResult]:
    """Give a source's results; its failure where a bug broke the step: the capture is kept and read again."""
    try:
        return settle()
    except RegdriftError:
        raise
    except Exception as error:  # noqa: BLE001  # the daemon's and the command's job, source by source
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        message = f"a bug in regdrift: {type(error).__name__} at {where}; the capture is kept and read again next time"
        return (CheckResult(source.id, Outcome.FAILED, _BUG, message),)


def validators_of(checker: Checker, source: Source, at: datetime) -> Validators:
    """Give the validators to send at ``at``; none where the page should come whole.

    That is so for a page that could not be read, and now and then for every page: a server whose validators lie would
    hide a change for ever.
    """
    state = checker.history.source_state(source.id)
    whole = state.last_whole_at
    if state.unreadable_since is not None or whole is None or at - whole >= WHOLE_AGAIN_AFTER:
        return Validators()
    # The history holds addresses without secrets; the declared one is "the address the source asks for first".
    own = state.validators.url == source.public_url
    return replace(state.validators, url=None) if own else state.validators
