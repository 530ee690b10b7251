"""The shipped rules, terms and taxonomy hold together."""

import re

import pytest

from regdrift.assess.words import LANGUAGES
from regdrift.data.load_rules import load_rule_book
from regdrift.data.load_taxonomy import load_taxonomy

BOOK = load_rule_book()
SEEDS = [f"R{number:02}" for number in range(1, 68)] + [f"G{number:02}" for number in range(1, 11)]


def test_the_book_is_read_once_and_names_its_version() -> None:
    assert load_rule_book() is BOOK
    assert re.fullmatch(r"[0-9a-f]{16}", BOOK.version)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_rule_of_the_knowledge_table_is_there(seed: str) -> None:
    assert seed in {rule.id for rule in BOOK.rules}


def test_every_rule_says_its_task_in_english_and_french() -> None:
    for rule in BOOK.rules:
        assert {"en", "fr"} <= set(rule.task) & set(rule.title), rule.id
        assert rule.task["en"] != rule.task["fr"]
        assert rule.citation


def test_a_verified_rule_says_when_it_was_checked() -> None:
    for rule in BOOK.rules:
        assert rule.verified == (rule.reviewed_on is not None), rule.id
        assert not (rule.verified and rule.citation == "derived"), rule.id


def test_some_rules_rest_on_citations_that_were_read() -> None:
    checked = {rule.id for rule in BOOK.rules if rule.verified}
    assert "M02" in checked
    assert all(rule.reviewed_on and rule.reviewed_on.year >= 2026 for rule in BOOK.rules if rule.verified)


def test_a_topic_is_lower_case_and_names_a_concept_people_look_for() -> None:
    topics = {topic for concept in BOOK.concepts for topic in concept.topics}
    assert {"isp", "telephone", "health", "children", "ai", "marketing"} <= topics
    assert all(topic == topic.lower() and "_" not in topic for topic in topics)


def test_concepts_speak_english_french_and_german_mostly() -> None:
    for tag in ("en", "fr", "de"):
        speaking = sum(tag in concept.terms for concept in BOOK.concepts)
        assert speaking >= 0.9 * len(BOOK.concepts)
    assert all(set(concept.terms) <= set(LANGUAGES) for concept in BOOK.concepts)


def test_concepts_name_keys_that_the_taxonomy_knows() -> None:
    for concept in BOOK.concepts:
        for key in (*concept.categories, *concept.uses, *concept.subjects):
            assert key.startswith("@") or key in BOOK.taxonomy.parents, (concept.id, key)


def test_terms_hold_meaning_not_section_numbers() -> None:
    phrases = [phrase for concept in BOOK.concepts for terms in concept.terms.values() for phrase in terms]
    assert not [
        phrase for phrase in phrases if re.search(r"§|\d{3}|\bart\.|section \d", phrase) and "2016/680" not in phrase
    ]


def test_thresholds_are_in_order() -> None:
    settings = BOOK.settings
    assert 0 < settings.low_from < settings.medium_from < settings.high_from < 1
    assert settings.zone_weights["subject"] < settings.inherited < 1
    days = [limit for limit, _ in settings.urgency_steps]
    weights = [weight for _, weight in settings.urgency_steps] + [settings.urgency_later]
    assert days == sorted(days)
    assert weights == sorted(weights, reverse=True)


def test_the_taxonomy_is_fideslang_with_extensions() -> None:
    keys = load_taxonomy()
    assert keys.version == "3.1.4"
    shipped = [
        {key for key in kind if not key.startswith("x.")} for kind in (keys.categories, keys.uses, keys.subjects)
    ]
    assert [len(kind) for kind in shipped] == [85, 56, 15]
    assert keys.parent_of("user.contact.email") == "user.contact"
    assert keys.parent_of("user") is None
    assert keys.parent_of("x.own.key") == "x.own"
    assert keys.parent_of("x.own") is None


def test_every_parent_is_a_key() -> None:
    keys = load_taxonomy()
    assert {parent for parent in keys.parents.values() if parent} <= set(keys.parents)


def test_a_phrase_is_more_than_a_small_word() -> None:
    phrases = [phrase for concept in BOOK.concepts for terms in concept.terms.values() for phrase in terms]
    assert not [phrase for phrase in phrases if len(phrase.replace("*", "").strip("? ")) < 2]


def test_no_concept_lists_a_phrase_twice() -> None:
    for concept in BOOK.concepts:
        for tag, terms in concept.terms.items():
            folded = [term.lower().removeprefix("?") for term in terms]
            assert len(folded) == len(set(folded)), (concept.id, tag)
