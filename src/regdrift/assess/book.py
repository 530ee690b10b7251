"""The rule book: rules, term lists, taxonomy and thresholds as values, read from data by the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regdrift.assess.measures import Measure


@dataclass(frozen=True, slots=True)
class Concept:
    """One matter that law speaks of and practices deal in (breach notification, health data, phone calls)."""

    id: str
    title: str
    weight: float = 1.0
    """How telling the concept is by itself, 0 to 1; "personal data" says little, "security freeze" nearly all."""
    authority_matter: bool = False
    """Whether law on the concept speaks of authorities by its nature (disclosure to the police)."""
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Phrases by language tag. ``a ~ b`` asks for both near each other, a final ``*`` for a prefix, ``*a*`` for a
    part of a word; a leading ``?`` marks a weak phrase, a leading ``!`` an idiom in which the concept's words
    mean something else."""
    categories: tuple[str, ...] = ()
    """Taxonomy keys that mark a practice as dealing in the concept; likewise the next four."""
    uses: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    """Words by which a source declares that its law is about the concept (``isp``, ``telephone``)."""


@dataclass(frozen=True, slots=True)
class SignalPattern:
    """A kind of signal, and which way the words went."""

    kind: str
    way: str = ""
    """``came`` (words there now that were not), ``went`` (words taken away, nothing in their place), ``replaced``
    (others stood there), ``stands`` (words there now, replaced or not); empty for any."""


@dataclass(frozen=True, slots=True)
class PracticeCondition:
    """One alternative of a practice predicate: every part that is given must hold.

    Within one part any member suffices. ``categories`` may name a closure as ``@sensitive``.
    """

    categories: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    not_regimes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    not_statuses: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    lawful_basis: tuple[str, ...] = ()
    storage: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    """Concepts that the practice's own words or keys show."""
    facts: tuple[str, ...] = ()
    """Words of :data:`regdrift.assess.practice.FACTS`: ``transfers``, ``sale``, ``automated_decision``, …"""
    age_below: int | None = None
    everyone: bool = False
    """Every practice in reach."""
    strength: float = 1.0
    """How far the alternative carries, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Change predicate → practice predicate → task."""

    id: str
    title: Mapping[str, str]
    task: Mapping[str, str]
    """What to do, by language tag; ``en`` and ``fr`` are always there."""
    severity: float
    practice: tuple[PracticeCondition, ...]
    any_of: tuple[str, ...] = ()
    """Concepts of which the change must show one; the strongest counts."""
    all_of: tuple[str, ...] = ()
    """Concepts that the change must all show; the weakest counts."""
    none_of: tuple[str, ...] = ()
    """Concepts that speak against the rule where the changed words show them."""
    signals: tuple[SignalPattern, ...] = ()
    """Signals of which the change must have one; empty for any change."""
    directions: frozenset[str] = frozenset()
    """Directions of the change that the rule speaks of; empty for every one."""
    jurisdictions: tuple[str, ...] = ()
    """Whose law the rule reads; empty for everyone's."""
    citations: tuple[str, ...] = ()
    """Regular expressions on title and citation that strengthen a match; never needed for one."""
    citation: str = ""
    raises: float = 0.0
    """Above zero the rule is a modifier: by its signals alone it raises the severity of the impacts that the change
    already has on the practices it names, by this share (a penalty makes every linked duty graver)."""
    verified: bool = False
    """Whether the citation was checked against the text of the law."""
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds and weights of the score."""

    low_from: float
    """Below it an impact is kept with its score and has the level ``none``."""
    medium_from: float
    high_from: float
    severity_of_level: Mapping[str, float]
    """Factor by the level that ``understand`` gave the change."""
    unread: float
    """The factor of a low change instead, where words were exchanged and no rule was read in them."""
    status_of_kind: Mapping[str, float]
    """Legal status by :class:`regdrift.model.source.SourceKind`."""
    status_pending: float
    urgency_steps: tuple[tuple[int, float], ...]
    """(days until effective, urgency), ascending; past dates count as 0 days."""
    urgency_later: float
    urgency_undated: Mapping[str, float]
    """Urgency by kind of source where no date is stated."""
    zone_weights: Mapping[str, float]
    """How much evidence counts by where it stands: ``changed``, ``near``, ``provision``, ``heading``,
    ``context``, ``subject``."""
    inherited: float
    """How much a matter of the whole law counts in a provision that speaks of no matter of its own; the weight of
    ``subject`` applies where it does."""
    matter_from: float
    """Weight of a concept from which on it is a matter of its own (breach), not a way to treat one (consent)."""
    weak_term: float
    authority_only: float
    """Factor where the changed words bind only public authorities."""
    lexical_severity: float
    parent_key: float
    """Match of a practice declared for a parent of the rule's key (``user.contact`` against ``.email``)."""
    root_key: float
    """Match of a practice declared for ``user`` as a whole."""
    citation_boost: float
    saturation: float
    """How far further changes may close the gap between a practice's strongest score and 1."""
    due_days: Mapping[str, int]
    """Days until a task without an effective date is due, by level."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Keys with their parents, and the sets of keys that the law treats as one (sensitive, health, biometric)."""

    parents: Mapping[str, str | None]
    closures: Mapping[str, frozenset[str]]
    version: str


@dataclass(frozen=True, eq=False)
class RuleBook:
    """All that assessing needs besides the change and the practices; compared by identity."""

    rules: tuple[Rule, ...]
    concepts: tuple[Concept, ...]
    settings: Settings
    taxonomy: Taxonomy
    version: str
    """Hash of the data the book was read from."""
    measures: tuple[Measure, ...] = ()
    """What one jurisdiction after another asks for; the outlook rests on them."""
