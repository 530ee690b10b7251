"""Text that UTF-8 can carry: what cannot be stored must not be read as law."""

from __future__ import annotations

from collections.abc import Iterator

from regdrift.model.document import LegalDocument, Unreadable


def check_encodable(document: LegalDocument) -> Unreadable | None:
    """Tell whether a text holds half a surrogate pair, which no UTF-8 can carry; None where all is well.

    JSON escapes and wrongly named encodings can produce one; the history could not store it.
    """
    try:
        "\n".join(_texts(document)).encode()
    except UnicodeEncodeError:
        message = "the text holds characters that do not exist (lone surrogates); its declared encoding is wrong"
        return Unreadable(document.format, "malformed", message)
    return None


def _texts(document: LegalDocument) -> Iterator[str]:
    yield from (document.title or "", document.citation or "", document.language or "")
    yield from (text for pair in document.identifiers.items() for text in pair)
    yield from document.warnings
    yield from (item.quote for item in document.dates)
    for one in document.provisions:
        yield from (one.path, one.label or "", one.heading or "", one.text, one.continuation, one.citation or "")
    for note in document.notes:
        yield from (note.text, note.heading or "", note.provision_path or "")
