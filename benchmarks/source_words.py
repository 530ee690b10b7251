"""Words for edits, taken from other provisions of real law, and edits of the words of one run."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from html import escape

from benchmarks.source_text import Piece, body_start, find_words, outer_cuts

_TAG = re.compile(r"<[^>]*>")


class WordDonor:
    """Hands out phrases of other laws in the same language."""

    def __init__(self, rng: random.Random, texts: Iterable[str], in_markup: bool) -> None:
        self._rng = rng
        self._texts = [text.split() for text in texts if len(text.split()) >= 12]
        self._in_markup = in_markup

    def phrase(self, words: int) -> str:
        """Give about so many neighbouring words of some provision."""
        text = self._rng.choice(self._texts)
        start = self._rng.randrange(max(1, len(text) - words))
        return self._encode(" ".join(text[start : start + words]))

    def sentence(self) -> str:
        """Give a whole provision's text, at most 80 words of it."""
        return self._encode(" ".join(self._rng.choice(self._texts)[:80]))

    def _encode(self, text: str) -> str:
        text = re.sub(r"[*_|#\[\]\\<>~]", "", text).strip()
        return escape(text, quote=False) if self._in_markup else text


def amend(rng: random.Random, raw: str, share: float, donor: WordDonor) -> str | None:
    """Replace, take out or put in phrases until ``share`` of the words have changed; None where it is too short."""
    spans = find_words(raw, body_start(raw))
    wanted = max(1, round(len(spans) * share))
    if len(spans) < 8 or len(spans) * share < 0.5:
        return None
    edits: list[tuple[int, int, str]] = []
    free = set(range(len(spans)))
    while wanted > 0 and free:
        run = _pick_stretch(rng, raw, spans, free, min(wanted, rng.choice((1, 1, 2, 3, 5, 8))))
        free.difference_update(run)
        goes = len(run) > 1 and rng.random() < 0.2
        edits.append((spans[run[0]][0], spans[run[-1]][1], "" if goes else donor.phrase(len(run))))
        wanted -= len(run)
    changed = raw
    for begin, end, words in sorted(edits, reverse=True):
        before = changed[:begin] if words else changed[:begin].rstrip(" ")
        changed = before + words + changed[end:]
    return changed if _plain(changed) != _plain(raw) else None


def _pick_stretch(
    rng: random.Random, raw: str, spans: Sequence[tuple[int, int]], free: set[int], size: int
) -> list[int]:
    run = [rng.choice(sorted(free))]
    while len(run) < size and run[-1] + 1 in free and _are_neighbours(raw, spans, run[-1]):
        run.append(run[-1] + 1)
    return run


def _are_neighbours(raw: str, spans: Sequence[tuple[int, int]], at: int) -> bool:
    return re.fullmatch(r"[\s,;]+", raw[spans[at][1] : spans[at + 1][0]]) is not None


def _plain(raw: str) -> str:
    return " ".join(_TAG.sub("", raw).split())


def replace_body(piece: Piece, words: str) -> None:
    """Put other words after a run's label; the blanks at its end stay."""
    start = body_start(piece.raw)
    blanks = piece.raw[len(piece.raw.rstrip()) :]
    head = piece.raw[:start]
    for tag in _TAG.findall(head):
        if not tag.startswith("</") and f"</{tag[1:].split()[0].rstrip('>')}>" not in head:
            head = head.replace(tag, "", 1)
    stars = "**" if head.count("**") % 2 else ""
    piece.raw = f"{head}{words}{stars}{blanks}"


def cut_body(rng: random.Random, raw: str, fewest: int = 10) -> int | None:
    """Give a place near a clause's end at which a run can be split with ``fewest`` words on both sides."""
    start = body_start(raw)
    spans = find_words(raw, start)
    cuts = [
        at
        for at in outer_cuts(raw, start)
        if sum(end <= at for _, end in spans) >= fewest and sum(begin >= at for begin, _ in spans) >= fewest
    ]
    if not cuts:
        return None
    at_clause = [at for at in cuts if raw[at - 1] in ".;:,"]
    return rng.choice(at_clause or cuts)


_STYLES = (
    lambda raw, rng: re.sub(r"(?<=\w)'(?=\w)", "’", raw),
    lambda raw, rng: raw.replace("’", "'"),
    lambda raw, rng: re.sub(r"[“”]", '"', raw),
    lambda raw, rng: re.sub(r'(?<=\s)"([^"<>]*)"', "“\\1”", raw),
    lambda raw, rng: raw.replace("«\u00a0", "« ").replace("\u00a0»", " »"),
    lambda raw, rng: re.sub(r"(?<=\w)\s(?=[;:!?»])", "\u202f", raw),
    lambda raw, rng: re.sub(r"(?<=\d)-(?=\d)", "–", raw),
    lambda raw, rng: re.sub(r"(?<=\w)\s-\s(?=\w)", " – ", raw),
    lambda raw, rng: raw.replace("—", " — ") if "—" in raw else raw,
    lambda raw, rng: _at_words(raw, rng, lambda word: word),
    lambda raw, rng: _at_words(raw, rng, lambda word: f"{word[:3]}\u00ad{word[3:]}" if len(word) > 6 else word),
    lambda raw, rng: _at_words(raw, rng, lambda word: word.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")),
)


def _at_words(raw: str, rng: random.Random, restyle) -> str:
    """Restyle a third of the words and put a no-break space or a double one before some of them."""
    blanks = ("\u00a0", "  ", "\u2009", " ", " ")
    parts, last = [], 0
    for start, end in find_words(raw, body_start(raw)):
        gap = raw[last:start]
        if gap == " " and rng.random() < 0.2:
            gap = rng.choice(blanks)
        parts.append(gap)
        parts.append(restyle(raw[start:end]) if rng.random() < 0.34 else raw[start:end])
        last = end
    return "".join(parts) + raw[last:]


def restyle(rng: random.Random, raw: str) -> str:
    """Change nothing but typography: quotes, dashes, blanks, soft hyphens, ligatures."""
    start = body_start(raw)
    head, body = raw[:start], raw[start:]
    parts = re.split(r"(<[^>]*>|&[#\w]+;|\]\([^)]*\))", body)
    for style in rng.sample(_STYLES, 3):
        parts = [part if at % 2 else style(part, rng) for at, part in enumerate(parts)]
    return head + "".join(parts)
