"""The rule book from its data: ``rules/*.json``, ``terms/*.json`` and ``measures/*.json``."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from regdrift.assess.book import (
    Concept,
    Rule,
    RuleBook,
    Settings,
    SignalPattern,
    Taxonomy,
)
from regdrift.assess.practice import FACTS
from regdrift.assess.scoring import WAYS
from regdrift.assess.words import LANGUAGES
from regdrift.data.conditions import read_condition
from regdrift.data.load_measures import read_measure
from regdrift.data.load_taxonomy import load_taxonomy
from regdrift.errors import RegdriftError
from regdrift.model.change import Direction
from regdrift.model.signal import SignalKind

_Json = dict[str, Any]  # Any: JSON objects, checked field by field below
_SETTINGS: Final = "scoring.json"


@lru_cache(maxsize=1)
def load_rule_book() -> RuleBook:
    """Read the shipped rule book; the same object at every call.

    Raises:
        RegdriftError: The shipped data contradict themselves; the message names the rule and the field.
    """
    digest = hashlib.sha256()
    settings_json: _Json = {}
    rules: list[Rule] = []
    concepts: list[Concept] = []
    measures: list[_Json] = []
    for name, text in _files():
        digest.update(f"{name}\0{text}\0".encode())
        loaded = json.loads(text)
        if name == f"rules/{_SETTINGS}":
            settings_json = loaded
        elif name.startswith("rules/"):
            rules.extend(read_rule(item) for item in loaded["rules"])
        elif name.startswith("measures/"):
            measures.extend(loaded["measures"])
        else:
            concepts.extend(_concept(item) for item in loaded["concepts"])
    book = RuleBook(
        rules=tuple(rules),
        concepts=tuple(concepts),
        settings=_settings(settings_json["settings"]),
        taxonomy=_taxonomy(settings_json["closures"]),
        version=digest.hexdigest()[:16],
        measures=tuple(read_measure(item, frozenset(concept.id for concept in concepts)) for item in measures),
    )
    check_rule_book(book)
    return book


def _files() -> list[tuple[str, str]]:
    root = files("regdrift.data")
    found = [
        (f"{folder}/{item.name}", item.read_text(encoding="utf-8"))
        for folder in ("measures", "rules", "terms")
        for item in root.joinpath(folder).iterdir()
        if item.name.endswith(".json")
    ]
    return sorted(found)


def read_rule(item: _Json) -> Rule:
    """Give a rule from its entry in ``rules/*.json``.

    Raises:
        KeyError: a part that every rule has is missing.
    """
    when = item["when"]
    return Rule(
        id=item["id"],
        title=item["title"],
        task=item["task"],
        severity=float(item.get("severity", 0)),
        practice=tuple(read_condition(part) for part in item["practice"]),
        raises=float(item.get("raises", 0)),
        any_of=tuple(when.get("any", ())),
        all_of=tuple(when.get("all", ())),
        none_of=tuple(when.get("none", ())),
        signals=tuple(SignalPattern(*text.split(" ", 1)) for text in when.get("signals", ())),
        directions=frozenset(when.get("directions", ())),
        jurisdictions=tuple(item.get("jurisdictions", ())),
        citations=tuple(item.get("citation_patterns", ())),
        citation=item.get("citation", ""),
        verified=bool(item.get("verified", False)),
        reviewed_on=date.fromisoformat(item["reviewed_on"]) if item.get("reviewed_on") else None,
    )


def _concept(item: _Json) -> Concept:
    keys = item.get("practice", {})
    return Concept(
        id=item["id"],
        title=item["title"],
        weight=float(item.get("weight", 1.0)),
        authority_matter=bool(item.get("authority_matter", False)),
        terms={tag: tuple(phrases) for tag, phrases in item["terms"].items()},
        categories=tuple(keys.get("categories", ())),
        uses=tuple(keys.get("uses", ())),
        subjects=tuple(keys.get("subjects", ())),
        channels=tuple(keys.get("channels", ())),
        regimes=tuple(keys.get("regimes", ())),
        topics=tuple(item.get("topics", ())),
    )


def _settings(item: Mapping[str, Any]) -> Settings:
    steps = tuple((int(days), float(urgency)) for days, urgency in item["urgency_steps"])
    return Settings(**{**item, "urgency_steps": steps})


def _taxonomy(closures: Mapping[str, list[str]]) -> Taxonomy:
    keys = load_taxonomy()
    return Taxonomy(keys.parents, {name: frozenset(members) for name, members in closures.items()}, keys.version)


def check_rule_book(book: RuleBook) -> None:
    """Refuse a book that contradicts itself.

    Raises:
        RegdriftError: an id stands twice, or a rule names an unknown matter, key, fact or signal; the message says
            which rule.
    """
    known = {concept.id for concept in book.concepts}
    kinds = {str(kind) for kind in SignalKind}
    if len(known) != len(book.concepts) or len({rule.id for rule in book.rules}) != len(book.rules):
        raise RegdriftError("the rule data name a rule or a concept twice")
    for concept in book.concepts:
        if unknown := set(concept.terms) - set(LANGUAGES):
            raise RegdriftError(f"concept {concept.id}: no stemmer for {sorted(unknown)}")
    for rule in book.rules:
        named = {*rule.any_of, *rule.all_of, *rule.none_of, *(name for part in rule.practice for name in part.about)}
        _refuse(rule.id, "concepts", named - known)
        _refuse(rule.id, "signals", {pattern.kind for pattern in rule.signals} - kinds)
        _refuse(rule.id, "ways of signals", {pattern.way for pattern in rule.signals} - WAYS - {""})
        _refuse(rule.id, "directions", set(rule.directions) - {str(direction) for direction in Direction})
        _refuse(rule.id, "facts", {fact for part in rule.practice for fact in part.facts} - set(FACTS))
        _refuse(rule.id, "closures", _closures(rule) - set(book.taxonomy.closures))
        _refuse(rule.id, "keys", _keys(rule) - set(book.taxonomy.parents))
        if not (rule.practice and (rule.severity or rule.raises)):
            raise RegdriftError(f"rule {rule.id}: it names no practices, or neither a severity nor what it raises")
        if not (rule.any_of or rule.all_of or (rule.raises and rule.signals)):
            raise RegdriftError(f"rule {rule.id}: no concept says when it fires")
        for pattern in rule.citations:
            re.compile(pattern)


def _closures(rule: Rule) -> set[str]:
    return {key[1:] for part in rule.practice for key in part.categories if key.startswith("@")}


def _keys(rule: Rule) -> set[str]:
    parts = rule.practice
    return {key for part in parts for key in (*part.categories, *part.uses, *part.subjects) if not key.startswith("@")}


def _refuse(rule: str, what: str, unknown: set[str]) -> None:
    if unknown:
        raise RegdriftError(f"rule {rule}: unknown {what}: {', '.join(sorted(unknown))}")
