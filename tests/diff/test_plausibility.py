"""A bad page is not a repeal, and a real repeal is not a bad page."""

from dataclasses import replace

from diff_laws import law, provision

from regdrift.diff import find_loss
from regdrift.model.document import Stage, Unreadable

TEXT = "The carrier numbered {} shall give each customer a clear notice before it collects any data of any sort."
OLD = law(*[(str(n), TEXT.format(n)) for n in range(1, 13)])


def test_headings_without_their_text_are_a_loss():
    new = law(*[provision(str(n), "", heading=f"Notice {n}") for n in range(1, 13)])
    loss = find_loss(OLD, new)
    assert isinstance(loss, Unreadable)
    assert loss.reason == "body_lost"
    assert "12 of 12" in loss.message


def test_most_sections_gone_without_a_mark_is_a_loss():
    assert find_loss(OLD, law(("1", TEXT.format(1)), ("2", TEXT.format(2)))) is not None


def test_repeal_marks_are_a_repeal():
    assert find_loss(OLD, law(*[(str(n), "Repealed." if n > 2 else TEXT.format(n)) for n in range(1, 13)])) is None


def test_repealed_parent_speaks_for_its_children():
    old = law(("1", "A carrier shall:"), *[(f"1/{n}", TEXT.format(n)) for n in range(8)], ("2", TEXT.format(99)))
    assert find_loss(old, law(("1", "[Repealed]"), ("2", TEXT.format(99)))) is None


def test_single_section_that_became_a_mark_is_a_repeal():
    old = law(("5", TEXT.format(5) * 4))
    assert find_loss(old, law(("5", "Repealed. Act 7 of 2020."))) is None


def test_one_of_three_sections_dropped_is_an_ordinary_repeal():
    old = law(*[(str(n), TEXT.format(n)) for n in range(3)])
    assert find_loss(old, law(("0", TEXT.format(0)), ("1", TEXT.format(1)))) is None


def test_rewritten_law_is_no_loss():
    new = law(
        *[
            (f"art-{n}", f"Wholly other words for a new time, number {n}, and quite a number of them.")
            for n in range(15)
        ]
    )
    assert find_loss(OLD, new) is None


def test_law_shortened_at_its_place_is_no_loss():
    assert find_loss(OLD, law(*[(str(n), "The carrier gives a clear notice.") for n in range(1, 13)])) is None


def test_struck_down_law_is_no_loss():
    assert find_loss(OLD, replace(law(("1", "Struck down.")), stage=Stage.STRUCK_DOWN)) is None
    assert find_loss(OLD, law(("1", "Struck down."))) is not None


def test_tiny_document_is_not_judged():
    assert find_loss(law(("1", "Short.")), law(("1", "X"))) is None


def worded(stem):
    """Give twelve sections in which hardly a word occurs twice."""
    return law(*[(str(n), " ".join(f"{stem}{chr(97 + n)}{chr(97 + m)}" for m in range(20))) for n in range(12)])


def titled(document, title):
    return replace(document, title=title)


def test_a_page_that_holds_another_document_is_no_repeal():
    old = titled(worded("carrier"), "Act on notices of carriers")
    new = titled(worded("farmer"), "Guide to farming")
    loss = find_loss(old, new)
    assert isinstance(loss, Unreadable)
    assert loss.reason == "another_document"
    assert "Guide to farming" in loss.message


def test_a_renamed_or_rewritten_law_is_the_same_law():
    old = titled(worded("carrier"), "Act on notices of carriers")
    assert find_loss(old, titled(worded("carrier"), "Act on duties of carriers")) is None
    assert find_loss(old, titled(worded("farmer"), "Act on notices of carriers")) is None
