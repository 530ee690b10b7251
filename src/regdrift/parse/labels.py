"""Labels as parts of paths, in a row, and one after the other; terms that a definition defines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from regdrift.text.normalise import fold_label

_TERM = r"[“\"«„‘'](?P<quoted>[^“”\"«»„‘]{1,120}?)[”\"»“’']"
_DEFINITION = re.compile(
    rf"(?:{_TERM}|(?P<bare>[A-Z][^.;:“\"]{{0,100}}?)(?= means\b))"
    r"(?:\s*\([^()]{0,80}\))?(?:,? (?:or|and) [“\"][^”\"]{1,80}[”\"])?"
    r"(?:,? (?:in relation to|for the purposes? of|as respects|when used|used in)\b[^“\"]{0,160}?,?)?"
    r"(?: also)?\s*(?:means\b|includes?\b|has the (?:same )?meanings?\b|have the (?:same )?meanings?\b|"
    r"does not include\b|shall (?:mean|be construed|have the)|is a reference|refers to\b|[—:])",
)
_SLUG = re.compile(r"[^\w]+")
_LONGEST_SLUG = 60


def defined_term(text: str) -> str | None:
    """Give the term that a paragraph defines (``“child” means …``, ``Child means …``); None where it defines none."""
    match = _DEFINITION.match(text)
    return (match["quoted"] or match["bare"]) if match else None


def slug(text: str) -> str:
    """Give a path segment for words: lower case, hyphens, at most 60 characters."""
    return _SLUG.sub("-", fold_label(text)).strip("-_")[:_LONGEST_SLUG].strip("-")


def label_key(label: str) -> str:
    """Give the path segment of a printed label: ``(A)`` → ``a``, ``1°`` → ``1``, ``Art. 6`` → ``art-6``."""
    bare = fold_label(label).strip("()[]{}°ºª.:- ")
    return re.sub(r"[\s/]+", "-", bare)


def join_labels(chain: Sequence[str]) -> str:
    """Give the printed chain: ``(c)(3)``; labels without brackets are set apart by blanks, ``(1) 2. a)``."""
    if all(label.startswith("(") for label in chain):
        return "".join(chain)
    return " ".join(chain)


def follows(last: str, label: str) -> bool:
    """True where a label is the next one after another of its kind: ``(1)`` → ``(2)``, ``(b)`` → ``(c)``."""
    before, after = label_key(last), label_key(label)
    if before.isdigit() and after.isdigit():
        return int(after) == int(before) + 1
    if len(before) == len(after) == 1 and before.isalpha() and after.isalpha():
        return ord(after) == ord(before) + 1
    digits = re.match(r"\d+", before)
    return (
        bool(digits)
        and re.fullmatch(rf"{digits[0] if digits else ''}[a-z]{{1,2}}|{int(digits[0]) + 1 if digits else ''}", after)
        is not None
    )
