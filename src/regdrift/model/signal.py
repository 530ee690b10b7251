"""A signal: one thing that a change does to a duty, a right, a date or an amount."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SignalKind(StrEnum):
    """What was read in a change; the kinds of the labelling guide and of ``compare --json``."""

    DUTY_ADDED = "duty_added"
    DUTY_REMOVED = "duty_removed"
    PROHIBITION_ADDED = "prohibition_added"
    PROHIBITION_REMOVED = "prohibition_removed"
    PERMISSION_ADDED = "permission_added"
    PERMISSION_REMOVED = "permission_removed"
    EXCEPTION_ADDED = "exception_added"
    EXCEPTION_REMOVED = "exception_removed"
    CONSENT_OPT_IN = "consent_opt_in"
    CONSENT_OPT_OUT = "consent_opt_out"
    DEFINITION_WIDENED = "definition_widened"
    DEFINITION_NARROWED = "definition_narrowed"
    SCOPE_WIDENED = "scope_widened"
    SCOPE_NARROWED = "scope_narrowed"
    DEADLINE_CHANGED = "deadline_changed"
    AMOUNT_CHANGED = "amount_changed"
    PENALTY_RAISED = "penalty_raised"
    PENALTY_LOWERED = "penalty_lowered"
    RETENTION_CHANGED = "retention_changed"
    EFFECTIVE_DATE = "effective_date"
    SUNSET = "sunset"
    REPEAL = "repeal"
    CROSS_REFERENCE = "cross_reference"


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal with its evidence."""

    kind: SignalKind
    quote: str
    """Verbatim from the newer text, or from the older one where something was removed."""
    before: str | None = None
    """Verbatim words of the older text; None where there were none."""
    after: str | None = None
    before_value: str | None = None
    """Normal form: ISO 8601 duration (``P30D``, ``PT72H``) or date, amount as ``EUR 20000000``, percent as ``4 %``."""
    after_value: str | None = None
