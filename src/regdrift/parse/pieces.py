"""Pieces: blocks of which it is known what they are in a law, before they are placed under one another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from regdrift.model.document import NoteKind


class Role(StrEnum):
    """What a block is in the law."""

    TITLE = "title"
    DIVISION = "division"
    """Title, part, chapter: groups sections."""
    SECTION = "section"
    ANNEX = "annex"
    UNIT = "unit"
    """A numbered unit below a section: printed labels, and a heading or text or both."""
    HEADING = "heading"
    """An unnumbered heading: of the passages below it, where these are no numbered sections."""
    TEXT = "text"
    ROW = "row"
    NOTE_HEADING = "note_heading"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Piece:
    """One block with its role.

    ``label`` is the printed name of a division, section or annex (``§ 6501``), ``number`` its number alone
    (``6501``); ``labels`` are the printed labels of a unit, outermost first.
    """

    role: Role
    text: str = ""
    label: str | None = None
    number: str | None = None
    heading: str | None = None
    level: int = 0
    """Rank of a division or heading (1 is highest), or depth of indentation of a unit or text."""
    labels: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    """The whole chain of labels below the section, where the page states it; empty where it must be found."""
    note_kind: NoteKind = NoteKind.EDITORIAL
