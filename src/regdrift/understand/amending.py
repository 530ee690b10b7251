"""Instructions that amend another text: what they strike and what they put in."""

from __future__ import annotations

import re

from regdrift.text.searchable import searchable
from regdrift.understand.frame import Frame, word_pattern
from regdrift.understand.passages import Passage, PassagePair

_QUOTED = re.compile(r'"([^"]{2,2000})"')


def unfold_instruction(pair: PassagePair, frame: Frame) -> PassagePair | None:
    """Give the words that a new instruction strikes and inserts as a pair of their own; None for other sentences.

    ``by striking "may" and inserting "shall"`` says what a direct change of the text would: the struck words are
    the older side, the inserted ones the newer.
    """
    passage = pair.after
    if passage is None or pair.before is not None or '"' not in passage.plain:
        return None
    struck = _after_cue(passage, "struck", frame)
    inserted = _after_cue(passage, "inserted", frame)
    if inserted is None:
        return None
    before = struck[1] if struck is not None and struck[0] < inserted[0] else None
    return PassagePair(before, inserted[1])


def _after_cue(passage: Passage, name: str, frame: Frame) -> tuple[int, Passage] | None:
    """Give the quoted words directly after a cue, where they stand and as a passage of their own."""
    cue = word_pattern(name, frame.language)
    for quoted in _QUOTED.finditer(passage.plain):
        before = passage.plain[max(0, quoted.start() - 70) : quoted.start()]
        ends = [match.end() for match in cue.finditer(before)]
        if ends and len(before) - ends[-1] <= 3:
            words = searchable(passage.verbatim(*quoted.span(1)))
            return quoted.start(), Passage(words, 0, len(words.plain), ((0, len(words.plain)),))
    return None
