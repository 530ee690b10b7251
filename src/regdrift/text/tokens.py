"""Words of law: tokens for redlines, and plain words for alignment.

A token of law is what a lawyer would not cut: a word, a number with its separators and percent sign, a date, a
section sign with its number, a chain of paragraph labels. Blanks are kept beside the token that they precede, so
that the tokens of a text always join to the text itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from regdrift.text.normalise import fold

_CJK_CLASS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PUNCTUATION_CLASS = (
    r"!-/:-@\[-`{-~¡«»¿§¶\u2010-\u205e\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_LETTER = rf"[^\s{_PUNCTUATION_CLASS}{_CJK_CLASS}]"
_DASH = "[-\u2010\u2011\u2012\u2013]"
_BLANK = "[ \u00a0\u2009\u202f]"
_LABEL = r"\((?:[a-z]{1,2}|[A-Z]{1,2}|[ivxlc]{1,6}|[IVXLC]{1,6}|\d{1,3}[a-z]?)\)"
_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    "|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
)
_TOKEN = re.compile(
    # Most tokens: a plain word before another one. The rest only makes sense of what is not.
    rf"(\s*)([A-Za-z]++(?=\s[A-Za-z]|[,;](?:\s|$))"
    rf"|{_MONTH}{_BLANK}\d{{1,2}},?{_BLANK}\d{{4}}(?!\d)"
    rf"|\d{{1,2}}(?:er|\.)?{_BLANK}(?:de{_BLANK})?{_MONTH}{_BLANK}(?:de{_BLANK})?\d{{4}}(?!\d)"
    r"|\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2,4}(?!\d)"
    rf"|§§?(?:{_BLANK}(?=\S))?(?:{_LETTER}+(?:(?:{_DASH}|[.:]){_LETTER}+)*)?(?:{_LABEL})*"
    rf"|\d{{1,3}}(?:{_BLANK}\d{{3}})+(?!\d)(?:,\d+)?(?:{_BLANK}?%)?"
    rf"|\d+(?:[.,:]\d+)*{_BLANK}?%"
    rf"|\d+(?:[.,:]\d+)+(?:{_DASH}{_LETTER}+)*{_LETTER}*(?:{_LABEL})*"
    rf"|(?:{_LABEL})+"
    rf"|(?:[CDJLMNSTcdjlmnst]|(?:[Jj]us|[Ll]ors|[Pp]uis|[Qq]uoi)?[Qq]u)['’](?={_LETTER})"
    rf"|{_LETTER}+(?:(?:{_DASH}|['’]){_LETTER}+)*(?:{_LABEL})*"
    rf"|[{_CJK_CLASS}]|''|``|--+|\.\.\.|\S)"
)
_WORD = re.compile(r"\w+")
_CJK = re.compile(f"[{_CJK_CLASS}]")
_WORD_OR_CHARACTER = re.compile(rf"[{_CJK_CLASS}]|(?:(?![{_CJK_CLASS}])\w)+")
_ALL_SPACE = re.compile(r"\s+")


class Token(NamedTuple):
    """One token: the blanks before it, its characters as printed, and the form in which tokens are compared."""

    space: str
    core: str
    key: str
    """Folded: quotation marks, dashes, soft hyphens and blanks do not count; case does."""

    @property
    def is_word(self) -> bool:
        """True where the token carries letters or digits."""
        return any(map(str.isalnum, self.core))


def split_tokens(text: str) -> tuple[list[tuple[str, str]], str]:
    """Give the tokens of a text as (blanks before it, characters), and the blanks after the last one.

    Joining all of it gives the text, character by character.
    """
    tokens = _TOKEN.findall(text)
    rest = len(text) - len(text.rstrip())
    return tokens, text[len(text) - rest :]


def tokenise(text: str) -> tuple[list[Token], str]:
    """Give the tokens of a text with their comparable form, and the blanks after the last one."""
    pairs, rest = split_tokens(text)
    keys = {core: fold_token(core) for core in {core for _, core in pairs}}
    return [Token(space, core, keys[core]) for space, core in pairs], rest


def find_words(text: str) -> list[str]:
    """Give the words of a folded text for comparison: runs of letters and digits, Chinese and Japanese by character."""
    if text.isascii() or not _CJK.search(text):
        return _WORD.findall(text)
    return _WORD_OR_CHARACTER.findall(text)


def fold_token(core: str) -> str:
    """Give the form in which tokens are compared: folded, without blanks; case is kept."""
    if core.isascii() and core.isalnum():
        return core
    return _ALL_SPACE.sub("", fold(core))
