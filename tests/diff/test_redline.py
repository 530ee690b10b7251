"""Redlines give both texts back and cut no word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from regdrift.diff import make_redline
from regdrift.diff import redline as redline_module

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("ab cd.,;()§%'\"’“”–—\n\u00a0\u202f\u00ad\u200b\u0301é个人ß1234567890")), st.characters()
    ),
    max_size=80,
)
WORDS = st.lists(
    st.sampled_from(
        ["shall", "may", "data", "“data”", '"data"', "§ 5", "1,000", "10 %", "(a)(1)", "l'article", "—", "."]
    ),
    max_size=40,
)


def check(old, new):
    ops = make_redline(old, new)
    assert "".join(text for mark, text in ops if mark != "+") == old
    assert "".join(text for mark, text in ops if mark != "-") == new
    assert all(text for _, text in ops)
    marks = "".join(mark for mark, _ in ops)
    assert not any(pair in marks for pair in ("==", "--", "++", "+-")), marks
    return ops


@given(NASTY, NASTY)
@settings(max_examples=300, deadline=None)
def test_nasty_texts_come_back_exactly(old, new):
    check(old, new)


@given(WORDS, WORDS, st.sampled_from([" ", "\u00a0", "\n"]))
@settings(max_examples=300, deadline=None)
def test_texts_of_like_words_come_back_exactly(old, new, blank):
    check(" ".join(old), blank.join(new))


@given(NASTY)
def test_equal_texts_have_no_change(text):
    assert check(text, text) == ((("=", text),) if text else ())


def test_added_and_removed_texts_are_one_run():
    assert check("", "A new duty.") == (("+", "A new duty."),)
    assert check("An old duty.", "") == (("-", "An old duty."),)


def test_one_word_is_shown_as_one_word():
    assert check("You may encrypt all data.", "You shall encrypt all data.") == (
        ("=", "You"),
        ("-", " may"),
        ("+", " shall"),
        ("=", " encrypt all data."),
    )


def test_numbers_are_replaced_as_a_whole():
    ops = check("a fine of 1,000.50 euros or 10 % of turnover", "a fine of 1,500.50 euros or 12 % of turnover")
    assert ("-", " 1,000.50") in ops
    assert ("+", " 12 %") in ops


def test_typographic_difference_is_shown():
    ops = check("The term “child” means a minor.", 'The term "child" means a minor.')
    assert {mark for mark, _ in ops} == {"=", "-", "+"}
    assert "means a minor." in ops[-1][1]


def test_lone_equal_word_joins_the_change_around_it():
    ops = check("notice of the breach in thirty days", "notice by each breach after sixty hours")
    assert [mark for mark, _ in ops] == ["=", "-", "+"]


def test_inserted_text_before_the_first_word_keeps_the_rest():
    assert check("The carrier shall ask.", "Where asked, The carrier shall ask.")[-1] == ("=", "The carrier shall ask.")


def test_texts_above_the_bound_are_cut_at_anchors(monkeypatch):
    monkeypatch.setattr(redline_module, "MAX_CELLS", 400)
    old = " ".join(f"word{number}" for number in range(300))
    new = old.replace("word50 ", "other ").replace("word200 ", "").replace("word251", "word251 more")
    ops = check(old, new)
    changed = sum(len(text) for mark, text in ops if mark != "=")
    assert 0 < changed < 200


def test_hostile_text_above_the_bound_keeps_the_round_trip():
    """What it costs, and that it ends, is told by ``benchmarks/diff_scale.py``."""
    check("a b " * 40_000, "b a a " * 30_000)
