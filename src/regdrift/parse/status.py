"""What a text says of itself: repealed, reserved, expired. Positive evidence, so only marks that stand alone count."""

from __future__ import annotations

import re

from regdrift.model.document import ProvisionStatus

_REPEALED = re.compile(
    r"[\[(\s—–.-]*(?:repealed|abrog[ée]e?s?|weggefallen|aufgehoben|gegenstandslos|derogad[oa]s?|omitted|deleted|revoked|rescinded)\b"
    r"|^\[?\s*(?:…|\.\.\.)\s*\]?\.?$",
    re.IGNORECASE,
)
_REPEALED_AFTER_NUMBER = re.compile(
    r"^[\[(]?(?:§+|Sec\.|Art\.)?\s*[\w.,–-]{0,30}[.:]?\s*[\[(]?Repealed\b", re.IGNORECASE
)
_RESERVED = re.compile(r"[\[(\s]*(?:reserved|réservée?|reservado)\s*[\])]?\.?$", re.IGNORECASE)
_EXPIRED = re.compile(r"[\[(\s]*(?:expired|périmée?|außer Kraft(?: getreten)?)\b", re.IGNORECASE)
_LONGEST_MARK = 400


def read_status(heading: str | None, text: str) -> ProvisionStatus:
    """Give the status that a provision's heading or whole text states.

    The words must open the heading or the text: "(weggefallen)", "[Repealed. Pub. L. …]", "Abrogé", "[Reserved]".
    A sentence of law that speaks of repeals does not begin so.
    """
    for candidate in (heading or "", text if len(text) <= _LONGEST_MARK else ""):
        stripped = candidate.strip()
        if not stripped:
            continue
        if _RESERVED.match(stripped):
            return ProvisionStatus.RESERVED
        if _is_repeal(stripped):
            return ProvisionStatus.REPEALED
        if _EXPIRED.match(stripped):
            return ProvisionStatus.EXPIRED
    return ProvisionStatus.IN_FORCE


def _is_repeal(text: str) -> bool:
    match = _REPEALED.match(text) or _REPEALED_AFTER_NUMBER.match(text)
    if match is None:
        return False
    rest = text[match.end() :].lstrip()
    # "Repealed provisions continue to apply …" is law; "[Repealed. Pub. L. …]" and "Repealed by …" are marks.
    return (
        text[0] in "[("
        or not rest
        or rest[0] in ".])],;:"
        or rest.lower().startswith(("by ", "par ", "durch ", "pub.", "in ", "with "))
    )
