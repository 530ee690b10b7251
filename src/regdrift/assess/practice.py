"""What a declared practice shows to the rules: its keys with their parents, its facts, and what it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from regdrift.assess.book import Concept, PracticeCondition, RuleBook, Settings, Taxonomy
from regdrift.assess.evidence import ONE_HIT, Reader
from regdrift.model.practice import Organization, Practice

Match = tuple[float, str]
"""Strength 0 to 1 and the dotted field of the practice that matched."""

_WORD_WEIGHTS: Final = {"name": 1.0, "description": 0.6}
"""What a practice is called says what it is for; a description also mentions what it touches in passing."""
_KEY_WEIGHTS: Final = {"data_uses": 0.95, "regimes": 0.9, "channels": 0.6, "data_categories": 0.5, "data_subjects": 0.5}
"""Purposes and regimes decide which law reaches a practice; many practices share a category or a kind of people."""


@dataclass(frozen=True, slots=True)
class PracticeFeatures:
    """A practice with what follows from it."""

    practice: Practice
    about: Mapping[int, Match]
    """By concept number: how far the practice deals in the concept, and the field that shows it."""
    statuses: frozenset[str]
    """Statuses of the practice and of its organization that hold (``hipaa_covered_entity``)."""


def read_practice(practice: Practice, organization: Organization, book: RuleBook, reader: Reader) -> PracticeFeatures:
    """Give the features of a practice; its own statuses go before those of the organization."""
    about: dict[int, Match] = {}
    for field, text in (("name", practice.name), ("description", practice.description)):
        for seen, certainty in reader.read_text(text).items():
            _add(about, seen, (_WORD_WEIGHTS[field] * min(1.0, certainty / ONE_HIT), field))
    for number, concept in enumerate(book.concepts):
        for match in _concept_keys(practice, concept, book):
            _add(about, number, match)
    statuses = {**organization.us_statuses, **practice.us_statuses}
    return PracticeFeatures(practice, about, frozenset(name for name, holds in statuses.items() if holds))


def match_condition(features: PracticeFeatures, condition: PracticeCondition, book: RuleBook) -> Match | None:
    """Give how well a practice meets one alternative, or None; the field named is that of its weakest part."""
    if not _allowed(features, condition):
        return None
    practice, taxonomy, settings = features.practice, book.taxonomy, book.settings
    matches: list[Match | None] = []
    if condition.categories:
        wanted = expand_closures(condition.categories, taxonomy)
        matches.append(match_keys(practice.data_categories, wanted, "data_categories", settings))
    if condition.uses:
        matches.append(match_keys(practice.data_uses, condition.uses, "data_uses", settings))
    if condition.subjects:
        matches.append(match_keys(practice.data_subjects, condition.subjects, "data_subjects", settings))
    matches.extend(_plain_parts(features, condition))
    if condition.about:
        matches.append(_match_about(features, condition.about, book.concepts))
    if condition.facts:
        matches.append(_first_fact(practice, condition.facts))
    if condition.age_below is not None:
        matches.append(_match_age(practice, condition.age_below))
    if any(match is None for match in matches):
        return None
    strength, field = min((match for match in matches if match), default=(1.0, "jurisdictions"))
    return strength * condition.strength, field


def match_keys(declared: Sequence[str], wanted: Sequence[str], field: str, settings: Settings) -> Match | None:
    """Give the best match of declared taxonomy keys with wanted ones.

    1.0 where a declared key equals a wanted one or lies below it; reduced where the practice is declared for a
    parent of what is wanted, more so for a root such as ``user``. The mark ``x.`` of an extension does not count, so
    ``x.marketing.communications.phone`` lies below ``marketing.communications``.
    """
    best = max((_key_strength(key, want, settings) for key in declared for want in wanted), default=0.0)
    return (best, field) if best > 0 else None


def expand_closures(keys: Sequence[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    """Give the keys with ``@closures`` replaced by their members."""
    found: list[str] = []
    for key in keys:
        found.extend(sorted(taxonomy.closures[key[1:]]) if key.startswith("@") else [key])
    return tuple(found)


def _key_strength(key: str, want: str, settings: Settings) -> float:
    key, want = key.removeprefix("x."), want.removeprefix("x.")
    if _below(key, want):
        return 1.0
    if want.startswith(f"{key}."):
        return settings.parent_key if "." in key else settings.root_key
    return 0.0


def _allowed(features: PracticeFeatures, condition: PracticeCondition) -> bool:
    practice = features.practice
    if any(regime in practice.regimes for regime in condition.not_regimes):
        return False
    return not any(status in features.statuses for status in condition.not_statuses)


def _plain_parts(features: PracticeFeatures, condition: PracticeCondition) -> list[Match | None]:
    practice = features.practice
    consent = practice.consent
    held = (
        (condition.channels, practice.channels, "channels"),
        (condition.regimes, practice.regimes, "regimes"),
        (condition.statuses, tuple(features.statuses), "us_statuses"),
        (condition.consent, (str(consent.model),) if consent.model else (), "consent.model"),
        (condition.lawful_basis, (consent.lawful_basis,), "consent.lawful_basis"),
        (condition.storage, (practice.storage.kind,), "storage.kind"),
    )
    return [(1.0, field) if set(wanted) & set(has) else None for wanted, has, field in held if wanted]


def _match_about(features: PracticeFeatures, wanted: Sequence[str], concepts: Sequence[Concept]) -> Match | None:
    found = [match for number, match in features.about.items() if concepts[number].id in wanted]
    return max(found, default=None)


def _concept_keys(practice: Practice, concept: Concept, book: RuleBook) -> list[Match]:
    categories = expand_closures(concept.categories, book.taxonomy)
    held = (
        ("data_uses", _lies_in(practice.data_uses, concept.uses)),
        ("data_subjects", _lies_in(practice.data_subjects, concept.subjects)),
        ("data_categories", _lies_in(practice.data_categories, categories)),
        ("channels", bool(set(concept.channels) & set(practice.channels))),
        ("regimes", bool(set(concept.regimes) & set(practice.regimes))),
    )
    return [(_KEY_WEIGHTS[field], field) for field, holds in held if holds]


def _lies_in(declared: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(_below(key.removeprefix("x."), want.removeprefix("x.")) for key in declared for want in wanted)


def _below(key: str, want: str) -> bool:
    return key == want or key.startswith(f"{want}.")


def _match_age(practice: Practice, below: int) -> Match | None:
    age = practice.age
    if age is None or (age.min is None and age.max is None):
        return None
    return (1.0, "age") if (age.min or 0) < below else None


def _first_fact(practice: Practice, wanted: Sequence[str]) -> Match | None:
    return next(((1.0, FACTS[name][0]) for name in wanted if FACTS[name][1](practice)), None)


def _add(about: dict[int, Match], concept: int, match: Match) -> None:
    """Join independent signs of one concept; the strongest names the field."""
    strength, field = about.get(concept, (0.0, match[1]))
    joined = 1 - (1 - strength) * (1 - match[0])
    about[concept] = (joined, match[1] if match[0] >= strength else field)


def _trains_models(practice: Practice) -> bool:
    return practice.ai_training is not None or "train_ai_system" in practice.data_uses


def _decides_by_machine(practice: Practice) -> bool:
    declared = practice.automated_decision is not None and practice.automated_decision.significant_effect is not False
    return declared or any(use.startswith("x.automated_decision") for use in practice.data_uses)


FACTS: Final[Mapping[str, tuple[str, Callable[[Practice], bool]]]] = {
    "transfers": ("transfers", lambda practice: bool(practice.transfers)),
    "sale": ("sharing.sale", lambda practice: bool(practice.sharing.sale) or "x.sale" in practice.data_uses),
    "cross_context_ads": ("sharing.cross_context_ads", lambda practice: bool(practice.sharing.cross_context_ads)),
    "recipients": ("sharing.recipients", lambda practice: bool(practice.sharing.recipients)),
    "automated_decision": ("automated_decision", _decides_by_machine),
    "ai_training": ("ai_training", _trains_models),
    "notices": ("notices", lambda practice: bool(practice.notices)),
    "retention_undeclared": ("retention", lambda item: item.retention is None or item.retention.period is None),
    "retention_declared": ("retention.period", lambda item: item.retention is not None and bool(item.retention.period)),
    "raw_storage": ("storage.kind", lambda practice: practice.storage.kind in {"data_lake", "warehouse"}),
    "broad_access": ("storage.access", lambda practice: practice.storage.access == "broad"),
    "unencrypted": ("storage.encrypted_at_rest", lambda item: item.storage.encrypted_at_rest in {False, "partial"}),
}
"""Facts that rules may ask for, by name: the field that shows them and the test."""
