"""A real law in its source format: which pieces of the file make which provision, and where its label stands."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.source_text import MARK, Piece, find_label, join_pieces, split_source, tag_step

from regdrift.diff.marks import is_void
from regdrift.model.document import LegalDocument, Provision
from regdrift.parse import ReadHints, read

_COUNTER = re.compile(r"~\d+$")


@dataclass(slots=True, eq=False)
class Site:
    """One provision and its pieces."""

    provision: Provision
    runs: list[Piece] = field(default_factory=list)
    """Runs of the provision's own text, in order."""
    headings: list[Piece] = field(default_factory=list)
    block: list[Piece] = field(default_factory=list)
    """All pieces from its label to the end of its last sub-unit, with the elements around; empty where they are not
    apart from others."""
    label_piece: Piece | None = None
    """The piece that begins with the label, or is the label."""
    children: list[Site] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The provision's path."""
        return self.provision.path

    @property
    def core(self) -> str:
        """The last part of the path, without counter: the label as numbers and letters."""
        return _COUNTER.sub("", self.path.rpartition("/")[2]).removeprefix("art-")

    @property
    def is_whole_leaf(self) -> bool:
        """True where one run is all the provision's text and it has no sub-units, so that it can be moved about."""
        return bool(self.block) and len(self.runs) == 1 and not self.children and not self.provision.continuation

    def family(self) -> list[Site]:
        """The site and all its descendants."""
        return [self, *(item for child in self.children for item in child.family())]


@dataclass(slots=True)
class SourceLaw:
    """A law's source in pieces, read by the real parser."""

    name: str
    suffix: str
    """The file's name, which the parser takes as a hint."""
    pieces: list[Piece]
    document: LegalDocument
    marked: set[Piece]
    sites: list[Site]

    def groups(self) -> list[list[Site]]:
        """Siblings with blocks of their own, at least two."""
        by_parent: dict[str, list[Site]] = defaultdict(list)
        for site in self.sites:
            by_parent[site.path.rpartition("/")[0]].append(site)
        return [group for group in by_parent.values() if len(group) >= 2]


def read_law(file: Path, name: str) -> SourceLaw | None:
    """Read a file of law; None where marks would change how it is read."""
    pieces = split_source(file.read_bytes().decode("utf-8-sig"), file.name)
    document = parse(join_pieces(pieces), file.name)
    if document is None:
        return None
    for fewest in (1, 4, 8):
        found = _try_marks(pieces, document, file.name, fewest)
        if found is not None:
            return SourceLaw(name, file.name, pieces, document, *found)
    return None


def _try_marks(
    pieces: list[Piece], document: LegalDocument, name: str, fewest: int
) -> tuple[set[Piece], list[Site]] | None:
    """Mark the runs of ``fewest`` words or more; marks in headings and in front of lists may change the reading."""
    runs = {piece for piece in pieces if piece.kind == "run" and _count_words(piece.raw) >= fewest}
    first = parse(join_pieces(pieces, runs), name)
    if first is None:
        return None
    marked = {pieces[number] for item in first.provisions for number in marks_in(item.full_text)}
    for _ in range(8):
        tagged = parse(join_pieces(pieces, marked), name)
        odd = _odd_pieces(document, tagged, pieces) if tagged else None
        if odd is None or not marked:
            return None
        if not odd:
            assert tagged is not None
            return marked, _make_sites(pieces, marked, document, tagged, first)
        marked -= odd
    return None


def parse(source: str, name: str) -> LegalDocument | None:
    """Read a source with the real parser; None where it is unreadable."""
    found = read(source.encode(), ReadHints(name=name))
    return found if isinstance(found, LegalDocument) else None


def marks_in(text: str) -> list[int]:
    """Give the numbers of the marks in a text."""
    return [int(number) for number in MARK.findall(text)]


def _count_words(raw: str) -> int:
    label = find_label(raw)
    rest = re.sub(r"<[^>]*>", "", raw[label.end() if label else 0 :])
    return len(re.findall(r"[^\W\d_]{2,}", rest))


