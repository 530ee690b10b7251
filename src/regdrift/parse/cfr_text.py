"""The paragraphs of the Code of Federal Regulations: flat in every publication, nested in law.

A section prints ``(a)``, ``(1)``, ``(i)``, ``(A)`` as paragraphs on one level, runs headings in after the label in
italics, opens a second label in the same paragraph (``(a) Scope. (1) …``), and lists definitions by an italic
term. Source: Document Drafting Handbook, chapter 3; 1 CFR 21.11.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from regdrift.model.document import ProvisionKind, ProvisionStatus
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.numbering import GENERIC, US_REGULATION, LabelPlacer, Scheme, split_labels
from regdrift.parse.status import read_status

ITALIC_OPEN, ITALIC_CLOSE = "\ue000", "\ue001"
"""Private-use characters that stand for italics between the XML and this module; never in what leaves it."""

_ITALIC = re.compile(f"{ITALIC_OPEN}([^{ITALIC_OPEN}{ITALIC_CLOSE}]*){ITALIC_CLOSE}")
_ITALIC_LABEL = re.compile(
    rf"\({ITALIC_OPEN}\s*(\w{{1,5}})\s*{ITALIC_CLOSE}\)|{ITALIC_OPEN}\((\w{{1,5}})\){ITALIC_CLOSE}"
)
_RUN_IN = re.compile(
    rf"{ITALIC_OPEN}(?P<words>[^{ITALIC_CLOSE}]*){ITALIC_CLOSE}(?P<stop>[.:]?)\s*(?P<dash>(?:[—–]|-(?=\())?)\s*"
)
_DEFINES = re.compile(
    r"^[,\s]*(?:(?:or|and|as used|for (?:the )?purposes of|when used|in this)\b[^.;]{0,120}?)?\s*"
    r"\b(?:means?|includes?|ha(?:s|ve) the (?:same )?meaning|is defined|shall mean|refers? to|does not include)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\(\w{1,5}\))\s*(?:-|–|—|through|and|to)\s*(\(\w{1,5}\))\s*(?=\[Reserved)", re.IGNORECASE)
_TIGHT_LABEL = re.compile(rf"^((?:\(\w{{1,5}}\)\s*)+)(?={ITALIC_OPEN})")
_RESERVED = re.compile(r"\[?reserved\]?\.?", re.IGNORECASE)
_LONGEST_HEADING = 200


class Shape(StrEnum):
    """How a paragraph is set."""

    PARAGRAPH = "paragraph"
    FLUSH = "flush"
    """Set to the margin: it goes back to the unit whose list has just ended."""
    BLOCK = "block"
    """A quotation, a form, an example: it belongs to the unit before it."""
    TABLE = "table"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class CfrParagraph:
    """One printed paragraph; ``text`` still holds the marks of italics. ``level`` ranks headings."""

    text: str
    shape: Shape = Shape.PARAGRAPH
    level: int = 1


@dataclass(slots=True)
class _Parsed:
    shape: Shape
    labels: list[tuple[str, str | None]] = field(default_factory=list)
    """Label and run-in heading of each unit that the paragraph opens, outermost first."""
    term: str | None = None
    through: str | None = None
    """The last label of a range (``(b)–(d) [Reserved]``)."""
    text: str = ""
    level: int = 1


def plain(text: str) -> str:
    """Give a text without the marks of italics."""
    return text.replace(ITALIC_OPEN, "").replace(ITALIC_CLOSE, "")


def parse_paragraph(paragraph: CfrParagraph, other_marks: bool = False) -> _Parsed:
    """Cut a paragraph into labels, run-in headings and text.

    ``other_marks`` also reads ``1.`` and ``a.`` as labels, as appendices use them.
    """
    text = _ITALIC_LABEL.sub(lambda found: f"({found.group(1) or found.group(2)})", paragraph.text.strip())
    if paragraph.shape is not Shape.PARAGRAPH:
        return _Parsed(paragraph.shape, text=plain(text), level=paragraph.level)
    parsed = _Parsed(Shape.PARAGRAPH)
    span = _RANGE.match(text)
    if span:
        parsed.labels, parsed.through = [(span[1], None)], span[2]
        parsed.text = plain(text[span.end() :])
        return parsed
    while True:
        labels, rest = _labels_of(text, other_marks)
        if not labels:
            break
        text = rest.lstrip()
        parsed.labels += [(label, None) for label in labels]
        heading, after = _run_in_heading(text)
        if heading is None:
            break
        parsed.labels[-1] = (labels[-1], heading)
        text = after
    parsed.term = _term_of(text)
    parsed.text = plain(text).strip()
    return parsed


def _labels_of(text: str, other_marks: bool) -> tuple[tuple[str, ...], str]:
    text = _TIGHT_LABEL.sub(r"\1 ", text)
    labels, rest = split_labels(text)
    if labels and not labels[0].startswith("(") and not (other_marks and labels[0].endswith(".")):
        return (), text
    return labels, rest


def _run_in_heading(text: str) -> tuple[str | None, str]:
    """Give the italic heading that opens a paragraph, and what follows it; None for an italic term or none."""
    match = _RUN_IN.match(text)
    if match is None:
        return None, text
    words, rest = match["words"].strip(), text[match.end() :]
    ended = words.endswith((".", ":")) or match["stop"] or match["dash"]
    if not words or len(words) > _LONGEST_HEADING or not (ended or not rest.strip()):
        return None, text
    if not match["dash"] and _DEFINES.match(plain(rest)) and not words.endswith("."):
        return None, text
    return words.rstrip("—– ") + match["stop"], rest


def _term_of(text: str) -> str | None:
    """Give the term that the paragraph defines; None where it opens with none."""
    match = _RUN_IN.match(text)
    if match is None or not match["words"].strip():
        return None
    rest = plain(text[match.start() + len(match["words"]) + 2 :])
    return match["words"].strip(" .,:") if _DEFINES.match(rest) else None


class CfrSection:
    """Writes the paragraphs of one section (or one appendix) below its path."""

    def __init__(
        self, builder: ProvisionBuilder, path: str, citation: str | None, scheme: Scheme = US_REGULATION
    ) -> None:
        self._builder = builder
        self._citation = citation
        self._section = path
        self._outer = LabelPlacer(scheme)
        self._inner: LabelPlacer | None = None
        """Places labels inside a definition; None outside."""
        self._paths: dict[tuple[str, tuple[str, ...]], str] = {}
        self._root = path
        """Where chains begin: the section, or a headed passage of an appendix."""
        self._term_path = path
        self._current = path
        self._headings: list[tuple[int, str]] = []
        self._lists_numbers = scheme is GENERIC

    def write(self, paragraphs: Sequence[CfrParagraph]) -> None:
        """Add the paragraphs, in order."""
        parsed = [parse_paragraph(item, self._lists_numbers) for item in paragraphs]
        flat = [[label for label, _ in item.labels] for item in parsed]
        for index, item in enumerate(parsed):
            following = [label for labels in flat[index + 1 : index + 15] for label in labels]
            self._write_one(item, following)

    def _write_one(self, item: _Parsed, following: list[str]) -> None:
        match item.shape:
            case Shape.HEADING:
                self._open_passage(item)
            case Shape.TABLE:
                if item.text.strip():
                    self._builder.add(
                        self._current,
                        "table",
                        text=item.text,
                        kind=ProvisionKind.TABLE,
                        citation=self._cited(self._current),
                    )
            case Shape.BLOCK:
                self._join(self._current, item.text)
            case Shape.FLUSH:
                self._join(self._end_of_list(), item.text)
            case _ if item.labels:
                self._open_units(item, following)
            case _ if item.term:
                self._define(item.term, item.text)
            case _:
                self._join(self._current, item.text)

    def _join(self, path: str, text: str) -> None:
        (self._builder.append_continuation if self._builder.has_units(path) else self._builder.append_text)(path, text)

    def _end_of_list(self) -> str:
        """Give the unit whose list has just ended; the current unit where it is the first of its list."""
        current = self._current
        parent = current.rpartition("/")[0]
        if current in (self._section, self._root) or parent not in self._builder or self._builder.has_units(current):
            return current
        siblings = self._builder.count_children(parent)
        return parent if siblings > 1 else current

    def _open_passage(self, item: _Parsed) -> None:
        """Open a headed passage: appendices and, rarely, sections group their text under headings."""
        while self._headings and self._headings[-1][0] >= item.level:
            self._headings.pop()
        parent = self._headings[-1][1] if self._headings else self._section
        path = self._builder.add(parent, item.text, heading=item.text, kind=ProvisionKind.TEXT, citation=self._citation)
        self._headings.append((item.level, path))
        self._root = self._current = self._term_path = path
        self._outer.reset()
        self._inner = None

    def _define(self, term: str, text: str) -> None:
        host = self._current if self._inner is None else self._term_path
        if self._inner is None and self._is_listed(host):
            host = host.rpartition("/")[0]
        self._term_path = host
        cited = self._cited(host)
        self._current = self._builder.add(
            host, f"def:{term}", text=text, citation=f"{cited} (“{term}”)" if cited else None
        )
        self._inner = LabelPlacer(GENERIC)

    def _is_listed(self, path: str) -> bool:
        """True for a unit that already carries a whole definition or sentence: terms do not nest below it."""
        return path != self._root and self._builder.get(path).text.rstrip().endswith((".", ";"))

    def _cited(self, path: str) -> str | None:
        return self._builder.get(path).citation if path in self._builder else self._citation

    def _open_units(self, item: _Parsed, following: list[str]) -> None:
        labels = item.labels
        for index, (label, heading) in enumerate(labels):
            rest = [other for other, _ in labels[index + 1 :]] + following
            last = index == len(labels) - 1
            self._open_unit(label, heading, rest, item if last else None)

    def _open_unit(self, label: str, heading: str | None, following: list[str], item: _Parsed | None) -> None:
        base, chain = self._place(label, following)
        text = item.text if item else ""
        parent = self._paths.get((base, chain[:-1]), base) if len(chain) > 1 else base
        status = ProvisionStatus.RESERVED if _RESERVED.fullmatch(text) else read_status(heading, text)
        printed = f"{label}-{item.through}" if item and item.through else label
        above = self._builder.get(parent).label or "" if parent != base or base != self._root else ""
        path = self._builder.add(
            parent, label, label=above + printed if above.startswith("(") or not above else printed, heading=heading,
            text=text, status=status, citation=self._cite(parent, label),
        )  # fmt: skip
        self._paths[(base, chain)] = path
        self._current = path
        if item and item.through:
            (self._inner or self._outer).place(item.through)

    def _cite(self, parent: str, label: str) -> str | None:
        citation = self._cited(parent)
        mark = label if label.startswith("(") else f"({label.strip('. ')})"
        return f"{citation}{mark}" if citation else None

    def _place(self, label: str, following: list[str]) -> tuple[str, tuple[str, ...]]:
        """Give the path under which a chain stands, and the chain: within the open definition, or outside it."""
        if self._inner is not None:
            inside, outside = self._inner.cost(label, following), self._outer.cost(label, following)
            if inside <= outside:
                base = self._inner_base()
                return base, self._inner.place(label, following=following)
            self._inner = None
        return self._root, self._outer.place(label, following=following)

    def _inner_base(self) -> str:
        """Give the path of the open definition."""
        path = self._current
        while path and "def:" not in path.rpartition("/")[2]:
            path = path.rpartition("/")[0]
        return path or self._root
