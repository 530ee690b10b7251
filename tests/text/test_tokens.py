"""Tokens of law: never cut, always joined back to the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from regdrift.text.tokens import find_words, fold_token, tokenise

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("aZ09 .,;:()[]§%'\"-’“”«»–—\n\t\u00a0\u202f\u2009\u00ad\u200b\u200d\u0301é个人ßßﬁ№½€")),
        st.characters(),
    ),
    max_size=60,
)


def cores(text):
    return [token.core for token in tokenise(text)[0]]


@given(NASTY)
@settings(max_examples=300)
def test_tokens_join_to_the_text(text):
    tokens, rest = tokenise(text)
    assert "".join(token.space + token.core for token in tokens) + rest == text
    assert all(token.core and not token.core[0].isspace() and not token.space.strip() for token in tokens)


def test_numbers_keep_separators_and_percent_sign():
    assert cores("up to 1,000.50 or 10 % or 1 000 000 euros") == [
        "up",
        "to",
        "1,000.50",
        "or",
        "10 %",
        "or",
        "1 000 000",
        "euros",
    ]


def test_dates_are_one_token():
    assert "January 1, 2027" in cores("from January 1, 2027 on")
    assert "1er janvier 2027" in cores("à compter du 1er janvier 2027.")
    assert "1. Januar 2027" in cores("am 1. Januar 2027")
    assert "1 de enero de 2027" in cores("el 1 de enero de 2027")
    assert "2027-01-01" in cores("on 2027-01-01.")


def test_section_sign_keeps_its_number_and_labels():
    assert cores("see § 41-154.01(a)(1), and (b)(2).") == ["see", "§ 41-154.01(a)(1)", ",", "and", "(b)(2)", "."]
    assert "164.512(e)(1)(ii)" in cores("under section 164.512(e)(1)(ii)")


def test_french_elision_is_cut_from_its_noun_but_aujourdhui_is_whole():
    assert cores("l’article qu'il aujourd'hui") == ["l’", "article", "qu'", "il", "aujourd'hui"]


def test_words_are_not_cut_at_soft_hyphens_marks_or_inner_dashes():
    assert cores("co\u00adoperate cafe\u0301 opt-out person's") == [
        "co\u00adoperate",
        "cafe\u0301",
        "opt-out",
        "person's",
    ]


def test_chinese_goes_by_character():
    assert cores("个人信息 law") == ["个", "人", "信", "息", "law"]
    assert find_words("个人 law") == ["个", "人", "law"]


def test_typography_does_not_count_in_keys_and_case_does():
    assert fold_token("“") == fold_token('"')
    assert fold_token("co\u00adoperate") == "cooperate"
    assert fold_token("10\u202f%") == fold_token("10 %")
    assert fold_token("Carrier") != fold_token("carrier")
