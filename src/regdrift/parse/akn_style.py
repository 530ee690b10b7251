"""How the dialects of Akoma Ntoso print and cite: by whose law it is, never by whose file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from regdrift.parse.akn_meta import ActFacts
from regdrift.parse.assemble import Cite
from regdrift.parse.citing import cite_french, cite_german, cite_italian, cite_plain, cite_swiss
from regdrift.parse.eu_acts import cite_european, european_label
from regdrift.parse.labels import label_key
from regdrift.parse.numbering import GENERIC, LabelPlacer
from regdrift.parse.pieces import Piece, Role

_LEAD = re.compile(
    r"^(?:§+|Art(?:icle|ikel|icolo|ículo|igo)?\b\.?|Section\b|Sec\.|Rule\b|Regulation\b|s\.|ARTICLE\b|ARTÍCULO\b)\s*",
    re.IGNORECASE,
)
_OTHER_WORD = re.compile(r"[^\W\d]{2,20}\.?\s+(?P<number>\d.*)")
_ANNEX = re.compile(
    r"(?P<word>Annex|Annexe|Anhang|Anlage|Allegato|Anexo|Schedule|Appendix)\b\s*(?P<number>\d+[A-Za-z]?|[IVXLC]+)?"
    r"(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ITALIAN_LABEL = re.compile(r"(?:\d{1,3}(?:-[a-z]{2,9})?|[a-z]{1,2}(?:-[a-z]{2,9})?)\)\s")
_BRACKETED = re.compile(r"^\((?P<inner>[^()]{3,200})\)$")


@dataclass(frozen=True, slots=True)
class Style:
    """How one family of laws prints and cites."""

    cite: Cite
    label: Callable[[str, str], str]
    """The printed number of a unit and the name of its element → its label."""
    prefix: str = ""
    """Before the number of an article in its path, as other formats of the same law have it."""

    def section_key(self, number: str) -> str:
        """Give the part of the path that stands for an article."""
        return f"{self.prefix}{label_key(number)}"

    def heading(self, heading: str) -> str:
        """Give a heading without the brackets that an act prints round it."""
        match = _BRACKETED.match(heading.rstrip("."))
        return match["inner"] if match else heading

    def annex(self, name: str, position: int) -> tuple[str, str | None]:
        """Give label and heading of an annex that is named so; without a name its position."""
        match = _ANNEX.match(name)
        if match is None:
            return f"Annex {position}", name or None
        label = " ".join(filter(None, (match["word"], match["number"])))
        return label, match["rest"].strip(" .:–—-") or None


def number_in(label: str) -> str:
    """Give the number of a section from its printed label: ``Article 6a`` → ``6a``, ``§ 9`` → ``9``."""
    bare = _LEAD.sub("", label).strip(" .:–—")
    word = _OTHER_WORD.fullmatch(bare)
    return word["number"] if word else bare


def style_of(facts: ActFacts) -> Style:
    """Choose the style by the country, else by the language of the act."""
    match facts.country:
        case "eu":
            return Style(cite_european(facts.cited, facts.language), _european, "art-")
        case "de":
            return Style(cite_german(facts.cited), _printed)
        case "ch":
            return Style(cite_swiss(facts.cited), _bare_in_brackets)
        case "it":
            return Style(cite_italian(facts.cited), _printed)
        case "uk":
            return Style(_cite_british(facts.cited), _bracketed)
        case _:
            pass
    if facts.language == "fr":
        return Style(cite_french(facts.cited), _printed)
    return Style(cite_plain, _printed)


def _european(printed: str, name: str) -> str:
    return european_label(printed)


def _printed(printed: str, name: str) -> str:
    return printed.rstrip() if re.search(r"\w", printed) else ""


def _bare_in_brackets(printed: str, name: str) -> str:
    """Give ``1`` as ``(1)``: a paragraph of Swiss law has a raised number, cited ``Abs. 1``."""
    bare = printed.strip()
    return f"({bare})" if name == "paragraph" and bare and bare[-1].isalnum() else _printed(printed, name)


def _bracketed(printed: str, name: str) -> str:
    bare = printed.strip("(). ")
    return f"({bare})" if bare else ""


def _cite_british(act: str | None) -> Cite:
    """``Data Protection Act 2018 s. 8(1)(a)``, as the reader of CLML cites it."""
    prefix = f"{act} " if act else ""

    def cite(section: Piece | None, labels: Sequence[str]) -> str | None:
        if section is None or section.role is not Role.SECTION or not section.number:
            return None
        return f"{prefix}s. {section.number}{''.join(labels)}"

    return cite


def place_lines(lines: Sequence[str]) -> list[tuple[tuple[str, ...], str]]:
    """Give each line with the chain of its point, outermost first; () for a line that begins none.

    Italian law prints ``a)``, ``b-bis)``, ``1)``; the publisher sets them by line ends alone.
    """
    labelled = [_ITALIAN_LABEL.match(line) is not None for line in lines]
    labels = [f"{line.partition(')')[0]})" for line in lines]
    placer = LabelPlacer(GENERIC)
    found: list[tuple[tuple[str, ...], str]] = []
    for index, line in enumerate(lines):
        if not labelled[index]:
            found.append(((), line))
            continue
        ahead = [labels[later] for later in range(index + 1, min(index + 40, len(lines))) if labelled[later]]
        found.append((placer.place(labels[index], following=ahead[:12]), line.partition(")")[2].strip()))
    return found
