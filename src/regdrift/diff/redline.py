"""Word redlines that give both texts back, character by character.

Bound: texts whose token counts multiply to at most ``MAX_CELLS`` are compared as a whole (about 50 MB and 0.2 s);
larger ones are first cut at sequences of tokens that occur once on both sides, and what then is still larger
is shown as replaced. Time and memory so stay linear in the length of hostile input.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz.distance import Indel

from regdrift.model.change import RedlineOp
from regdrift.text.tokens import fold_token, split_tokens

MAX_CELLS = 20_000 * 20_000
MIN_ISLAND_WORDS = 2
"""A run of fewer equal words between two changes is read as part of the change."""
ANCHOR_TOKENS = 4
_LAST_CHARACTER = 0x10FFFF

_Pair = tuple[str, str]
"""Blanks and characters of a token."""
_Block = tuple[bool, int, int, int, int]
"""Equal or not, start and end in the older tokens, start and end in the newer ones."""


def make_redline(old: str, new: str) -> tuple[RedlineOp, ...]:
    """Compare two texts word by word.

    Joining ``=`` and ``-`` gives ``old``, joining ``=`` and ``+`` gives ``new``, exactly. Words, numbers, dates and
    paragraph labels are never cut. Tokens that are equal but for typography are shown as replaced, so that an
    editorial change can be seen.
    """
    if old == new:
        return (("=", old),) if old else ()
    old_tokens, old_rest = split_tokens(old)
    new_tokens, new_rest = split_tokens(new)
    blocks = _absorb_islands(_join_neighbours(_find_blocks(old_tokens, new_tokens)), old_tokens)
    writer = _Writer()
    for equal, old_from, old_to, new_from, new_to in blocks:
        before, after = _join(old_tokens[old_from:old_to]), _join(new_tokens[new_from:new_to])
        if equal and before != after:
            writer.pair_tokens(old_tokens[old_from:old_to], new_tokens[new_from:new_to])
        elif equal:
            writer.pair(before, after)
        else:
            writer.remove(before)
            writer.insert(after)
    writer.pair(old_rest, new_rest)
    return writer.finish()


def replace_text(old: str, new: str) -> tuple[RedlineOp, ...]:
    """Give the redline of a text that was replaced as a whole; either may be empty."""
    writer = _Writer()
    writer.remove(old)
    writer.insert(new)
    return writer.finish()


class _Writer:
    """Collects runs; between two equal runs all that was removed stands before all that was inserted."""

    def __init__(self) -> None:
        self._ops: list[RedlineOp] = []
        self._kept: list[str] = []
        self._removed: list[str] = []
        self._inserted: list[str] = []

    def pair(self, before: str, after: str) -> None:
        """Keep what is equal byte for byte; show the rest as replaced."""
        if before == after:
            if before:
                self._flush_change()
                self._kept.append(before)
        else:
            self.remove(before)
            self.insert(after)

    def pair_tokens(self, old: Sequence[_Pair], new: Sequence[_Pair]) -> None:
        """Pair tokens of equal keys one with one."""
        for (old_space, old_core), (new_space, new_core) in zip(old, new, strict=True):
            self.pair(old_space, new_space)
            self.pair(old_core, new_core)

    def remove(self, text: str) -> None:
        if text:
            self._flush_kept()
            self._removed.append(text)

    def insert(self, text: str) -> None:
        if text:
            self._flush_kept()
            self._inserted.append(text)

    def finish(self) -> tuple[RedlineOp, ...]:
        self._flush_kept()
        self._flush_change()
        return tuple(self._ops)

    def _flush_kept(self) -> None:
        if self._kept:
            self._ops.append(("=", "".join(self._kept)))
            self._kept.clear()

    def _flush_change(self) -> None:
        if self._removed:
            self._ops.append(("-", "".join(self._removed)))
            self._removed.clear()
        if self._inserted:
            self._ops.append(("+", "".join(self._inserted)))
            self._inserted.clear()


def _find_blocks(old: Sequence[_Pair], new: Sequence[_Pair]) -> Iterator[_Block]:
    numbers: dict[str, str] = {}
    known: dict[str, str] = {}
    old_codes = _encode(old, numbers, known)
    new_codes = _encode(new, numbers, known)
    head = _common_prefix(old_codes, new_codes)
    tail = _common_prefix(old_codes[head:][::-1], new_codes[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    if head:
        yield True, 0, head, 0, head
    for piece in _cut(old_codes[head:old_end], new_codes[head:new_end]):
        yield piece[0], piece[1] + head, piece[2] + head, piece[3] + head, piece[4] + head
    if tail:
        yield True, old_end, len(old), new_end, len(new)


def _encode(tokens: Sequence[_Pair], numbers: dict[str, str], known: dict[str, str]) -> str:
    """Give one character for each token; past a million different ones they repeat, which the writer bears."""
    for core in {core for _, core in tokens}.difference(known):
        known[core] = numbers.setdefault(fold_token(core), chr(len(numbers) % _LAST_CHARACTER + 1))
    return "".join([known[core] for _, core in tokens])


def _join(tokens: Sequence[_Pair]) -> str:
    return "".join([space + core for space, core in tokens])


def _common_prefix(first: str, second: str) -> int:
    if first == second:
        return len(first)
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[:middle] == second[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _cut(old: str, new: str) -> Iterator[_Block]:
    """Compare as a whole what is small enough; else between anchors; else call it replaced."""
    if len(old) * len(new) <= MAX_CELLS:
        for op in Indel.opcodes(old, new):
            yield op.tag == "equal", op.src_start, op.src_end, op.dest_start, op.dest_end
        return
    old_at = new_at = 0
    for old_anchor, new_anchor in [*_find_anchors(old, new), (len(old), len(new))]:
        old_gap, new_gap = old[old_at:old_anchor], new[new_at:new_anchor]
        if len(old_gap) * len(new_gap) <= MAX_CELLS:
            for op in Indel.opcodes(old_gap, new_gap):
                yield (
                    op.tag == "equal",
                    old_at + op.src_start,
                    old_at + op.src_end,
                    new_at + op.dest_start,
                    new_at + op.dest_end,
                )
        else:
            yield False, old_at, old_anchor, new_at, new_anchor
        old_at, new_at = old_anchor, new_anchor


def _find_anchors(old: str, new: str) -> list[tuple[int, int]]:
    """Give positions of sequences of tokens that stand once on both sides, in increasing order on both (patience)."""
    old_places = _find_unique(old)
    new_places = _find_unique(new)
    shared = sorted((place, new_places[run]) for run, place in old_places.items() if run in new_places)
    tails: list[int] = []
    owners: list[int] = []
    previous: list[int] = []
    for number, (_, place) in enumerate(shared):
        position = bisect_left(tails, place)
        previous.append(owners[position - 1] if position else -1)
        tails[position : position + 1] = [place]
        owners[position : position + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = owners[-1] if owners else -1
    while number >= 0:
        chain.append(shared[number])
        number = previous[number]
    return chain[::-1]


def _find_unique(codes: str) -> dict[str, int]:
    runs = [codes[at : at + ANCHOR_TOKENS] for at in range(len(codes) - ANCHOR_TOKENS + 1)]
    counts = Counter(runs)
    return {run: at for at, run in enumerate(runs) if counts[run] == 1}


def _join_neighbours(blocks: Iterable[_Block]) -> list[_Block]:
    """Make one block of neighbours that are both equal, or both changed."""
    joined: list[_Block] = []
    for block in blocks:
        if joined and joined[-1][0] == block[0]:
            last = joined[-1]
            joined[-1] = (last[0], last[1], block[2], last[3], block[4])
        else:
            joined.append(block)
    return joined


def _absorb_islands(blocks: list[_Block], old: Sequence[_Pair]) -> list[_Block]:
    """Turn a lone equal word between two changes into part of them, so that a person reads one change."""
    last = len(blocks) - 1
    return [
        (block[0] and not (0 < at < last and _is_island(old[block[1] : block[2]])), *block[1:])
        for at, block in enumerate(blocks)
    ]


def _is_island(tokens: Sequence[_Pair]) -> bool:
    return len(tokens) < 12 and sum(any(map(str.isalnum, core)) for _, core in tokens) < MIN_ISLAND_WORDS
