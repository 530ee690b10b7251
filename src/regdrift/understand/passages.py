"""The sentences that a change touches, each with its counterpart on the other side."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from regdrift.model.change import ProvisionChange, RedlineOp
from regdrift.text.searchable import Searchable, clip_words, searchable
from regdrift.text.sentences import Span, split_sentences

_SHARED_LEAST = 0.34
"""Share of the shorter sentence that must be common for two sentences to be versions of each other."""
_ALIKE_LEAST = 62.0
"""Similarity (0 to 100) from which two sentences that the redline did not join are versions of each other."""
_COMPARE_MOST = 400
"""Pairs of sentences that are compared word by word at most; beyond it the text was rewritten."""


_STEM = 6
"""Letters by which words are compared whatever their ending."""
_MATTER_WORDS = 6
_MATTER_LONGER = 3
"""How many times longer the other sentence may be."""
_MATTER_LEAST = 0.6
_HEAVY = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of one side, with the parts of it that are not on the other side."""

    readable: Searchable
    start: int
    end: int
    changed: tuple[Span, ...]
    """Spans within ``start`` and ``end``, in characters of ``readable.plain``."""

    @property
    def plain(self) -> str:
        """The sentence in search form."""
        return self.readable.plain[self.start : self.end]

    @property
    def words(self) -> str:
        """The sentence verbatim."""
        return self.readable.verbatim(self.start, self.end)

    @property
    def longest_change(self) -> Span:
        """The longest changed span; the sentence where none is marked."""
        return max(self.changed, key=lambda span: span[1] - span[0], default=(self.start, self.end))

    @property
    def whole(self) -> bool:
        """True where one changed span covers the sentence."""
        return self.changed == ((self.start, self.end),)

    def touches(self, start: int, end: int) -> bool:
        """True where the span, counted from the sentence's start, holds changed characters."""
        low, high = start + self.start, end + self.start
        return any(first < high and low < last for first, last in self.changed)

    def quote(self, start: int, end: int) -> str:
        """Give at most 40 words of the sentence round a span counted from its start, verbatim."""
        head = len(self.verbatim(0, start))
        return clip_words(self.words, head, head + len(self.verbatim(start, end)))

    def verbatim(self, start: int, end: int) -> str:
        """Give the words of a span counted from the sentence's start."""
        return self.readable.verbatim(self.start + start, self.start + end)

    @property
    def changed_words(self) -> str:
        """The changed parts in search form, joined by blanks."""
        return " ".join(self.readable.plain[first:last].strip() for first, last in self.changed)


@dataclass(frozen=True, slots=True)
class PassagePair:
    """A sentence before and after; one is None where the sentence was added or taken out."""

    before: Passage | None
    after: Passage | None

    @property
    def rewritten(self) -> bool:
        """True where the sentence stands on both sides."""
        return self.before is not None and self.after is not None


def pair_passages(found: ProvisionChange, language: str) -> tuple[PassagePair, ...]:
    """Give the changed sentences of a change in the order of the newer text, removed ones last.

    Sentences whose every word stands on both sides are left out.
    """
    old_text = "\n".join(side.text for side in found.befores)
    new_text = "\n".join(side.text for side in found.afters)
    old, new = searchable(old_text), searchable(new_text)
    runs = _runs(found.redline, old_text, new_text)
    old_changed = _gaps([(old.plain_at(a), old.plain_at(a + n)) for a, _, n in runs], old)
    new_changed = _gaps([(new.plain_at(b), new.plain_at(b + n)) for _, b, n in runs], new)
    befores = _passages(old, split_sentences(old, language), old_changed)
    afters = _passages(new, split_sentences(new, language), new_changed)
    partner = _equal(befores, afters)
    _add_partners(partner, runs, befores, afters)
    _pair_alike(befores, afters, partner)
    return _ordered(befores, afters, partner)


def _runs(redline: Sequence[RedlineOp], old: str, new: str) -> list[tuple[int, int, int]]:
    """Give the common runs as (offset in old, offset in new, length); none where the redline is of other texts."""
    runs, at_old, at_new = [], 0, 0
    for mark, words in redline:
        if mark == "=":
            runs.append((at_old, at_new, len(words)))
        at_old += len(words) if mark in "=-" else 0
        at_new += len(words) if mark in "=+" else 0
    return runs if (at_old, at_new) == (len(old), len(new)) else []


def _gaps(kept: Iterable[Span], readable: Searchable) -> list[Span]:
    """Give what lies between the kept runs and is more than blanks."""
    gaps, at = [], 0
    for start, end in [*kept, (len(readable.plain), len(readable.plain))]:
        if start > at and readable.plain[at:start].strip():
            gaps.append((at, start))
        at = max(at, end)
    return gaps


