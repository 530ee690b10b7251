"""Dates of the law, told only where the words say what they are (invented sentences)."""

from __future__ import annotations

import pytest

from regdrift.understand import find_legal_dates

STATED = [
    ("en", "This Act takes effect on January 1, 2027.", [("in_force", "2027-01-01")]),
    ("en", "This chapter shall take effect 1 July 2027.", [("in_force", "2027-07-01")]),
    ("en", "EFFECTIVE DATE: February 11, 2027", [("in_force", "2027-02-11")]),
    ("en", "The effective date is delayed until April 11, 2027.", [("in_force", "2027-04-11")]),
    ("en", "The effectiveness of section 5 is delayed until January 31, 2027.", [("in_force", "2027-01-31")]),
    ("en", "It shall apply from 25 May 2027.", [("applicable", "2027-05-25")]),
    ("en", "Carriers must comply by June 30, 2027.", [("applicable", "2027-06-30")]),
    ("en", "Compliance with this part is required by May 13, 2027.", [("applicable", "2027-05-13")]),
    ("en", "This section expires on December 31, 2030.", [("sunset", "2030-12-31")]),
    ("en", "This section shall remain in effect until December 31, 2030.", [("sunset", "2030-12-31")]),
    ("en", "Comments must be received on or before March 3, 2027.", [("comment_closes", "2027-03-03")]),
    ("en", "The rule was published on 2 May 2026.", [("published", "2026-05-02")]),
    ("en", "See Regulation (EU) 2016/679 of 27 April 2016.", []),
    ("en", "This Act takes effect 6 months after its enactment.", []),
    ("en", "It is amended, effective 1 year after May 24, 2018, as follows.", []),
    ("en", "It applies to contracts made on or after May 24, 2028.", [("applicable", "2028-05-24")]),
    ("en", "The covered period is the period beginning on March 1, 2027, and ending on May 31, 2027.", []),
    ("en", "It applies to plan years beginning on or after January 1, 2028.", [("applicable", "2028-01-01")]),
    ("en", "The rule takes effect on 5/6/2027.", []),
    ("en", "The rule takes effect on 2/31/2027.", []),
    ("en", "Section 6(1) may 2027 times be read.", []),
    ("fr", "La présente loi entre en vigueur le 1er janvier 2027.", [("in_force", "2027-01-01")]),
    ("fr", "Ces dispositions s'appliquent à compter du 11 août 2026.", [("applicable", "2026-08-11")]),
    ("fr", "Le dispositif s’applique jusqu’au 31 décembre 2028.", [("sunset", "2028-12-31")]),
    ("fr", "Loi n° 78-17 du 6 janvier 1978 relative à l'informatique.", []),
    ("de", "Dieses Gesetz tritt am 1. Januar 2027 in Kraft.", [("in_force", "2027-01-01")]),
    ("de", "Die Verordnung tritt am 31. Dezember 2030 außer Kraft.", [("sunset", "2030-12-31")]),
    ("de", "Die Vorschrift ist ab dem 2. August 2026 anzuwenden.", [("applicable", "2026-08-02")]),
    ("de", "Richtlinie 2002/58/EG vom 12. Juli 2002.", []),
    ("de", "Verordnung (EU) 2016/679 (ABl. L 119 vom 4. Mai 2016, S. 1).", []),
    ("es", "La presente ley entrará en vigor el 1 de enero de 2027.", [("in_force", "2027-01-01")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), STATED)
def test_a_date_is_given_where_the_words_say_what_it_is(language, text, expected):
    assert [(str(item.kind), item.on.isoformat()) for item in find_legal_dates(text, language)] == expected


def test_commencement_can_be_staggered():
    text = "This Act takes effect on January 1, 2027, except that section 9 takes effect on July 1, 2028."
    assert [item.on.isoformat() for item in find_legal_dates(text, "en")] == ["2027-01-01", "2028-07-01"]


def test_an_undeclared_language_is_told_by_the_words():
    found = find_legal_dates("La présente loi entre en vigueur le 1er mai 2027.", None)
    assert [item.on.isoformat() for item in found] == ["2027-05-01"]


def test_a_date_that_moves_is_told_with_both_days(read_change):
    found = read_change("This Act takes effect on January 1, 2027.", "This Act takes effect on July 1, 2027.")
    told = [(item.before_value, item.after_value) for item in found.signals if item.kind == "effective_date"]
    assert told == [("2027-01-01", "2027-07-01")]
    assert [item.on.isoformat() for item in found.dates] == ["2027-07-01"]


def test_a_date_in_words_that_did_not_change_is_no_date_of_the_change(read_change):
    stays = "This Act takes effect on January 1, 2027."
    found = read_change(f"{stays} A carrier may log data.", f"{stays} A carrier shall log data.")
    assert found.dates == ()


def test_a_relative_commencement_is_quoted_and_never_becomes_a_date(read_change):
    found = read_change(None, "This Act takes effect 6 months after the date of its enactment.")
    told = [(item.after, item.after_value) for item in found.signals if item.kind == "effective_date"]
    assert [value for _, value in told] == ["P6M"]
    assert "6 months after" in told[0][0]
    assert found.dates == ()


def test_a_day_by_which_something_is_due_is_a_deadline_and_no_commencement(read_change):
    found = read_change(
        "A carrier shall file its report on customer data by March 1, 2027.",
        "A carrier shall file its report on customer data by February 1, 2027.",
    )
    told = [(str(item.kind), item.before_value, item.after_value) for item in found.signals]
    assert told == [("deadline_changed", "2027-03-01", "2027-02-01")]
    assert found.dates == ()


def test_an_expiry_counted_from_another_event_is_told_with_its_period(read_change):
    text = "This section on customer data shall expire on the date that is 5 years after the date of its enactment."
    found = read_change(None, text)
    assert [(str(item.kind), item.after_value) for item in found.signals] == [("sunset", "P5Y")]
    assert (found.dates, found.direction) == ((), "neutral")


def test_before_the_expiration_of_a_period_is_a_deadline(read_change):
    found = read_change(None, "A bank shall answer the customer before the expiration of 30 days after the request.")
    assert [item.after_value for item in found.signals if item.kind == "deadline_changed"] == ["P30D"]


def test_how_long_an_authority_lasts_is_its_own_affair(read_change):
    found = read_change(
        "The data protection board terminates on December 31, 2027.",
        "The data protection board terminates on December 31, 2033.",
    )
    assert found.direction == "neutral"
