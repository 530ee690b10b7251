"""Sentences of law, whose full stops often end nothing (invented texts)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regdrift.text.languages import guess_language, language_or_guess
from regdrift.text.searchable import clip_words, searchable
from regdrift.text.sentences import split_sentences

TEXTS = [
    ("en", "See 15 U.S.C. 6501. The rule applies.", ["See 15 U.S.C. 6501.", "The rule applies."]),
    (
        "en",
        "Under Sec. 5 and No. 7 it applies; Section 6 does not.",
        ["Under Sec. 5 and No. 7 it applies;", "Section 6 does not."],
    ),
    ("en", "It said “stop.” Then it stopped.", ["It said “stop.”", "Then it stopped."]),
    ("en", "One line\nanother line", ["One line", "another line"]),
    (
        "fr",
        "L’art. L. 34-1 s’applique. Il vaut aussi pour M. Le Maire.",
        ["L’art. L. 34-1 s’applique.", "Il vaut aussi pour M. Le Maire."],
    ),
    (
        "de",
        "Nach Abs. 2 Nr. 3 gilt dies ab 1. Januar 2027. Satz 2 bleibt.",
        ["Nach Abs. 2 Nr. 3 gilt dies ab 1. Januar 2027.", "Satz 2 bleibt."],
    ),
    ("de", "Es gilt Nummer 2. Die Behörde prüft.", ["Es gilt Nummer 2.", "Die Behörde prüft."]),
    (
        "de",
        "Nach der Verordnung (ABl. L 119 vom 4.5.2016, S. 1; L 314, S. 72) ist zu prüfen; Satz 2 gilt.",
        ["Nach der Verordnung (ABl. L 119 vom 4.5.2016, S. 1; L 314, S. 72) ist zu prüfen;", "Satz 2 gilt."],
    ),
    ("en", "(a) a bank; (b) a lender; or", ["(a) a bank;", "(b) a lender;", "or"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), TEXTS)
def test_sentences_end_where_law_ends_them(language, text, expected):
    readable = searchable(text)
    assert [readable.verbatim(*span) for span in split_sentences(readable, language)] == expected


@given(st.text(alphabet="aA.;! \n\"'1é\u0301", max_size=60))
def test_sentences_hold_every_character_but_blanks(text):
    readable = searchable(text)
    spans = split_sentences(readable, "en")
    kept = "".join(readable.plain[first:last] for first, last in spans)
    assert "".join(kept.split()) == "".join(readable.plain.split())
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(st.text(max_size=80))
def test_the_way_back_from_the_search_form_gives_the_whole_text(text):
    readable = searchable(text)
    assert readable.verbatim(0, len(readable.plain)) == (text if readable.plain else "")


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=5), min_size=1, max_size=90), st.data())
def test_a_clipped_quote_is_verbatim_short_and_holds_what_it_is_about(words, data):
    text = " ".join(words)
    at = data.draw(st.integers(0, len(words) - 1))
    start = len(" ".join([*words[:at], ""]))
    quote = clip_words(text, start, start + len(words[at]))
    assert quote in text
    assert len(quote.split()) <= 40
    first = text.find(quote)
    assert any(
        place <= start and start + len(words[at]) <= place + len(quote)
        for place in range(first, len(text))
        if text.startswith(quote, place)
    )


def test_a_declared_language_wins_and_an_unknown_one_is_guessed():
    assert language_or_guess("fr-FR", "the law of the land") == "fr"
    assert language_or_guess("ja", "die Vorschrift ist nicht anzuwenden") == "de"
    assert guess_language("el responsable de los datos que se tratan") == "es"
