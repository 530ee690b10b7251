"""What a comparison of two documents reports: kinds, links, order."""

from dataclasses import replace

import pytest
from diff_laws import compare, law, provision, summary

from regdrift.model.document import Note, NoteKind, ProvisionKind, ProvisionStatus, Stage

CARRIER = "A carrier may share the location data of its customers with its affiliates."
NOTICE = "The carrier shall give each customer a clear notice before it collects any data."
RECORDS = "Records of every consent are kept for five years after the contract has ended."
FINES = "Whoever sells browsing history without consent is liable to a fine of up to 10,000 euros."
CONSENT = "Consent must be given by a clear act; silence or a ticked box is no consent at all."
CHILDREN = "Data of children under the age of thirteen are collected only with leave of a parent."


def test_equal_documents_have_no_changes():
    old = law(("1", CARRIER), ("2", NOTICE))
    diff = compare(old, old)
    assert diff.changes == ()
    assert diff.links == (("1", "1"), ("2", "2"))


def test_reworded_provision_is_amended():
    diff = compare(law(("1", CARRIER), ("2", NOTICE)), law(("1", CARRIER.replace("may", "shall not")), ("2", NOTICE)))
    assert summary(diff) == [("amended", ["1"], ["1"])]
    assert diff.changes[0].redline[1:3] == (("-", " may"), ("+", " shall not"))


def test_text_of_a_citation_that_was_replaced_is_amended():
    diff = compare(law(("1", CARRIER), ("2", NOTICE)), law(("1", CARRIER), ("2", FINES)))
    assert summary(diff) == [("amended", ["2"], ["2"])]


def test_gone_and_new_provisions_are_told_where_they_stand():
    diff = compare(law(("1", CARRIER), ("2", NOTICE), ("4", FINES)), law(("1", CARRIER), ("3", RECORDS), ("4", FINES)))
    assert summary(diff) == [("repealed", ["2"], []), ("added", [], ["3"])]
    assert diff.links == (("1", "1"), (None, "3"), ("4", "4"), ("2", None))


def test_insertion_renumbers_what_follows_and_its_children():
    old = law(("1", CARRIER), ("2", NOTICE), ("2/a", "in writing;"), ("2/b", "or by mail."), ("3", FINES))
    new = law(
        ("1", CARRIER), ("2", RECORDS), ("3", NOTICE), ("3/a", "in writing;"), ("3/b", "or by mail."), ("4", FINES)
    )
    assert summary(compare(old, new)) == [
        ("added", [], ["2"]),
        ("renumbered", ["2"], ["3"]),
        ("renumbered", ["2/a"], ["3/a"]),
        ("renumbered", ["2/b"], ["3/b"]),
        ("renumbered", ["3"], ["4"]),
    ]


def test_provision_out_of_order_is_moved():
    old = law(("1", CARRIER), ("2", NOTICE), ("3", RECORDS), ("4", FINES))
    new = law(("1", NOTICE), ("2", RECORDS), ("3", FINES), ("9", CARRIER))
    kinds = {after[0]: kind for kind, _, after in summary(compare(old, new))}
    assert kinds == {"1": "renumbered", "2": "renumbered", "3": "renumbered", "9": "moved"}


def test_same_citation_is_never_moved_even_where_the_page_changed_its_order():
    old = law(("1", CARRIER), ("2", NOTICE), ("3", RECORDS))
    new = law(("3", RECORDS), ("1", CARRIER), ("2", NOTICE))
    assert compare(old, new).changes == ()


def test_equal_citation_under_another_path_is_no_new_place():
    old = law(provision("a/5", CARRIER, citation="§ 5"), ("b", NOTICE))
    new = law(provision("b/5", CARRIER, citation="§ 5"), ("c", NOTICE))
    assert [kind for kind, *_ in summary(compare(old, new))] == ["renumbered"]


def test_renamed_law_renumbers_nothing():
    old = law(provision("1", CARRIER, citation="§ 1 ABC"), provision("2", NOTICE, citation="§ 2 ABC"))
    new = law(provision("1", CARRIER, citation="§ 1 XYZ"), provision("2", NOTICE, citation="§ 2 XYZ"))
    assert compare(old, new).changes == ()


def test_renumbered_and_reworded_is_amended_with_both_labels():
    old = law(("1", CARRIER), ("2", FINES))
    new = law(("1", RECORDS), ("2", CARRIER.replace("may", "shall not")), ("3", FINES))
    diff = compare(old, new)
    assert ("amended", ["1"], ["2"]) in summary(diff)
    change = next(item for item in diff.changes if item.kind == "amended")
    assert (change.befores[0].label, change.afters[0].label) == ("1", "2")


