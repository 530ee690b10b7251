"""The stage of a bill or rule, read from a passage that says it.

Legislatures and agencies print the stage beside the text: under a heading such as "Status", "Bill status",
"État d'avancement" or "Stand des Verfahrens". Such a passage is no law: it becomes front matter, and the furthest
stage that it names becomes the document's. Stages as the U.S. Congress, state legislatures, the French parliament
(`première lecture`, `promulguée`) and the Bundestag name them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from regdrift.model.document import LegalDocument, Note, NoteKind, Provision, Stage
from regdrift.text.normalise import fold

_HEADING = re.compile(
    r"(?:(?:bill|rule|legislative|current) )?(?:status|stage)(?: of (?:the |this )?(?:bill|act|rule|measure))?"
    r"|état d'avancement|stade de la procédure|statut|stand(?: des verfahrens)?|verfahrensstand|estado",
    re.IGNORECASE,
)

_CUES: tuple[tuple[Stage, re.Pattern[str]], ...] = tuple(
    (stage, re.compile(pattern, re.IGNORECASE))
    for stage, pattern in (
        (Stage.STRUCK_DOWN, r"\b(?:struck down|vacated|annulled|annulée?|für nichtig erklärt)\b"),
        (Stage.WITHDRAWN, r"\b(?:withdrawn|died in committee|retirée?|zurückgezogen)\b"),
        (Stage.REPEALED, r"\b(?:repealed|abrogée?|aufgehoben)\b"),
        (Stage.EXPIRED, r"\b(?:expired|caduque|außer kraft)\b"),
        (Stage.STAYED, r"\b(?:stayed|suspendue?|ausgesetzt)\b"),
        (Stage.DELAYED, r"\b(?:delayed|postponed|reportée?|verschoben)\b"),
        (Stage.IN_FORCE, r"\b(?:(?<!not )(?<!not yet )in force|in effect|en vigueur|in kraft)\b"),
        (Stage.PUBLISHED, r"\b(?:final rule|published|publiée?|verkündet|chaptered)\b"),
        (Stage.SIGNED, r"\b(?:signed by|signed into law|enacted|became law|promulguée?|ausgefertigt)\b"),
        (Stage.PASSED, r"\b(?:passed both|enrolled|adoptée? définitivement|verabschiedet)\b"),
        (
            Stage.PASSED_ONE_CHAMBER,
            r"\b(?:passed the|passed (?:senate|house|assembly)|engrossed|adoptée? en première lecture)\b",
        ),
        (Stage.PROPOSED, r"\b(?:proposed rule|notice of proposed rule|nprm|projet de décret|referentenentwurf)\b"),
        (Stage.IN_COMMITTEE, r"\b(?:reported (?:by|from)|in committee|en commission|im ausschuss)\b"),
        (Stage.INTRODUCED, r"\b(?:introduced|prefiled|first reading|déposée?|eingebracht)\b"),
    )
)


def find_stage(text: str) -> Stage | None:
    """Give the furthest stage that a status passage names; None where it names none."""
    return next((stage for stage, cue in _CUES if cue.search(text)), None)


def set_apart_stage(document: LegalDocument) -> LegalDocument:
    """Give the document with its status passages as front matter and its stage told; as it was where it has none.

    A stage that the format itself carried stays.
    """
    passages = [provision for provision in document.provisions if _is_status(provision)]
    paths = {provision.path for provision in passages}
    inside = [item for item in document.provisions if _top(item, paths) is not None]
    text = "\n".join(item.full_text for item in inside if item.full_text)
    stage = find_stage(text)
    if stage is None:
        return replace(document, stage=document.stage or _stage_of_notes(document.notes))
    kept = tuple(item for item in document.provisions if _top(item, paths) is None)
    note = Note(NoteKind.FRONT_MATTER, text, heading=passages[0].heading)
    return replace(document, provisions=kept, notes=(*document.notes, note), stage=document.stage or stage)


def is_status_heading(text: str) -> bool:
    """True for the heading of a passage that says how far a bill or rule has come."""
    return _HEADING.fullmatch(fold(text).rstrip(".:")) is not None


def _stage_of_notes(notes: Sequence[Note]) -> Stage | None:
    """Give the stage that the front matter names under such a heading, or after it on the same line."""
    for note in notes:
        if note.kind is not NoteKind.FRONT_MATTER:
            continue
        head, _, rest = note.text.partition(":")
        text = note.text if is_status_heading(note.heading or "") else rest if is_status_heading(head) else ""
        stage = find_stage(text)
        if stage is not None:
            return stage
    return None


def _is_status(provision: Provision) -> bool:
    return provision.label is None and is_status_heading(provision.heading or "")


def _top(provision: Provision, paths: set[str]) -> str | None:
    """Give the status passage that a provision is or stands under; None outside."""
    path: str | None = provision.path
    while path:
        if path in paths:
            return path
        path = path.rpartition("/")[0] or None
    return None
