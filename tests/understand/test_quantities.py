"""Deadlines, retention, amounts and penalties with their values (invented sentences)."""

from __future__ import annotations

import pytest

from regdrift.model.change import Direction

VALUE_KINDS = {"deadline_changed", "retention_changed", "amount_changed", "penalty_raised", "penalty_lowered"}


def told(understanding):
    return [
        (str(item.kind), item.before_value, item.after_value)
        for item in understanding.signals
        if str(item.kind) in VALUE_KINDS
    ]


CASES = [
    (
        "en",
        "A carrier shall notify customers within 72 hours after a breach.",
        "A carrier shall notify customers within 24 hours after a breach.",
        [("deadline_changed", "PT72H", "PT24H")],
    ),
    (
        "en",
        "A carrier shall answer the request within thirty days.",
        "A carrier shall answer the request within ten business days.",
        [("deadline_changed", "P30D", "P10D")],
    ),
    (
        "en",
        "A carrier shall answer within ten days.",
        "A carrier shall answer within ten business days.",
        [("deadline_changed", "P10D", "P10D")],
    ),
    (
        "en",
        "A carrier shall answer the request.",
        "A carrier shall answer the request no later than forty-five (45) days after receipt.",
        [("deadline_changed", None, "P45D")],
    ),
    (
        "en",
        "A carrier shall answer the request within 1,095 days after receipt.",
        "A carrier shall answer the request.",
        [("deadline_changed", "P1095D", None)],
    ),
    (
        "en",
        "A carrier shall retain the logs for two years.",
        "A carrier shall retain the logs for six months.",
        [("retention_changed", "P2Y", "P6M")],
    ),
    (
        "en",
        None,
        "The carrier shall delete the records 18 months after collection.",
        [("retention_changed", None, "P18M")],
    ),
    (
        "en",
        "A violation is subject to a civil penalty of not more than $5,000.",
        "A violation is subject to a civil penalty of not more than $50,000.",
        [("penalty_raised", "USD 5000", "USD 50000")],
    ),
    (
        "en",
        "A violation is subject to a fine of EUR 20 000 000.",
        "A violation is subject to a fine of EUR 10 million.",
        [("penalty_lowered", "EUR 20000000", "EUR 10000000")],
    ),
    (
        "en",
        "The fee for a copy of the data is $5.",
        "The fee for a copy of the data is $7.50.",
        [("amount_changed", "USD 5", "USD 7.5")],
    ),
    (
        "en",
        "This chapter applies to a person that controls the personal data of 100,000 consumers or more.",
        "This chapter applies to a person that controls the personal data of 35,000 consumers or more.",
        [("amount_changed", "100000 consumers", "35000 consumers")],
    ),
    ("en", None, "A carrier that filed data for any of the preceding five calendar years may use it.", []),
    ("en", None, "A child is an individual under 13 years of age.", []),
    ("en", None, "The commission consists of five members with a term of office of 4 years of age.", []),
    (
        "fr",
        "Le responsable répond dans un délai de trois mois.",
        "Le responsable répond dans un délai d’un mois.",
        [("deadline_changed", "P3M", "P1M")],
    ),
    (
        "fr",
        None,
        "L'opérateur notifie la violation au plus tard soixante-douze heures après en avoir pris connaissance.",
        [("deadline_changed", None, "PT72H")],
    ),
    (
        "fr",
        "Les données sont conservées pendant un an.",
        "Les données sont conservées pendant quatre-vingt-dix jours francs.",
        [("retention_changed", "P1Y", "P90D")],
    ),
    (
        "fr",
        "Le manquement est puni d'une amende de 75 000 €.",
        "Le manquement est puni d'une amende de 20 millions d'euros.",
        [("penalty_raised", "EUR 75000", "EUR 20000000")],
    ),
    (
        "fr",
        "L'amende ne peut excéder 3 % du chiffre d'affaires.",
        "L'amende ne peut excéder 4 % du chiffre d'affaires.",
        [("penalty_raised", "3 %", "4 %")],
    ),
    (
        "de",
        "Der Anbieter hat den Antrag innerhalb von drei Monaten zu beantworten.",
        "Der Anbieter hat den Antrag binnen zehn Werktagen zu beantworten.",
        [("deadline_changed", "P3M", "P10D")],
    ),
    (
        "de",
        "Der Anbieter hat die Nachweise fünf Jahre aufzubewahren.",
        "Der Anbieter hat die Nachweise zwei Jahre aufzubewahren.",
        [("retention_changed", "P5Y", "P2Y")],
    ),
    (
        "de",
        None,
        "Die Ordnungswidrigkeit kann mit einer Geldbuße bis zu fünfzigtausend Euro geahndet werden.",
        [("penalty_raised", None, "EUR 50000")],
    ),
    (
        "es",
        None,
        "El responsable deberá responder en el plazo de diez días hábiles.",
        [("deadline_changed", None, "P10D")],
    ),
]


