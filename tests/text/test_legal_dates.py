"""Calendar dates in the words of each language (invented phrases)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regdrift.text.languages import lexicon_of
from regdrift.text.legal_dates import find_dates
from regdrift.text.searchable import searchable

PHRASES = [
    ("en", "January 1, 2027", ["2027-01-01"]),
    ("en", "May 1, 2027 and 2 May 2027", ["2027-05-01", "2027-05-02"]),
    ("en", "Oct. 3, 2026", ["2026-10-03"]),
    ("en", "2027-02-28", ["2027-02-28"]),
    ("en", "12/31/2027", ["2027-12-31"]),
    ("en", "5/6/2027", []),
    ("en", "February 30, 2027", []),
    ("en", "article 6(1) may 2027", []),
    ("en", "in May 2027", []),
    ("fr", "1er janvier 2027", ["2027-01-01"]),
    ("fr", "12 août 2026", ["2026-08-12"]),
    ("fr", "12 aout 2026", ["2026-08-12"]),
    ("fr", "5/6/2027", ["2027-06-05"]),
    ("fr", "loi n° 2004-575 du 21 juin 2004", ["2004-06-21"]),
    ("de", "1. Januar 2027", ["2027-01-01"]),
    ("de", "31.12.2027", ["2027-12-31"]),
    ("de", "1. März 2027", ["2027-03-01"]),
    ("es", "1 de enero de 2027", ["2027-01-01"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), PHRASES)
def test_complete_dates_are_found_and_no_others(language, text, expected):
    assert [item.on.isoformat() for item in find_dates(searchable(text), language)] == expected


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.sampled_from(["en", "fr", "de", "es"]))
def test_any_date_written_out_is_read_back(day, language):
    month = next(name for name, number in lexicon_of(language).months.items() if number == day.month)
    text = f"le {day.day} {month} {day.year}."
    found = find_dates(searchable(text), language)
    assert [item.on for item in found] == [day]
    assert found[0].quote in text
