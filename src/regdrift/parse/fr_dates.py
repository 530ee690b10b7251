"""The dates that a Federal Register document states under ``DATES``.

Source: Document Drafting Handbook, section 3.5 (the caption tells when a rule takes effect, when compliance is
required, and when comments are due). What the caption does not say in so many words is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from regdrift.model.document import DateKind, LegalDate
from regdrift.text.legal_dates import DateMention, find_dates
from regdrift.text.searchable import Searchable, searchable
from regdrift.text.sentences import split_sentences

_COMMENTS = re.compile(r"\bcomments?\b(?! period)")
_CUES: tuple[tuple[DateKind, re.Pattern[str]], ...] = (
    (DateKind.IN_FORCE, re.compile(r"\b(?:effective|takes? effect)\b")),
    (DateKind.APPLICABLE, re.compile(r"\b(?:appl(?:y|ies|icable|icability)|compliance|comply|mandatory)\b")),
)
_DUE = re.compile(r"\b(?:receiv\w+|submit\w+|fil(?:e|ed)|due|before|by|until|through|clos\w+|end\w*)\b")
_OTHER_USE = re.compile(
    r"\b(?:until|published(?: at)?|dated|issued(?: on)?|as of|prior to|meeting|hearing)\s*(?:on\s*)?$"
)
_AFTER = re.compile(r"^.{0,80}?\b(?:mandatory|required|must comply|applies|is effective)\b")


def dates_stated(text: str) -> Iterator[LegalDate]:
    """Give the dates of a caption with the sentences that state them, in order."""
    readable = searchable(text)
    mentions = find_dates(readable, "en")
    for start, end in split_sentences(readable, "en"):
        inside = [item for item in mentions if start <= item.start < end]
        previous = start
        for item, following in pairwise([*inside, None]):
            if item is None:
                break
            kind = _kind_of(readable, item, (previous, following.start if following else end))
            if kind is not None:
                yield LegalDate(kind, item.on, readable.verbatim(start, end).strip())
            previous = item.end


def _kind_of(readable: Searchable, item: DateMention, bounds: tuple[int, int]) -> DateKind | None:
    """Give what a date is, from the words between it and the dates beside it in its sentence."""
    before = readable.plain[bounds[0] : item.start]
    after = readable.plain[item.end : bounds[1]]
    if _COMMENTS.search(before) and _DUE.search(before):
        return DateKind.COMMENT_CLOSES
    if _OTHER_USE.search(before):
        return None
    found = [(match.end(), kind) for kind, cue in _CUES for match in cue.finditer(before)]
    if found:
        return max(found, key=lambda pair: pair[0])[1]
    return DateKind.APPLICABLE if _AFTER.search(after) and "effective" not in after else None
