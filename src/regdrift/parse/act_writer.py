"""Writes the provisions of an act whose markup says what stands under what: divisions, sections, units, annexes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from regdrift.model.document import NoteKind, ProvisionKind, ProvisionStatus
from regdrift.parse.assemble import Cite
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.labels import join_labels, label_key, slug
from regdrift.parse.pieces import Piece, Role
from regdrift.parse.status import read_status

_BULLETS = frozenset("-–—•·*▪")


@dataclass(frozen=True, slots=True)
class Place:
    """The unit that takes the next text: its path, its section, and the labels from there."""

    path: str
    section: Piece
    chain: tuple[str, ...] = ()


class ActWriter:
    """Collects one act; sections stand at the root (or below their annex), so that a moved chapter keeps them."""

    def __init__(self, cite: Cite) -> None:
        """Begin an act that is cited so."""
        self.builder = ProvisionBuilder()
        self._cite = cite
        self._groups: list[tuple[int, str]] = []
        self._annex: str | None = None

    def division(self, rank: int, label: str | None, heading: str | None) -> str:
        """Open a title, part or chapter; ``rank`` 1 is the highest. Gives its path."""
        while self._groups and self._groups[-1][0] >= rank:
            self._groups.pop()
        parent = self._groups[-1][1] if self._groups else self._annex
        path = self.builder.add(
            parent, slug(label or heading or "division"), label=label, heading=heading, kind=ProvisionKind.DIVISION,
            status=read_status(heading, ""),
        )  # fmt: skip
        self._groups.append((rank, path))
        return path

    def section(self, section: Piece, key: str, status: ProvisionStatus | None = None) -> Place:
        """Open a section or article under the last part of its path, ``key``."""
        path = self.builder.add(
            self._annex, key, label=section.label, heading=section.heading, kind=ProvisionKind.SECTION,
            citation=self._cite(section, ()), status=status or read_status(section.heading, ""),
        )  # fmt: skip
        return Place(path, section)

    def annex(self, label: str, heading: str | None, number: str | None = None) -> Place:
        """Open an annex; what follows stands below it."""
        piece = Piece(Role.ANNEX, label=label, number=number)
        self._annex = self.builder.add(
            None, slug(label), label=label, heading=heading, kind=ProvisionKind.ANNEX, citation=self._cite(piece, ())
        )
        self._groups = []
        return Place(self._annex, piece)

    def unit(self, place: Place, label: str, heading: str | None = None, text: str = "") -> Place:
        """Open a numbered unit below a place."""
        chain = (*place.chain, label)
        path = self.builder.add(
            place.path, label_key(label) or slug(label) or "unit", label=join_labels(chain), heading=heading,
            text=text, citation=self._cite(place.section, chain), status=read_status(heading, text),
        )  # fmt: skip
        return replace(place, path=path, chain=chain)

    def passage(self, heading: str | None, text: str = "") -> Place:
        """Open a passage outside all sections, which its heading identifies."""
        path = self.builder.add(
            self._annex, slug(heading or "text"), heading=heading, text=text, kind=ProvisionKind.TEXT
        )
        return Place(path, Piece(Role.HEADING, heading=heading))

    def recital(self, number: str, text: str, act: str | None) -> str:
        """Add a recital of a European act."""
        cited = f"Recital {number}{f' {act}' if act else ''}"
        return self.builder.add(
            None, f"recital-{number}", label=f"({number})", text=text, kind=ProvisionKind.RECITAL, citation=cited
        )

    def write(self, place: Place, text: str) -> None:
        """Add a paragraph to a unit: to its own text, or after its sub-units."""
        if not text.strip():
            return
        if self.builder.has_units(place.path):
            self.builder.append_continuation(place.path, text)
            return
        self.builder.append_text(place.path, text)
        item = self.builder.get(place.path)
        if item.status is ProvisionStatus.IN_FORCE:
            self.builder.set_status(place.path, read_status(item.heading, item.text))

    def table(self, place: Place, rows: list[str]) -> None:
        """Add a table of data below a place, a row a line."""
        if rows:
            self.builder.add(place.path, "table", text="\n".join(rows), kind=ProvisionKind.TABLE)

    def note(self, kind: NoteKind, text: str, place: Place | None = None, heading: str | None = None) -> None:
        """Add a note to a place, or to the whole act."""
        self.builder.add_note(kind, text, heading, place.path if place else None)


def is_bullet(label: str) -> bool:
    """True for a dash or dot that only sets a line apart: no label, because lawyers do not cite it."""
    return bool(label) and all(sign in _BULLETS for sign in label)
