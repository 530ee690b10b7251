"""One provision that became several, several that became one.

Evidence is asked on both sides, because a heading or a stock phrase found again is no split: most word pairs of
the piece must stand in that part of the whole which its first counterpart does not explain, and the pieces
together must explain most of the whole. A piece far away needs more: it is what the whole lost, and little else.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel

from regdrift.diff.candidates import MAX_WORDS, PairIndex
from regdrift.diff.links import LinkTable
from regdrift.diff.order import NONE
from regdrift.diff.sides import AlignedSide

MIN_PIECE_WORDS = 6
NEAR = 40
"""Positions between a piece and the first counterpart of its whole."""
PIECE_IN_GAP = 0.60
"""Share of the piece's word pairs that the whole has and its first counterpart lacks."""
PIECE_IN_WHOLE = 0.50
"""Share of the first counterpart's word pairs that stand in the whole."""
WHOLE_EXPLAINED = 0.60
"""Share of the whole's word pairs that the pieces hold together."""
FAR_PIECE_WORDS = 8
FAR_IN_GAP = 0.80
"""Share of a far piece's word pairs that must stand in the gap."""
GAP_EXPLAINED = 0.80
"""Share of the gap's word pairs that the pieces must hold where one of them is far away."""
MAX_WHOLES = 8


@dataclass(frozen=True, slots=True)
class Division:
    """A whole on one side and its pieces on the other, in document order."""

    whole: int
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _View:
    """The alignment seen from the side of the wholes."""

    wholes: AlignedSide
    pieces: AlignedSide
    to_piece: list[int]
    to_whole: list[int]
    gaps: dict[int, frozenset[str]] = field(default_factory=dict)

    def gap(self, whole: int) -> frozenset[str]:
        """Give the word pairs of what the first counterpart leaves unexplained, read in the order of the whole.

        The words are taken out by alignment, not by a difference of sets: pieces of one law share their phrases.
        """
        counterpart = self.to_piece[whole]
        if counterpart == NONE:
            return self.wholes.bigrams(whole)
        found = self.gaps.get(whole)
        if found is None:
            words = self.wholes.words(whole)[:MAX_WORDS]
            ops = Indel.opcodes(words, self.pieces.words(counterpart)[:MAX_WORDS])
            spans = [words[op.src_start : op.src_end] for op in ops if op.tag == "delete"]
            pairs = {span[at : at + 2] for span in spans for at in range(len(span) - 1)}
            found = self.gaps[whole] = frozenset(pairs)
        return found


def find_splits(table: LinkTable, changed: PairIndex) -> list[Division]:
    """Give the older provisions that became several newer ones; ``changed`` holds the older ones that may have."""
    return _find_divisions(_View(table.old, table.new, table.to_new, table.to_old), changed)


def find_merges(table: LinkTable) -> list[Division]:
    """Give the newer provisions that took in several older ones."""
    view = _View(table.new, table.old, table.to_old, table.to_new)
    changed = [whole for whole in range(len(view.wholes)) if _may_be_whole(view, whole)]
    return _find_divisions(view, PairIndex(view.wholes, changed))


def _find_divisions(view: _View, index: PairIndex) -> list[Division]:
    free = [
        piece
        for piece, whole in enumerate(view.to_whole)
        if whole == NONE and len(view.pieces.words(piece)) >= MIN_PIECE_WORDS and not view.pieces.is_void(piece)
    ]
    if not free:
        return []
    found: dict[int, list[int]] = defaultdict(list)
    for piece in free:
        whole = _find_whole(view, index, piece)
        if whole != NONE:
            found[whole].append(piece)
    divisions = (_check(view, whole, pieces) for whole, pieces in sorted(found.items()))
    return [division for division in divisions if division is not None]


def _may_be_whole(view: _View, whole: int) -> bool:
    counterpart = view.to_piece[whole]
    if counterpart == NONE:
        return True
    if view.wholes.exact(whole) == view.pieces.exact(counterpart):
        return False
    return len(view.wholes.words(whole)) > MIN_PIECE_WORDS


def _find_whole(view: _View, index: PairIndex, piece: int) -> int:
    """Give the whole that lost the words of a piece; of several that lost the same ones, the nearest."""
    bigrams = view.pieces.bigrams(piece)
    best, best_rank = NONE, (PIECE_IN_GAP, 1)
    for whole in index.find(bigrams, MAX_WHOLES):
        counterpart = view.to_piece[whole]
        distance = abs(counterpart - piece) if counterpart != NONE else 0
        share = len(bigrams & view.gap(whole)) / len(bigrams)
        if (share, -distance) > best_rank and (distance <= NEAR or _may_be_far(view, piece, share)):
            best, best_rank = whole, (share, -distance)
    return best


def _may_be_far(view: _View, piece: int, share: float) -> bool:
    return share >= FAR_IN_GAP and len(view.pieces.words(piece)) >= FAR_PIECE_WORDS


def _check(view: _View, whole: int, pieces: list[int]) -> Division | None:
    counterpart = view.to_piece[whole]
    whole_bigrams = view.wholes.bigrams(whole)
    if counterpart != NONE:
        first = view.pieces.bigrams(counterpart)
        if len(first & whole_bigrams) < PIECE_IN_WHOLE * len(first):
            return None
        if not _explain_gap(view, whole, pieces):
            pieces = [piece for piece in pieces if abs(counterpart - piece) <= NEAR]
        pieces = sorted([*pieces, counterpart])
    elif _are_far(pieces) and not _explain_gap(view, whole, pieces):
        return None
    if len(pieces) < 2:
        return None
    explained = _join_bigrams(view, pieces)
    if len(whole_bigrams & explained) < WHOLE_EXPLAINED * len(whole_bigrams):
        return None
    return Division(whole, tuple(pieces))


def _are_far(pieces: list[int]) -> bool:
    return max(pieces) - min(pieces) > NEAR + len(pieces)


def _explain_gap(view: _View, whole: int, pieces: list[int]) -> bool:
    """Tell whether the pieces are what the whole lost, and little else: evidence that needs no neighbourhood."""
    gap = view.gap(whole)
    all_alike = all(
        _may_be_far(view, piece, len(view.pieces.bigrams(piece) & gap) / len(view.pieces.bigrams(piece)))
        for piece in pieces
    )
    return all_alike and len(gap & _join_bigrams(view, pieces)) >= GAP_EXPLAINED * len(gap)


def _join_bigrams(view: _View, pieces: list[int]) -> set[str]:
    joined: set[str] = set()
    for piece in pieces:
        joined |= view.pieces.bigrams(piece)
    return joined