def test_label_decides_between_twins():
    twin = "The notice under this number is given within thirty days of the request of the customer."
    old = law(("1", twin + " One."), ("2", twin + " Two."), ("3", twin + " Three."))
    new = law(("1", twin + " Uno."), ("2", twin + " Dos."), ("3", twin + " Tres."))
    assert summary(compare(old, new)) == [("amended", [n], [n]) for n in "123"]


def test_repeal_marks_align_by_their_place():
    old = law(*[(str(n), "Repealed.") for n in range(1, 40)], ("40", CARRIER))
    new = law(("1", NOTICE), *[(str(n), "Repealed.") for n in range(2, 41)], ("41", CARRIER))
    kinds = [kind for kind, *_ in summary(compare(old, new))]
    assert kinds.count("moved") == 0
    assert ("added", [], ["1"]) in summary(compare(old, new))


@pytest.mark.parametrize(
    "mark",
    [
        "Repealed.",
        "[Repealed. Pub. L. 104-1, Jan. 1, 1995]",
        "(weggefallen)",
        "Abrogé.",
        "[Reserved]",
        "Repealed, Sept. 30, 2004",
    ],
)
def test_text_replaced_by_a_mark_is_repealed(mark):
    diff = compare(law(("1", CARRIER), ("2", NOTICE)), law(("1", CARRIER), ("2", mark)))
    assert summary(diff) == [("repealed", ["2"], [])]
    assert diff.links == (("1", "1"), ("2", "2"))


@pytest.mark.parametrize(
    "text",
    [
        "deleted by the controller within 30 days;",
        "expired consents are deleted at once",
        "Reserved powers of the agency stay as they are",
        "any rule repealed by this act of 1999 stays in force",
    ],
)
def test_law_that_speaks_of_deletion_is_no_mark(text):
    assert summary(compare(law(("1", CARRIER), ("2", NOTICE)), law(("1", CARRIER), ("2", text)))) == [
        ("amended", ["2"], ["2"])
    ]


def test_status_alone_repeals():
    old = provision("2", NOTICE)
    new = replace(old, status=ProvisionStatus.EXPIRED)
    assert summary(compare(law(("1", CARRIER), old), law(("1", CARRIER), new))) == [("repealed", ["2"], [])]


@pytest.mark.parametrize("placeholder", ["[Reserved]", "Not Funded.", "Repealed."])
def test_placeholder_that_gets_a_text_is_added(placeholder):
    diff = compare(law(("1", CARRIER), ("2", placeholder)), law(("1", CARRIER), ("2", NOTICE)))
    assert summary(diff) == [("added", [], ["2"])]


def test_bare_numbers_that_hold_others_are_not_reported():
    diff = compare(law(("1", CARRIER)), law(("1", CARRIER), ("2", ""), ("2/a", NOTICE)))
    assert summary(diff) == [("added", [], ["2/a"])]


def test_changed_heading_is_amended_and_its_typography_editorial():
    old = law(provision("1", CARRIER, heading="Location data"), provision("2", NOTICE, heading="Clear notice"))
    new = law(provision("1", CARRIER, heading="Browsing history"), provision("2", NOTICE, heading="CLEAR NOTICE."))
    diff = compare(old, new)
    assert summary(diff) == [("amended", ["1"], ["1"]), ("editorial", ["2"], ["2"])]
    assert diff.changes[0].redline == (("=", CARRIER),)


def test_renumbered_heading_without_text_carries_its_children():
    old = law(
        provision("1", "", heading="Consent", kind=ProvisionKind.DIVISION),
        ("1/a", CONSENT),
        ("1/b", CHILDREN),
    )
    new = law(
        provision("2", "", heading="Consent of customers", kind=ProvisionKind.DIVISION),
        ("2/a", CONSENT),
        ("2/b", CHILDREN),
    )
    assert summary(compare(old, new)) == [
        ("amended", ["1"], ["2"]),
        ("renumbered", ["1/a"], ["2/a"]),
        ("renumbered", ["1/b"], ["2/b"]),
    ]


def test_number_inside_a_heading_is_renumbered_with_its_provision():
    old = law(provision("sheet-16", "", heading="Sheet n°16: Measuring visits", label=None), ("sheet-16/1", CARRIER))
    new = law(
        provision("sheet-16", "", heading="Sheet n°16: Trackers on your site", label=None),
        provision("sheet-17", "", heading="Sheet n°17: Measuring visits", label=None),
        ("sheet-17/1", CARRIER),
    )
    assert ("renumbered", ["sheet-16"], ["sheet-17"]) in summary(compare(old, new))


