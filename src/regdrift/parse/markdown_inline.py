"""The inline marks of Markdown: what stays of a line when emphasis, links, footnote marks and struck text go."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from regdrift.text.normalise import tidy

_STRUCK = re.compile(r"~~(?=\S)(.{1,8000}?)(?<=\S)~~", re.DOTALL)
_STRUCK_TAG = re.compile(r"<(del|s|strike)>.{0,8000}?</\1>", re.IGNORECASE | re.DOTALL)
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}\)")
_FOOTNOTE_REFERENCE = re.compile(r"\[\^[\w-]{1,20}\](?!:)")
_NOTE_TARGET = re.compile(r"\[\s?\d{1,3}\s?\]\(#[^()\s]{1,200}\)")
"""A bare number that links into the page is a footnote mark; in the US Code ``[2](#1681c_2_target)``."""
_LINK = re.compile(
    r"\[((?:\\.|[^\[\]\\]){0,2000})\]\([^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?(?:\s\"[^\"]{0,300}\")?\)"
)
_SUPERSCRIPT = re.compile(r"<sup>\s*([^<>]{0,40}?)\s*</sup>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][\w-]{0,20}(?:\s[^<>]{0,500})?/?>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STRONG = re.compile(r"(?<![\\*])\*\*(?=[^\s*])([^*]{1,2000}?)(?<=\S)\*\*")
_NESTED_END = re.compile(r"(?<![\\*])\*(?=[^\s*])([^*]{1,1000}?)(?<=[^\s\\])\*\*\*(?![\w*])")
"""``**under *section 9***``: the last three stars close the inner and the outer emphasis."""
_NESTED_START = re.compile(r"(?<!\S)\*\*\*(?=[^\s*])([^*]{1,1000}?)(?<=[^\s\\])\*(?!\*)")
_UNEVEN_STRONG = re.compile(r"(?<![\\*])\*{2,6}(?=[^\s*])|(?<=\S)(?<!\\)\*{2,6}")
_EMPHASIS = re.compile(r"(?<![\\*])\*(?=[^\s*])([^*]{1,3000}?)(?<=[^\s\\])\*(?!\*)")
_UNDERLINE = re.compile(r"(?<![\w\\])_(?=\S)([^_]{1,1000}?)(?<=\S)_(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~|<>$&\"'])")


@lru_cache(maxsize=32_768)
def plain(text: str) -> str:
    """Give the text that a reader of the rendered Markdown sees, struck text left out, in display form.

    Footnote marks go too: they are no words of law and change whenever a note is added.
    """
    # Most lines of law carry one mark or none, so that each pass asks first whether its sign is there at all.
    if "~" in text:
        text = _STRUCK.sub("", text)
    if "<" in text:
        text = _STRUCK_TAG.sub("", text)
    if "[" in text:
        text = _IMAGE.sub("", _FOOTNOTE_REFERENCE.sub("", _NOTE_TARGET.sub("", text)))
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub("", _SUPERSCRIPT.sub(_set_off, _BREAK.sub("\n", text)))
    if "*" in text:
        text = _NESTED_START.sub(r"**\1", _NESTED_END.sub(r"\1**", text))
        text = _UNEVEN_STRONG.sub("", _EMPHASIS.sub(_set_off, _STRONG.sub(_set_off, text)))
    if "_" in text:
        text = _UNDERLINE.sub(r"\1", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return tidy(html.unescape(text))


def is_emphasised(text: str) -> bool:
    """True where the whole of a line is bold or italic."""
    bare = text.strip()
    return bool(re.fullmatch(r"(\*{1,3}|_{1,2})[^*_]+\1", bare))


def _set_off(match: re.Match[str]) -> str:
    """Give the marked words; a blank that the mark swallowed (``under*section 9*of``) is put back."""
    words = match.group(1)
    source = match.string
    before = source[match.start() - 1 : match.start()]
    after = source[match.end() : match.end() + 1]
    front = (
        " "
        if before.isalpha() and before.islower() and (words[:1].isalpha() or words[:1] == "(") and len(words) > 1
        else ""
    )
    back = " " if after.isalpha() and (words[-1:].isalpha() or words[-1:] in ").,") and len(words) > 1 else ""
    return f"{front}{words}{back}"
