"""Consent asked for beforehand, ways out afterwards, and what only has the word in it (invented sentences)."""

from __future__ import annotations

import pytest

CASES = [
    ("en", "A carrier may not use browsing data without the prior express consent of the customer.", "in"),
    ("en", "A carrier shall obtain the customer's affirmative consent before it uses location data.", "in"),
    ("en", "A provider may not sell personal data unless the customer has consented.", "in"),
    ("en", "Sensitive data may be used only if the customer has opted in.", "in"),
    ("en", "No biometric identifier may be collected without a written release.", "in"),
    ("en", "A business shall honor an opt-out preference signal.", "out"),
    ("en", "Each message shall contain a link by which the recipient may unsubscribe.", "out"),
    ("en", "The consumer may opt out of the sale of personal data.", "out"),
    ("en", "The data subject has the right to object at any time.", "out"),
    ("en", "The carrier shall comply with the consent decree entered by the court.", ""),
    ("en", "The carrier shall publish each consent order on its data practices.", ""),
    ("fr", "La prospection est interdite sans le consentement préalable du consommateur.", "in"),
    ("fr", "Le fournisseur recueille le consentement exprès de l’abonné.", "in"),
    ("fr", "La personne concernée dispose d'un droit d'opposition.", "out"),
    ("de", "Werbung mit einem Anruf ist ohne vorherige ausdrückliche Einwilligung unzulässig.", "in"),
    ("de", "Der Nutzer kann der Verwendung jederzeit widersprechen.", "out"),
    ("es", "Se requiere el consentimiento previo del usuario.", "in"),
]


def consents(understanding):
    return {str(signal.kind) for signal in understanding.signals if str(signal.kind).startswith("consent")}


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_consent_is_told_from_words_that_look_like_it(read_change, language, text, expected):
    assert consents(read_change(None, text, language)) == ({f"consent_opt_{expected}"} if expected else set())


def test_opt_in_that_takes_the_place_of_opt_out_keeps_both_words(read_change):
    found = read_change(
        "A carrier may use browsing data unless the customer opts out.",
        "A carrier may use browsing data only if the customer opts in.",
    )
    told = [(str(item.kind), item.before, item.after) for item in found.signals if item.kind == "consent_opt_in"]
    assert told == [("consent_opt_in", "opts out", "opts in")]


def test_consent_that_is_no_longer_asked_for_has_no_word_after(read_change):
    found = read_change(
        "A carrier may use browsing data with the prior express consent of the customer.",
        "A carrier may use browsing data.",
    )
    told = [(item.before, item.after) for item in found.signals if item.kind == "consent_opt_in"]
    assert told == [("with the prior express consent", None)]
    assert found.direction == "loosened"


def test_consent_in_a_definition_asks_nobody_for_consent(read_change):
    text = "“Opt-in” means the prior express consent of a customer."
    assert consents(read_change(None, text, heading="Definitions")) == set()


def test_consent_in_a_run_in_heading_asks_nobody_for_consent(read_change):
    text = "(b) Right to opt out.—The commissioner may issue guidance on this section."
    assert consents(read_change(None, text)) == set()


def test_consent_that_stood_there_before_is_no_change(read_change):
    found = read_change(
        "A carrier shall obtain prior express consent before it uses location data.",
        "A carrier shall obtain prior express consent before it uses or sells location data.",
    )
    assert consents(found) == set()
