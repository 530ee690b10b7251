"""Markdown of law: archives of codes and acts, exports of official pages, and redlines in Markdown.

Each family of laws is a dialect: how its files look, how it numbers, how it is cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from regdrift.model.document import LegalDocument, NoteKind, Unreadable
from regdrift.parse import markdown_french, markdown_german, markdown_irish, markdown_us_code
from regdrift.parse.assemble import Assembled, Dialect, assemble
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.citing import (
    cfr_title,
    cite_cfr,
    cite_french,
    cite_german,
    cite_irish,
    cite_plain,
    cite_swiss,
    cite_us_code,
    us_code_title,
)
from regdrift.parse.decoding import decode_text
from regdrift.parse.hints import ReadHints
from regdrift.parse.language import guess_language
from regdrift.parse.markdown_blocks import MarkdownText, iter_blocks, rejoin, split_front_matter
from regdrift.parse.numbering import FRENCH, GENERIC, GERMAN, US_REGULATION, US_STATUTE
from regdrift.parse.outline import drop_contents, outline
from regdrift.parse.pieces import Piece, Role
from regdrift.parse.registry import Format
from regdrift.parse.unreadable import check_law

_VERSION = 2
_COUNTRY_LANGUAGES = {
    "fr": "fr",
    "de": "de",
    "at": "de",
    "ie": "en",
    "gb": "en",
    "uk": "en",
    "us": "en",
    "ar": "es",
    "es": "es",
    "mx": "es",
}
_MARKS = re.compile(
    r"^(?:#{1,6} \S|---\n|> |[-*] \S|\*\*\S|\| .* \||% \S)|\]\([^)\s]+\)|~~\S|\*\*\S[^*\n]*\*\*|(?<!\*)\*\S[^*\n]+\*",
    re.MULTILINE,
)
_SECTION_IN_NAME = re.compile(r"(?:^|[/\\])(?P<part>\d{2,4})[-.](?P<section>\d{1,4})-[a-z]")
_CFR_HEAD = re.compile(r"^#{1,6}.*§ \d+\.\d+", re.MULTILINE)
_SWISS_PARAGRAPH = re.compile(r"^([ \t]*)<sup>\s*(\d{1,3}(?:bis|ter|quater)?)\s*</sup>[ \t]*", re.MULTILINE)
_SWISS = re.compile(r"^country: \"?ch", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text taken apart by one dialect."""

    pieces: list[Piece]
    dialect: Dialect
    language: str | None
    title: str | None
    citation: str | None = None


