"""Entries of a list come, are corrected and roll off; none of them is repealed."""

from dataclasses import replace

from diff_laws import law

from regdrift.diff import compare_documents, find_loss

ENTRY = "Agency news number {}: the commission has adopted a statement on the notices of carriers of that kind."


def listing(*numbers):
    return replace(law(*[(f"e{n}", ENTRY.format(n)) for n in numbers]), format="feed")


def test_a_rolling_feed_only_adds():
    old, new = listing(*range(10)), listing(*range(7, 17))
    diff = compare_documents(old, new)
    assert {(change.kind, change.afters[0].path) for change in diff.changes} == {
        ("added", f"e{n}") for n in range(10, 17)
    }
    assert [link for link in diff.links if link[1] is None] == [(f"e{n}", None) for n in range(7)]
    assert find_loss(old, listing(9)) is None


def test_a_corrected_entry_is_amended():
    old = listing(1, 2, 3)
    items = tuple(
        replace(one, text=one.text.replace("adopted", "withdrawn")) if one.path == "e2" else one
        for one in old.provisions
    )
    (change,) = compare_documents(old, replace(old, provisions=items)).changes
    assert (change.kind, change.afters[0].path) == ("amended", "e2")
