"""The words of an impact's reasons and their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from regdrift.assess.book import Concept, Rule
from regdrift.assess.scoring import fits
from regdrift.model.change import Change, ChangeKind, Direction
from regdrift.model.impact import Reason

LEXICAL: Final = "lexical"
"""The rule of a reason that no rule foresaw."""
_MOST: Final = 4
"""Reasons of one impact besides its modifiers."""
EASED: Final = "Less is asked than before; keep what is in place until no other law is found to ask for it."
"""What a rule asks for where its law asks for less."""


def rule_text(rule: Rule, change: Change) -> str:
    """Give what a rule says of a change: its title and task; of a relaxation, that nothing is dropped yet.

    A rule that fires on signals of its own says itself what they ask for.
    """
    task = rule.task["en"] if rule.signals or not is_relaxation(change) else EASED
    return f"{rule.title['en']}: {task}"


def is_relaxation(change: Change) -> bool:
    """Tell whether a change takes duties away: it loosens, or it repeals a provision without adding a burden."""
    if change.kind is ChangeKind.REPEALED:
        return change.direction is not Direction.TIGHTENED
    return change.direction is Direction.LOOSENED


def lexical_text(concept: Concept, change: Change) -> str:
    """Give the words of a match that no rule foresaw."""
    if is_relaxation(change):
        return f"Both speak of {concept.title}; look what the change no longer asks, and drop nothing yet."
    return f"Both speak of {concept.title}; look whether the change asks something new."


def raising_reason(rule: Rule, field: str, change: Change) -> Reason:
    """Give the reason of a modifier rule with the signal that fired it."""
    signal = next(signal for signal in change.signals if fits(signal, rule.signals))
    return Reason(rule.id, rule_text(rule, change), signal.quote, field)


def rank_reasons(found: Sequence[Reason], modifiers: Iterable[Reason]) -> tuple[Reason, ...]:
    """Give rules first, by weight as found, then modifiers, then what no rule foresaw.

    The last is left out where a rule already explains the same field of the practice.
    """
    rules = [reason for reason in found if reason.rule != LEXICAL]
    explained = {reason.practice_field for reason in rules}
    rest = [reason for reason in found if reason.rule == LEXICAL and reason.practice_field not in explained]
    return (*rules[:_MOST], *modifiers, *rest[: max(0, _MOST - len(rules))])
