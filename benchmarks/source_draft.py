"""A law while it is edited, and the steps that several kinds of edit share."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.label_series import LabelSeries
from benchmarks.source_law import Site, SourceLaw
from benchmarks.source_text import Piece, body_start, find_label, find_words
from benchmarks.source_words import WordDonor, amend, replace_body

Operation = Callable[["Draft"], bool]


@dataclass
class Draft:
    """A law while it is edited."""

    law: SourceLaw
    rng: random.Random
    donor: WordDonor
    pieces: list[Piece] = field(default_factory=list)
    used: set[Site] = field(default_factory=set)
    """Sites that an edit touched: no other edit touches them, or their ancestors' text."""
    operations: dict[Site, str] = field(default_factory=dict)
    """The operation done to each provision of the older law."""
    ordered: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Copy the pieces, so that the law can be edited again."""
        self.pieces = list(self.law.pieces)
        self.saved = {piece: piece.raw for piece in self.pieces}
        self.saved_origins = {piece: piece.origins for piece in self.pieces}

    def restore(self) -> None:
        """Undo every edit of the pieces' text."""
        for piece, raw in self.saved.items():
            piece.raw, piece.origins, piece.is_new, piece.operation = raw, self.saved_origins[piece], False, ""

    def place(self, piece: Piece) -> int:
        """Give a piece's place now."""
        return self.pieces.index(piece)

    def is_free(self, sites: list[Site]) -> bool:
        """Tell whether no edit has touched any of the sites."""
        return self.used.isdisjoint(sites)

    def lock(self, sites: list[Site]) -> None:
        """Keep other edits away."""
        self.used.update(sites)

    def cut(self, block: list[Piece]) -> list[Piece]:
        """Take a block out."""
        at = self.place(block[0])
        found = self.pieces[at : at + len(block)]
        del self.pieces[at : at + len(block)]
        return found

    def put_after(self, site_block: list[Piece], block: list[Piece]) -> None:
        """Put a block after another one, with a gap like the one that stands there."""
        at = self.place(site_block[-1]) + 1
        before = self.place(site_block[0]) - 1
        gap = self.pieces[before].raw if before >= 0 and self.pieces[before].kind == "gap" else ""
        ends_line = site_block[-1].raw.endswith("\n") or gap.startswith("\n")
        self.pieces[at:at] = [Piece(gap if ends_line else f"\n{gap}", "gap"), *block]


def pick_site(draft: Draft, test: Callable[[Site], bool]) -> Site | None:
    """Pick a site that no edit has touched and that passes a test; None where there is none."""
    fitting = [site for site in draft.law.sites if site not in draft.used and test(site)]
    return draft.rng.choice(fitting) if fitting else None


def words_of(site: Site) -> int:
    """Count the words of a site's own text."""
    return sum(len(find_words(run.raw, body_start(run.raw))) for run in site.runs)


def amend_site(draft: Draft, site: Site, share: float, operation: str) -> bool:
    """Change a share of the words of a site; tell whether they are other words now."""
    draft.lock([site])
    changed = amend(draft.rng, site.runs[0].raw, share, draft.donor)
    if changed is None:
        return False
    site.runs[0].raw = changed
    draft.operations[site] = operation
    return True


def series_of(group: list[Site]) -> LabelSeries | None:
    """Give the series of a group whose members all have a label of their own that can be printed anew."""
    labels = []
    for site in group:
        if site.label_piece is None or not site.block:
            return None
        found = find_label(site.label_piece.raw)
        if found is None or find_label(site.label_piece.raw[found.end() :].lstrip()):
            return None
        labels.append(found[0])
    return LabelSeries.of(labels)


def pick_group(draft: Draft, fewest: int) -> tuple[list[Site], LabelSeries] | None:
    """Pick siblings that no edit has touched, with the series of their labels."""
    groups = [
        (group, series)
        for group in draft.law.groups()
        if len(group) >= fewest
        and draft.is_free([member for site in group for member in site.family()])
        and (series := series_of(group)) is not None
    ]
    return draft.rng.choice(groups) if groups else None


def relabel(labelled: list[Piece], series: LabelSeries) -> None:
    """Print the labels anew, in the order of a series."""
    for place, piece in enumerate(labelled):
        found = find_label(piece.raw)
        if found:
            piece.raw = piece.raw[: found.start()] + series.at(place) + piece.raw[found.end() :]


def lock_group(draft: Draft, group: list[Site]) -> None:
    """Keep other edits away from siblings and all below them."""
    draft.lock([member for site in group for member in site.family()])


def copy_leaf(draft: Draft, model: Site, words: str) -> tuple[list[Piece], Piece]:
    """Give a new unit built like a leaf, with other words; also the piece with its label."""
    block = [piece.copy() for piece in model.block]
    twins = dict(zip(model.block, block, strict=True))
    run = twins[model.runs[0]]
    replace_body(run, words)
    run.is_new = True
    label = twins[model.label_piece] if model.label_piece else run
    for piece in block:
        if piece.kind == "run" and piece is not run and (piece is not label or _has_heading(piece)):
            replace_body(piece, draft.donor.phrase(3))
    return block, label


def _has_heading(piece: Piece) -> bool:
    return bool(find_words(piece.raw, body_start(piece.raw)))


def relabel_one(piece: Piece, label: str) -> None:
    """Print one label anew."""
    found = find_label(piece.raw)
    if found:
        piece.raw = piece.raw[: found.start()] + label + piece.raw[found.end() :]
