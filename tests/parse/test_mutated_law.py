"""Real law, broken in many ways: reading gives a value, in bounds of time and memory, that can be compared."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from regdrift.diff import compare_documents, find_loss
from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse import ReadHints, read
from regdrift.reading import Reader, WorkerDied

SUFFIXES = (".html", ".xml", ".md", ".txt", ".json", ".pdf")
MOST_BYTES = 160_000
"""Larger files of the corpus are left to the benchmarks."""
MOST_GROWTH = 40
"""Characters of provisions for each byte of a page; entities and repeated labels stay far below."""


def cut(body: bytes, dice: random.Random) -> bytes:
    return body[: dice.randrange(len(body))]


def without_a_piece(body: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(body))
    return body[:at] + body[at + dice.randrange(1, 4000) :]


def doubled(body: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(body))
    piece = body[at : at + dice.randrange(1, 4000)]
    return body[:at] + piece * dice.randrange(2, 6) + body[at:]


def swapped(body: bytes, dice: random.Random) -> bytes:
    one, other = sorted(dice.randrange(len(body)) for _ in range(2))
    size = min(dice.randrange(1, 2000), other - one)
    return (
        body[:one]
        + body[other : other + size]
        + body[one + size : other]
        + body[one : one + size]
        + body[other + size :]
    )


def sprinkled(body: bytes, dice: random.Random) -> bytes:
    broken = bytearray(body)
    for _ in range(dice.randrange(1, 60)):
        broken[dice.randrange(len(broken))] = dice.randrange(256)
    return bytes(broken)


def nested(body: bytes, dice: random.Random) -> bytes:
    at, depth = dice.randrange(len(body)), dice.choice((50, 300, 6000))
    opening = dice.choice((b"<div>", b"<p>", b"<ol><li>", b"<table><tr><td>", b"[", b'{"a":', b"> ", b"((("))
    return body[:at] + opening * depth + body[at:]


def long_attribute(body: bytes, dice: random.Random) -> bytes:
    at = body.find(b"<", dice.randrange(len(body)))
    return body if at < 0 else body[:at] + b'<b class="' + b"x " * 100_000 + b'">' + body[at:]


def without_end_tags(body: bytes, dice: random.Random) -> bytes:
    return body.replace(b"</", b"<" if dice.random() < 0.5 else b"&lt;/", dice.randrange(1, 200))


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    cut, without_a_piece, doubled, swapped, sprinkled, nested, long_attribute, without_end_tags,
)  # fmt: skip


def samples(corpus: Path, count: int) -> list[Path]:
    """Give real files of every kind and suffix, small enough, drawn with a seed."""
    groups: dict[tuple[str, str], list[Path]] = {}
    for path in sorted(corpus.rglob("*")):
        if path.is_file() and path.suffix in SUFFIXES and 200 < path.stat().st_size <= MOST_BYTES:
            groups.setdefault((path.relative_to(corpus).parts[0], path.suffix), []).append(path)
    dice = random.Random(20261127)
    return [one for paths in groups.values() for one in dice.sample(paths, min(count, len(paths)))]


def judge(original: LegalDocument | None, found: object, body: bytes) -> None:
    assert isinstance(found, LegalDocument | Unreadable)
    if isinstance(found, Unreadable):
        assert found.reason
        assert found.message
        return
    assert sum(len(item.full_text) for item in found.provisions) <= MOST_GROWTH * len(body)
    assert len({item.path for item in found.provisions}) == len(found.provisions)
    if original is not None:
        find_loss(original, found)
        compare_documents(original, found)


def test_broken_law_gives_a_value_and_can_be_compared(corpus: Path) -> None:
    dice = random.Random(1)
    for path in samples(corpus, 1):
        body = path.read_bytes()
        hints = ReadHints(name=path.name)
        original = read(body, hints)
        for mutate in MUTATIONS:
            broken = mutate(body, dice)
            judge(original if isinstance(original, LegalDocument) else None, read(broken, hints), broken)


@pytest.mark.soak
def test_much_broken_law_is_read_in_bounds(corpus: Path) -> None:
    """Each reading runs in the worker that bounds its memory and its time."""
    dice, died = random.Random(2), []
    with Reader(timeout_seconds=20) as reader:
        for path in samples(corpus, 12):
            body = path.read_bytes()
            hints = ReadHints(name=path.name)
            for _ in range(12):
                broken = body
                for mutate in dice.choices(MUTATIONS, k=dice.randrange(1, 4)):
                    broken = mutate(broken, dice) or b" "
                found = reader.read(broken, hints)
                if isinstance(found, WorkerDied):
                    died.append(f"{path.name}: {found.reason} {found.detail}")
                else:
                    judge(None, found, broken)
    assert died == []
