"""A declared data practice: one row of a record of processing (GDPR Art. 30), with what decides legal impact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ConsentModel(StrEnum):
    """How people agree, or are told, or neither."""

    OPT_IN = "opt_in"
    OPT_OUT = "opt_out"
    NOTICE = "notice"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """How consent is taken back."""

    as_easy_as_consent: bool | None = None
    methods: tuple[str, ...] = ()
    honoured_within: str | None = None
    """ISO 8601 duration; None where undeclared."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Model, basis and evidence of consent; None means undeclared."""

    model: ConsentModel | None = None
    lawful_basis: str | None = None
    """``consent``, ``contract``, ``legal_obligation``, ``vital_interests``, ``public_interest`` or
    ``legitimate_interests``."""
    standard: str | None = None
    evidence: str | None = None
    withdrawal: Withdrawal | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice given to people; ``given`` is ``before_collection``, ``at_collection``, ``after_collection`` or None."""

    id: str
    given: str | None = None


@dataclass(frozen=True, slots=True)
class Storage:
    """Where the data lie; None means undeclared."""

    kind: str | None = None
    """``silo``, ``database``, ``warehouse``, ``data_lake``, ``device``."""
    locations: tuple[str, ...] = ()
    encrypted_at_rest: bool | str | None = None
    """True, False or ``partial``."""
    access: str | None = None
    """``need_to_know``, ``team``, ``broad``."""
    pseudonymised: bool | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long; ``period`` is an ISO 8601 duration or None for none declared."""

    period: str | None = None
    trigger: str | None = None


@dataclass(frozen=True, slots=True)
class Sharing:
    """To whom and how."""

    recipients: tuple[str, ...] = ()
    sale: bool | None = None
    cross_context_ads: bool | None = None


@dataclass(frozen=True, slots=True)
class AutomatedDecision:
    """Decisions by machine about people."""

    significant_effect: bool | None = None
    human_review: str | bool | None = None


@dataclass(frozen=True, slots=True)
class AiTraining:
    """Training of models on the data."""

    purpose: str | None = None
    opt_out_offered: bool | None = None
    deidentified: bool | str | None = None


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Ages of the data subjects in years, both ends included; None for open."""

    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """One declared practice, defaults applied."""

    id: str
    name: str
    jurisdictions: tuple[str, ...]
    """Where the data subjects are: ISO 3166 codes, ``EU`` for the Union."""
    description: str = ""
    owner: str | None = None
    """A person or team of ``alerts.yaml``."""
    systems: tuple[str, ...] = ()
    data_categories: tuple[str, ...] = ()
    """fideslang 3.1.4 keys or ``x.`` extensions; a parent key covers its children."""
    data_uses: tuple[str, ...] = ()
    data_subjects: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    """``phone``, ``sms``, ``email``, ``push``, ``post``."""
    consent: Consent = Consent()
    notices: tuple[Notice, ...] = ()
    storage: Storage = Storage()
    retention: Retention | None = None
    """None where the practice says nothing at all of retention."""
    sharing: Sharing = Sharing()
    transfers: tuple[str, ...] = ()
    automated_decision: AutomatedDecision | None = None
    ai_training: AiTraining | None = None
    age: AgeRange | None = None
    regimes: tuple[str, ...] = ()
    us_statuses: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Organization:
    """The declaring company."""

    name: str
    establishments: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    us_statuses: Mapping[str, bool] = field(default_factory=dict)
    thresholds: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PracticeRegister:
    """All declared practices with the version that impacts refer to."""

    organization: Organization
    practices: tuple[Practice, ...]
    version: str
    """First 16 hex digits of the SHA-256 of the file's meaning (comments and layout do not count)."""