def test_reworded_heading_without_number_renumbers_nothing_below_it():
    old = law(
        provision("study-your-data", CARRIER, heading="Study your data", label=None), ("study-your-data/1", NOTICE)
    )
    new = law(provision("know-your-data", CARRIER, heading="Know your data", label=None), ("know-your-data/1", NOTICE))
    assert summary(compare(old, new)) == [("amended", ["study-your-data"], ["know-your-data"])]


def test_unnumbered_passage_that_left_its_place_is_moved():
    names, rest = "abcd", [CARRIER, NOTICE, FINES, CONSENT]
    texts = [provision(f"text-{name}", text, label=None) for name, text in zip(names, rest, strict=True)]
    moved = [replace(item, path=f"{item.path}-x") for item in [*texts[1:], texts[0]]]
    assert summary(compare(law(*texts), law(*moved))) == [("moved", ["text-a"], ["text-a-x"])]


def test_split_is_told_with_its_pieces():
    diff = compare(law(("1", f"{CARRIER} {CONSENT}"), ("2", FINES)), law(("1", CARRIER), ("1a", CONSENT), ("2", FINES)))
    assert summary(diff) == [("split", ["1"], ["1", "1a"])]
    assert diff.links == (("1", "1"), ("1", "1a"), ("2", "2"))


def _fill(first, count=60):
    text = "Form {} is filed with office {} by the day after event {}."
    return [(str(n), text.format(n, n * 7, n * 13)) for n in range(first, first + count)]


def test_half_that_moved_far_away_is_joined_to_its_origin():
    old = law(("1", f"{CARRIER} {CONSENT}"), *_fill(2), ("90", FINES))
    new = law(("1", CARRIER), *_fill(2), ("90", FINES), ("91", CONSENT))
    diff = compare(old, new)
    assert summary(diff) == [("split", ["1"], ["1", "91"])]


def test_far_half_that_says_more_than_was_lost_is_no_split():
    old = law(("1", f"{CARRIER} {CONSENT}"), *_fill(2), ("90", FINES))
    new = law(("1", CARRIER), *_fill(2), ("90", FINES), ("91", f"{RECORDS} {CONSENT} {CHILDREN} {NOTICE}"))
    assert [kind for kind, *_ in summary(compare(old, new))] == ["amended", "added"]


def test_far_provision_taken_into_another_one_is_merged():
    old = law(("1", CARRIER), *_fill(2), ("90", FINES), ("91", CONSENT))
    new = law(("1", f"{CARRIER} {CONSENT}"), *_fill(2), ("90", FINES))
    assert summary(compare(old, new)) == [("merged", ["1", "91"], ["1"])]


def test_unit_moves_with_all_its_sub_units_where_a_neighbour_has_equal_ones():
    twins = [("/1", RECORDS), ("/2", NOTICE), ("/2/a", "in writing;"), ("/2/b", "or by mail.")]
    first, second = f"In the case of letter one: {CARRIER}", f"In the case of letter two: {CHILDREN}"
    rest = _fill(5, 12)
    old = law(
        *[(f"3{tail}", text) for tail, text in [("", first), *twins]],
        *[(f"4{tail}", text) for tail, text in [("", second), *twins]],
        *rest,
    )
    new = law(
        *[(f"3{tail}", text) for tail, text in [("", second), *twins]],
        *rest,
        *[(f"20{tail}", text) for tail, text in [("", first), *twins]],
    )
    links = dict(compare(old, new).links)
    assert {path: links[path] for path in links if path.startswith("3")} == {
        f"3{tail}": f"20{tail}" for tail in ("", "/1", "/2", "/2/a", "/2/b")
    }
    assert links["4/2/b"] == "3/2/b"


def test_merger_is_told_with_its_pieces():
    old = law(("1", CARRIER), ("2", CONSENT), ("3", FINES))
    diff = compare(old, law(("1", f"{CARRIER} {CONSENT}"), ("3", FINES)))
    assert summary(diff) == [("merged", ["1", "2"], ["1"])]
    assert diff.links == (("1", "1"), ("2", "1"), ("3", "3"))


def test_stock_phrase_found_again_is_no_split():
    stock = "Notwithstanding any other provision of law and subject to the rules of the agency,"
    old = law(("1", f"{stock} {CARRIER}"), ("2", FINES))
    new = law(("1", CARRIER), ("2", FINES), ("3", f"{stock} {RECORDS} {CHILDREN} {NOTICE}"))
    assert [kind for kind, *_ in summary(compare(old, new))] == ["amended", "added"]


