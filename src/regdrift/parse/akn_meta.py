"""What the metadata of Akoma Ntoso say of an act: whose it is, its names, identifiers, dates, modifications.

Sources: Akoma Ntoso 1.0 §5 (FRBR, lifecycle, analysis), https://docs.oasis-open.org/legaldocml/akn-core/v1.0/;
the dialects AKN4EU 3.0, LegalDocML.de 1.8, Fedlex (JOLux dates), Normattiva (``urn:nir`` and ELI aliases).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from regdrift.model.document import DateKind, LegalDate
from regdrift.parse.akn_text import flat
from regdrift.parse.eu_acts import basic_celex, cite_act, eli_of
from regdrift.parse.xml_source import Element, child, children, descend, find_all, name_of, one_line, read_date

_LANGUAGES = {
    "eng": "en", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "ita": "it", "spa": "es", "nld": "nl", "dut": "nl",
    "por": "pt", "pol": "pl", "fin": "fi", "swe": "sv", "dan": "da", "ell": "el", "gre": "el", "roh": "rm", "cym": "cy",
    "gle": "ga", "ltz": "lb", "nor": "no", "ces": "cs", "slk": "sk", "slv": "sl", "hun": "hu", "ron": "ro", "bul": "bg",
    "hrv": "hr", "lit": "lt", "lav": "lv", "est": "et", "mlt": "mt",
}  # fmt: skip
_DATE_NAMES = (
    (re.compile(r"entry.?in(?:to)?.?force|inkraft|commencement|vigueur|vigenza", re.IGNORECASE), DateKind.IN_FORCE),
    (re.compile(r"applicab", re.IGNORECASE), DateKind.APPLICABLE),
    (re.compile(r"publi|verk(?:ü|ue)nd", re.IGNORECASE), DateKind.PUBLISHED),
    (re.compile(r"no.?longer|au(?:ss|ß)erkraft|repeal", re.IGNORECASE), DateKind.SUNSET),
)
_FIRST_YEAR, _LAST_YEAR = 1500, 2900
"""Years beyond these stand for "unknown" (``1001-01-01``) and "never" (``9999-12-31``)."""
_ELI = re.compile(r"(?:https?://[^/\s]+/)?eli/\S+")
_VERSION_DATE = re.compile(r"/\d{8}(?=/|$)")
_VERSION_OF_ELI = re.compile(r"/(?:ORIGINAL|CONSOLIDATED(?:/\d{8})?)$")
_URN = re.compile(r"urn:(?:nir|lex):\S+")
_NOR = re.compile(r"[A-Z]{4}\d{7}[A-Z]")
_TITLE_PARTS = ("docType", "docDate", "docNumber")


@dataclass(frozen=True, slots=True)
class ActFacts:
    """What an act says of itself."""

    country: str
    """Lower case, ``eu`` for the Union; "" where it is not told."""
    language: str | None
    title: str | None
    cited: str | None
    """What the act is cited by: ``Regulation (EU) 2016/679``, ``BDSG``, ``DSV``."""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    dates: tuple[LegalDate, ...] = ()


def read_facts(act: Element, hint_language: str | None) -> ActFacts:
    """Give what the metadata and the title of an act say."""
    meta = child(act, "meta")
    work, expression = descend(act, "meta", "identification", "FRBRWork"), None
    if meta is not None:
        expression = descend(meta, "identification", "FRBRExpression")
    language = _language(expression) or hint_language
    identifiers = dict(_identifiers(work)) if work is not None else {}
    country = _country(work, identifiers)
    title = _title(act, work, language)
    celex = basic_celex(identifiers.get("celex", ""))
    if celex and "eli" not in identifiers and (eli := eli_of(celex)):
        identifiers["eli"] = eli
    cited = _cited(act, work, (country, language, title))
    return ActFacts(country, language, title, cited, identifiers, tuple(dict.fromkeys(_dates(act, work))))


def _language(expression: Element | None) -> str | None:
    found = child(expression, "FRBRlanguage") if expression is not None else None
    code = ((found.get("language") or "") if found is not None else "").lower()
    code = re.split(r"[-_@]", code)[0]
    return _LANGUAGES.get(code, code if len(code) == 2 else None) if code else None


def _country(work: Element | None, identifiers: Mapping[str, str]) -> str:
    found = child(work, "FRBRcountry") if work is not None else None
    stated = ((found.get("value") or "") if found is not None else "").lower()
    uri = _value(work, "FRBRthis") or _value(work, "FRBRuri")
    if "celex" in identifiers or "/akn/eu/" in uri or "data.europa.eu" in uri:
        return "eu"
    if len(stated) != 2:
        part = re.search(r"/akn/([a-z]{2})\b", uri)
        stated = part.group(1) if part else ""
    return {"gb": "uk"}.get(stated, stated)


def _value(element: Element | None, name: str) -> str:
    found = child(element, name) if element is not None else None
    return (found.get("value") or "").strip() if found is not None else ""


def _identifiers(work: Element) -> Iterator[tuple[str, str]]:
    this = _value(work, "FRBRthis")
    values = [(item.get("name") or "", (item.get("value") or "").strip()) for item in children(work, "FRBRalias")]
    for name, value in (*values, ("uri", _value(work, "FRBRuri")), ("this", this)):
        if name.lower() == "celex" and basic_celex(value):
            yield "celex", basic_celex(value) or value
        elif _URN.fullmatch(value):
            yield "urn_lex", value
        elif _NOR.fullmatch(value):
            yield "nor", value
        elif _ELI.fullmatch(value) and name != "this":
            yield "eli", _VERSION_OF_ELI.sub("", _VERSION_DATE.sub("", value)).rstrip("/")
    if this and not _ELI.fullmatch(this):
        yield "akn", this


def _title(act: Element, work: Element | None, language: str | None) -> str | None:
    """Give the full title: the preface's, else the name of the work in the language of the text."""
    preface = next(children(act, "preface", "coverPage"), None)
    if preface is not None:
        marked = [flat(item) for item in find_all(preface, "docTitle") if flat(item)]
        if marked:
            lead = _numbered_name(preface)
            return f"{lead} {marked[0]}" if lead else marked[0]
        lines = [flat(item) for item in find_all(preface, "p") if flat(item)]
        long = next(iter(find_all(preface, "longTitle")), None)
        if long is not None and flat(long):
            return flat(long)
        if lines:
            return one_line(" ".join(lines[:3]))
    return _name_of_work(work, language)[0] or None


