"""RegML: regulations of the Consumer Financial Protection Bureau, nested and labelled by their publisher.

Source: https://github.com/cfpb/regulations-schema. Official interpretations stand beside the sections.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from regdrift.model.document import DateKind, LegalDate, LegalDocument, NoteKind, ProvisionKind, Stage, Unreadable
from regdrift.parse.builder import ProvisionBuilder, path_part
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format
from regdrift.parse.status import read_status
from regdrift.parse.xml_source import (
    Element,
    child,
    children,
    descend,
    find_all,
    inline_text,
    load_xml,
    name_of,
    one_line,
    read_date,
    root_name,
)

_NAME = "regml"
_VERSION = 2
_COMMENT_LABEL = re.compile(r"[^-]+-(?P<places>.+?)-Interp(?:-(?P<own>.+))?")
_KEY_TERM = re.compile(
    r"(?P<term>(?!(?:See|For|The|A|An|If|When)\b)[A-Z](?:(?!\b(?:is|are|may|must|shall|does|has|have)\b)[^.;:]){2,80}\.)\s+"
    r"(?=[A-Z])"
)


@dataclass(frozen=True, slots=True)
class _Part:
    title: str | None
    number: str

    def cite(self, place: str) -> str:
        """Give a citation into the part's title of the CFR."""
        return f"{self.title} CFR {place}" if self.title else place


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if root_name(head) in ("regulation", "notice") and b"eregs" in head[:4096] else 0.0


def _text(element: Element | None) -> str:
    return one_line(inline_text(element, drop=("graphic", "footnote")))


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    builder = ProvisionBuilder()
    title = _text(descend(root, "fdsys", "cfrTitleNum")) or None
    for element in find_all(root, "part"):
        part = _Part(title, element.get("label") or "part")
        path = builder.add(
            None, part.number, label=f"Part {part.number}", heading=_text(descend(root, "fdsys", "title")) or None,
            kind=ProvisionKind.DIVISION, citation=part.cite(f"Part {part.number}"),
        )  # fmt: skip
        _walk(builder, element, path, part)
    for element in find_all(root, "change"):
        _read_change(builder, element, title)
    for note in find_all(root, "footnote"):
        builder.add_note(NoteKind.FOOTNOTE, one_line(inline_text(note)))
    number = _text(descend(root, "preamble", "documentNumber"))
    return builder.build(
        _NAME, _VERSION, language="en", title=_text(descend(root, "fdsys", "title")) or None,
        citation=f"{title} CFR Part {_text(descend(root, 'preamble', 'cfr', 'section'))}" if title else None,
        identifiers={"fr_document": number} if number else {}, dates=_dates(root), stage=Stage.PUBLISHED,
    )  # fmt: skip


def _read_change(builder: ProvisionBuilder, element: Element, title: str | None) -> None:
    """Read one entry of a notice's changeset: the unit as it will read, at the place its label states."""
    names = [name for name in (element.get("label") or "part").split("-") if name] or ["part"]
    part, section, units = names[0], names[1] if len(names) > 1 else "", names[2:]
    place = f"{part}.{section}" if section.isdigit() else section
    nested = [item for item in find_all(element, "title", "content") if not _units_inside(item)]
    label, citation = _place_change(part, section, units, title)
    parent = "/".join(path_part(name) for name in (part, place, *units)[: len(units) + 1] if name)
    builder.add(
        parent or None, units[-1] if units else place or part, label=label, citation=citation,
        text="\n".join(filter(None, map(_text, nested))),
        kind=ProvisionKind.UNIT if units else ProvisionKind.SECTION,
    )  # fmt: skip


def _place_change(part: str, section: str, units: list[str], title: str | None) -> tuple[str, str | None]:
    """Give label and citation of a changed unit: a paragraph, or a comment that interprets one."""
    prefix = f"{title} CFR " if title else ""
    if "Interp" in units:
        at = units.index("Interp")
        comment = section + "".join(f"({unit})" for unit in units[:at]) + "-" + ".".join(units[at + 1 :])
        return f"comment {comment.rstrip('-')}", f"{prefix}Part {part}, Supp. I, comment {comment.rstrip('-')}"
    if not section.isdigit():
        return "-".join((section, *units)) or part, f"{prefix}Part {part}" if title else None
    chain = "".join(f"({unit})" for unit in units)
    return chain or f"§ {part}.{section}", f"{prefix}{part}.{section}{chain}"


