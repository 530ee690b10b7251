"""The languages that can be read, and how an undeclared one is told."""

from __future__ import annotations

import re
from functools import lru_cache

from regdrift.text import words_de, words_en, words_es, words_fr
from regdrift.text.lexicon import Lexicon

_LEXICONS: dict[str, Lexicon] = {
    one.language: one for one in (words_en.LEXICON, words_fr.LEXICON, words_de.LEXICON, words_es.LEXICON)
}
LANGUAGES = tuple(_LEXICONS)
"""Primary tags (BCP 47) of the languages that can be read."""
_WORD = re.compile(r"[^\W\d_]+")


def lexicon_of(language: str) -> Lexicon:
    """Give the words of a language; English for a language that is not known."""
    return _LEXICONS.get(language, words_en.LEXICON)


def language_or_guess(language: str | None, text: str) -> str:
    """Give the primary tag of ``language`` where it can be read, else the language of the text's frequent words."""
    tag = (language or "").partition("-")[0].lower()
    return tag if tag in _LEXICONS else guess_language(text[:2000])


@lru_cache(maxsize=1024)
def guess_language(text: str) -> str:
    """Tell the language by its most frequent words; English where nothing speaks for another one."""
    words = [word.lower() for word in _WORD.findall(text)]
    counts = {tag: sum(word in lexicon.stopwords for word in words) for tag, lexicon in _LEXICONS.items()}
    return max(counts, key=lambda tag: counts[tag])