def _passages(readable: Searchable, sentences: Sequence[Span], changed: Sequence[Span]) -> list[Passage]:
    passages, at = [], 0
    for start, end in sentences:
        while at < len(changed) and changed[at][1] <= start:
            at += 1
        inside = []
        index = at
        while index < len(changed) and changed[index][0] < end:
            low, high = max(start, changed[index][0]), min(end, changed[index][1])
            if readable.plain[low:high].strip():
                inside.append((low, high))
            index += 1
        passages.append(Passage(readable, start, end, tuple(inside)))
    return passages


def _equal(befores: Sequence[Passage], afters: Sequence[Passage]) -> dict[int, int]:
    """Join sentences that stand on both sides word for word, wherever the redline saw them go."""
    places: dict[str, list[int]] = {}
    for old in range(len(befores) - 1, -1, -1):
        places.setdefault(befores[old].plain, []).append(old)
    partner = {}
    for new, passage in enumerate(afters):
        if places.get(passage.plain):
            partner[new] = places[passage.plain].pop()
    return partner


def _add_partners(
    partner: dict[int, int],
    runs: Sequence[tuple[int, int, int]],
    befores: Sequence[Passage],
    afters: Sequence[Passage],
) -> None:
    """Join each other sentence of the newer text with the older one with which it shares most characters."""
    shared: dict[tuple[int, int], int] = {}
    starts_old = [passage.start for passage in befores]
    starts_new = [passage.start for passage in afters]
    for at_old, at_new, length in runs:
        for index in range(max(0, bisect_right(starts_new, at_new) - 1), len(afters)):
            low = max(afters[index].start, at_new)
            high = min(afters[index].end, at_new + length)
            if afters[index].start >= at_new + length:
                break
            _share(shared, index, (low - at_new + at_old, high - at_new + at_old), befores, starts_old)
    taken = set(partner.values())
    for (new, old), size in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        shorter = min(afters[new].end - afters[new].start, befores[old].end - befores[old].start)
        if new not in partner and old not in taken and size >= _SHARED_LEAST * shorter:
            partner[new] = old
            taken.add(old)


def _share(
    shared: dict[tuple[int, int], int], new: int, span: Span, befores: Sequence[Passage], starts: Sequence[int]
) -> None:
    low, high = span
    for old in range(max(0, bisect_right(starts, low) - 1), len(befores)):
        if befores[old].start >= high:
            return
        size = min(high, befores[old].end) - max(low, befores[old].start)
        if size > 0:
            shared[new, old] = shared.get((new, old), 0) + size


def _pair_alike(befores: Sequence[Passage], afters: Sequence[Passage], partner: dict[int, int]) -> None:
    """Join sentences that the redline shows as taken out and put in, but that say nearly the same."""
    taken = set(partner.values())
    olds = [index for index, passage in enumerate(befores) if passage.changed and index not in taken]
    news = [index for index, passage in enumerate(afters) if passage.changed and index not in partner]
    if not olds or not news or len(olds) * len(news) > _COMPARE_MOST:
        return
    scored = []
    for new in news:
        for old in olds:
            score = fuzz.ratio(afters[new].plain, befores[old].plain, score_cutoff=_ALIKE_LEAST)
            score = score or _ALIKE_LEAST * _contained(befores[old].plain, afters[new].plain)
            score = score or _ALIKE_LEAST * _same_matter(befores[old].plain, afters[new].plain)
            if score:
                scored.append((-score, new, old))
    for _, new, old in sorted(scored):
        if new not in partner and old not in taken:
            partner[new] = old
            taken.add(old)


def _contained(one: str, other: str) -> bool:
    """Tell whether all words of weight of one sentence stand in the other, such as a list item that grew."""
    first, second = (frozenset(_HEAVY.findall(plain)) for plain in (one, other))
    return min(len(first), len(second)) > 1 and (first <= second or second <= first)


def _same_matter(one: str, other: str) -> float:
    """Give the share of stems of weight that the shorter sentence has in common with the longer one, if it is large."""
    first, second = (frozenset(word[:_STEM] for word in _HEAVY.findall(plain)) for plain in (one, other))
    fewer = min(len(first), len(second))
    if fewer < _MATTER_WORDS or max(len(first), len(second)) > _MATTER_LONGER * fewer:
        return 0.0
    share = len(first & second) / fewer
    return share if share >= _MATTER_LEAST else 0.0


def _ordered(befores: Sequence[Passage], afters: Sequence[Passage], partner: dict[int, int]) -> tuple[PassagePair, ...]:
    pairs = []
    for index, passage in enumerate(afters):
        before = befores[partner[index]] if index in partner else None
        if before is not None and before.plain == passage.plain:
            continue
        if passage.changed or (before is not None and before.changed):
            pairs.append(PassagePair(before, passage))
    taken = set(partner.values())
    removed = [passage for index, passage in enumerate(befores) if index not in taken and passage.changed]
    return (*pairs, *(PassagePair(passage, None) for passage in removed))
