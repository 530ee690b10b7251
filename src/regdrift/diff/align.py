"""Which provision of the older document became which of the newer one."""

from __future__ import annotations

from dataclasses import dataclass

from regdrift.diff.anchors import link_equal_contents
from regdrift.diff.candidates import PairIndex, adopt_parents, link_similar_texts
from regdrift.diff.links import LinkTable
from regdrift.diff.order import NONE
from regdrift.diff.sides import AlignedSide, Vocabulary
from regdrift.diff.split_merge import Division, find_merges, find_splits
from regdrift.model.document import LegalDocument


@dataclass(frozen=True, slots=True)
class Alignment:
    """The finished links of two documents; indexes count their provisions."""

    old: AlignedSide
    new: AlignedSide
    to_new: list[int]
    """By older index the newer one, -1 for none; all pieces of a merger point to the same one."""
    to_old: list[int]
    """By newer index the older one; all pieces of a split point to the same one."""
    splits: tuple[Division, ...]
    """``whole`` is an older index, ``pieces`` are newer ones."""
    merges: tuple[Division, ...]
    """``whole`` is a newer index, ``pieces`` are older ones."""


def align_provisions(old: LegalDocument, new: LegalDocument) -> Alignment:
    """Align two documents, from the surest evidence to the weakest.

    Equal contents; contents equal but for typography; parents of linked children; similar words; divisions and
    unions; and at last equal paths: a citation whose whole text was replaced is still that citation. Deterministic;
    about O(n log n + changed × candidates × words²/64).
    """
    vocabulary = Vocabulary()
    table = LinkTable(AlignedSide(old, vocabulary), AlignedSide(new, vocabulary))
    link_equal_contents(table, table.old.exact, table.new.exact)
    if not _has_leftovers(table):
        return Alignment(table.old, table.new, table.to_new, table.to_old, (), ())
    link_equal_contents(table, table.old.folded, table.new.folded)
    changed = PairIndex(table.old, table.free_old())
    adopt_parents(table)
    link_similar_texts(table, changed)
    splits, merges = _settle(find_splits(table, changed), find_merges(table))
    _link_divisions(table, splits, merges)
    _link_same_paths(table)
    adopt_parents(table)
    return Alignment(table.old, table.new, table.to_new, table.to_old, splits, merges)


def _has_leftovers(table: LinkTable) -> bool:
    return NONE in table.to_new or NONE in table.to_old


def _settle(splits: list[Division], merges: list[Division]) -> tuple[tuple[Division, ...], tuple[Division, ...]]:
    """Keep the divisions in which each provision takes part once; splits come first."""
    used_old = {split.whole for split in splits}
    used_new = {piece for split in splits for piece in split.pieces}
    kept = [merge for merge in merges if merge.whole not in used_new and used_old.isdisjoint(merge.pieces)]
    return tuple(splits), tuple(kept)


def _link_divisions(table: LinkTable, splits: tuple[Division, ...], merges: tuple[Division, ...]) -> None:
    """Link every member: the pieces of a split all point to one older, those of a merger to one newer provision."""
    for split in splits:
        for piece in split.pieces:
            table.to_old[piece] = split.whole
        if table.to_new[split.whole] == NONE:
            table.to_new[split.whole] = split.pieces[0]
    for merge in merges:
        for piece in merge.pieces:
            table.to_new[piece] = merge.whole
        if table.to_old[merge.whole] == NONE:
            table.to_old[merge.whole] = merge.pieces[0]


def _link_same_paths(table: LinkTable) -> None:
    """Link what is left at equal paths, and equal labels under linked parents, parents first.

    A repeal mark so meets the provision that it replaced, and a placeholder the text that filled it.
    """
    by_label = {
        (table.new.parents[new], table.new.segment(new)): new
        for new in reversed(table.free_new())
        if table.new.parents[new] != NONE
    }
    for old in table.free_old():
        new = table.new.index_of.get(table.old.paths[old], NONE)
        if new == NONE or not table.is_free(old, new) or not table.parents_agree(old, new):
            parent = table.old.parents[old]
            linked = table.to_new[parent] if parent != NONE else NONE
            new = by_label.get((linked, table.old.segment(old)), NONE)
        if new != NONE and table.is_free(old, new):
            table.link(old, new)
