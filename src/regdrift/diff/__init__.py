"""Two documents → what changed, provision by provision.

Pure: the same two documents always give the same changes in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass

from regdrift.diff.align import Alignment, align_provisions
from regdrift.diff.announcements import find_pending, find_stage
from regdrift.diff.kinds import ChangeReader
from regdrift.diff.listings import split_rolled_off
from regdrift.diff.order import NONE
from regdrift.diff.plausibility import find_loss
from regdrift.diff.rebuilt import was_rebuilt
from regdrift.diff.redline import make_redline
from regdrift.diff.references import ReferenceStyle
from regdrift.model.analysis import Link
from regdrift.model.change import ProvisionChange
from regdrift.model.document import LegalDocument

__all__ = ["DocumentDiff", "compare_documents", "find_loss", "make_redline"]


@dataclass(frozen=True, slots=True)
class DocumentDiff:
    """What one comparison of two documents found."""

    changes: tuple[ProvisionChange, ...]
    """The stage first, then provisions in the order of the newer document (losses where they were), then
    announcements."""
    links: tuple[Link, ...]
    """(older path, newer path), unchanged ones included, in the order of the newer document; then the lost ones."""
    restructured: bool
    """True where the site was rebuilt: most provisions changed place or typography at once while the words stayed."""


def compare_documents(old: LegalDocument, new: LegalDocument) -> DocumentDiff:
    """Compare two readings of one source; both should come from the same parser version."""
    old, rolled_off = split_rolled_off(old, new)
    alignment = align_provisions(old, new)
    reader = ChangeReader(alignment, ReferenceStyle.of((old, new)))
    changes = [*find_stage(old, new), *reader.read(), *find_pending(old, new)]
    links = (*_make_links(alignment), *((item.path, None) for item in rolled_off))
    return DocumentDiff(tuple(changes), links, was_rebuilt(alignment))


def _make_links(alignment: Alignment) -> tuple[Link, ...]:
    old_paths, new_paths = alignment.old.paths, alignment.new.paths
    merged = {merge.whole: merge.pieces for merge in alignment.merges}
    links: list[Link] = []
    for new, old in enumerate(alignment.to_old):
        if new in merged:
            links.extend((old_paths[piece], new_paths[new]) for piece in merged[new])
        else:
            links.append((old_paths[old] if old != NONE else None, new_paths[new]))
    links.extend((old_paths[old], None) for old, new in enumerate(alignment.to_new) if new == NONE)
    return tuple(links)
