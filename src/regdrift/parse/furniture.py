"""What stands round the law on a page: banners, breadcrumbs, buttons, dates of update, names of the site.

Lines before the first section of a text that has sections are no law unless they run on like a preamble. What they
say is kept as front matter, so that a notice ("repealed on …") is never lost; bare controls are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from regdrift.model.document import NoteKind
from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.heads import read_head
from regdrift.parse.numbering import split_labels
from regdrift.parse.pieces import Piece, Role
from regdrift.parse.stage import is_status_heading

_LONGEST_LINE = 140
_LONGEST_NOTICE = 300
"""Letters of a notice; a preamble has more."""
_LONGEST_TRAIL = 600
"""Letters behind the law's element that may be site furniture; more is kept as text."""
_FEWEST_WORDS = 5
_CONTROL = re.compile(
    r"(?:share(?: (?:this|on|via|by|with)\b.{0,40})?|tweet|facebook|linkedin|whatsapp|twitter|e-?mail(?: this page)?|"
    r"print(?: (?:this|version|page|view)\b.{0,30})?|copy (?:link|citation|url)|permalink|link|cite(?: this)?|"
    r"(?:back|return|go) to (?:the )?(?:top|contents|search results)(?: of (?:the )?page)?|top(?: of (?:the )?page)?|"
    r"previous(?: \w+)?|next(?: \w+)?|menu|search|close|feedback|subscribe|follow us|download(?: (?:as )?\w+)?|"
    r"partager(?: (?:sur|par|cette)\b.{0,40})?|imprimer(?: la page)?|copier le lien|"
    r"(?:retour en )?haut de (?:la )?page|retour en haut|précédent|suivant|télécharger(?: \w+)?|"
    r"teilen|drucken|nach oben|seitenanfang|zurück|weiter|compartir|imprimir|volver arriba|anterior|siguiente)"
    r"(?:\s*[|·•/,]\s*(?:share|tweet|facebook|linkedin|whatsapp|x|twitter|e-?mail|print|link|partager|imprimer|"
    r"teilen|drucken|compartir|imprimir))*\s*[.>»›→↑^]*",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"links?|search|menu|close|top|feedback|subscribe|cite|print|e-?mail|next|previous|back|weiter|zurück|suivant|"
    r"précédent|anterior|siguiente",
    re.IGNORECASE,
)
"""Words that a law may define or head a passage with: controls only where they are links."""
_KEPT = frozenset({BlockKind.ROW, BlockKind.HEADING})
_CRUMBS = re.compile(
    r"(?:you are here\s*:\s*|vous êtes ici\s*:\s*|sie sind hier\s*:\s*)?"
    r"(?:home|start|accueil|startseite|inicio)(?:\s*(?:[>›»/|→]|::)\s*[^>›»|→]{1,80})+",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)\s*(?:19|20)\d\d|copyright\b).{0,100}", re.IGNORECASE)
_UPDATED = re.compile(
    r"(?:(?:this )?(?:page|site|content|document)?\s*(?:was )?(?:last )?(?:updated|modified|reviewed|revised)(?: on)?|"
    r"(?:page |date of )?last (?:update|change|review)|current (?:as of|through)|"
    r"(?:date de )?(?:dernière )?mise à jour(?: le)?|mis à jour le|zuletzt (?:geändert|aktualisiert)(?: am)?|"
    r"letzte (?:änderung|aktualisierung)|última actualización|actualizado el)\b\s*:?\s*.{0,40}\d.{0,30}",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"(?:illustration|disclaimer|avertissement|haftungsausschluss|aviso legal|legal notice)\s*[:.—–-]", re.IGNORECASE
)
_PREAMBLE = re.compile(
    r"(?:be it enacted|be it resolved|whereas|having regard|have adopted|has adopted|hereby|"
    r"the people of the state|enacts? as follows|vu\b|considérant|décrète|arrête|der bundestag|auf grund|aufgrund)",
    re.IGNORECASE,
)


def drop_controls(blocks: Iterable[Block]) -> Iterator[Block]:
    """Give the blocks without buttons, breadcrumbs and copyright lines; dates of update and disclaimers as notes."""
    for block in blocks:
        text = block.text
        if block.note or block.chain or block.number or len(text) > _LONGEST_NOTICE or block.kind in _KEPT:
            yield block
        elif len(text) <= _LONGEST_LINE and _is_control(block):
            continue
        elif _UPDATED.fullmatch(text) or _DISCLAIMER.match(text):
            yield replace(block, kind=BlockKind.PARAGRAPH, note=True, furniture=True, lines=())
        else:
            yield block