def _numbered_name(preface: Element) -> str:
    """Give ``LEGGE 14 maggio 2024, n. 66`` where a preface marks kind, date and number; else ""."""
    kind, on, number = (next((flat(item) for item in find_all(preface, name)), "") for name in _TITLE_PARTS)
    if not kind or not number:
        return ""
    numbered = number if not number[:1].isdigit() else f"n. {number}"
    return f"{kind} {on}, {numbered}" if on else f"{kind} {numbered}"


def _name_of_work(work: Element | None, language: str | None) -> tuple[str, str]:
    """Give name and short form of the work in the language of the text."""
    xml_language = "{http://www.w3.org/XML/1998/namespace}lang"
    names = list(children(work, "FRBRname")) if work is not None else []
    chosen = next((item for item in names if item.get(xml_language) == language), None)
    if chosen is None:
        chosen = names[0] if len(names) == 1 and not names[0].get(xml_language) else None
    if chosen is None:
        return "", ""
    return (chosen.get("value") or "").strip(), (chosen.get("shortForm") or "").strip()


def _cited(act: Element, work: Element | None, known: tuple[str, str | None, str | None]) -> str | None:
    country, language, title = known
    if country == "eu":
        return cite_act(title or "")
    if country == "de":
        marked = (item for item in find_all(act, "inline") if item.get("refersTo") == "amtliche-abkuerzung")
        return next((flat(item) for item in marked if flat(item)), None)
    if country == "ch":
        return _name_of_work(work, language)[1] or None
    if country == "it":
        preface = child(act, "preface")
        name = _numbered_name(preface) if preface is not None else ""
        kind, _, rest = name.partition(" ")
        return f"{kind.lower()} {rest}".strip() or None
    short = next((flat(item) for item in find_all(act, "shortTitle") if flat(item)), None)
    return short if country == "uk" else None


def _dates(act: Element, work: Element | None) -> Iterator[LegalDate]:
    for item in children(work, "FRBRdate"):
        yield from _dated(item.get("name") or "", item.get("date"))
    for item in (item for meta in children(act, "meta") for item in children(meta, "publication")):
        yield from _dated("publication", item.get("date"))
    for item in (item for meta in children(act, "meta") for item in find_all(meta, "eventRef")):
        yield from _dated(item.get("refersTo") or "", item.get("date"))


def _dated(name: str, written: str | None) -> Iterator[LegalDate]:
    on = read_real_date(written)
    kind = next((kind for pattern, kind in _DATE_NAMES if pattern.search(name) and "ausfertigung" not in name), None)
    if on is not None and kind is not None:
        yield LegalDate(kind, on, f"{name} {on.isoformat()}")


def read_real_date(written: str | None) -> date | None:
    """Give a date that is meant as one; None for those that stand for "unknown" or "never"."""
    on = read_date(written)
    return on if on is not None and _FIRST_YEAR < on.year < _LAST_YEAR else None


def modifications(act: Element) -> Iterator[tuple[str, str]]:
    """Give for each modification that the act underwent the ``eId`` it touched and words for it.

    ``("art_3", "substitution by /akn/it/act/legge/stato/2002-12-12/273, in force 2002-12-28")``.
    """
    starts = {item.get("eId") or "": item.get("date") for item in find_all(act, "eventRef")}
    for group in find_all(act, "passiveModifications"):
        for item in children(group):
            source, target, force = (child(item, name) for name in ("source", "destination", "force"))
            place = (target.get("href") or "") if target is not None else ""
            by = f" by {source.get('href')}" if source is not None and source.get("href") else ""
            period = (force.get("period") or force.get("start") or "").lstrip("#") if force is not None else ""
            on = read_real_date(starts.get(period))
            since = f", in force {on.isoformat()}" if on else ""
            yield place.rpartition("#")[2].rpartition("~")[2], f"{item.get('type') or name_of(item)}{by}{since}"
