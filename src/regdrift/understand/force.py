"""Which phrases of a sentence bind, forbid, allow or exempt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from regdrift.text.languages import lexicon_of
from regdrift.text.lexicon import Force
from regdrift.text.searchable import Searchable, pattern
from regdrift.understand.passages import Passage

_QUOTED = re.compile(r'"[^"]{1,400}"|~~[^~]{1,2000}~~|\[\[[^\]]{1,2000}\]\]')


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase with its force; offsets count from the sentence's start."""

    force: Force
    start: int
    end: int


def find_cues(passage: Passage, language: str) -> tuple[Cue, ...]:
    """Give the phrases with force in a sentence, in order.

    Words in quotation marks are spoken of and not said, and struck words are gone: neither has force, unless the
    whole sentence is quoted. The month May is no permission.
    """
    return _cues(mask_quoted(passage.plain), passage.readable, passage.start, language)


def cues_of(text: Searchable, language: str) -> tuple[Cue, ...]:
    """Give the phrases with force in a whole text, such as a lead-in."""
    return _cues(mask_quoted(text.plain), text, 0, language)


def mask_quoted(plain: str) -> str:
    """Blank out quoted and struck words, in place; a text that is one quotation is kept."""
    if '"' not in plain and "~~" not in plain and "[[" not in plain:
        return plain
    masked = _QUOTED.sub(lambda match: " " * len(match.group()), plain)
    return masked if len(masked.split()) > 2 or "~~" in plain else plain


def _cues(plain: str, readable: Searchable, offset: int, language: str) -> tuple[Cue, ...]:
    found = []
    forces = _forces(language)
    for match in _cue_pattern(language).finditer(plain):
        force = forces[str(match.lastgroup)]
        if match.group() == "may" and _is_month(readable, offset + match.start(), plain[: match.start()]):
            continue
        if language == "de" and _ends_in_noun(match, readable, offset):
            continue
        found.append(Cue(force, match.start(), match.end()))
    return tuple(found)


def _ends_in_noun(match: re.Match[str], readable: Searchable, offset: int) -> bool:
    """Tell ``hat … zu Personen`` from ``hat … zu melden``: nouns have capitals."""
    last = match.group().rpartition(" ")
    return last[0].endswith(" zu") and readable.is_capital(offset + match.end() - len(last[2]))


def _is_month(readable: Searchable, at: int, before: str) -> bool:
    """Tell May the month: a capital M within a sentence, not in a text in capitals."""
    return readable.is_capital(at) and not readable.is_capital(at + 1) and bool(before.strip(" \"'()[]0123456789.-*"))


@cache
def _cue_pattern(language: str) -> re.Pattern[str]:
    parts = [f"(?P<g{index}>{source})" for index, (_, source) in enumerate(lexicon_of(language).cues)]
    return pattern(r"\b(?:" + "|".join(parts) + ")")


@cache
def _forces(language: str) -> dict[str, Force]:
    return {f"g{index}": force for index, (force, _) in enumerate(lexicon_of(language).cues)}
