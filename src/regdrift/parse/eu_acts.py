"""How acts of the European Union are named, numbered and cited, whatever format carries them.

Sources: Interinstitutional style guide §2 (numbering of acts), CELEX numbering (EUR-Lex help), ELI for EUR-Lex
(``eli/{reg|dir|dec}/{year}/{number}``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from regdrift.parse.assemble import Cite
from regdrift.parse.pieces import Piece, Role

_FORMS = {
    "R": "Regulation|Règlement|Verordnung|Reglamento|Regolamento|Regulamento|Verordening",
    "L": "Directive|Richtlinie|Directiva|Direttiva|Diretiva|Richtlijn",
    "D": "Decision|Décision|Beschluss|Entscheidung|Decisión|Decisione|Decisão|Besluit|Beschikking",
}
_FORM = "|".join(_FORMS.values())
_ACT = re.compile(
    rf"(?P<form>{_FORM})\s+"
    r"(?P<number>\((?:[A-Z]{2,8}(?:,\s?)?)+\)\s*(?:No|n°|nº|n\.º|n\.|Nr\.?|nr\.?)?\s*\d+/\d+|\d+/\d+/[A-ZÀ-Ü]{2,8}|"
    r"\([A-Z]{2,8}\)\s*\d+/\d+)",
    re.IGNORECASE,
)
_CELEX = re.compile(r"(?P<sector>[0-9CE])(?P<year>\d{4})(?P<type>[A-Z]{1,2})(?P<number>\d{4})(?:\((?P<part>\d+)\))?")
_LATEST_START = 60
"""An act that a title names later is one that the act amends, repeals or supplements."""
_ELI_TYPES = {"R": "reg", "L": "dir", "D": "dec"}
_ARTICLE_WORD = {"fr": "art.", "es": "art.", "it": "art.", "pt": "art."}


def cite_act(title: str) -> str | None:
    """Give the act as it is cited: ``Regulation (EU) 2016/679``, ``Directive 2011/83/EU``; None for no title of one."""
    found = _ACT.search(title)
    if found is None or found.start() > _LATEST_START:
        return None
    return f"{found['form'].capitalize()} {' '.join(found['number'].split())}"


def eli_of(celex: str) -> str | None:
    """Give the ELI of a regulation, directive or decision of sector 3; None for what has none.

    ``32016R0679`` → ``http://data.europa.eu/eli/reg/2016/679``; a consolidated number (sector 0) names the same act.
    """
    match = _CELEX.match(celex)
    if match is None or match["sector"] not in "03" or match["type"] not in _ELI_TYPES or match["part"]:
        return None
    return f"http://data.europa.eu/eli/{_ELI_TYPES[match['type']]}/{match['year']}/{int(match['number'])}"


def basic_celex(celex: str) -> str | None:
    """Give the number of the act itself: ``02016R0679-20160504`` → ``32016R0679``; None for what is no CELEX number."""
    match = _CELEX.match(celex.strip())
    if match is None:
        return None
    return ("3" if match["sector"] == "0" else match["sector"]) + match.group()[1:]


def cite_european(act: str | None, language: str | None) -> Cite:
    """``Art. 6(1)(f) Regulation (EU) 2016/679``; ``Annex I Regulation …``; without the act its place alone."""
    word = _ARTICLE_WORD.get(language or "", "Art.")
    suffix = f" {act}" if act else ""

    def cite(section: Piece | None, labels: Sequence[str]) -> str | None:
        if section is None or section.role not in (Role.SECTION, Role.ANNEX):
            return None
        if section.role is Role.ANNEX:
            head, _, rest = (section.label or "Annex").partition(" ")
            place = f"{head.capitalize()} {rest}".rstrip()
        else:
            number = section.number or ""
            place = f"{word} {number.upper() if number.isalpha() and len(number) < 6 else number}"
        return f"{place}{''.join(labels)}{suffix}"

    return cite


def european_label(printed: str) -> str:
    """Give a printed number in the brackets in which it is cited: ``1.`` and ``(1)`` → ``(1)``; "" for a dash."""
    bare = printed.strip("()[]. \u00a0").rstrip(")").strip()
    return f"({bare})" if any(sign.isalnum() for sign in bare) else ""
