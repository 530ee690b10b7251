"""Whether a publisher rebuilt the page rather than the lawmaker the law."""

from __future__ import annotations

import re

from regdrift.diff.align import Alignment
from regdrift.diff.order import NONE

MIN_PROVISIONS = 5
REBUILT_SHARE = 0.60
"""Share of all provisions that must have changed shape while their words stayed."""
_FIGURES = re.compile(r"\w+")


def was_rebuilt(alignment: Alignment) -> bool:
    """Tell whether most provisions kept their words and their numbers, but neither typography nor path.

    Renumbering is a lawmaker's work and does not count; nor do rewritten words.
    """
    total = max(len(alignment.old), len(alignment.new))
    if total < MIN_PROVISIONS:
        return False
    changed = sum(1 for new, old in enumerate(alignment.to_old) if old != NONE and _changed_shape(alignment, old, new))
    return changed >= REBUILT_SHARE * total


def _changed_shape(alignment: Alignment, old: int, new: int) -> bool:
    before, after = alignment.old.provisions[old], alignment.new.provisions[new]
    if alignment.old.exact(old) != alignment.new.exact(new):
        return alignment.old.folded(old) == alignment.new.folded(new)
    if before.path == after.path:
        return before.label != after.label
    return _figures(before.label) == _figures(after.label)


def _figures(label: str | None) -> str:
    return " ".join(found for found in _FIGURES.findall(label or "") if any(map(str.isdigit, found)) or len(found) == 1)