def parse_markdown(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    """Give the law that a Markdown file holds."""
    text = decode_text(body, hints.media_type)
    source = split_front_matter(text)
    reading = _read(source, text, hints)
    assembled = assemble(reading.pieces, reading.dialect)
    for key, value in source.metadata.items():
        assembled.builder.add_note(NoteKind.FRONT_MATTER, value, key)
    return finish("markdown", assembled, reading.title, reading.language or hints.language, (source, reading.citation))


def finish(
    name: str,
    assembled: Assembled,
    title: str | None,
    language: str | None,
    source: tuple[MarkdownText, str | None],
) -> LegalDocument | Unreadable:
    """Give the document, or why the text is no readable law."""
    metadata, citation = source[0].metadata, source[1]
    builder: ProvisionBuilder = assembled.builder
    identifiers = {"id": metadata["identifier"]} if metadata.get("identifier") else {}
    document = builder.build(
        name, _VERSION, language=language, title=title or assembled.title, citation=citation, identifiers=identifiers
    )
    return check_law(document, assembled.headless)


def _read(source: MarkdownText, text: str, hints: ReadHints) -> _Reading:
    """Choose the dialect by what the text shows; the front matter's country comes first."""
    country = source.metadata.get("country", "").lower()
    body, title = source.body, source.metadata.get("title")
    if country == "fr" or (
        not country and len(markdown_french.ARTICLE_LINE.findall(body)) > 0 and guess_language(body) == "fr"
    ):
        pieces = list(markdown_french.read_french(iter_blocks(body)))
        title = title or next((piece.text for piece in pieces if piece.role is Role.TITLE), None)
        return _Reading(pieces, Dialect(FRENCH, cite_french(title), definitions=False), "fr", title, title)
    if country == "ie":
        pieces = list(markdown_irish.read_irish(iter_blocks(markdown_irish.without_marks(body))))
        name = " ".join((title or "").replace(",", " ").split()) or None
        return _Reading(pieces, Dialect(GENERIC, cite_irish(name)), "en", name, name)
    if country == "ch" or _SWISS.search(text[:4000]):
        pieces = outline(iter_blocks(_SWISS_PARAGRAPH.sub(r"\1(\2) ", body)))
        return _Reading(
            pieces, Dialect(GENERIC, cite_swiss(source.metadata.get("short_title")), definitions=False), "de", title
        )
    if markdown_us_code.SECTION_HEAD.search(body) and "stat." in body.lower():
        pieces = list(markdown_us_code.read_us_code(iter_blocks(body)))
        return _Reading(
            _announced(pieces),
            Dialect(US_STATUTE, cite_us_code(us_code_title(hints.name)), definitions=False),
            "en",
            None,
        )
    if country in ("", "de") and markdown_german.SECTION_HEAD.search(body) and guess_language(body) in ("de", None):
        return _read_german(source)
    return _read_other(source, hints)


def _read_german(source: MarkdownText) -> _Reading:
    headline = source.metadata.get("title") or next((block.text for block in iter_blocks(source.body[:2000])), "")
    title, short = markdown_german.read_title(headline)
    pieces = drop_contents(list(markdown_german.read_german(iter_blocks(source.body))))
    return _Reading(pieces, Dialect(GERMAN, cite_german(short), definitions=False), "de", title, short)


def _read_other(source: MarkdownText, hints: ReadHints) -> _Reading:
    body = source.body
    pieces = outline(rejoin(iter_blocks(body)))
    country = source.metadata.get("country", "").lower()
    language = _COUNTRY_LANGUAGES.get(country) or guess_language(body) or hints.language
    title = source.metadata.get("title")
    named = _SECTION_IN_NAME.search(hints.name or "")
    has_section = any(piece.role is Role.SECTION for piece in pieces)
    if named and not has_section:
        number = f"{named['part']}.{named['section']}"
        pieces.insert(0, Piece(Role.SECTION, label=f"§ {number}", number=number))
    if named or _CFR_HEAD.search(body):
        return _Reading(
            pieces, Dialect(US_REGULATION, cite_cfr(cfr_title(hints.name) or cfr_title(body[:600]))), language, title
        )
    scheme = US_STATUTE if language == "en" else GENERIC
    return _Reading(pieces, Dialect(scheme, cite_plain, definitions=language == "en"), language, title)


def _announced(pieces: list[Piece]) -> list[Piece]:
    """Mark a note without a telling heading as a pending amendment where its text announces one."""
    found: list[Piece] = []
    for piece in pieces:
        previous = found[-1] if found else None
        if (
            piece.role is Role.NOTE
            and previous is not None
            and previous.role is Role.NOTE_HEADING
            and previous.note_kind is NoteKind.EDITORIAL
            and markdown_us_code.is_pending(piece.text)
        ):
            found[-1] = Piece(Role.NOTE_HEADING, previous.text, note_kind=NoteKind.PENDING_AMENDMENT)
        found.append(piece)
    return found


def _lines(head: bytes) -> Iterator[str]:
    yield from head.decode("utf-8", "ignore").split("\n")[:400]


def sniff(head: bytes, hints: ReadHints) -> float:
    """Say how surely a body is Markdown: by its marks, its name and its media type."""
    start = head.lstrip()[:300].lower()
    if b"\x00" in head[:1024] or start.startswith((b"<", b"{", b"[{", b"%pdf")):
        return 0.0
    text = "\n".join(_lines(head))
    marks = len(_MARKS.findall(text))
    named = (hints.name or "").lower().endswith((".md", ".markdown")) or "markdown" in (hints.media_type or "")
    if named:
        return 0.8
    return 0.6 if marks >= 3 else 0.0


FORMAT = Format(
    "markdown", _VERSION, sniff, parse_markdown, "Markdown of law (US Code, French, German, Irish and other acts)"
)
