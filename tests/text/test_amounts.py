"""Amounts in the words and separators of each language (invented phrases)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regdrift.text.amounts import find_amounts, normal_amount
from regdrift.text.numbers import number_from_digits, number_from_words
from regdrift.text.searchable import searchable

PHRASES = [
    ("en", "$20,000,000", ["USD 20000000"]),
    ("en", "$5 million", ["USD 5000000"]),
    ("en", "EUR 20 000 000 or 4 %", ["EUR 20000000", "4 %"]),
    ("en", "ten thousand dollars", ["USD 10000"]),
    ("en", "£17.5 million", ["GBP 17500000"]),
    ("en", "4 percent, 50 per cent, 2%", ["4 %", "50 %", "2 %"]),
    ("en", "35,000 or more consumers", ["35000 consumers"]),
    ("en", "two consumers, section 35, part 600", []),
    ("fr", "20 000 000 d’euros", ["EUR 20000000"]),
    ("fr", "10 millions d'euros", ["EUR 10000000"]),
    ("fr", "deux cent mille euros", ["EUR 200000"]),
    ("fr", "75 000 € et 1,5 %", ["EUR 75000", "1.5 %"]),
    ("fr", "375\u202f000 euros", ["EUR 375000"]),
    ("de", "fünfzigtausend Euro", ["EUR 50000"]),
    ("de", "300.000 Euro", ["EUR 300000"]),
    ("de", "1 240 Euro", ["EUR 1240"]),
    ("de", "fünf Millionen Euro", ["EUR 5000000"]),
    ("de", "zweihundertfünfzig Personen", ["250 personen"]),
    ("es", "600.000 euros", ["EUR 600000"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), PHRASES)
def test_an_amount_is_found_with_its_normal_form(language, text, expected):
    assert [item.value for item in find_amounts(searchable(text), language)] == expected


def test_the_first_amount_of_a_text_has_a_normal_form_or_there_is_none():
    assert normal_amount("a fine of $500", "en") == "USD 500"
    assert normal_amount("a fine", "en") is None


@pytest.mark.parametrize(
    ("words", "language", "value"),
    [
        ("one hundred and eighty", "en", 180),
        ("twenty-five thousand", "en", 25_000),
        ("quatre-vingt-onze", "fr", 91),
        ("quatre cents", "fr", 400),
        ("trois cent mille", "fr", 300_000),
        ("dreihunderttausend", "de", 300_000),
        ("einundzwanzig", "de", 21),
        ("sesenta", "es", 60),
        ("dozens", "en", None),
    ],
)
def test_number_words_have_their_value(words, language, value):
    assert number_from_words(words, language) == value


@pytest.mark.parametrize(("digits", "mark"), [("1,2,3", "."), ("12.34.5", ","), ("1.23.456", ",")])
def test_digits_grouped_in_no_known_way_are_no_number(digits, mark):
    assert number_from_digits(digits, mark) is None


@given(st.integers(0, 10**9))
def test_every_way_to_group_thousands_gives_the_same_number(number):
    grouped = f"{number:,}"
    assert number_from_digits(grouped, ".") == Decimal(number)
    assert number_from_digits(grouped.replace(",", "."), ",") == Decimal(number)
    assert number_from_digits(grouped.replace(",", " "), ",") == Decimal(number)
