"""What the two XML publications of the CFR have in common: paragraphs, tables, footnotes, credits.

The eCFR (https://www.govinfo.gov/bulkdata/ECFR, ``DIV1`` … ``DIV9``) and the annual edition of the GPO
(``CFRDOC``, ``CFRGRANULE``) print sections with the same elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from regdrift.model.document import NoteKind, ProvisionKind, ProvisionStatus
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.cfr_text import ITALIC_CLOSE, ITALIC_OPEN, CfrParagraph, CfrSection, Shape
from regdrift.parse.numbering import GENERIC
from regdrift.parse.xml_source import Element, child, children, find_all, inline_text, name_of, one_line

_ITALIC_E = frozenset({"03", "7462"})
_DROPPED = ("FTREF", "PRTPAGE", "FTNT", "GPH", "GID", "MATH", "img", "BR")
_NOTE_KINDS = {
    "AUTH": NoteKind.SOURCE_CREDIT,
    "SOURCE": NoteKind.SOURCE_CREDIT,
    "CITA": NoteKind.SOURCE_CREDIT,
    "SECAUTH": NoteKind.SOURCE_CREDIT,
    "PARAUTH": NoteKind.SOURCE_CREDIT,
    "EDNOTE": NoteKind.EDITORIAL,
    "CROSSREF": NoteKind.EDITORIAL,
    "EFFDNOT": NoteKind.PENDING_AMENDMENT,
    "EFFDNOTP": NoteKind.PENDING_AMENDMENT,
    "FTNT": NoteKind.FOOTNOTE,
    "APPRO": NoteKind.SOURCE_CREDIT,
}
_FLUSH = frozenset({"FP", "FP-1", "FP-2", "FP1", "FP1-2", "FP2", "FP2-2"})
_BLOCKS = frozenset({"EXTRACT", "EXAMPLE", "NOTE", "FP-DASH", "FRP", "LDRWK", "TEXT", "BOXTXT", "PSPACE"})
_HEADINGS = {"HD": 1, "HD1": 1, "HD2": 2, "HD3": 3, "HD4": 4, "HED1": 1}
_DIVISION_HEAD = re.compile(r"^(?P<label>(?:[^—–\[]|–(?=\d)){1,90}?)\s*(?:—+|–(?!\d)|(?=\[)|$)\s*(?P<rest>.*)$")
_ANNEX_LETTER = re.compile(
    r"(?:Appendix|Supplement|Exhibit|Schedule)\s+(?P<id>[\w.\-]+)(?=\s+to\b|\s*$|\s*[—–\[])", re.IGNORECASE
)
_BROKEN_DASH = re.compile(r"\s?&?mdash;")
"""An entity that lost its sign on the way from typesetting; no law prints these letters."""
_WORD_END = re.compile(r"[a-z]{2}[,;:.)]?$|\d{3}$|[a-z][,;:.]$|\b[aA]$")
_WORD_START = re.compile(r"(?!s\b|es\b|ed\b|ing\b|’s|'s)[A-Za-z]")
"""Words that run on from an ``E`` without a blank, but not endings that belong to it (``Form</E>s``)."""
RESERVED = re.compile(r"\[\s*reserved\s*\]", re.IGNORECASE)
_DECORATION = re.compile(rf"[{ITALIC_OPEN}{ITALIC_CLOSE}]")


def cfr_inline(element: Element | None) -> str:
    """Give the text of a paragraph on one line; italics marked, footnote references left out."""
    return _BROKEN_DASH.sub("—", one_line(inline_text(element, drop=_DROPPED, rewrite=_rewrite)))


def _rewrite(element: Element) -> str | None:
    name = name_of(element)
    if name == "SU":
        following = element.getnext()
        is_reference = following is not None and name_of(following) == "FTREF"
        return "" if is_reference and not (element.tail or "").strip() else None
    if name in ("I", "em") or (name == "E" and element.get("T") in _ITALIC_E):
        inner = _DECORATION.sub("", inline_text(element, drop=_DROPPED))
        if not inner.strip():
            return inner
        blank = inner[len(inner.rstrip()) :]
        front, back = _lost_blanks(element, inner) if name == "E" else ("", "")
        return f"{front}{ITALIC_OPEN}{inner.strip()}{ITALIC_CLOSE}{blank}{back}"
    return None


def _lost_blanks(element: Element, inner: str) -> tuple[str, str]:
    """Give the blanks that the conversion from typesetting lost round ``E``: ``Section<E T="03">means</E>a person``."""
    previous, parent = element.getprevious(), element.getparent()
    before = (previous.tail if previous is not None else parent.text if parent is not None else None) or ""
    after = element.tail or ""
    front = " " if _WORD_END.search(before) and inner[:1].isalnum() else ""
    back = " " if (inner[-1:].isalnum() or inner[-1:] in ".,:;)") and _WORD_START.match(after) else ""
    return front, back


def cfr_paragraphs(element: Element, skip: Iterable[str] = ()) -> list[CfrParagraph]:
    """Give the paragraphs, tables and headings below a section or appendix, in order; notes left out."""
    skipped = {*skip, *_NOTE_KINDS}
    found: list[CfrParagraph] = []
    for item in children(element):
        name = name_of(item)
        if name in skipped:
            continue
        if name == "P":
            found.append(CfrParagraph(cfr_inline(item)))
        elif name in _FLUSH:
            found.append(CfrParagraph(cfr_inline(item), Shape.FLUSH))
        elif name == "HD" and item.get("SOURCE") == "HED":
            continue
        elif name in _HEADINGS:
            level = _HEADINGS[
                (item.get("SOURCE") or "HD1") if name == "HD" and item.get("SOURCE") in _HEADINGS else name
            ]
            found.append(CfrParagraph(cfr_inline(item), Shape.HEADING, level))
        elif name in ("DIV", "GPOTABLE", "TABLE"):
            found.append(CfrParagraph(_table(item), Shape.TABLE))
        elif name in _BLOCKS:
            found += [CfrParagraph(line, Shape.BLOCK) for line in _block_lines(item)]
    return [item for item in found if item.text]


def _block_lines(element: Element) -> list[str]:
    inner = [
        line
        for item in children(element)
        if name_of(item) not in ("E", "I", "SU", "FTREF")
        for line in _block_lines(item)
    ]
    if inner:
        return inner
    line = cfr_inline(element)
    return [line] if line else []


def _table(element: Element) -> str:
    rows = []
    for row in find_all(element, "TR", "ROW", "BOXHD"):
        cells = [one_line(cfr_inline(cell)) for cell in children(row, "TD", "TH", "ENT", "CHED")]
        rows.append(" | ".join(_DECORATION.sub("", cell) for cell in cells if cell))
    title = child(element, "TTITLE")
    return "\n".join(row for row in (cfr_inline(title), *rows) if row)


def split_section_head(head: str, number: str) -> tuple[str, str | None]:
    """Cut ``§ 1.1 Definitions.`` into label and heading; the number is known from elsewhere."""
    first, _, rest = head.partition(" ")
    if first.startswith("§"):
        bare = head.lstrip("§ ")
        shown, _, rest = bare.partition(" ")
        return f"{'§§' if head.startswith('§§') else '§'} {shown}", rest.strip() or None
    return f"§ {number}", head or None


def split_division_head(head: str) -> tuple[str, str]:
    """Cut ``PART 2—GENERAL INFORMATION`` into label and heading; the heading is "" where there is none."""
    match = _DIVISION_HEAD.match(head)
    return (match["label"], match["rest"]) if match else (head, "")


def write_appendix(
    builder: ProvisionBuilder, element: Element, names: tuple[str, str], where: tuple[str | None, str | None]
) -> None:
    """Add an appendix; ``names`` are its printed head and its number, ``where`` title and part."""
    head, number = names
    title, part = where
    label, rest = split_division_head(head)
    letter = _ANNEX_LETTER.search(number)
    word = number.split()[0].lower() if number.split() else "appendix"
    reserved = bool(RESERVED.search(head))
    citation = (
        f"{title} CFR Part {part}, App. {letter['id']}" if letter and title and part and word == "appendix" else None
    )
    path = builder.add(
        part, f"{word}-{letter['id']}" if letter else number, label=label, heading=rest or None,
        kind=ProvisionKind.ANNEX, text="[Reserved]" if reserved else "", citation=citation,
        status=ProvisionStatus.RESERVED if reserved else ProvisionStatus.IN_FORCE,
    )  # fmt: skip
    CfrSection(builder, path, citation, GENERIC).write(cfr_paragraphs(element, skip=("HEAD", "EAR", "RESERVED")))
    add_cfr_notes(builder, element, path)


def add_cfr_notes(builder: ProvisionBuilder, element: Element, path: str | None) -> None:
    """Add the credits, editorial notes and footnotes that stand directly in a division, section or appendix."""
    for item in children(element, *_NOTE_KINDS):
        heading = child(item, "HED") if child(item, "HED") is not None else child(item, "HD")
        words = [
            cfr_inline(other) for other in children(item) if other is not heading and name_of(other) not in ("E", "I")
        ]
        text = "\n".join(filter(None, words)) if any(words) and not (item.text or "").strip() else cfr_inline(item)
        builder.add_note(
            _NOTE_KINDS[name_of(item)], _DECORATION.sub("", text),
            _DECORATION.sub("", cfr_inline(heading)).rstrip(":") or None, path,
        )  # fmt: skip