def _odd_pieces(plain: LegalDocument, tagged: LegalDocument, pieces: list[Piece]) -> set[Piece] | None:
    """Give the marked pieces that change how the law is read; None where its structure is another one."""
    if [item.path for item in plain.provisions] != [item.path for item in tagged.provisions]:
        known = {item.path for item in plain.provisions}
        odd = {pieces[at] for item in tagged.provisions if item.path not in known for at in marks_in(item.full_text)}
        return odd or None
    odd = set()
    for before, after in zip(plain.provisions, tagged.provisions, strict=True):
        numbers = marks_in(after.full_text)
        if numbers and (MARK.sub("", after.full_text) != before.full_text or is_void(before)):
            odd.update(pieces[at] for at in numbers)
    return odd


def _make_sites(
    pieces: list[Piece], marked: set[Piece], document: LegalDocument, tagged: LegalDocument, first: LegalDocument
) -> list[Site]:
    sites = [Site(item) for item in document.provisions]
    by_path = {site.path: site for site in sites}
    for site, item in zip(sites, tagged.provisions, strict=True):
        site.runs = [pieces[at] for at in sorted(marks_in(item.full_text))]
    if len(first.provisions) == len(sites):
        for site, item in zip(sites, first.provisions, strict=True):
            site.headings = [pieces[at] for at in marks_in(item.heading or "") if pieces[at] not in marked]
    for site in sites:
        parent = by_path.get(site.path.rpartition("/")[0])
        if parent is not None:
            parent.children.append(site)
    index = {piece: at for at, piece in enumerate(pieces)}
    owners = {piece: site for site in sites for piece in (*site.runs, *site.headings)}
    for site in sites:
        _find_block(site, pieces, index, owners)
    return sites


def _find_block(site: Site, pieces: list[Piece], index: dict[Piece, int], owners: dict[Piece, Site]) -> None:
    family = set(site.family())
    own = [index[piece] for member in family for piece in (*member.runs, *member.headings)]
    if not own:
        return
    start, end = min(own), max(own) + 1
    start = _find_label_piece(site, start, pieces, owners, index)
    span = _balance(pieces, start, end)
    if span is None:
        return
    inside = pieces[span[0] : span[1]]
    if all(owners[piece] in family for piece in inside if piece in owners):
        site.block = inside


def _find_label_piece(
    site: Site, start: int, pieces: list[Piece], owners: dict[Piece, Site], index: dict[Piece, int]
) -> int:
    """Find the piece with the label at, or a little before, the first words; give where the block begins then."""
    at, runs_back = start, 0
    while at >= 0 and runs_back < 3:
        piece = pieces[at]
        if piece.kind == "run":
            if piece in owners and owners[piece] is not site:
                return start
            label = find_label(piece.raw)
            if label and label_core(label[0]) == site.core:
                site.label_piece = piece
                return at
            runs_back += 1
        at -= 1
    return start


def label_core(label: str) -> str:
    """Give the letters and digits of a label as they stand in a path."""
    return re.sub(r"(?i)^(?:article|artikel|artículo|section|§)\s*|[^\w]", "", label).lower()


def _balance(pieces: list[Piece], start: int, end: int) -> tuple[int, int] | None:
    """Widen a span until its tags are balanced, and on to the outermost element that holds nothing else."""
    opened, closed = _imbalance(pieces[start:end])
    while closed and start > 0:
        start -= 1
        if pieces[start].kind == "run":
            return None
        closed -= tag_step(pieces[start])
    while opened and end < len(pieces):
        if pieces[end].kind == "run":
            return None
        opened += tag_step(pieces[end])
        end += 1
    if opened or closed:
        return None
    while True:
        before, after = start - 1, end
        while before >= 0 and pieces[before].kind == "gap":
            before -= 1
        while after < len(pieces) and pieces[after].kind == "gap":
            after += 1
        if before < 0 or after >= len(pieces) or (tag_step(pieces[before]), tag_step(pieces[after])) != (1, -1):
            return start, end
        start, end = before, after + 1


def _imbalance(pieces: list[Piece]) -> tuple[int, int]:
    """Give how many elements stay open, and how many are closed without having been opened."""
    opened = closed = 0
    for piece in pieces:
        step = tag_step(piece)
        if step < 0 and opened == 0:
            closed += 1
        else:
            opened += step
    return opened, closed
