"""The United States Code in Markdown: ``### §6501. Definitions``, ``#### (1) Child``, then flush paragraphs.

After the section comes its source credit in brackets, and after the credit nothing is law: amendments, effective
dates, short titles, and notes that announce an amendment that is not yet in force (``Amendment of Subsection (a)``:
Office of the Law Revision Counsel, "Detailed Guide to the United States Code", part IV).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from regdrift.model.document import NoteKind
from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.heads import read_head
from regdrift.parse.outline import read_block, unit_labels
from regdrift.parse.pieces import Piece, Role

SECTION_HEAD = re.compile(r"^#{1,6}[ \t]+\[?§+\s?\d[\w–-]*[.,]", re.MULTILINE)
_CREDIT = re.compile(
    r"\((?:Pub\. ?L\.|Added (?:Pub\. ?L\.|[A-Z][a-z]+\.? \d)|R\.S\. ?§|"
    r"(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*\.? \d{1,2}, \d{4}, (?:ch|Pub)\.)"
)
_PENDING_HEADING = re.compile(
    r"Amendment of (?:Sections?|Subsecs?|Subsections?|Paragraphs?|Pars?|Subparagraphs?|Clauses?|Analysis|"
    r"Chapter|Repeal)\b|Repeal of Section\b",
    re.IGNORECASE,
)
_PENDING_TEXT = re.compile(
    r"provided that, effective\b.{0,600}?\b(?:is|are) (?:amended|repealed|redesignated|struck)", re.DOTALL
)
_NOTE_HEADINGS = re.compile(
    r"(?:Editorial Notes|Statutory Notes|References in Text|Amendments|Codification|Prior Provisions|"
    r"Effective (?:and Termination )?Date|Short Title|"
    r"Effective Date of|Savings|Transfer of Functions|Regulations|Change of Name|Construction|"
    r"Severability|Findings|Executive Documents|"
    r"Statutory Notes and Related Subsidiaries|Repeal|Termination of|Similar Provisions)\b"
)
_FOOTNOTE = re.compile(r"\d{1,2} (?:So in original|See |Probably|The |Another )")
_REPEALED_HEAD = re.compile(r"\[(?P<head>§.*)\]?$", re.DOTALL)


def read_us_code(blocks: Iterable[Block]) -> Iterator[Piece]:
    """Give the pieces of one or more sections of the Code."""
    in_notes = False
    for block in blocks:
        heading = block.kind is BlockKind.HEADING
        section = _section(block) if heading else None
        if section is not None:
            in_notes = False
            yield section
        elif in_notes:
            yield _note(block)
        elif heading and not unit_labels(block.text)[0] and _NOTE_HEADINGS.match(block.text):
            in_notes = True
            yield _note(block)
        elif not heading and _CREDIT.match(block.text):
            in_notes = True
            yield Piece(Role.NOTE, block.text, note_kind=NoteKind.SOURCE_CREDIT)
        elif heading and not unit_labels(block.text)[0]:
            yield Piece(Role.TEXT, block.text)
        else:
            yield from read_block(block)


def _section(block: Block) -> Piece | None:
    text = block.text
    repealed = _REPEALED_HEAD.fullmatch(text)
    if repealed:
        text = repealed["head"].rstrip("]")
    if not text.startswith("§"):
        return None
    head = read_head(text, True, block.level)
    return head if head is not None and head.role is Role.SECTION else None


def _note(block: Block) -> Piece:
    """A heading opens a note; inside an announced amendment the headings of the coming text are its text."""
    text = block.text
    if block.kind is not BlockKind.HEADING:
        if _FOOTNOTE.match(text):
            return Piece(Role.NOTE_HEADING, text, note_kind=NoteKind.FOOTNOTE)
        return Piece(Role.NOTE, text)
    if unit_labels(text)[0] or text.startswith(('"', "“", "'")):
        return Piece(Role.NOTE, text)
    if _PENDING_HEADING.match(text):
        return Piece(Role.NOTE_HEADING, text, note_kind=NoteKind.PENDING_AMENDMENT)
    if text.startswith("Amendments"):
        return Piece(Role.NOTE_HEADING, text, note_kind=NoteKind.AMENDMENT_HISTORY)
    return Piece(Role.NOTE_HEADING, text, note_kind=NoteKind.EDITORIAL)


def is_pending(text: str) -> bool:
    """True for a note that says an amendment takes effect on a later date."""
    return bool(_PENDING_TEXT.search(text[:2000]))


def names_pending(heading: str) -> bool:
    """True for the heading of a note that announces an amendment (``Amendment of Subsection (a)``)."""
    return bool(_PENDING_HEADING.match(heading))
