"""A date that the law states, with what a calendar needs to follow it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LawDay:
    """One date that a law states, as it was last told."""

    key: str
    """The same for as long as the source states a date of this kind for this provision."""
    revision: int
    """How often the date was told anew: 0 when it was first seen."""
    gone: bool
    """True where a newer version no longer states it, or repealed its provision before it came."""
    kind: str
    on: str
    quote: str
    citation: str | None
    change_id: str | None
    source: str
    source_name: str
    jurisdiction: str
    observed_at: str
    """When this wording of it was seen."""
