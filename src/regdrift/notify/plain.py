"""Fetched text made harmless for the places where it is shown: headers, terminals, plain text."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_NEWLINES = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def inert(text: object) -> str:
    """Give text without control, escape and direction characters; line breaks become ``\\n``, tabs spaces.

    Terminal escapes (ECMA-48) need ESC or a C1 character, reordering (CVE-2021-42574) a direction character.
    """
    value = _NEWLINES.sub("\n", str(text)).replace("\t", " ")
    return "".join(
        mark for mark in value if mark == "\n" or (unicodedata.category(mark) not in {"Cc", "Cs"} and mark not in _BIDI)
    )


def one_line(text: object, limit: int = 200) -> str:
    """Give text on one line, fit for a header (RFC 5322 §2.2): no line break of any kind, at most ``limit`` long."""
    line = _BLANKS.sub(" ", inert(text)).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
