"""Periods of time in the words of each language (invented phrases)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regdrift.text.durations import find_durations
from regdrift.text.searchable import searchable

PHRASES = [
    ("en", "within thirty (30) days", [("thirty (30) days", "P30D", False)]),
    ("en", "a 30-day period", [("30-day", "P30D", False)]),
    ("en", "72 hours", [("72 hours", "PT72H", False)]),
    ("en", "ten business days", [("ten business days", "P10D", True)]),
    ("en", "twenty-five years and one month", [("twenty-five years", "P25Y", False), ("one month", "P1M", False)]),
    ("en", "one hundred and eighty days", [("one hundred and eighty days", "P180D", False)]),
    ("en", "within a year", [("a year", "P1Y", False)]),
    ("en", "1,095 days", [("1,095 days", "P1095D", False)]),
    ("en", "15 U.S.C. 6501 days of old, section 30 day care", [("30 day", "P30D", False)]),
    ("en", "the day after, in May 2027, and some days", []),
    ("fr", "trente jours", [("trente jours", "P30D", False)]),
    ("fr", "dix jours ouvrés", [("dix jours ouvrés", "P10D", True)]),
    ("fr", "cinq jours ouvrables", [("cinq jours ouvrables", "P5D", True)]),
    ("fr", "huit jours francs", [("huit jours francs", "P8D", True)]),
    ("fr", "quatre-vingt-dix jours", [("quatre-vingt-dix jours", "P90D", False)]),
    ("fr", "soixante-douze heures", [("soixante-douze heures", "PT72H", False)]),
    ("fr", "soixante-dix ans", [("soixante-dix ans", "P70Y", False)]),
    ("fr", "un délai d’un an et six mois", [("un an", "P1Y", False), ("six mois", "P6M", False)]),
    ("de", "drei Monate", [("drei Monate", "P3M", False)]),
    ("de", "zehn Werktagen", [("zehn Werktagen", "P10D", True)]),
    ("de", "zweiundsiebzig Stunden", [("zweiundsiebzig Stunden", "PT72H", False)]),
    ("de", "eines Jahres", [("eines Jahres", "P1Y", False)]),
    ("de", "zwölf Monaten", [("zwölf Monaten", "P12M", False)]),
    ("es", "diez días hábiles", [("diez días hábiles", "P10D", True)]),
]


@pytest.mark.parametrize(("language", "text", "expected"), PHRASES)
def test_a_period_is_found_with_its_iso_value(language, text, expected):
    found = find_durations(searchable(text), language)
    assert [(item.quote, item.value, item.business) for item in found] == expected


def test_decomposed_accents_are_read_and_quoted_as_written():
    text = "conservées pendant trois anne\u0301es au plus"
    found = find_durations(searchable(text), "fr")
    assert [(item.quote, item.value) for item in found] == [("trois anne\u0301es", "P3Y")]


def test_a_business_day_is_longer_than_a_calendar_day():
    calendar, business = find_durations(searchable("10 days, 10 business days"), "en")
    assert business.days > calendar.days
    assert business.key != calendar.key


@given(st.integers(2, 5000), st.sampled_from([("days", "P{}D"), ("hours", "PT{}H"), ("months", "P{}M")]))
def test_a_number_with_separators_is_the_same_number(number, unit):
    name, shape = unit
    for digits in (str(number), f"{number:,}"):
        found = find_durations(searchable(f"within {digits} {name}"), "en")
        assert [item.value for item in found] == [shape.format(number)]
