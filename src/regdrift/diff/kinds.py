"""What happened to each provision: an alignment read as changes."""

from __future__ import annotations

from dataclasses import dataclass

from regdrift.diff.align import Alignment
from regdrift.diff.candidates import measure_similarity
from regdrift.diff.order import NONE, find_kept_order
from regdrift.diff.redline import make_redline, replace_text
from regdrift.diff.references import ReferenceStyle
from regdrift.diff.sides import ENUMERATION, AlignedSide
from regdrift.diff.split_merge import Division
from regdrift.model.change import ChangeKind, ProvisionChange, Side
from regdrift.model.document import ProvisionStatus
from regdrift.text.normalise import fold_label

REPLACED = 0.25
"""Similarity below which a redline shows the whole text as replaced: islands of chance words would mislead."""
LONG_WORDS = 20
"""A text of so many words cannot fall below ``REPLACED`` by the style of its references alone."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A change with its place among the others: newer index, and whether it is a loss before that place."""

    position: int
    is_kept: bool
    index: int
    change: ProvisionChange


class ChangeReader:
    """Reads the changes of one alignment, in the order of the newer document, losses where they were."""

    def __init__(self, alignment: Alignment, style: ReferenceStyle) -> None:
        self._alignment = alignment
        self._old = alignment.old
        self._new = alignment.new
        self._style = style
        self._kept = find_kept_order(alignment.to_new)

    def read(self) -> list[ProvisionChange]:
        """Give all changes of provisions."""
        changes = self._read()
        # A contradiction between translated references shows only when all of them have been read.
        return self._read() if self._style.has_conflict else changes

    def _read(self) -> list[ProvisionChange]:
        alignment = self._alignment
        divided_old = {split.whole for split in alignment.splits} | {
            piece for merge in alignment.merges for piece in merge.pieces
        }
        placed = [_Placed(item.pieces[0], True, item.pieces[0], self._split(item)) for item in alignment.splits]
        placed += [_Placed(item.whole, True, item.whole, self._merge(item)) for item in alignment.merges]
        for new, old in enumerate(alignment.to_old):
            if old != NONE and old in divided_old:
                continue
            change = (self._new_copy(new) or self._added(new)) if old == NONE else self._linked(old, new)
            if change is not None:
                placed.append(_Placed(new, True, new, change))
        placed.extend(self._losses())
        placed.sort(key=lambda item: (item.position, item.is_kept, item.index))
        return [item.change for item in placed]

    def _losses(self) -> list[_Placed]:
        """Give what is gone, each right after the provision that stood before it and kept its place."""
        losses, position = [], 0
        for old, new in enumerate(self._alignment.to_new):
            if self._kept[old]:
                position = new + 1
            elif new == NONE and self._old.has_law(old):
                losses.append(_Placed(position, False, old, self._lost_copy(old) or self._repealed(old)))
        return losses

    def _lost_copy(self, old: int) -> ProvisionChange | None:
        """Give an editorial change where the provision was printed twice and the other print is still there."""
        twin = self._old.find_twin(old)
        still = self._alignment.to_new[twin] if twin != NONE else NONE
        if still == NONE or self._old.folded(twin) != self._new.folded(still):
            return None
        return self._pair(ChangeKind.EDITORIAL, old, still, 1.0)

    def _new_copy(self, new: int) -> ProvisionChange | None:
        """Give an editorial change where the provision is now printed twice: no word of law is new."""
        twin = self._new.find_twin(new)
        source = self._alignment.to_old[twin] if twin != NONE else NONE
        if source == NONE or self._new.folded(twin) != self._old.folded(source):
            return None
        return self._pair(ChangeKind.EDITORIAL, source, new, 1.0)

    def _linked(self, old: int, new: int) -> ProvisionChange | None:
        before, after = self._old.provisions[old], self._new.provisions[new]
        same_place = self._is_same_place(old, new)
        if self._old.exact(old) == self._new.exact(new) and before.status == after.status:
            return None if same_place else self._pair(self._place_kind(old), old, new, 1.0)
        was_void, is_now_void = self._old.is_void(old), self._new.is_void(new)
        if was_void and is_now_void:
            return self._pair(ChangeKind.EDITORIAL, old, new, 1.0)
        if is_now_void:
            return self._repealed(old)
        if was_void:
            return self._added(new)
        similarity = measure_similarity(self._old.words(old), self._new.words(new))
        is_other = similarity < REPLACED and len(self._old.words(old)) >= LONG_WORDS
        if not is_other and self._is_same_law(old, new):
            return self._unchanged_law(old, new, same_place)
        return self._pair(ChangeKind.AMENDED, old, new, min(similarity, 0.9999))

    def _unchanged_law(self, old: int, new: int, same_place: bool) -> ProvisionChange | None:
        before, after = self._old.provisions[old].status, self._new.provisions[new].status
        if before is ProvisionStatus.NOT_YET and after is ProvisionStatus.IN_FORCE:
            return self._pair(ChangeKind.STAGE, old, new, 1.0)
        if not same_place:
            return self._pair(self._place_kind(old), old, new, 1.0)
        if self._old.exact(old) == self._new.exact(new):
            return None
        return self._pair(ChangeKind.EDITORIAL, old, new, 1.0)

    def _is_same_law(self, old: int, new: int) -> bool:
        before, after = self._old.folded(old), self._new.folded(new)
        if before == after:
            return True
        old_heading, new_heading = before[0], after[0]
        if old_heading != new_heading and not self._is_same_place(old, new):
            old_heading, new_heading = ENUMERATION.sub("", old_heading), ENUMERATION.sub("", new_heading)
        return self._style.is_same_law("\n".join((old_heading, *before[1:])), "\n".join((new_heading, *after[1:])))

    def _is_same_place(self, old: int, new: int) -> bool:
        """Equal path or equal citation; a citation that changed because the law was renamed is no new place.

        What has no number and left the order of its neighbours has another place all the same.
        """
        if self._old.paths[old] == self._new.paths[new]:
            return True
        if self._old.place(old) == self._new.place(new):
            return self._kept[old] or self._old.is_numbered(old)
        before, after = self._old.provisions[old].citation, self._new.provisions[new].citation
        return before is not None and after is not None and fold_label(before) == fold_label(after)

    def _place_kind(self, old: int) -> ChangeKind:
        return ChangeKind.RENUMBERED if self._kept[old] else ChangeKind.MOVED

    def _pair(self, kind: ChangeKind, old: int, new: int, similarity: float) -> ProvisionChange:
        before, after = make_side(self._old, old), make_side(self._new, new)
        redline = (replace_text if similarity < REPLACED else make_redline)(before.text, after.text)
        return ProvisionChange(kind, (before,), (after,), redline, similarity)

    def _added(self, new: int) -> ProvisionChange | None:
        if not self._new.has_law(new):
            return None
        side = make_side(self._new, new)
        return ProvisionChange(ChangeKind.ADDED, (), (side,), replace_text("", side.text), 0.0)

    def _repealed(self, old: int) -> ProvisionChange:
        side = make_side(self._old, old)
        return ProvisionChange(ChangeKind.REPEALED, (side,), (), replace_text(side.text, ""), 0.0)

    def _split(self, split: Division) -> ProvisionChange:
        befores = (make_side(self._old, split.whole),)
        afters = tuple(make_side(self._new, piece) for piece in split.pieces)
        return self._divided(ChangeKind.SPLIT, befores, afters)

    def _merge(self, merge: Division) -> ProvisionChange:
        befores = tuple(make_side(self._old, piece) for piece in merge.pieces)
        return self._divided(ChangeKind.MERGED, befores, (make_side(self._new, merge.whole),))

    def _divided(self, kind: ChangeKind, befores: tuple[Side, ...], afters: tuple[Side, ...]) -> ProvisionChange:
        redline = make_redline("\n".join(side.text for side in befores), "\n".join(side.text for side in afters))
        kept = sum(len(text) for mark, text in redline if mark == "=")
        total = sum(len(side.text) for side in (*befores, *afters))
        return ProvisionChange(kind, befores, afters, redline, min(2 * kept / total, 1.0) if total else 1.0)


def make_side(side: AlignedSide, index: int) -> Side:
    """Give one side of a change, with the lead-ins of the ancestors that have text, outermost first."""
    provision = side.provisions[index]
    context: list[str] = []
    parent = side.parents[index]
    while parent != NONE:
        if side.provisions[parent].text:
            context.append(side.provisions[parent].text)
        parent = side.parents[parent]
    return Side(
        path=provision.path,
        label=provision.label,
        heading=provision.heading,
        text=provision.full_text,
        citation=provision.citation,
        context=tuple(reversed(context)),
    )
