"""Two normal forms of a text: exact (whitespace only) and folded (typography)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"\s+")
_LINE_SPACE = re.compile(r"[^\S\n]+")
_UNTIDY = re.compile(r"[^\S ]|  ")
_AROUND_NEWLINE = re.compile(r" ?\n[ \n]*")
_FOLDS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»‹›", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)
_DOUBLE_SINGLE_QUOTES = re.compile(r"''")
_SPACE_INSIDE = re.compile(r"(?<=[\"(\[])\s+|\s+(?=[\"')\],.;:!?%])")
_SPACE_ROUND_DASH = re.compile(r"\s*-+\s*")


def tidy(text: str) -> str:
    """Give the display form: runs of blanks become one space, lines are trimmed, empty lines go."""
    if not _UNTIDY.search(text):
        return text.strip(" ")
    return _AROUND_NEWLINE.sub("\n", _LINE_SPACE.sub(" ", text)).strip()


def fold(text: str) -> str:
    """Give the form in which only words, numbers and punctuation count.

    NFKC; quotation marks, apostrophes and dashes unified; soft hyphens and zero-width characters removed;
    blanks collapsed, and dropped before closing and after opening punctuation and round dashes. Case is kept,
    because capitals carry meaning in law (defined terms).
    """
    text = unicodedata.normalize("NFKC", text.translate(_FOLDS)).translate(_FOLDS)
    text = _DOUBLE_SINGLE_QUOTES.sub('"', text)
    text = _SPACE_ROUND_DASH.sub("-", _SPACE.sub(" ", text))
    return _SPACE_INSIDE.sub("", text).strip()


@lru_cache(maxsize=32_768)
def fold_label(label: str) -> str:
    """Give a label in the form in which labels are compared: folded, lower case, without closing dots."""
    return fold(label).casefold().strip(" .:-")


def digest(text: str) -> bytes:
    """Give 16 bytes that stand for a text in indexes."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
