"""Newest versions read again by a newer parser: stored once, told to nobody, the same whoever read them."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from regdrift.cli import run_command
from regdrift.data.load_rules import load_rule_book
from regdrift.model.alert import AlertConfig, FileChannel, Route
from regdrift.model.capture import Capture
from regdrift.model.document import LegalDocument, ReadResult
from regdrift.model.level import Level
from regdrift.model.practice import Organization, PracticeRegister
from regdrift.model.source import Source
from regdrift.parse import ReadHints, read
from regdrift.pipeline import Checker
from regdrift.reading import Reader
from regdrift.spread.crew import Crew, process_crew
from regdrift.spread.derive import Derived, Deriver
from regdrift.spread.examine import read_again
from regdrift.spread.tasks import Answer, VersionMismatchError, derive_task
from regdrift.store.history import History, canonical_dump

NOW = datetime(2026, 3, 1, tzinfo=UTC)
REGISTER = PracticeRegister(Organization("Test"), (), "v1")
ALERTS = AlertConfig(channels=(FileChannel("box", "unused"),), routes=(Route("all", ("box",), min_level=Level.NONE),))
SOURCES = tuple(Source(f"act-{n}", f"Act {n}", "US", url=f"https://law.example/{n}") for n in range(6))
UNSEEN = Source("unseen", "Not checked yet", "US")


def page(number: int, days: int) -> bytes:
    duties = "".join(
        f"<h2>§ {number}.{at} Duty</h2><p>A sender shall honor request {at} within {days} days.</p>"
        for at in range(1, 5)
    )
    return f"<html lang='en'><body><main><h1>Act {number}</h1>{duties}</main></body></html>".encode()


def former_parser(body: bytes, hints: ReadHints) -> ReadResult:
    """Read as an earlier parser did, which did not see the last section of odd acts."""
    found = read(body, hints)
    if isinstance(found, LegalDocument):
        kept = found.provisions[:-1] if b"Act 1" in body or b"Act 3" in body else found.provisions
        return replace(found, parser="html@0", provisions=kept)
    return found


def check(history: History, reader: Reader, source: Source, body: bytes, day: int) -> None:
    at = NOW + timedelta(days=day)
    digest = hashlib.sha256(body).hexdigest()
    capture = Capture(source.url or "", source.url or "", 200, {"content-type": "text/html"}, body, digest, at, 0.1)
    Checker(history, reader, REGISTER, ALERTS, load_rule_book()).settle(source, capture, at, at)


def fill(place: Path) -> None:
    """Two checks of each act by the former parser."""
    with History.open(place) as history, Reader(former_parser) as reader:
        history.sync_sources([*SOURCES, UNSEEN])
        for number, source in enumerate(SOURCES):
            for day in (0, 1):
                check(history, reader, source, page(number, 10 - day), day)


def derive(place: Path, crew: Crew | None) -> dict[str, Derived]:
    told: list[Derived] = []
    with History.open(place) as history, Reader() as reader:
        found = Deriver(history, reader, crew, told.append).derive(
            [*SOURCES, Source("unseen", "Not checked yet", "US")]
        )
        assert list(found) == told
        assert history.verify().ok
    return {one.source: one for one in found}


def dump(place: Path) -> list[str]:
    with History.open(place, read_only=True) as history:
        return sorted(canonical_dump(history))


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    place = tmp_path / "h.db"
    fill(place)
    return place


def test_what_a_newer_parser_reads_otherwise_is_stored_and_told_to_nobody(filled: Path) -> None:
    with History.open(filled, read_only=True) as history:
        changes, alerts = list(history.changes()), history.alerts()
    found = derive(filled, None)
    assert {name: one.outcome for name, one in found.items()} == {
        "act-0": "equal", "act-1": "derived", "act-2": "equal", "act-3": "derived", "act-4": "equal", "act-5": "equal",
        "unseen": "none",
    }  # fmt: skip
    with History.open(filled, read_only=True) as history:
        assert (list(history.changes()), history.alerts()) == (changes, alerts)
        newest = history.versions("act-1")[0]
        assert (newest["technical"], newest["provisions"], newest["seq"]) == (True, 4, 3)
        assert newest["observed_at"] == history.versions("act-1")[1]["observed_at"]
    again = derive(filled, None)
    assert {one.outcome for one in again.values()} == {"same", "none"}


def test_the_next_change_is_compared_with_what_was_derived(filled: Path) -> None:
    derive(filled, None)
    with History.open(filled) as history, Reader() as reader:
        before = len(list(history.changes()))
        check(history, reader, SOURCES[1], page(1, 9).replace(b"request 2 within 9", b"request 2 within 3"), 2)
        fresh = list(history.changes())[: len(list(history.changes())) - before]
    assert [(change["kind"], change["citation"]) for change in fresh] == [("amended", "§ 1.2")]


def test_a_crew_writes_what_one_process_writes(filled: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    fill(other)
    derive(filled, None)
    with process_crew(2) as crew:
        found = derive(other, crew)
    assert found["act-3"].outcome == "derived"
    assert dump(other) == dump(filled)


class DiesOnce(ProcessPoolExecutor):
    """Its processes are killed when the second task comes."""

    tasks = 0

    def submit(self, call: Callable[..., Answer], /, *arguments: object, **more: object) -> Future[Answer]:  # type: ignore[override]
        future = super().submit(call, *arguments, **more)
        DiesOnce.tasks += 1
        if DiesOnce.tasks == 2:
            for process in list((self._processes or {}).values()):
                process.kill()
        return future


def test_workers_that_die_leave_the_reading_to_the_writer(filled: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with Crew(lambda: DiesOnce(2, mp_context=context), 2) as crew:
        found = derive(filled, crew)
    assert {one.outcome for one in found.values()} == {"equal", "derived", "none"}


def test_a_worker_of_another_version_refuses(filled: Path) -> None:
    with History.open(filled, read_only=True) as history:
        capture = history.load_capture(1)
    with pytest.raises(VersionMismatchError, match="same version everywhere"):
        read_again(replace(derive_task(SOURCES[0], capture), version="0.0.1"))


def test_the_command_says_how_it_ended(filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries = "".join(
        f"  - {{id: {one.id}, name: {one.name}, jurisdiction: US, url: '{one.url}'}}\n" for one in SOURCES
    )
    assert run_command(["init", str(tmp_path), "-q"]) == 0
    (tmp_path / "sources.yaml").write_text(f"schema: regdrift/sources@1\nsources:\n{entries}", encoding="utf-8")
    place = ["--config", str(tmp_path), "--db", str(filled)]
    capsys.readouterr()
    assert run_command(["reparse", "act-1", "act-2", "--json", *place]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["source"], row["outcome"]) for row in rows] == [("act-1", "derived"), ("act-2", "equal")]
    assert run_command(["reparse", *place]) == 0
    told = capsys.readouterr()
    assert "2 derived" not in told.err
    assert "2 same" in told.err
