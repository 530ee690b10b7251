"""What travels to a worker and back: plain values, compressed where they are large, without any secret."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass, replace

from regdrift import __version__
from regdrift.errors import RegdriftError
from regdrift.model.capture import Capture
from regdrift.model.document import LegalDocument
from regdrift.model.source import Source
from regdrift.store.records import HeadVersion

_LEVEL = 1


class VersionMismatchError(RegdriftError):
    """A worker runs another version of regdrift, or other rules, than the writer."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A value as bytes: pickled and compressed once, however often it travels."""

    data: bytes

    @classmethod
    def of(cls, value: object) -> Packed:
        """Pack a value."""
        return cls(zlib.compress(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL), _LEVEL))

    def value(self) -> object:
        """Give the value back; only for what this program packed itself."""
        return pickle.loads(zlib.decompress(self.data))  # noqa: S301 - tasks come from the writer, results from its crew


@dataclass(frozen=True, slots=True)
class ReadTask:
    """One stored capture to be read and compared with the last version of its source."""

    version: str
    """Of regdrift; a worker of another one refuses."""
    book: str
    """Version of the rules."""
    register: str
    """Version of the practices; ``practices`` holds them."""
    practices: Packed
    source: Source
    """Without headers, credentials and options."""
    capture: Packed
    head: HeadVersion | None
    document: Packed | None
    """The head's document."""


@dataclass(frozen=True, slots=True)
class DeriveTask:
    """One stored capture to be read again."""

    version: str
    source: Source
    """Without headers, credentials and options."""
    capture: Packed


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker made of a task; ``result`` packs a :class:`regdrift.pipeline.Prepared`, or what was read again."""

    result: Packed


def make_task(
    source: Source,
    capture: Capture,
    state: tuple[HeadVersion | None, LegalDocument | None],
    practices: Packed,
    versions: tuple[str, str],
) -> ReadTask:
    """Give the task of a stored capture; ``versions`` are those of the practices and of the rules."""
    head, document = state
    register, book = versions
    packed = None if document is None else Packed.of(document)
    return ReadTask(__version__, book, register, practices, _bare(source), Packed.of(capture), head, packed)


def derive_task(source: Source, capture: Capture) -> DeriveTask:
    """Give the task of reading a stored capture again."""
    return DeriveTask(__version__, _bare(source), Packed.of(capture))


def _bare(source: Source) -> Source:
    return replace(source, headers=(), auth=None, secrets=(), options={})
