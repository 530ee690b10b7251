"""Bytes → ``LegalDocument`` or ``Unreadable``: one module per format, detection by content, checks at the end.

What has no provisions is ``Unreadable``, never an empty law: an empty law would make every provision of the last
version look repealed.
"""

from __future__ import annotations

from dataclasses import replace

from regdrift.model.document import LegalDocument, Note, NoteKind, Provision, Unreadable
from regdrift.parse.decoding import without_wide_units
from regdrift.parse.encodable import check_encodable
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import detect_format
from regdrift.parse.stage import set_apart_stage
from regdrift.text.normalise import fold

__all__ = ["MAX_BODY_BYTES", "ReadHints", "read"]

MAX_BODY_BYTES = 256 * 1024 * 1024
"""Largest decoded body that is read; the largest title of the eCFR has about 170 MB."""
LONG_FOR_ONE = 4000
"""A single provision longer than this many characters is suspicious; few sections without subsections are."""
MAX_PATH_DEPTH = 40
"""Deepest nesting of provisions; real law stays below 15."""


def read(body: bytes, hints: ReadHints | None = None) -> LegalDocument | Unreadable:
    """Give the document that the bytes hold, or why they cannot be read as law.

    Equal bytes and hints give equal results. Never raises for bad input.
    """
    hints = hints or ReadHints()
    if not body.strip():
        return Unreadable(None, "empty", "The body is empty; check the address, or what the server sends to programs.")
    if len(body) > MAX_BODY_BYTES:
        return Unreadable(
            None,
            "too_large",
            f"The body has {len(body)} bytes, more than {MAX_BODY_BYTES}; fetch a smaller part of it.",
        )
    body = without_wide_units(body)
    found = detect_format(body, hints)
    if found is None:
        return Unreadable(None, "unknown_format", "No known format of law; open the file to see what it is.")
    result = found.parse(body, hints)
    if not isinstance(result, LegalDocument):
        return result
    checked = check_encodable(result) or _check(set_apart_stage(result), hints)
    return _with_doubts(checked, body) if isinstance(checked, LegalDocument) else checked


def _with_doubts(document: LegalDocument, body: bytes) -> LegalDocument:
    """Give the document with a warning where it was read but probably not understood."""
    doubts = []
    head = body[:2000].lower()
    if document.format == "html" and head.lstrip().startswith(b"<?xml") and b"<html" not in head:
        doubts.append("This is XML of an unknown vocabulary, read as plain markup: check the provisions it gives.")
    texts = [item.full_text for item in document.provisions if item.full_text]
    if len(texts) == 1 and len(texts[0]) > LONG_FOR_ONE:
        doubts.append(f"Only one provision was found in {len(texts[0])} characters: numbers may have been missed.")
    return replace(document, warnings=(*document.warnings, *doubts)) if doubts else document


def _check(document: LegalDocument, hints: ReadHints) -> LegalDocument | Unreadable:
    if not any(_has_substance(item) for item in document.provisions):
        reason = "body_lost" if document.provisions else "no_provisions"
        return Unreadable(document.format, reason, "No provision with text was found; the page may have lost its body.")
    if max(item.path.count("/") for item in document.provisions) > MAX_PATH_DEPTH:
        return Unreadable(document.format, "too_deep", f"Provisions nest deeper than {MAX_PATH_DEPTH} levels.")
    missing = _find_missing(document, hints)
    if missing:
        return Unreadable(document.format, "expectation_missed", missing)
    return document


def _has_substance(provision: Provision) -> bool:
    """True for text of its own, or a mark (repealed, reserved) that stands in its place."""
    return bool(provision.full_text.strip())


def _find_missing(document: LegalDocument, hints: ReadHints) -> str | None:
    """Give what the declared expectation misses, for a person; None where it is met."""
    expect = hints.expect
    count = len(document.provisions)
    if expect.min_provisions is not None and count < expect.min_provisions:
        return f"{count} provisions found, at least {expect.min_provisions} expected."
    if not expect.must_contain:
        return None
    notes = (note for note in document.notes if note.kind is not NoteKind.FOOTNOTE)
    folded = fold("\n".join((*map(_words_of, document.provisions), *map(_words_of_note, notes))))
    absent = [needle for needle in expect.must_contain if fold(needle) not in folded]
    return f"Expected text is not there: {', '.join(repr(item) for item in absent)}." if absent else None


def _words_of(provision: Provision) -> str:
    return " ".join(filter(None, (provision.label, provision.heading, provision.full_text)))


def _words_of_note(note: Note) -> str:
    return " ".join(filter(None, (note.heading, note.text)))