def _is_control(block: Block) -> bool:
    if _TERM.fullmatch(block.text):
        return block.linked
    return any(pattern.fullmatch(block.text) for pattern in (_CONTROL, _CRUMBS, _COPYRIGHT))


def drop_trailing_links(blocks: Sequence[Block]) -> list[Block]:
    """Give the blocks up to the last one that is no bare link: menus stand at the end of pages."""
    end = len(blocks)
    while end and blocks[end - 1].linked and not _is_law(blocks[end - 1]):
        end -= 1
    return list(blocks[:end])


def trailing_notes(blocks: Sequence[Block]) -> list[Block] | None:
    """Give what is worth keeping of the blocks behind the law's element; None where they may be law themselves."""
    plain = [block for block in blocks if not block.note]
    if any(_is_law(block) or len(block.text) > _LONGEST_NOTICE for block in plain):
        return None
    if sum(len(block.text) for block in plain) > _LONGEST_TRAIL and not all(block.linked for block in plain):
        return None
    return [
        block if block.note else replace(block, note=True, furniture=True, lines=(), kind=BlockKind.PARAGRAPH)
        for block in blocks
        if block.note or _is_statement(block.text)
    ]


def _is_law(block: Block) -> bool:
    """True for what only the law has: rows of data, labels, heads, numbers of a list that is no menu."""
    if block.kind is BlockKind.ROW or block.chain:
        return True
    if block.number is not None and not block.linked:
        return True
    head = read_head(block.text, block.kind is BlockKind.HEADING, block.level)
    return head is not None or bool(split_labels(block.text)[0])


def _is_statement(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS and text.rstrip().endswith((".", "!"))


def set_apart_front(pieces: Sequence[Piece]) -> list[Piece]:
    """Make the short lines before the first section front matter, their headings with them.

    A text without sections (guidance) stays as it is, and so does a preamble: running text, or words of enactment.
    """
    start = next((index for index, piece in enumerate(pieces) if piece.role is Role.SECTION), None)
    if start is None:
        return list(pieces)
    before = list(_status_lines(pieces[:start]))
    first = next((i for i, piece in enumerate(before) if piece.role in (Role.DIVISION, Role.ANNEX)), start)
    front = before[:first]
    if any(piece.role is Role.UNIT for piece in front):
        return list(pieces)
    kept = _joined([_as_front(piece, _belongs(front, index)) for index, piece in enumerate(front)])
    return [*kept, *before[first:], *pieces[start:]]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Join notices that follow each other into one note."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if before and before.role is piece.role is Role.NOTE and before.note_kind is piece.note_kind:
            joined[-1] = replace(before, text=f"{before.text}\n{piece.text}")
        else:
            joined.append(piece)
    return joined


def _belongs(front: Sequence[Piece], index: int) -> bool:
    """True where a piece of the front is no law: a short line, or a heading over nothing but short lines."""
    piece = front[index]
    if piece.role is not Role.HEADING:
        return _is_notice(piece)
    below = next((i for i in range(index + 1, len(front)) if front[i].role is Role.HEADING), len(front))
    return all(_is_notice(other) for other in front[index + 1 : below])


def _is_notice(piece: Piece) -> bool:
    return len(piece.text) <= _LONGEST_NOTICE and not _PREAMBLE.match(piece.text)


def _as_front(piece: Piece, is_front: bool) -> Piece:
    if not is_front:
        return piece
    match piece.role:
        case Role.HEADING:
            return replace(piece, role=Role.NOTE_HEADING, note_kind=NoteKind.FRONT_MATTER)
        case Role.TEXT | Role.ROW:
            return replace(piece, role=Role.NOTE, note_kind=NoteKind.FRONT_MATTER)
        case _:
            return piece


def _status_lines(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Make a passage on the stage of a bill or rule front matter where it stands below a title or part."""
    inside = False
    for piece in pieces:
        opens = piece.role in (Role.TEXT, Role.HEADING) and is_status_heading(piece.text)
        inside = opens or (inside and piece.role in (Role.TEXT, Role.ROW) and _is_notice(piece))
        if opens:
            yield replace(piece, role=Role.NOTE_HEADING, note_kind=NoteKind.FRONT_MATTER)
        else:
            yield _as_front(piece, inside)
