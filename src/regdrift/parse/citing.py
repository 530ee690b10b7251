"""Citations in the forms that lawyers use; what cannot be told is left out, never invented."""

from __future__ import annotations

import re
from collections.abc import Sequence

from regdrift.parse.assemble import Cite
from regdrift.parse.pieces import Piece, Role

_USC_TITLE = (
    re.compile(r"(?:^|[/\\])title[-_](\d{1,2})(?:[-_/\\.]|$)", re.IGNORECASE),
    re.compile(r"\busc(?:ode)?[-_a-z/]{0,12}[-_/:](\d{1,2})(?:[-_/]|$)", re.IGNORECASE),
    re.compile(r"(?:^|[^\d])(\d{1,2})[-_ ]?u\.?s\.?c(?:ode|\b|\.)", re.IGNORECASE),
    re.compile(r"title(\d{1,2})-section", re.IGNORECASE),
)
_CFR_TITLE = re.compile(r"(?:^|[^\d])(\d{1,2})[-_ ]?c\.?f\.?r(?:\.|\b|[-_ \d])|title[-_ ]?(\d{1,2})\b", re.IGNORECASE)
_CODE_NUMBER = re.compile(r"(?P<letters>[A-Z]{1,3})\.?\s?(?P<rest>\*{0,2}\d.*)")
_DEPTH_NAMES_DE = ("Abs.", "Nr.", "Buchst.", "Doppelbuchst.", "Dreifachbuchst.")


def us_code_title(name: str | None) -> int | None:
    """Give the title number of the U.S. Code that a file name or URL states; None where it states none."""
    for pattern in _USC_TITLE:
        match = pattern.search(name or "")
        if match:
            return int(match.group(1))
    return None


def cfr_title(text: str | None) -> int | None:
    """Give the title number of the CFR that a name or heading states; None where it states none."""
    match = _CFR_TITLE.search(text or "")
    return int(match.group(1) or match.group(2)) if match else None


def cite_us_code(title: int | None) -> Cite:
    """``15 U.S.C. § 6501(2)(A)``; without the title ``§ 6501(2)(A)``."""
    prefix = f"{title} U.S.C. " if title else ""

    def cite(section: Piece | None, labels: Sequence[str]) -> str | None:
        if section is None or section.role is not Role.SECTION:
            return None
        return f"{prefix}§ {section.number}{_bracketed(labels)}"

    return cite


def cite_cfr(title: int | None) -> Cite:
    """``16 CFR 312.5(c)(3)``; without the title ``§ 312.5(c)(3)``."""

    def cite(section: Piece | None, labels: Sequence[str]) -> str | None:
        if section is None or section.role is not Role.SECTION:
            return None
        head = f"{title} CFR {section.number}" if title else f"§ {section.number}"
        return head + _bracketed(labels)

    return cite


def cite_french(code: str | None) -> Cite:
    """``Code de la consommation, art. L. 121-18, II, 3°``."""

    def cite(section: Piece | None, labels: Sequence[str]) -> str | None:
        if section is None or section.role is not Role.SECTION or not section.number:
            return None
        match = _CODE_NUMBER.fullmatch(section.number)
        number = f"{match['letters']}. {match['rest']}" if match else section.number
        below = "".join(f", {label.rstrip(' .–—-')}" for label in labels)
        article = f"art. {number}{below}"
        return f"{code}, {article}" if code else article

    return cite


def cite_german(act: str | None) -> Cite:
    """``§ 1 Abs. 1 Nr. 2 Buchst. a BDSG``; in an annex ``Anhang Nr. 3 UWG``."""
    suffix = f" {act}" if act else ""

    def cite(section: Piece | None, labels: Sequence[str]) -> str | None:
        if section is None or section.role not in (Role.SECTION, Role.ANNEX):
            return None
        return f"{section.label}{''.join(_german_step(label) for label in labels)}{suffix}"

    return cite


def _german_step(label: str) -> str:
    bare = label.strip("(). ")
    if label.startswith("("):
        return f" Abs. {bare}"
    if bare[:1].isdigit():
        return f" Nr. {bare}"
    depth = 2 if len(bare) == 1 or not bare.isalpha() else min(len(bare), 3) + 1
    return f" {_DEPTH_NAMES_DE[depth]} {bare}"


def cite_swiss(act: str | None) -> Cite:
    """``Art. 3 Abs. 2 Bst. a DSV`` (Federal Chancellery, Gesetzestechnische Richtlinien)."""
    suffix = f" {act}" if act else ""

    def cite(section: Piece | None, labels: Sequence[str]) -> str | None:
        if section is None or section.role is not Role.SECTION:
            return None
        steps = "".join(
            f" Abs. {label.strip('()')}"
            if label[0] == "("
            else f" {'Ziff.' if label[0].isdigit() else 'Bst.'} {label.strip('(). ')}"
            for label in labels
        )
        return f"Art. {section.number}{steps}{suffix}"

    return cite


def cite_italian(act: str | None) -> Cite:
    """``art. 3, comma 2, lett. a), n. 1), legge 14 maggio 2024, n. 66`` (Presidency's guide to drafting, 2001, §12)."""
    suffix = f", {act}" if act else ""

    def cite(section: Piece | None, labels: Sequence[str]) -> str | None:
        if section is None or section.role is not Role.SECTION or not section.number:
            return None
        return f"art. {section.number}{''.join(_italian_step(label) for label in labels)}{suffix}"

    return cite


def _italian_step(label: str) -> str:
    if label.endswith("."):
        return f", comma {label.rstrip('.')}"
    return f", n. {label}" if label[:1].isdigit() else f", lett. {label}"


def cite_irish(act: str | None) -> Cite:
    """``s. 3(1)(a) Data Protection Act 2018``; in a schedule ``Sch. 2, para. 5(1)(a) …``."""
    suffix = f" {act}" if act else ""

    def cite(section: Piece | None, labels: Sequence[str]) -> str | None:
        if section is None:
            return None
        if section.role is Role.SECTION:
            return f"s. {section.number}{_bracketed(labels)}{suffix}"
        if section.role is not Role.ANNEX:
            return None
        paragraph = f", para. {labels[0].rstrip('.')}{_bracketed(labels[1:])}" if labels else ""
        return (
            f"Sch. {section.number or ''}".rstrip(" .") + f"{paragraph}{suffix}"
            if section.number
            else f"{section.label}{paragraph}{suffix}"
        )

    return cite


def cite_plain(section: Piece | None, labels: Sequence[str]) -> str | None:
    """The section as printed and the labels: ``§ 28-3851(2)(C)``, ``Art. 6(1)(f)``; None outside sections."""
    if section is None or section.role is not Role.SECTION:
        return None
    return f"{section.label}{_bracketed(labels)}"


def _bracketed(labels: Sequence[str]) -> str:
    """Labels in brackets; a label printed without them gets them (``3.`` → ``(3)``)."""
    return "".join(label if label.startswith("(") else f"({label.strip(' .)°')})" for label in labels)
