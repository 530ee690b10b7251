"""The worker that reads: a crash and a hang are survived."""

from __future__ import annotations

import os
import time

from regdrift.model.document import LegalDocument, Provision, ReadResult, Unreadable
from regdrift.parse import ReadHints
from regdrift.reading import Reader, WorkerDied


def parse_by_order(body: bytes, _: ReadHints) -> ReadResult:
    """Do what the bytes say: a parser that crashes, hangs, raises or reads."""
    if body == b"crash":
        os.abort()
    if body == b"hang":
        time.sleep(60)
    if body == b"raise":
        raise ValueError("a bug")
    if body == b"greedy":
        return Unreadable(None, "x", "y" * (8 * 1024**3))
    return LegalDocument("test", "test@1", (Provision("1", "1", None, body.decode(), None),))


def test_reads_after_a_crash_a_hang_and_a_bug() -> None:
    with Reader(parse_by_order, timeout_seconds=5) as reader:
        assert reader.read(b"crash", ReadHints()) == WorkerDied("parser_crash")
        assert reader.read(b"raise", ReadHints()) == WorkerDied("parser_crash", "ValueError: a bug")
        good = reader.read(b"law", ReadHints())
        assert isinstance(good, LegalDocument)
        assert good.provisions[0].text == "law"


def test_a_hang_ends_at_the_bound() -> None:
    with Reader(parse_by_order, timeout_seconds=1) as reader:
        reader.read(b"law", ReadHints())
        assert reader.read(b"hang", ReadHints()) == WorkerDied("parser_timeout")


def test_a_reading_that_wants_too_much_memory_is_unreadable() -> None:
    with Reader(parse_by_order, timeout_seconds=20) as reader:
        result = reader.read(b"greedy", ReadHints())
        assert isinstance(result, Unreadable)
        assert result.reason == "too_large"
        assert isinstance(reader.read(b"law", ReadHints()), LegalDocument)
