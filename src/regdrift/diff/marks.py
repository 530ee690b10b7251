"""Repeal marks and placeholders: what a codifier prints where no law stands (or no longer)."""

from __future__ import annotations

import re

from regdrift.model.document import Provision, ProvisionStatus

MARK_MAX_CHARACTERS = 400
"""A mark is short: the word and, at most, the act that repealed and its date."""

VOID_STATUSES = frozenset({ProvisionStatus.REPEALED, ProvisionStatus.RESERVED, ProvisionStatus.EXPIRED})

_MARK = re.compile(
    r"[\[({\s*_]*(?:(?:the\s+)?(?:section|article|paragraph|part|subpart|chapter|§{1,2})?[\s\d.,()a-z§\-–]{0,30}?)?"
    r"(?:repealed|reserved|omitted|expired|not\s+funded|rescinded|revoked|deleted|transferred|vacant"
    r"|abrogée?s?|réservée?s?|périmée?s?|supprimée?s?"
    r"|weggefallen|aufgehoben|gestrichen|außer\s+kraft"
    r"|derogad[oa]s?|suprimid[oa]s?|sin\s+contenido)\b"
    r"(?:[\])}\s.*_]*$|[\])}]*[\s.,;:*_]*(?:\[|\(|pub\.|d\.c\.|by\b|par\b|durch\b|por\b|effective|eff\.|\d|l\.\s))",
    re.IGNORECASE,
)


def is_mark(text: str) -> bool:
    """Tell whether a text is nothing but a repeal mark or a placeholder ("[Repealed]", "(weggefallen)")."""
    return 0 < len(text) <= MARK_MAX_CHARACTERS and _MARK.match(text) is not None


def is_void(provision: Provision) -> bool:
    """Tell whether no law stands in a provision: by its status, or by a mark in place of its text or heading."""
    if provision.status in VOID_STATUSES:
        return True
    text = provision.full_text
    return is_mark(text) if text else is_mark(provision.heading or "")
