"""German acts in Markdown (gesetze-im-internet.de): ``# § 1 – Heading``, ``(1)``, ``1.``, ``a)``, ``aa)``.

The ``Inhaltsübersicht`` is no law; ``(+++ … +++)`` are notes of the documentation office; ``*`` opens a footnote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from regdrift.model.document import NoteKind
from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.outline import read_block
from regdrift.parse.pieces import Piece, Role

SECTION_HEAD = re.compile(r"^#{1,4}[ \t]+(?:§{1,2}|Art\.?|Artikel)[ \t]?\d+[a-z]?\b[^\n]*[–—-]", re.MULTILINE)
_CONTENTS = re.compile(r"Inhalts(?:übersicht|verzeichnis)", re.IGNORECASE)
_REMARK = re.compile(r"\(\+{3}|Fußnote|\*+\)?\s|Nichtamtliches Inhaltsverzeichnis")
_ISSUED = re.compile(r"Ausfertigungsdatum:")
_SHORT_TITLE = re.compile(r"^\[(?P<short>[^\]]{1,40})\]\s*(?P<title>.*)$")
_PARENTHESIS = re.compile(r"\((?P<inner>[^()]{2,120})\)\s*$")


def read_german(blocks: Iterable[Block]) -> Iterator[Piece]:
    """Give the pieces of an act."""
    contents = started = False
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            contents = bool(_CONTENTS.match(block.text))
            pieces = list(read_block(block))
            opens = any(piece.role in (Role.SECTION, Role.ANNEX, Role.DIVISION) for piece in pieces)
            if contents or (not started and not opens):
                continue
            started = True
            yield from pieces
        elif _REMARK.match(block.text):
            yield Piece(
                Role.NOTE, block.text, note_kind=NoteKind.FOOTNOTE if block.text.startswith("*") else NoteKind.EDITORIAL
            )
        elif _ISSUED.match(block.text):
            yield Piece(Role.NOTE, block.text, note_kind=NoteKind.FRONT_MATTER)
        elif not contents:
            yield from read_block(block)


def read_title(text: str) -> tuple[str, str | None]:
    """Give an act's title without its short form, and the short form by which it is cited.

    ``Bundesdatenschutzgesetz  (BDSG)`` → ``("Bundesdatenschutzgesetz", "BDSG")``.
    """
    text = " ".join(text.split())
    bracketed = _SHORT_TITLE.match(text)
    short = bracketed["short"] if bracketed else None
    text = bracketed["title"] if bracketed else text
    match = _PARENTHESIS.search(text)
    if match is None:
        return text.rstrip("* "), short
    inner = match["inner"].rsplit(" - ", 1)[-1].strip()
    return text[: match.start()].rstrip("* "), short or inner
