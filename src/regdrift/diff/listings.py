"""Lists of documents (feeds, search results): entries come, are corrected, and roll off the end without a word."""

from __future__ import annotations

from dataclasses import replace

from regdrift.model.document import LegalDocument, Provision

LISTINGS = frozenset({"feed", "federal_register_api"})
"""Formats whose provisions are entries with a key of their own as path."""


def is_listing(document: LegalDocument) -> bool:
    """Tell whether a document is a list of entries rather than a text of law."""
    return document.format in LISTINGS


def split_rolled_off(old: LegalDocument, new: LegalDocument) -> tuple[LegalDocument, tuple[Provision, ...]]:
    """Give the older list without the entries that the newer one no longer has, and those entries.

    A feed shows its newest entries only: what is no longer shown was neither repealed nor turned into another one.
    """
    if not (is_listing(old) and is_listing(new)):
        return old, ()
    shown = {item.path for item in new.provisions}
    gone = tuple(item for item in old.provisions if item.path not in shown)
    return replace(old, provisions=tuple(item for item in old.provisions if item.path in shown)), gone
