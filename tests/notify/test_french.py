"""Reasons, tasks and titles in French, set as French print sets them."""

from __future__ import annotations

import re

import pytest

from regdrift.assess.reasons import EASED
from regdrift.data.load_rules import load_rule_book
from regdrift.notify.french import reason_in_french, title_in_french
from regdrift.notify.typeset import typeset_french
from regdrift.notify.words import words_for
from regdrift.plan.tasks import RELAXED
from regdrift.web.words import report_words

THIN = "\N{NARROW NO-BREAK SPACE}"
ORDINARY_SPACE = re.compile(r"[ \N{NO-BREAK SPACE}][;:!?»]|«[ \N{NO-BREAK SPACE}]|\w'\w")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Quoi : « l'avis » ; vraiment ?", f"Quoi{THIN}: «{THIN}l’avis{THIN}»{THIN}; vraiment{THIN}?"),
        ("{n} autres ; `regdrift log : x` les liste", f"{{n}} autres{THIN}; `regdrift log : x` les liste"),
        ("https://example.com/?a=1", "https://example.com/?a=1"),
    ],
)
def test_french_is_set_with_thin_spaces_that_do_not_break(written: str, printed: str) -> None:
    assert typeset_french(written) == printed
    assert typeset_french(printed) == printed


def test_no_french_word_of_messages_and_reports_has_an_ordinary_space_before_high_punctuation() -> None:
    for words in (words_for("fr"), report_words("fr")):
        wrong = {key: text for key, text in words.items() if ORDINARY_SPACE.search(re.sub(r"`[^`]*`", "", text))}
        assert wrong == {}


def test_every_rule_is_said_in_french_for_a_change_and_for_a_relaxation() -> None:
    for rule in load_rule_book().rules:
        for task in (rule.task["en"], EASED):
            said = reason_in_french(f"{rule.title['en']}: {task}")
            assert said.startswith(typeset_french(rule.title["fr"]))
            assert not ORDINARY_SPACE.search(said)


def test_the_place_of_a_task_is_kept() -> None:
    rule = load_rule_book().rules[0]
    text = f"{rule.title['en']}: {rule.task['en']}"
    assert reason_in_french(f"{text} (§ 315.1(c))") == f"{reason_in_french(text)} (§ 315.1(c))"


def test_what_no_rule_says_stays_as_it_is() -> None:
    assert reason_in_french("A note (by a person)") == "A note (by a person)"
    assert reason_in_french(RELAXED) != RELAXED
    assert title_in_french("Call the regulator: today") == "Call the regulator: today"


def test_a_title_keeps_the_names_and_turns_the_words_between_them() -> None:
    expected = f"Patient records{THIN}: donner suite à la modification de «{THIN}Part 161. Privacy{THIN}»"
    assert title_in_french("Patient records: act on change of Part 161. Privacy") == expected
