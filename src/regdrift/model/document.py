"""A legal document as a sequence of provisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class ProvisionKind(StrEnum):
    """What a provision is in the structure of its document."""

    DIVISION = "division"
    """Title, book, part, chapter, subpart: a heading that groups; has no text of its own as a rule."""
    SECTION = "section"
    """Section, article, paragraph sign: the unit that lawyers cite first."""
    UNIT = "unit"
    """Subsection, paragraph, subparagraph, clause, point, definition: a numbered unit within a section."""
    TABLE = "table"
    RECITAL = "recital"
    ANNEX = "annex"
    TEXT = "text"
    """An unnumbered passage that a heading or a neighbour identifies (guidance, preamble)."""


class ProvisionStatus(StrEnum):
    """What the document itself says of the provision; positive evidence for a repeal."""

    IN_FORCE = "in_force"
    REPEALED = "repealed"
    RESERVED = "reserved"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


class NoteKind(StrEnum):
    """Text that is printed with the law and is not law."""

    SOURCE_CREDIT = "source_credit"
    EDITORIAL = "editorial"
    FOOTNOTE = "footnote"
    AMENDMENT_HISTORY = "amendment_history"
    PENDING_AMENDMENT = "pending_amendment"
    """Announces an amendment whose text is not yet in force."""
    FRONT_MATTER = "front_matter"


@dataclass(frozen=True, slots=True)
class Note:
    """A note, kept apart from operative text; ``provision_path`` is None for the whole document."""

    kind: NoteKind
    text: str
    heading: str | None = None
    provision_path: str | None = None


class DateKind(StrEnum):
    """Which of the law's dates it is."""

    PUBLISHED = "published"
    IN_FORCE = "in_force"
    APPLICABLE = "applicable"
    SUNSET = "sunset"
    COMMENT_CLOSES = "comment_closes"


@dataclass(frozen=True, slots=True)
class LegalDate:
    """A calendar date of the law with the words that say so; none is invented."""

    kind: DateKind
    on: date
    quote: str
    """Verbatim from the text, or the metadata field that carried it."""


class Stage(StrEnum):
    """The stage of a bill or rule on its way into law, and out of it."""

    INTRODUCED = "introduced"
    IN_COMMITTEE = "in_committee"
    PASSED_ONE_CHAMBER = "passed_one_chamber"
    PASSED = "passed"
    SIGNED = "signed"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    IN_FORCE = "in_force"
    DELAYED = "delayed"
    STAYED = "stayed"
    STRUCK_DOWN = "struck_down"
    WITHDRAWN = "withdrawn"
    REPEALED = "repealed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Provision:
    """The smallest numbered or headed unit of a document."""

    path: str
    """Labels from the root, folded and joined by ``/`` (``314/314.4/c/3``); unique within the document
    (a repeated path gets ``~2``, ``~3``); the parent's path is a prefix where the parent is a provision."""
    label: str | None
    """The printed label: of a section ``§ 314.4``; below a section the chain of labels, ``(c)(3)``; None where
    the unit is unnumbered."""
    heading: str | None
    text: str
    """The unit's own operative text in display form, without label and heading and without its sub-units'
    text; paragraphs joined by newlines; empty for a pure heading or a lead-in that is only a number."""
    citation: str | None
    """As lawyers cite it: ``16 CFR 314.4(c)(3)``, ``15 U.S.C. § 6501(2)(A)``; None where it cannot be told."""
    kind: ProvisionKind = ProvisionKind.UNIT
    status: ProvisionStatus = ProvisionStatus.IN_FORCE
    continuation: str = ""
    """Text that follows the unit's sub-units and belongs to it ("flush" text); empty as a rule."""

    def __reduce__(self) -> tuple[type[Provision], tuple[object, ...]]:
        """Travel between processes as plain values: several times as fast as what dataclasses do by themselves."""
        values = (self.path, self.label, self.heading, self.text, self.citation, self.kind, self.status)
        return Provision, (*values, self.continuation)

    @property
    def parent_path(self) -> str | None:
        """The path one step up, whether or not a provision stands there; None at the root."""
        head, _, _ = self.path.rpartition("/")
        return head or None

    @property
    def full_text(self) -> str:
        """Own text and continuation, joined by a newline: what is compared and shown."""
        return f"{self.text}\n{self.continuation}" if self.continuation else self.text


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """One reading of one capture by one parser version; equal captures and parsers give equal documents."""

    format: str
    """``ecfr``, ``dc_code``, ``html``, ``markdown``, … as registered in ``regdrift.parse``."""
    parser: str
    """Format and parser version (``ecfr@1``); both sides of a comparison must come from the same one."""
    provisions: tuple[Provision, ...]
    language: str | None = None
    title: str | None = None
    citation: str | None = None
    identifiers: Mapping[str, str] = field(default_factory=dict)
    """By scheme in lower case: ``eli``, ``celex``, ``nor``, ``urn_lex``, ``uslm``."""
    notes: tuple[Note, ...] = ()
    dates: tuple[LegalDate, ...] = ()
    stage: Stage | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The bytes are not a readable text of law; a stored value, not an exception."""

    format: str | None
    reason: str
    """A stable word: ``empty``, ``no_provisions``, ``challenge_page``, ``login_page``, ``soft_404``, ``needs_browser``,
    ``selector_lost``, ``expectation_missed``, ``body_lost``, ``encrypted``, ``scanned``, ``malformed``, ``too_deep``,
    ``too_large``, ``another_document``, ``parser_crash``, ``parser_timeout``, ``unknown_format``."""
    message: str
    """What is wrong and the next step, for a person."""


ReadResult = LegalDocument | Unreadable