@pytest.mark.parametrize(("language", "before", "after", "expected"), CASES)
def test_a_number_is_told_with_its_use_and_both_values(read_change, language, before, after, expected):
    assert told(read_change(before, after, language)) == expected


def test_both_sides_are_given_verbatim(read_change):
    found = read_change("Answer within thirty (30) days.", "Answer within 10 business days.")
    assert [(item.before, item.after) for item in found.signals if item.kind == "deadline_changed"] == [
        ("thirty (30) days", "10 business days")
    ]


def test_a_lower_threshold_widens_the_scope(read_change):
    found = read_change(
        "This chapter applies to a business with the data of 100,000 consumers.",
        "This chapter applies to a business with the data of 35,000 consumers.",
    )
    assert "scope_widened" in {str(item.kind) for item in found.signals}
    assert found.direction is Direction.TIGHTENED


def test_a_number_that_moved_to_another_sentence_did_not_change(read_change):
    one = "A carrier shall answer the request within 30 days."
    two = "A carrier shall keep data safe at all times. On request it shall, within 30 days, reply to customers."
    assert told(read_change(one, two)) == []


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        ("within 30 days", "within 10 days", Direction.TIGHTENED),
        ("within 10 days", "within 30 days", Direction.LOOSENED),
        ("not less than 10 days", "not less than 30 days", Direction.TIGHTENED),
    ],
)
def test_a_shorter_time_to_act_tightens_and_a_longer_notice_too(read_change, before, after, direction):
    text = "A carrier shall tell its customers {} of the request."
    assert read_change(text.format(before), text.format(after)).direction is direction


def test_a_retention_period_that_comes_to_cover_more_is_told_with_the_same_value(read_change):
    found = read_change(
        "The carrier shall retain the identity of the customer for five years after the end of the contract.",
        "The carrier shall retain the identity of the customer for five years after the end of the contract or the"
        " prepaid service.",
    )
    assert ("retention_changed", "P5Y", "P5Y") in told(found)


def test_a_point_under_a_lead_in_that_says_to_keep_is_a_retention_period(read_change):
    found = read_change(None, "traffic data, for one year;", context=("Carriers are required to retain:",))
    assert told(found) == [("retention_changed", None, "P1Y")]


def test_an_amount_after_a_penalty_belongs_to_it(read_change):
    found = read_change(None, "A violation is subject to a fine of $500. This amount is raised to $900 when repeated.")
    assert {kind for kind, _, _ in told(found)} == {"penalty_raised"}


def test_a_new_point_of_a_list_of_offences_raises_the_penalty(read_change):
    lead_in = "Ordnungswidrig handelt, wer vorsätzlich oder fahrlässig"
    found = read_change(None, "entgegen § 7 eine Einwilligung nicht dokumentiert,", "de", context=(lead_in,))
    assert ("penalty_raised", None, None) in told(found)
    assert found.direction is Direction.TIGHTENED


@pytest.mark.parametrize(
    "sentence",
    [
        "A till that was in use before January 1, 2005 may print the account number.",
        "It repeats what the Board said of data prior to July 21, 2011.",
        "A bank shall delete such data as were held on the day before December 13, 2016.",
        "The law of data is amended, effective 1 year after its enactment.",
        "It applies only to records added on or after the date that is 455 days after September 30, 1996.",
    ],
)
def test_a_day_or_period_by_which_nothing_must_be_done_is_no_deadline(read_change, sentence):
    kinds = {str(item.kind) for item in read_change(None, sentence).signals}
    assert "deadline_changed" not in kinds


def test_before_a_day_is_a_deadline_where_something_must_be_done(read_change):
    found = read_change(None, "A bank shall delete the account data before January 1, 2028.")
    assert [item.after_value for item in found.signals if item.kind == "deadline_changed"] == ["2028-01-01"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Prüfer müssen mindestens zwei Jahre in diesem Bereich der Datenprüfung tätig gewesen sein.", "de"),
        ("An auditor of data must have at least 3 years of relevant experience.", "en"),
        ("Si, pendant trois années consécutives, le compte du client n'a pas servi, il doit être fermé.", "fr"),
    ],
)
def test_a_period_that_someone_has_spent_is_no_deadline(read_change, text, language):
    kinds = {str(item.kind) for item in read_change(None, text, language=language).signals}
    assert "deadline_changed" not in kinds
