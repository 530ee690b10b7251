"""Reading elsewhere gives the same history: processes, Dask, workers that die, hang or are of another version."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from regdrift.data.load_rules import load_rule_book
from regdrift.fetch.client import Fetcher
from regdrift.model.alert import AlertConfig, FileChannel, Route
from regdrift.model.level import Level
from regdrift.model.practice import Organization, Practice, PracticeRegister
from regdrift.model.source import Source
from regdrift.pipeline import Checker
from regdrift.reading import Reader
from regdrift.rounds import Round, run_round
from regdrift.spread import flight
from regdrift.spread.crew import Crew, process_crew
from regdrift.spread.examine import examine
from regdrift.spread.round import SpreadRound
from regdrift.spread.tasks import Answer, ReadTask, VersionMismatchError
from regdrift.store.history import History, canonical_dump

SOURCES = 12
MANY = 1_000
BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)
MAIL = Practice(
    "mail", "Promotional e-mail", ("US",), data_uses=("marketing.communications.email",), channels=("email",)
)
REGISTER = PracticeRegister(Organization("Test"), (MAIL,), "v1")


def law(number: int, edition: int) -> bytes:
    """Give a page of law, an illustration; every third changes with its edition, every fifth breaks in the second.

    Of those with a number from ``MANY`` on every tenth changes, and none breaks.
    """
    many = number >= MANY
    if number % 5 == 4 and edition == 1 and not many:
        return b"<html><body><p>Service unavailable</p></body></html>"
    days = 10 - edition if number % (10 if many else 3) == 0 else 10
    duty = f"A sender shall honor a request to unsubscribe from advertising e-mail within {days} business days."
    return (
        f"<html lang='en'><head><title>Act {number}</title></head><body><main><h1>Act {number}</h1>"
        f"<h2>§ {number}.1. Leaving</h2><p>{duty}</p>"
        f"<h2>§ {number}.2. Scope</h2><p>This Act applies to every sender of advertising e-mail in the State.</p>"
        "</main></body></html>"
    ).encode()


@pytest.fixture(scope="module")
def publisher() -> Iterator[tuple[str, list[int]]]:
    """A publisher on loopback; the second value holds the edition that it serves."""
    edition = [0]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/")
            self.send_response(200 if name.isdecimal() else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if name.isdecimal():
                self.wfile.write(law(int(name), edition[0]))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", edition
    server.shutdown()
    server.server_close()


Run = Callable[[Checker, list[Source], Round], object]


EDITIONS = (0, 1, 1, 2)


def play(
    folder: Path,
    publisher: tuple[str, list[int]],
    run: Run,
    editions: tuple[int, ...] = EDITIONS,
    numbers: range = range(SOURCES),
) -> list[str]:
    """Check all sources once for each edition and give the canonical dump."""
    base, edition = publisher
    sources = [
        Source(
            f"act-{number:02}",
            f"Act {number}",
            "US",
            url=f"{base}/{number}",
            delay_seconds=0,
            allow_private_addresses=True,
        )
        for number in numbers
    ]
    alerts = AlertConfig(
        channels=(FileChannel("archive", str(folder / "sent")),),
        routes=(Route("all", ("archive",), min_level=Level.NONE),),
    )
    folder.mkdir()
    with History.open(folder / "h.db") as history, Reader() as reader:
        history.sync_sources(sources)
        for turn, served in enumerate(editions):
            edition[0] = served
            at = BEGIN + timedelta(days=turn)
            with Fetcher(clock=lambda at=at: at, sleep=lambda _: None) as fetcher:
                checker = Checker(history, reader, REGISTER, alerts, load_rule_book())
                run(checker, sources, Round(fetcher, lambda at=at: at, threading.Event()))
        assert history.verify().ok
        return list(canonical_dump(history))


def alone(checker: Checker, sources: list[Source], how: Round) -> object:
    return run_round(checker, sources, how, lambda _: None)


def spread_over(crew: Crew) -> Run:
    return lambda checker, sources, how: SpreadRound(checker, crew, how, lambda _: None).run(sources)


def without_order(dump: list[str]) -> list[str]:
    return sorted(dump)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, publisher: tuple[str, list[int]]) -> list[str]:
    return without_order(play(tmp_path_factory.mktemp("alone") / "h", publisher, alone))


def test_processes_write_the_same_history(
    tmp_path: Path, publisher: tuple[str, list[int]], undisturbed: list[str]
) -> None:
    with process_crew(2) as crew:
        assert without_order(play(tmp_path / "h", publisher, spread_over(crew))) == undisturbed


def test_killed_workers_lose_and_double_nothing(
    tmp_path: Path, publisher: tuple[str, list[int]], undisturbed: list[str]
) -> None:
    ended = threading.Event()
    killed = []

    with process_crew(2) as crew:

        def kill() -> None:
            while not ended.wait(0.4):
                executor = crew._executor
                processes = list((getattr(executor, "_processes", None) or {}).values())
                if processes:
                    os.kill(processes[0].pid, signal.SIGKILL)
                    killed.append(processes[0].pid)

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            dump = play(tmp_path / "h", publisher, spread_over(crew))
        finally:
            ended.set()
            killer.join()
    assert killed
    assert without_order(dump) == undisturbed


class HangsOnce(ProcessPoolExecutor):
    """The first task never ends."""

    hung = False

    def submit(self, call: Callable[..., Answer], /, *arguments: object, **more: object) -> Future[Answer]:  # type: ignore[override]
        if not HangsOnce.hung:
            HangsOnce.hung = True
            return super().submit(time.sleep, 3600)  # type: ignore[arg-type,return-value]
        return super().submit(call, *arguments, **more)


def test_a_worker_that_hangs_is_given_up(
    tmp_path: Path, publisher: tuple[str, list[int]], undisturbed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flight, "HUNG_SECONDS", 3.0)
    with Crew(lambda: HangsOnce(2), 2) as crew:
        assert without_order(play(tmp_path / "h", publisher, spread_over(crew))) == undisturbed
    assert HangsOnce.hung


def other_version(task: ReadTask) -> Answer:
    return examine(replace(task, version="0.0.0"))


class OtherVersion(ProcessPoolExecutor):
    """Its workers run another regdrift."""

    def submit(self, call: Callable[..., Answer], /, *arguments: object, **more: object) -> Future[Answer]:  # type: ignore[override]
        return super().submit(other_version, *arguments, **more)  # type: ignore[arg-type]


def test_another_version_is_refused_and_nothing_is_lost(tmp_path: Path, publisher: tuple[str, list[int]]) -> None:
    def refused(checker: Checker, sources: list[Source], how: Round) -> object:
        with Crew(lambda: OtherVersion(1), 1) as crew, pytest.raises(VersionMismatchError, match=r"0\.0\.0"):
            SpreadRound(checker, crew, how, lambda _: None).run(sources)
        return run_round(checker, sources, how, lambda _: None)

    play(tmp_path / "h", publisher, refused, editions=(0,))


@contextmanager
def dask_cluster() -> Iterator[Executor]:
    distributed = pytest.importorskip("distributed", reason="the extra 'scale' is not installed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client.get_executor(pure=False)


@pytest.mark.soak
def test_dask_writes_the_same_history(tmp_path: Path, publisher: tuple[str, list[int]], undisturbed: list[str]) -> None:
    with dask_cluster() as executor, Crew(lambda: executor, 2) as crew:
        assert without_order(play(tmp_path / "h", publisher, spread_over(crew))) == undisturbed


@pytest.mark.soak
def test_two_thousand_sources_give_the_same_history_whoever_reads(
    tmp_path: Path, publisher: tuple[str, list[int]]
) -> None:
    numbers, editions = range(MANY, MANY + 2_000), (0, 1)
    expected = without_order(play(tmp_path / "alone", publisher, alone, editions, numbers))
    with process_crew(2) as crew:
        dump = play(tmp_path / "processes", publisher, spread_over(crew), editions, numbers)
    assert without_order(dump) == expected
    with dask_cluster() as executor, Crew(lambda: executor, 2) as crew:
        dump = play(tmp_path / "dask", publisher, spread_over(crew), editions, numbers)
    assert without_order(dump) == expected
    with History.open(tmp_path / "dask" / "h.db", read_only=True) as history:
        assert len({change["source"] for change in history.changes()}) == 200


@pytest.mark.soak
def test_workers_killed_at_twenty_random_moments_lose_and_double_nothing(
    tmp_path: Path, publisher: tuple[str, list[int]]
) -> None:
    dice, numbers, editions = random.Random(20261127), range(MANY, MANY + 120), (0, 1)
    expected = without_order(play(tmp_path / "alone", publisher, alone, editions, numbers))
    killed: list[int] = []
    for turn in range(20):
        ended = threading.Event()
        with process_crew(2) as crew:
            killer = threading.Thread(target=kill_soon, args=(crew, dice.uniform(0.3, 3.0), ended, killed))
            killer.start()
            try:
                dump = play(tmp_path / str(turn), publisher, spread_over(crew), editions, numbers)
            finally:
                ended.set()
                killer.join()
        assert without_order(dump) == expected, turn
    assert len(killed) >= 15


def kill_soon(crew: Crew, seconds: float, ended: threading.Event, killed: list[int]) -> None:
    """Kill one worker of a crew after some seconds, unless the work ended before."""
    if not ended.wait(seconds):
        processes = list((getattr(crew._executor, "_processes", None) or {}).values())
        if processes:
            os.kill(processes[0].pid, signal.SIGKILL)
            killed.append(processes[0].pid)


def test_secrets_do_not_travel(publisher: tuple[str, list[int]], tmp_path: Path) -> None:
    seen: list[ReadTask] = []

    class Spy(ProcessPoolExecutor):
        def submit(self, call: Callable[..., Answer], /, *arguments: object, **more: object) -> Future[Answer]:  # type: ignore[override]
            task = arguments[0]
            assert isinstance(task, ReadTask)
            seen.append(task)
            return super().submit(call, *arguments, **more)

    def run(checker: Checker, sources: list[Source], how: Round) -> object:
        secret = replace(sources[0], headers=(("X-Key", "s3cr3t"),), auth=("a", "s3cr3t"), secrets=("s3cr3t",))
        with Crew(lambda: Spy(1), 1) as crew:
            return SpreadRound(checker, crew, how, lambda _: None).run([secret])

    play(tmp_path / "h", publisher, run, editions=(0,))
    assert len(seen) == 1
    assert "s3cr3t" not in repr((seen[0].source, seen[0].source.headers, seen[0].source.auth, seen[0].source.secrets))