def _units_inside(element: Element) -> list[Element]:
    """Give the paragraphs nested inside an element; their text is read where they stand."""
    return list(children(element, "paragraph", "interpParagraph", "content"))


def _dates(root: Element) -> tuple[LegalDate, ...]:
    fields = ((DateKind.PUBLISHED, ("fdsys", "date")), (DateKind.IN_FORCE, ("preamble", "effectiveDate")))
    found = [(kind, chain[-1], read_date(_text(descend(root, *chain)))) for kind, chain in fields]
    return tuple(LegalDate(kind, on, f"{name} {on.isoformat()}") for kind, name, on in found if on)


def _walk(builder: ProvisionBuilder, element: Element, path: str, part: _Part) -> None:
    for item in children(element):
        match name_of(item):
            case "subpart":
                letter = item.get("subpartLetter") or ""
                builder.add(
                    path, f"subpart-{letter}", label=f"Subpart {letter}" if letter else None,
                    heading=_text(child(item, "title")), kind=ProvisionKind.DIVISION,
                )  # fmt: skip
                _walk(builder, item, path, part)
            case "content":
                _walk(builder, item, path, part)
            case "section":
                _read_section(builder, item, path, part)
            case "appendix":
                _read_appendix(builder, item, path, part)
            case "interpretations":
                _read_interpretations(builder, item, path, part)
            case _:
                continue


def _read_section(builder: ProvisionBuilder, element: Element, parent: str, part: _Part) -> None:
    number = f"{part.number}.{element.get('sectionNum') or ''}"
    subject = _text(child(element, "subject"))
    heading = subject.removeprefix(f"§ {number}").strip() or None
    citation = part.cite(number)
    path = builder.add(
        parent, number, label=f"§ {number}", heading=heading, kind=ProvisionKind.SECTION, citation=citation,
        status=read_status(heading, ""),
    )  # fmt: skip
    _read_paragraphs(builder, element, path, ("", citation))


def _read_paragraphs(builder: ProvisionBuilder, element: Element, path: str, place: tuple[str, str | None]) -> None:
    """Read the paragraphs of a unit; ``place`` is its chain of labels and its citation."""
    chain, citation = place
    for item in children(element, "paragraph"):
        marker = (item.get("marker") or "").strip()
        heading, text = _text(child(item, "title")), _text(child(item, "content"))
        if not marker or marker.lower() == "none":
            _read_unmarked(builder, item, path, (heading, text), place)
            continue
        mark = marker if marker.startswith("(") else f"({marker.strip('.')})"
        inner = (f"{chain}{marker}", f"{citation}{mark}" if citation else None)
        below = builder.add(
            path,
            marker,
            label=inner[0],
            heading=heading,
            text=text,
            status=read_status(heading, text),
            citation=inner[1],
        )
        _read_paragraphs(builder, item, below, inner)


def _read_unmarked(
    builder: ProvisionBuilder, item: Element, path: str, words: tuple[str, str], place: tuple[str, str | None]
) -> None:
    """Read a paragraph without marker: a definition is a unit by its term, other text belongs to the unit around it."""
    heading, text = words
    term = descend(item, "content", "def")
    if term is not None and text.startswith(_text(term)[:1]):
        name = term.get("term") or _text(term)
        citation = f"{place[1]} (“{name}”)" if place[1] else None
        below = builder.add(path, f"def:{name}", heading=heading, text=text, citation=citation)
        _read_paragraphs(builder, item, below, ("", citation))
        return
    line = " ".join(filter(None, (heading, text)))
    if line:
        (builder.append_continuation if builder.has_units(path) else builder.append_text)(path, line)
    _read_paragraphs(builder, item, path, place)


def _read_appendix(builder: ProvisionBuilder, element: Element, parent: str, part: _Part) -> None:
    title, letter = _text(child(element, "appendixTitle")), element.get("appendixLetter") or ""
    label, _, heading = title.partition("—")
    citation = f"{part.cite(f'Part {part.number}')}, App. {letter}"
    path = builder.add(
        parent, f"appendix-{letter}", label=label, heading=heading or None, kind=ProvisionKind.ANNEX, citation=citation,
        status=read_status(heading, ""),
    )  # fmt: skip
    for item in children(element, "appendixSection"):
        subject = _text(child(item, "subject"))
        number = item.get("appendixSecNum") or "section"
        below = builder.add(path, number, heading=subject or None, kind=ProvisionKind.TEXT, citation=citation)
        _read_paragraphs(builder, item, below, ("", citation))


