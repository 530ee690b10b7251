"""The one call that a worker makes: a task → what it means. Pure: no clock, no file, no network."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from regdrift import __version__
from regdrift.analysis import judge
from regdrift.data.load_rules import load_rule_book
from regdrift.fetched import law_context, read_hints
from regdrift.model.capture import Capture
from regdrift.model.document import LegalDocument
from regdrift.model.practice import PracticeRegister
from regdrift.parse import read
from regdrift.pipeline import Prepared
from regdrift.spread.tasks import Answer, DeriveTask, Packed, ReadTask, VersionMismatchError
from regdrift.store.documents import content_hash


def examine(task: ReadTask) -> Answer:
    """Read a capture and compare it with the version before it.

    The comparison is left to the writer where the reading equals the version before, or where another parser made
    that version. Bytes that crash the parser take the worker with them; the writer then reads them under its guard.

    Raises:
        VersionMismatchError: this worker runs another regdrift, or other rules.
    """
    book = load_rule_book()
    if (task.version, task.book) != (__version__, book.version):
        raise VersionMismatchError(
            f"the worker runs regdrift {__version__} with rules {book.version}, the writer {task.version} with "
            f"{task.book}; install the same version everywhere"
        )
    capture = cast("Capture", task.capture.value())
    reading = read(capture.body, read_hints(task.source, capture))
    head = task.head
    if not isinstance(reading, LegalDocument):
        return Answer(Packed.of(Prepared(reading, head.id if head else None, None)))
    if head is not None and (head.parser != reading.parser or head.content_hash == content_hash(reading)):
        return Answer(Packed.of(Prepared(reading, head.id, None)))
    old = None if task.document is None else cast("LegalDocument", task.document.value())
    law = law_context(task.source, reading, capture, head.seq + 1 if head else 1)
    verdict = judge(old, reading, law, _register(task.register, task.practices.data), book)
    return Answer(Packed.of(Prepared(reading, head.id if head else None, verdict)))


def read_again(task: DeriveTask) -> Answer:
    """Read a stored capture with this worker's parser.

    Raises:
        VersionMismatchError: this worker runs another regdrift.
    """
    if task.version != __version__:
        raise VersionMismatchError(
            f"the worker runs regdrift {__version__}, the writer {task.version}; install the same version everywhere"
        )
    capture = cast("Capture", task.capture.value())
    return Answer(Packed.of(read(capture.body, read_hints(task.source, capture))))


@lru_cache(maxsize=4)
def _register(version: str, data: bytes) -> PracticeRegister:
    """Give the practices, the same object for the same version: what was learnt of them is kept with it."""
    register = cast("PracticeRegister", Packed(data).value())
    assert register.version == version
    return register