def test_provision_printed_twice_is_no_new_law_and_its_second_print_no_loss():
    once = law(("1", CARRIER), ("2", NOTICE))
    twice = law(("1", CARRIER), ("1~2", CARRIER), ("2", NOTICE))
    assert summary(compare(once, twice)) == [("editorial", ["1"], ["1~2"])]
    assert summary(compare(twice, once)) == [("editorial", ["1~2"], ["1"])]
    reworded = law(("1", CARRIER), ("1~2", CARRIER.replace("may", "shall not")), ("2", NOTICE))
    assert summary(compare(once, reworded)) == [("added", [], ["1~2"])]


def test_text_that_moved_away_from_a_mark_is_followed():
    old = law(("1", FINES), ("1/a", CARRIER), ("4", NOTICE))
    new = law(("1", FINES), ("1/a", CARRIER), ("1/b", NOTICE.replace("clear", "plain")), ("4", "Repealed."))
    assert summary(compare(old, new)) == [("amended", ["4"], ["1/b"])]


def test_losses_stand_together_after_what_stood_before_them():
    old = law(("1", CARRIER), *[(f"2/{n}", f"{RECORDS} In case {n}.") for n in range(5)], ("3", FINES), ("4", CONSENT))
    new = law(("1", CARRIER + " Now."), ("3", FINES + " Now."), ("4", CONSENT + " Now."))
    assert [kind for kind, *_ in summary(compare(old, new))] == ["amended", *["repealed"] * 5, "amended", "amended"]


def test_context_holds_the_lead_ins_from_the_outermost():
    lead, inner = "A carrier shall not:", "without consent,"
    old = law(("1", lead), ("1/a", inner), ("1/a/1", CARRIER), ("2", FINES))
    new = law(("1", lead), ("1/a", inner), ("1/a/1", CARRIER + " Ever."), ("2", FINES))
    (change,) = compare(old, new).changes
    assert change.afters[0].context == (lead, inner)


def test_provision_that_enters_into_force_changes_its_stage():
    old = law(replace(provision("1", CARRIER), status=ProvisionStatus.NOT_YET))
    assert summary(compare(old, law(("1", CARRIER)))) == [("stage", ["1"], ["1"])]


def test_new_stage_of_the_document_comes_first():
    diff = compare(law(("1", CARRIER), stage=Stage.INTRODUCED), law(("1", NOTICE), stage=Stage.SIGNED))
    assert [str(change.kind) for change in diff.changes] == ["stage", "amended"]
    assert diff.changes[0].redline == (("-", "introduced"), ("+", "signed"))


def test_announcement_that_is_new_is_pending():
    text = "Effective January 1, 2030, section 1 is amended by striking out what it says of affiliates."
    known = Note(
        NoteKind.PENDING_AMENDMENT,
        f"From next year on section 2 reads as follows for another sort of carriers: {RECORDS} {FINES}",
        None,
        "2",
    )
    reworded = replace(known, text=known.text.replace("another", "a different"))
    new_note = Note(NoteKind.PENDING_AMENDMENT, text, None, "1")
    diff = compare(
        law(("1", CARRIER), ("2", NOTICE), notes=(known,)),
        law(("1", CARRIER), ("2", NOTICE), notes=(reworded, new_note)),
    )
    assert summary(diff) == [("pending", [], ["1"])]
    assert diff.changes[0].redline == (("+", text),)


def test_notes_that_are_not_law_are_no_change():
    note = Note(NoteKind.SOURCE_CREDIT, "Added by act 5 of 2020.", None, "1")
    assert compare(law(("1", CARRIER)), law(("1", CARRIER), notes=(note,))).changes == ()


def test_rebuilt_page_is_told_and_a_rewritten_law_is_not():
    texts = [CARRIER, NOTICE, RECORDS, FINES, CONSENT, CHILDREN]
    old = law(*[(str(n), text) for n, text in enumerate(texts)])
    retyped = law(*[(str(n), text.replace(" ", "\u00a0", 2)) for n, text in enumerate(texts)])
    rebuilt = compare(old, retyped)
    assert rebuilt.restructured
    assert {str(change.kind) for change in rebuilt.changes} == {"editorial"}
    rewritten = law(*[(str(n), f"Wholly other words number {n} for a new time.") for n in range(6)])
    assert not compare(old, rewritten).restructured
    renumbered = law(*[(str(n + 1), text) for n, text in enumerate(texts)])
    assert not compare(old, renumbered).restructured


def test_comparison_is_deterministic():
    old = law(*[(str(n), f"{CARRIER} Number {n % 7} of them.") for n in range(60)])
    new = law(*[(str(n), f"{NOTICE if n % 5 else CARRIER} Number {n % 11} of them.") for n in range(70)])
    assert compare(old, new) == compare(old, new)
