"""Repeal marks and placeholders: what a codifier prints where no law stands (or no longer)."""

from __future__ import annotations

import re

from regdrift.model.document import Provision, ProvisionStatus

MARK_MAX_CHARACTERS = 400
"""A mark is short: the word and, at most, the act that repealed and its date."""

VOID_STATUSES = frozenset({ProvisionStatus.REPEALED, ProvisionStatus.RESERVED, ProvisionStatus.EXPIRED})

_PREFIX = (
    r"[\[({\s*_]*(?:(?:the\s+)?(?:sections?|articles?|paragraphs?|parts?|subparts?|chapters?|§{1,2})\s?)?"
    r"(?:[\d§.,:()\-–—\s\[]|\b(?:[a-z]|to|and|bis|und|à|et|through)\b){0,30}"
)
_SURE = (
    r"(?:repealed|reserved|omitted|rescinded|abrogée?s?|réservée?s?|weggefallen|aufgehoben|derogad[oa]s?"
    r"|sin\s+contenido|außer\s+kraft\s+getreten)"
)
_ALONE = (
    r"(?:expired|revoked|deleted|transferred|vacant|not\s+funded|supprimée?s?|périmée?s?|gestrichen|suprimid[oa]s?)"
)
_CITED = (
    r"[\])}\s.,;:*_]*(?:[\[(]|pub\.|act\b|d\.c\.|l\.\s|eff\.|effective\b|\d|§|[a-z]{3,9}\.?\s\d{1,2},?\s\d{4}"
    r"|(?:by|par|durch|por|as\s+of|on|from|le|mit|mWv)\b[^.]{0,80}\d)"
)
_MARK = re.compile(
    rf"{_PREFIX}(?:(?:{_SURE}|{_ALONE})[\])}}\s.*_]*$|{_SURE}\b{_CITED})",
    re.IGNORECASE,
)
"""A word of repeal alone, or, for the words that are no deed of a controller, followed by the act that repealed."""


def is_mark(text: str) -> bool:
    """Tell whether a text is nothing but a repeal mark or a placeholder ("[Repealed]", "(weggefallen)")."""
    return 0 < len(text) <= MARK_MAX_CHARACTERS and _MARK.match(text) is not None


def is_void(provision: Provision) -> bool:
    """Tell whether no law stands in a provision: by its status, or by a mark in place of its text or heading."""
    if provision.status in VOID_STATUSES:
        return True
    text = provision.full_text
    return is_mark(text) if text else is_mark(provision.heading or "")
