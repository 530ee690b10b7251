"""Changes that are not of the text: announced amendments, and the stage of a bill or rule."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Indel

from regdrift.diff.redline import make_redline
from regdrift.model.change import ChangeKind, ProvisionChange, Side
from regdrift.model.document import LegalDocument, Note, NoteKind
from regdrift.text.normalise import fold
from regdrift.text.tokens import find_words

SAME_NOTE = 0.90
"""Share of words kept from which on two notes are one; a codifier rewords its notes."""


def find_pending(old: LegalDocument, new: LegalDocument) -> list[ProvisionChange]:
    """Give a ``pending`` change for each announcement of the newer document that the older one did not print."""
    known = {tuple(words): None for words in map(_read_words, _announcements(old))}
    provisions = {provision.path: provision for provision in new.provisions}
    found = []
    for note in _announcements(new):
        words = _read_words(note)
        if tuple(words) in known or any(_is_same(words, other) for other in known):
            continue
        known[tuple(words)] = None
        provision = provisions.get(note.provision_path or "")
        side = Side(
            path=note.provision_path or "note",
            label=provision.label if provision else None,
            heading=note.heading,
            text=note.text,
            citation=provision.citation if provision else new.citation,
        )
        found.append(ProvisionChange(ChangeKind.PENDING, (), (side,), make_redline("", note.text), 0.0))
    return found


def find_stage(old: LegalDocument, new: LegalDocument) -> list[ProvisionChange]:
    """Give the ``stage`` change of the document, if the newer one states a stage and the older one not the same."""
    if new.stage is None or new.stage == old.stage:
        return []
    before = (_stage_side(old),) if old.stage is not None else ()
    redline = make_redline(str(old.stage) if old.stage else "", str(new.stage))
    return [ProvisionChange(ChangeKind.STAGE, before, (_stage_side(new),), redline, 0.0)]


def _stage_side(document: LegalDocument) -> Side:
    return Side(
        path="stage",
        label=None,
        heading=document.title,
        text=str(document.stage),
        citation=document.citation,
    )


def _announcements(document: LegalDocument) -> list[Note]:
    return [note for note in document.notes if note.kind is NoteKind.PENDING_AMENDMENT and note.text]


def _read_words(note: Note) -> list[str]:
    return find_words(fold(note.text))


def _is_same(words: list[str], other: Sequence[str]) -> bool:
    return Indel.normalized_similarity(words, other, score_cutoff=SAME_NOTE) > 0