def _read_interpretations(builder: ProvisionBuilder, element: Element, parent: str, part: _Part) -> None:
    title = _text(child(element, "title"))
    label, _, heading = title.partition("—")
    supplement = f"{part.cite(f'Part {part.number}')}, Supp. I"
    path = builder.add(
        parent, "interp", label=label or None, heading=heading or None, kind=ProvisionKind.ANNEX, citation=supplement
    )
    for item in children(element, "interpSection"):
        name = _text(child(item, "title"))
        below = builder.add(
            path,
            item.get("sectionNum") or name or "section",
            heading=name,
            kind=ProvisionKind.SECTION,
            citation=supplement,
        )
        _read_comments(builder, item, below, supplement)


@dataclass(frozen=True, slots=True)
class _Comment:
    """Where an interpretation stands: what it interprets, and its own number below that."""

    places: tuple[str, ...]
    """Section, paragraph, …: ``("12", "b", "3")``; one name for an appendix."""
    own: tuple[str, ...]
    """``("1", "i")``; empty for the heading that names what is interpreted."""

    def path_below(self, section: str) -> str:
        """Give the path of the unit that holds this one, below the path of the section's interpretations."""
        groups = ["-".join(self.places[:count]) for count in range(2, len(self.places) + 1)]
        return "/".join((section, *map(path_part, (*groups, *self.own)[:-1])))

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.own[-1] if self.own else "-".join(self.places)

    @property
    def citation(self) -> str:
        """As the Bureau cites it: ``12(b)(3)-1.i``, ``app. C-1``."""
        first, *inner = self.places
        section = first if first.isdigit() else f"app. {first}"
        own = f"-{'.'.join(self.own)}" if self.own else ""
        return section + "".join(f"({name})" for name in inner) + own


def _cut_key_term(text: str) -> tuple[str, str]:
    """Cut off the key term that heads a comment where the file left it in the text: ``Copies. Copies of …``."""
    match = _KEY_TERM.match(text)
    return (match["term"], text[match.end() :]) if match else ("", text)


def _comment_of(item: Element, above: _Comment | None) -> _Comment | None:
    """Give the place that an interpretation's label states; None where it states none and stands below none.

    The label, not the nesting, tells the place: files of the Bureau exist in which comments stand outside the
    heading that they belong to, or under another paragraph's. The printed marker is surer than the label's end.
    """
    marker = (item.get("marker") or "").strip(" .()")
    match = _COMMENT_LABEL.fullmatch(item.get("label") or "")
    if match:
        own = tuple((match["own"] or "").split("-")) if match["own"] else ()
        own = (*own[:-1], marker) if own and marker else own
        return _Comment(tuple(match["places"].split("-")), own)
    return _Comment(above.places, (*above.own, marker)) if above is not None and marker else None


def _read_comments(
    builder: ProvisionBuilder, element: Element, path: str, supplement: str, above: _Comment | None = None
) -> None:
    """Read comments below the section at ``path``; they are cited by what they interpret and their own number."""
    for item in children(element, "interpParagraph"):
        marker, title = (item.get("marker") or "").strip(), _text(child(item, "title"))
        text = _text(child(item, "content"))
        comment = _comment_of(item, above)
        if comment and len(comment.own) == 1 and not title:
            title, text = _cut_key_term(text)
        parent = comment.path_below(path) if comment else path
        builder.add(
            parent, comment.name if comment else marker or title or "comment", label=marker or None,
            heading=title or None, text=text,
            citation=f"{supplement}, comment {comment.citation}" if comment else supplement,
        )  # fmt: skip
        if comment and comment.own and parent not in builder:
            builder.warn(
                f"Comment {comment.citation} stands without the heading or comment above it; the publisher's file "
                "may have lost others there."
            )
        _read_comments(builder, item, path, supplement, comment)


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "RegML (regulations of the Consumer Financial Protection Bureau)")
