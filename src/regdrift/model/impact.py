"""An impact: one change touches one declared practice, and why."""

from __future__ import annotations

from dataclasses import dataclass

from regdrift.model.level import Level


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a change touches a practice: the rule, the words of the law, the field of the practice."""

    rule: str
    """Id of the rule in ``data/rules``, or ``lexical`` for the match that no rule foresaw."""
    text: str
    """What the rule says and asks for, for a person."""
    quote: str
    """Verbatim from the change or from its ancestors' lead-ins."""
    practice_field: str
    """Dotted field of the practice that matched (``storage.kind``)."""


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """The factors of a score, each 0 to 1; the score is their product."""

    severity: float
    overlap: float
    status: float
    urgency: float

    @property
    def score(self) -> float:
        """severity × overlap × status × urgency, rounded to 4 digits."""
        return round(self.severity * self.overlap * self.status * self.urgency, 4)


@dataclass(frozen=True, slots=True)
class Impact:
    """What one change means for one practice."""

    practice: str
    """Id of the practice."""
    level: Level
    parts: ScoreParts
    reasons: tuple[Reason, ...]
    practices_version: str
    """Hash of the practices file the impact was assessed with."""

    @property
    def score(self) -> float:
        """0 to 1."""
        return self.parts.score


@dataclass(frozen=True, slots=True)
class PracticeSummary:
    """What all changes of one comparison together mean for one practice."""

    practice: str
    score: float
    level: Level
    direction: str
    """A value of :class:`regdrift.model.change.Direction`: of the changes that touch the practice."""
    changes: tuple[str, ...]
    """Ids of the changes with a score above zero, highest first."""
