"""Whether a newer reading can be law at all: a bad page is not a repeal, and a real repeal is not a bad page."""

from __future__ import annotations

from itertools import pairwise

from regdrift.diff.listings import is_listing
from regdrift.diff.marks import is_void
from regdrift.model.document import LegalDocument, Provision, Stage, Unreadable
from regdrift.text.normalise import fold
from regdrift.text.tokens import find_words

MIN_CHARACTERS = 200
"""A document with less operative text cannot be judged by what is missing."""
TEXT_LEFT = 0.50
"""With this share of the older text or more, the newer document has a body."""
LOST_SHARE = 0.50
"""Share of the older text that must be gone without evidence of a repeal."""
GUTTED = 0.10
"""A provision that kept less than this share of its characters lost its text, or was repealed."""
MIN_WORD_PAIRS = 100
"""Shorter texts share too little by chance to tell a rewritten law from another one."""
LONG_WORD = 4
SAME_LAW = 0.05
"""Amended laws kept at least 0.12 of their pairs of long words, whole codes 0.58; strangers share a few hundredths."""
ENDED = frozenset({Stage.REPEALED, Stage.EXPIRED, Stage.WITHDRAWN, Stage.STRUCK_DOWN})


def find_loss(old: LegalDocument, new: LegalDocument) -> Unreadable | None:
    """Tell whether the newer document lost its body; None where it is a plausible successor.

    A repeal needs positive evidence: a mark, a status, a stage. What is gone without any is an ordinary change
    while most of the law still stands; where most of it is gone, the page is to blame until somebody knows better.
    A text found elsewhere in the newer document, or rewritten at its place, is not lost; entries roll off a list.
    """
    if is_listing(old) and is_listing(new):
        return None
    stranger = _find_stranger(old, new)
    if stranger is not None:
        return stranger
    living = [provision for provision in old.provisions if not is_void(provision) and provision.full_text]
    old_size = sum(len(provision.full_text) for provision in living)
    new_size = sum(len(provision.full_text) for provision in new.provisions)
    if old_size < MIN_CHARACTERS or new_size >= TEXT_LEFT * old_size or new.stage in ENDED:
        return None
    lost = _find_lost(living, new)
    lost_size = sum(len(provision.full_text) for provision in lost)
    if lost_size < LOST_SHARE * old_size:
        return None
    return Unreadable(
        format=new.format,
        reason="body_lost",
        message=(
            f"{len(lost)} of {len(living)} provisions lost their text without a repeal mark: {new_size} characters of"
            f" law are left of {old_size}. Look at the page; accept the capture if the law was really repealed."
        ),
    )


def _find_stranger(old: LegalDocument, new: LegalDocument) -> Unreadable | None:
    """Tell whether the page now holds another document: another title, and next to nothing of the older wording."""
    titles = {fold(title).casefold() for title in (old.title, new.title) if title}
    if len(titles) < 2 or new.stage in ENDED:
        return None
    before, after = _word_pairs(old), _word_pairs(new)
    if min(len(before), len(after)) < MIN_WORD_PAIRS or len(before & after) >= SAME_LAW * len(before):
        return None
    return Unreadable(
        format=new.format,
        reason="another_document",
        message=(
            f"The page is headed {new.title!r} and shares next to nothing with {old.title!r}, which stood there. Check"
            " the address; accept the capture if the law was really replaced."
        ),
    )


def _word_pairs(document: LegalDocument) -> set[tuple[str, str]]:
    texts = (fold(item.full_text).casefold() for item in document.provisions)
    words = [word for text in texts for word in find_words(text) if len(word) >= LONG_WORD]
    return set(pairwise(words))


def _find_lost(living: list[Provision], new: LegalDocument) -> list[Provision]:
    by_path = {provision.path: provision for provision in new.provisions}
    marked = {provision.path for provision in new.provisions if is_void(provision)}
    if new.provisions and len(marked) == len(new.provisions):
        return []
    texts = {fold(provision.full_text) for provision in new.provisions}
    lost = []
    for provision in living:
        if _has_marked_ancestor(provision.path, marked) or fold(provision.full_text) in texts:
            continue
        successor = by_path.get(provision.path)
        if successor is None or len(successor.full_text) < GUTTED * len(provision.full_text):
            lost.append(provision)
    return lost


def _has_marked_ancestor(path: str, marked: set[str]) -> bool:
    while path:
        if path in marked:
            return True
        path = path.rpartition("/")[0]
    return False
