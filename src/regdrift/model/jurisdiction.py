"""Jurisdictions nest: how far the law of one place reaches people in another.

Codes are ISO 3166-1 (``FR``) and 3166-2 (``US-CA``), with ``EU`` for the Union.
"""

from __future__ import annotations

from functools import lru_cache

REACH_EXACT = 1.0
REACH_OF_PART = 0.6
"""A part's law against a practice that is declared for the whole: only some of its people are concerned."""
REACH_UNKNOWN = 0.6
"""Nobody said whose law it is: it may concern every practice."""

_EU_MEMBERS = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
EU_MEMBERS = frozenset(_EU_MEMBERS)
"""The 27 members of the European Union (Art. 52 TEU; without the United Kingdom since 2020-01-31)."""
EEA_MEMBERS = EU_MEMBERS | {"IS", "LI", "NO"}
"""Where EU data-protection law applies through the EEA Agreement (Joint Committee Decision 154/2018)."""

_ALIASES = {
    "UK": "GB",
    "EL": "GR",
    "US-FEDERAL": "US",
    "USA": "US",
    "EUROPEAN UNION": "EU",
    "EEA": "EU",
}


@lru_cache(maxsize=1024)
def canonical_jurisdiction(code: str) -> str:
    """Give the code as it is stored: capitals, aliases resolved (``UK`` → ``GB``, ``US-federal`` → ``US``)."""
    upper = code.strip().upper().replace("_", "-")
    head, dash, tail = upper.partition("-")
    if upper in _ALIASES:
        return _ALIASES[upper]
    return f"{_ALIASES.get(head, head)}{dash}{tail}"


@lru_cache(maxsize=8192)
def reach(law: str | None, people: str) -> float:
    """Give how far law of ``law`` reaches people in ``people``, 0 to 1.

    1.0 where the place is the same or lies within (law of ``US`` in ``US-DC``, law of ``EU`` in ``FR``);
    :data:`REACH_OF_PART` where the law is of a part of the place (law of ``US-CA``, people in ``US``; law of
    ``FR``, people in ``EU``); :data:`REACH_UNKNOWN` where ``law`` is None; 0.0 otherwise.
    """
    if law is None:
        return REACH_UNKNOWN
    source, target = canonical_jurisdiction(law), canonical_jurisdiction(people)
    if _contains(source, target):
        return REACH_EXACT
    return REACH_OF_PART if _contains(target, source) else 0.0


def _contains(outer: str, inner: str) -> bool:
    if outer == inner or inner.startswith(f"{outer}-"):
        return True
    return outer == "EU" and inner.partition("-")[0] in EEA_MEMBERS
