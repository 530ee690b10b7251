"""Links between provisions whose words changed: candidates by shared word pairs, then similarity, then greedily.

The cut-offs were taken from measurements on statutes and real amendments (word pairs find the true partner in
99.9 % even where half of the words changed) and are not tuned to single texts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from regdrift.diff.links import LinkTable
from regdrift.diff.order import NONE, expect_positions
from regdrift.diff.sides import AlignedSide

MAX_DOCUMENT_FREQUENCY = 24
"""A word pair found in more provisions says nothing; this also bounds the work on hostile input."""
MAX_CANDIDATES = 12
MAX_WORDS = 20_000
"""Words a side that are compared one with one; of longer provisions the beginning is compared."""
SIMILAR = 0.50
SIMILAR_AT_SAME_PLACE = 0.30
SURE = 0.70
"""Similarity at which a pair is linked in the first round, before parents are known."""
PLACE_BONUS = 0.08
HEADING_BONUS = 0.08
DISTANCE_COST = 0.05
STRANGER_COST = 0.10
"""Taken off where the parents are known to be others."""
FEW_WORDS = 4
"""A provision of fewer words is recognised by its place only."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An older and a newer provision that may be the same, with the similarity of their words (0 to 1)."""

    old: int
    new: int
    similarity: float


class PairIndex:
    """An inverted index from word pairs to provisions of one side."""

    def __init__(self, side: AlignedSide, members: list[int]) -> None:
        self._holders: dict[str, list[int]] = defaultdict(list)
        for index in members:
            for pair in side.bigrams(index):
                self._holders[pair].append(index)

    def find(self, bigrams: frozenset[str], limit: int) -> list[int]:
        """Give at most ``limit`` provisions that share the most telling pairs, best first."""
        votes: Counter[int] = Counter()
        for pair in bigrams:
            holders = self._holders.get(pair, ())
            if len(holders) <= MAX_DOCUMENT_FREQUENCY:
                votes.update(holders)
        best = sorted(votes.items(), key=lambda item: (-item[1], item[0]))[:limit]
        return [index for index, _ in best]


def measure_similarity(old_words: str, new_words: str, cutoff: float = 0.0) -> float:
    """Give the share of words kept (Indel: 2 × common / all), 0 below ``cutoff``; two empty ones are alike."""
    return Indel.normalized_similarity(old_words[:MAX_WORDS], new_words[:MAX_WORDS], score_cutoff=cutoff)


def link_similar_texts(table: LinkTable, index: PairIndex) -> None:
    """Link free provisions by the similarity of their words, in two rounds; ``index`` holds the free older ones.

    The first round takes what is sure; the second knows more parents and so prefers the children of linked ones.
    """
    candidates = _find_candidates(table, index)
    _link_greedily(table, candidates, SURE)
    adopt_parents(table)
    known = {(item.old, item.new) for item in candidates}
    candidates += [
        Candidate(old, new, measure_similarity(table.old.words(old), table.new.words(new)))
        for old, new in _pair_by_label(table)
        if (old, new) not in known
    ]
    _link_greedily(table, candidates, SIMILAR)
    adopt_parents(table)


def adopt_parents(table: LinkTable) -> None:
    """Link free parents most of whose linked children went to one free parent: a heading changed, its children stayed.

    Works from the leaves up, so that a chain of parents follows.
    """
    for old in sorted(set(table.old.parents) - {NONE}, reverse=True):
        if table.to_new[old] != NONE:
            continue
        votes: Counter[int] = Counter()
        for child in table.old.children[old]:
            if table.to_new[child] != NONE:
                votes[table.new.parents[table.to_new[child]]] += 1
        best = max(votes, key=lambda new: (votes[new], -new), default=NONE)
        if best != NONE and table.to_old[best] == NONE and 2 * votes[best] > sum(votes.values()):
            shared = votes[best]
            enough = min(len(table.old.children[old]), len(table.new.children[best]))
            if 2 * shared > enough or table.old.segment(old) == table.new.segment(best):
                table.link(old, best)


def _find_candidates(table: LinkTable, index: PairIndex) -> list[Candidate]:
    free = set(table.free_old())
    found = []
    for new in table.free_new():
        words = table.new.words(new)
        same_place = table.old.index_of.get(table.new.paths[new], NONE)
        olds = index.find(table.new.bigrams(new), MAX_CANDIDATES) if len(words) >= FEW_WORDS else []
        if same_place in free and same_place not in olds:
            olds.append(same_place)
        for old in free.intersection(olds):
            if table.old.is_void(old) != table.new.is_void(new):
                continue
            cutoff = SIMILAR_AT_SAME_PLACE if old == same_place else SIMILAR
            similarity = measure_similarity(table.old.words(old), words, cutoff)
            if similarity > 0:
                found.append(Candidate(old, new, similarity))
    return found


def _pair_by_label(table: LinkTable) -> list[tuple[int, int]]:
    """Pair free children of linked parents that carry the same label."""
    pairs = []
    for new in table.free_new():
        parent = table.new.parents[new]
        if parent == NONE or table.to_old[parent] == NONE:
            continue
        for old in table.old.children[table.to_old[parent]]:
            same_label = table.old.segment(old) == table.new.segment(new)
            if table.to_new[old] == NONE and same_label and table.old.is_void(old) == table.new.is_void(new):
                pairs.append((old, new))
                break
    return pairs


def _link_greedily(table: LinkTable, candidates: list[Candidate], threshold: float) -> None:
    expected = expect_positions(table.to_new)
    span = max(len(table.new), 1)
    scored = []
    for item in candidates:
        if not table.is_free(item.old, item.new):
            continue
        same_place = table.old.paths[item.old] == table.new.paths[item.new] or (
            table.parents_linked(item.old, item.new) and table.old.segment(item.old) == table.new.segment(item.new)
        )
        floor = min(threshold, SIMILAR_AT_SAME_PLACE) if same_place and threshold < SURE else threshold
        if item.similarity < floor:
            continue
        distance = abs(item.new - expected[item.old]) / span
        score = item.similarity + _bonus(table, item, same_place) - DISTANCE_COST * min(distance, 1.0)
        scored.append((-score, item.old, item.new))
    for _, old, new in sorted(scored):
        if table.is_free(old, new):
            table.link(old, new)


def _bonus(table: LinkTable, item: Candidate, same_place: bool) -> float:
    bonus = PLACE_BONUS if same_place else 0.0
    heading = table.old.folded(item.old)[0]
    if heading and heading == table.new.folded(item.new)[0]:
        bonus += HEADING_BONUS
    if not table.parents_agree(item.old, item.new):
        bonus -= STRANGER_COST
    return bonus
