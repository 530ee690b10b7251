"""Which language a text of law is in, by its commonest small words."""

from __future__ import annotations

import re
from collections import Counter

_WORDS = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = {
    "en": frozenset(
        ("the", "of", "and", "to", "in", "or", "any", "that", "for", "shall", "by", "is", "be", "such", "with")
    ),
    "fr": frozenset(
        ("le", "la", "les", "des", "du", "et", "à", "en", "ou", "aux", "par", "pour", "dans", "est", "une", "sur")
    ),
    "de": frozenset(
        ("der", "die", "das", "und", "den", "des", "oder", "dem", "zu", "nach", "von", "für", "ist", "im", "mit")
    ),
    "es": frozenset(("el", "la", "los", "las", "de", "del", "y", "en", "que", "por", "para", "una", "se", "con", "al")),
}
_SAMPLE_CHARACTERS = 20_000
_FEWEST = 8


def guess_language(text: str) -> str | None:
    """Give ``en``, ``fr``, ``de`` or ``es``; None for a text too short or in another language."""
    counts = Counter(word.lower() for word in _WORDS.findall(text[:_SAMPLE_CHARACTERS]))
    scores = sorted(
        ((sum(counts[word] for word in words), language) for language, words in _SMALL_WORDS.items()), reverse=True
    )
    (best, language), (second, _) = scores[0], scores[1]
    return language if best >= _FEWEST and best > 1.3 * second else None
