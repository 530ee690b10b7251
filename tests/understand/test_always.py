"""What must hold for every change, whatever its words."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

PIECES = {
    "en": (
        "A carrier shall encrypt the data.",
        "It may not sell location data without prior express consent.",
        "It shall notify customers within 30 days; not later than 10 business days after a breach.",
        "Logs are kept for two years.",
        "A fine of $5,000 or 4 percent applies.",
        "This Act takes effect on January 1, 2027 and expires on May 1, 2030.",
        "“Data” means information on 35,000 consumers.",
        "Section 5 of this title is repealed.",
    ),
    "fr": (
        "Le responsable informe l’abonné dans un délai de trente jours ouvrés.",
        "L'opérateur ne peut céder les données qu'avec le consentement préalable de l’abonné.",
        "Les données sont conservées pendant un an.",
        "L’amende est de 75 000 €.",
        "La loi entre en vigueur le 1er janvier 2027.",
        "Ces re\u0300gles ne s’appliquent pas aux socie\u0301te\u0301s de moins de 250 salarie\u0301s.",
    ),
    "de": (
        "Der Anbieter hat die Nutzer binnen 72 Stunden zu unterrichten.",
        "Die Daten dürfen nicht ohne Einwilligung übermittelt werden.",
        "Die Geldbuße beträgt bis zu fünfzigtausend Euro.",
        "Das Gesetz tritt am 1. Januar 2027 in Kraft.",
        "Nachweise sind fünf Jahre aufzubewahren.",
    ),
}
VALUE = re.compile(r"P\d+[DWMY]|PT\d+[HM]|\d{4}-\d\d-\d\d|[A-Z]{3} \d+(\.\d+)?|\d+(\.\d+)? %|\d+ \w[\w ]*")


@st.composite
def changes(draw):
    language = draw(st.sampled_from(sorted(PIECES)))
    text = st.lists(st.sampled_from(PIECES[language]), max_size=5).map(" ".join)
    before = draw(st.none() | text)
    after = draw(text) if before is None else draw(st.none() | text)
    context = draw(st.lists(st.sampled_from(PIECES[language]), max_size=2))
    return language, before, after, context


def squeezed(text):
    return "".join(text.split())


@settings(max_examples=300, deadline=None)
@given(drawn=changes())
def test_quotes_are_verbatim_and_values_are_in_normal_form(read_change, drawn):
    language, before, after, context = drawn
    meaning = read_change(before, after, language, context=context)
    texts = [squeezed(text) for text in (before, after, "(a)") if text is not None]
    for signal in meaning.signals:
        for words in (signal.quote, signal.before, signal.after):
            assert words is None or any(squeezed(words) in text for text in texts)
        assert 0 < len(signal.quote.split()) <= 40
        for value in (signal.before_value, signal.after_value):
            assert value is None or VALUE.fullmatch(value)
    for item in meaning.dates:
        assert squeezed(item.quote) in squeezed(after)
        assert isinstance(item.on, date)


@settings(max_examples=100, deadline=None)
@given(drawn=changes())
def test_the_same_change_always_means_the_same(read_change, drawn):
    language, before, after, context = drawn
    assert read_change(before, after, language, context=context) == read_change(
        before, after, language, context=context
    )


@given(st.sampled_from(sorted(PIECES)), st.integers(0, 4))
def test_equal_texts_mean_nothing(read_change, language, index):
    text = PIECES[language][index]
    meaning = read_change(text, text, language)
    assert meaning.signals == ()
    assert meaning.dates == ()
