"""The last question to a loosely structured text: whether there is law in it."""

from __future__ import annotations

from regdrift.model.document import LegalDocument, ProvisionKind, ProvisionStatus, Unreadable

_FEWEST_HEADS = 5
_MOST_EMPTY = 0.9


def check_law(document: LegalDocument, headless: bool) -> LegalDocument | Unreadable:
    """Give the document, or ``no_provisions`` or ``body_lost`` where the heads stand there without their text.

    A table of contents alone is a page that lost its body, never a law all of whose sections became empty.
    """
    if not document.provisions:
        return Unreadable(
            document.format, "no_provisions", "No provision was found; check the address or the select of the source."
        )
    if headless:
        return Unreadable(
            document.format,
            "body_lost",
            "Only headings were found, no text of law under any of them; the page lost its body.",
        )
    sections = [
        item
        for item in document.provisions
        if item.kind is ProvisionKind.SECTION and item.status is ProvisionStatus.IN_FORCE
    ]
    parents = {item.parent_path for item in document.provisions}
    empty = [item for item in sections if not item.full_text.strip() and item.path not in parents]
    if len(sections) >= _FEWEST_HEADS and len(empty) > _MOST_EMPTY * len(sections):
        return Unreadable(
            document.format,
            "body_lost",
            f"{len(empty)} of {len(sections)} sections have a heading and no text; the page shows a table of contents.",
        )
    return document
