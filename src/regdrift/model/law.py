"""What the analysis must know of a source besides its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from regdrift.model.source import SourceKind


@dataclass(frozen=True, slots=True)
class LawContext:
    """Whose law it is, of what kind, and which day it is read on."""

    source: str
    """Id of the source; for ``compare`` the stem of the new file."""
    jurisdiction: str | None
    """As in :class:`regdrift.model.source.Source`; None where nobody said (then it fits every practice, reduced)."""
    kind: SourceKind
    dossier: str
    today: date
    """The day of the analysis: urgency and "still to come" are counted from it."""
    title: str | None = None
    topics: tuple[str, ...] = ()
    language: str | None = None
    version: str = ""
    """Names the transition for change ids; empty for ``compare``."""
