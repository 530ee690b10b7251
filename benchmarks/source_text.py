"""A law's source file as pieces that can be edited and put together again: tags, gaps and runs of words."""

from __future__ import annotations

import re
from dataclasses import dataclass

INLINE = frozenset(
    [
        "a",
        "abbr",
        "ac",
        "b",
        "cite",
        "code",
        "date",
        "def",
        "dfn",
        "e",
        "em",
        "ft",
        "ftref",
        "ht",
        "i",
        "q",
        "quot.end",
        "quot.start",
        "ref",
        "ref.doc.oj",
        "small",
        "span",
        "strong",
        "su",
        "sub",
        "sup",
        "u",
    ]
)
VOID = frozenset(["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "prtpage"])
_MARKUP = re.compile(
    r"(?P<gap><!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<!DOCTYPE[^>]*>|<(?P<raw>script|style|head)\b.*?</(?P=raw)>)"
    r"|(?P<tag><[^>]+>)|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
_NAME = re.compile(r"</?\s*([\w:.-]+)")
_PROTECTED = re.compile(r"<[^>]*>|&[#\w]+;|\]\([^)]*\)|https?://\S+")
_WORD = re.compile(r"[^\W\d_]{2,}")
LABEL = re.compile(
    r"(?:Article|Artikel|Artículo|Section|§)\s*\d+[a-z]?\b\.?"
    r"|\((?:\d{1,3}|[a-z]{1,2}|[ivxl]{1,6}|[A-Z]{1,2}|[IVXL]{1,6})\)"
    r"|(?:\d{1,3}|[a-z]{1,2}|[ivxl]{1,6}|[A-Z]{1,2}|[IVXL]{1,6})(?:\.\)?|\))"
)
_BEFORE_LABEL = re.compile(r"(?:\s|#{1,6}\s|[-*>]\s|\*{1,2}|_{1,2}|<[^>]*>|\\)*")


@dataclass(slots=True, eq=False)
class Piece:
    """A stretch of source text."""

    raw: str
    kind: str
    """``run`` (words with their inline tags), ``tag``, or ``gap``."""
    origins: frozenset[int] = frozenset()
    """Numbers of the runs of the older source whose words stand here."""
    is_new: bool = False
    """Words that the older source did not have."""
    operation: str = ""
    """What was done to the words."""

    def copy(self) -> Piece:
        """A piece of the same text that comes from nowhere."""
        return Piece(self.raw, self.kind)


def split_source(source: str, name: str) -> list[Piece]:
    """Cut a source file into pieces; runs are numbered in order."""
    pieces = _split_lines(source) if name.endswith((".md", ".txt")) else _split_markup(source)
    for number, piece in enumerate(pieces):
        if piece.kind == "run":
            piece.origins = frozenset({number})
    return pieces


def join_pieces(pieces: list[Piece], marked: set[Piece] | None = None) -> str:
    """Put the source together; runs in ``marked`` get a word at their end that names their place in ``pieces``."""
    if not marked:
        return "".join(piece.raw for piece in pieces)
    return "".join(_mark(piece.raw, at) if piece in marked else piece.raw for at, piece in enumerate(pieces))


MARK = re.compile(r"\s?zqx(\d+)x")


def _mark(raw: str, number: int) -> str:
    body = raw.rstrip()
    table_end = "|" if body.endswith("|") else ""
    return f"{body.removesuffix('|')} zqx{number}x{table_end}{raw[len(body) :]}"


def _split_lines(source: str) -> list[Piece]:
    lines = source.splitlines(keepends=True)
    pieces: list[Piece] = []
    front = bool(lines) and lines[0].strip() == "---"
    for at, line in enumerate(lines):
        is_gap = front or not line.strip() or re.fullmatch(r"[\s|:=-]+", line)
        pieces.append(Piece(line, "gap" if is_gap else "run"))
        front = front and not (at and line.strip() == "---")
    return pieces


def _split_markup(source: str) -> list[Piece]:
    pieces: list[Piece] = []
    run: list[str] = []

    def flush() -> None:
        text = "".join(run)
        run.clear()
        if not text:
            return
        if re.sub(r"<[^>]*>", "", text).strip():
            pieces.append(Piece(text, "run"))
            return
        pieces.extend(
            Piece(part, "tag" if part.startswith("<") else "gap") for part in re.findall(r"<[^>]*>|[^<]+", text)
        )

    for match in _MARKUP.finditer(source):
        if match["text"] or (match["tag"] and tag_name(match["tag"]) in INLINE):
            run.append(match[0])
        else:
            flush()
            pieces.append(Piece(match[0], "tag" if match["tag"] else "gap"))
    flush()
    return pieces


def tag_name(tag: str) -> str:
    """Give a tag's name in lower case."""
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def tag_step(piece: Piece) -> int:
    """1 for an opening tag, -1 for a closing one, 0 for anything else."""
    if piece.kind != "tag" or piece.raw.endswith("/>") or tag_name(piece.raw) in VOID:
        return 0
    return -1 if piece.raw.startswith("</") else 1


def find_label(raw: str) -> re.Match[str] | None:
    """Give the label with which a run begins."""
    before = _BEFORE_LABEL.match(raw)
    return LABEL.match(raw, before.end() if before else 0)


def body_start(raw: str) -> int:
    """Give where the words of a run begin, after bullets, signs of headings and its label."""
    label = find_label(raw)
    start = label.end() if label else 0
    after = _BEFORE_LABEL.match(raw, start)
    return after.end() if after else start


def find_words(raw: str, start: int = 0) -> list[tuple[int, int]]:
    """Give the spans of a run's words outside of tags, entities and addresses."""
    closed = [match.span() for match in _PROTECTED.finditer(raw)]
    found = []
    for match in _WORD.finditer(raw, start):
        while closed and closed[0][1] <= match.start():
            closed.pop(0)
        if not closed or match.end() <= closed[0][0]:
            found.append(match.span())
    return found


def outer_cuts(raw: str, start: int) -> list[int]:
    """Give the places between two words of a run that stand in no inline element and in no brackets or marks."""
    cuts, depth = [], 0
    for match in re.finditer(r"</?[^>]*>|[(\[“«]|[)\]”»]|\*\*?|\s(?=\w)", raw):
        text = match[0]
        if text.startswith("<"):
            depth += 0 if text.endswith("/>") else -1 if text.startswith("</") else 1
        elif text in "([“«":
            depth += 1
        elif text in ")]”»":
            depth = max(0, depth - 1)
        elif text.startswith("*"):
            depth ^= 1
        elif depth == 0 and match.start() > start:
            cuts.append(match.start())
    return cuts
