"""A clause of commencement reaches the changes that it speaks of, and no others (invented sentences)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regdrift.model.change import Change, ChangeKind, Direction, ProvisionChange, Side
from regdrift.model.document import LegalDocument, Provision, ProvisionKind
from regdrift.model.level import Level
from regdrift.understand import find_legal_dates, spread_commencement


def change(path, text, label=None, language="en", kind=ChangeKind.ADDED):
    head, _, units = path.partition("/")
    label = label or (f"§ {head}" if not units else "".join(f"({unit})" for unit in units.split("/")))
    sides = (Side(path, label, None, text),)
    found = ProvisionChange(kind, (), sides, (("+", text),), 0.0)
    if kind is ChangeKind.REPEALED:
        found = ProvisionChange(kind, sides, (), (("-", text),), 0.0)
    dates = () if kind is ChangeKind.REPEALED else find_legal_dates(text, language)
    return Change(path, found, Level.HIGH, Direction.TIGHTENED, dates=dates)


def law(clause, language="en"):
    """Give three sections, two of them with points, and a last one that states when they apply."""
    paths = ["2", "3/a", "3/b", "5/c", "5/c/1", "5/d"]
    return [*(change(path, "A carrier shall tell customers.") for path in paths), change("9", clause, None, language)]


def reached(changes, document=None):
    told = {}
    for item in spread_commencement(changes, document):
        if item.effective_on and item.id != "9":
            told.setdefault(item.effective_on.isoformat(), []).append(item.id)
    return told


ALL = ["2", "3/a", "3/b", "5/c", "5/c/1", "5/d"]
CLAUSES = [
    ("en", "This Act takes effect on March 1, 2027.", {"2027-03-01": ALL}),
    ("en", "This rule is effective March 1, 2027.", {"2027-03-01": ALL}),
    ("en", "The amendment of § 3 takes effect on March 1, 2027.", {"2027-03-01": ["3/a", "3/b"]}),
    ("en", "Paragraph (c) of section 5 takes effect on March 1, 2027.", {"2027-03-01": ["5/c", "5/c/1"]}),
    ("en", "Section 5(c)(1) of this Act takes effect on March 1, 2027.", {"2027-03-01": ["5/c/1"]}),
    ("en", "Sections 2 to 4 take effect on March 1, 2027.", {"2027-03-01": ["2", "3/a", "3/b"]}),
    (
        "en",
        "This Act takes effect on March 1, 2027, except section 3, which takes effect on July 1, 2028.",
        {"2027-03-01": ["2", "5/c", "5/c/1", "5/d"], "2028-07-01": ["3/a", "3/b"]},
    ),
    ("en", "Except as provided in section 5, this Act takes effect on May 1, 2027.", {"2027-05-01": ALL[:3]}),
    ("en", "This Act, except section 5(c), takes effect on May 1, 2027.", {"2027-05-01": [*ALL[:3], "5/d"]}),
    (
        "en",
        "This Act takes effect on March 1, 2027; section 2 takes effect on July 1, 2028.",
        {"2027-03-01": ALL[1:], "2028-07-01": ["2"]},
    ),
    ("en", "This section takes effect on March 1, 2027.", {}),
    ("en", "This Act takes effect on March 1, 2027 for providers with 500 customers or more.", {}),
    ("en", "This Act shall not take effect before March 1, 2027.", {}),
    ("en", "Section 3 of the Telephone Act takes effect on March 1, 2027.", {}),
    ("en", "The Telephone Act takes effect on March 1, 2027.", {}),
    ("en", "This Act took effect on March 1, 2003.", {}),
    ("en", "The provisions of this Act relating to minors take effect on March 1, 2027.", {}),
    ("en", "This Act takes effect 6 months after its enactment.", {}),
    ("en", "This Act expires on March 1, 2030.", {}),
    ("fr", "La présente loi entre en vigueur le 1er mars 2027.", {"2027-03-01": ALL}),
    ("fr", "Les dispositions du présent règlement s'appliquent à compter du 1er mars 2027.", {"2027-03-01": ALL}),
    ("fr", "L'article 3 entre en vigueur le 1er mars 2027.", {"2027-03-01": ["3/a", "3/b"]}),
    (
        "fr",
        "La présente loi entre en vigueur le 1er mars 2027, à l'exception de l'article 3, qui entre en vigueur le "
        "1er juillet 2028.",
        {"2027-03-01": ["2", "5/c", "5/c/1", "5/d"], "2028-07-01": ["3/a", "3/b"]},
    ),
    ("fr", "Le présent article entre en vigueur le 1er mars 2027.", {}),
    ("de", "Dieses Gesetz tritt am 1. März 2027 in Kraft.", {"2027-03-01": ALL}),
    ("de", "Diese Verordnung gilt ab dem 1. März 2027.", {"2027-03-01": ALL}),
    ("de", "Dieses Gesetz tritt mit Ausnahme des § 5 am 1. März 2027 in Kraft.", {"2027-03-01": ALL[:3]}),
    (
        "de",
        "Abweichend von Absatz 1 treten die §§ 2 und 3 am 1. Juli 2028 in Kraft.",
        {"2028-07-01": ["2", "3/a", "3/b"]},
    ),
    ("de", "Dieser Paragraph tritt am 1. März 2027 in Kraft.", {}),
    ("es", "La presente ley entrará en vigor el 1 de marzo de 2027.", {"2027-03-01": ALL}),
]


@pytest.mark.parametrize(("language", "clause", "expected"), CLAUSES)
def test_a_clause_reaches_what_it_speaks_of(language, clause, expected):
    assert reached(law(clause, language), LegalDocument("test", "test@1", (), language)) == expected


def test_this_section_reaches_the_points_of_its_own_section():
    changes = [
        change("3/a", "A carrier shall tell customers."),
        change("4", "A carrier may ask."),
        change("3/b", "This section takes effect on March 1, 2027."),
    ]
    assert reached(changes) == {"2027-03-01": ["3/a", "3/b"]}


def test_a_point_reaches_itself_and_what_is_below_it():
    changes = [
        change("3/a/1", "A carrier shall tell customers."),
        change("3/b", "A carrier shall log."),
        change("3/a", "This subsection takes effect on March 1, 2027."),
    ]
    assert reached(changes) == {"2027-03-01": ["3/a/1", "3/a"]}


def test_a_part_reaches_its_own_provisions_only():
    def division(path, label):
        return Provision(path, label, None, "", None, ProvisionKind.DIVISION)

    provisions = (
        division("title-i", "Title I"),
        division("chapter-1", "Chapter 1"),
        Provision("2", "§ 2", None, "", None),
        Provision("9", "§ 9", None, "", None),
        division("chapter-2", "Chapter 2"),
        Provision("10", "§ 10", None, "", None),
        division("title-ii", "Title II"),
        Provision("11", "§ 11", None, "", None),
    )
    document = LegalDocument("test", "test@1", provisions, "en")
    rule = "A carrier shall tell customers."
    changes = [change("2", rule), change("10", rule), change("11", rule)]
    clause = change("9", "This chapter takes effect on March 1, 2027.")
    assert reached([*changes, clause], document) == {"2027-03-01": ["2"]}
    clause = change("9", "This title takes effect on March 1, 2027.")
    assert reached([*changes, clause], document) == {"2027-03-01": ["2", "10"]}
    clause = change("9", "This subpart takes effect on March 1, 2027.")
    assert reached([*changes, clause], document) == {}


def test_a_date_of_its_own_stays_and_so_does_what_is_no_change_of_substance():
    own = change("2", "A carrier shall tell customers. This section takes effect on May 5, 2028.")
    moved = change("3", "A carrier may ask.", kind=ChangeKind.RENUMBERED)
    clause = change("9", "This Act takes effect on March 1, 2027.")
    assert spread_commencement([own, moved, clause]) == (own, moved, clause)


def test_a_repeal_takes_effect_with_the_act_and_a_repealed_clause_dates_nothing():
    gone = change("2", "A carrier shall tell customers.", kind=ChangeKind.REPEALED)
    clause = change("9", "This Act takes effect on March 1, 2027.")
    assert spread_commencement([gone, clause])[0].dates == clause.dates
    left = change("9", "This Act takes effect on March 1, 2027.", kind=ChangeKind.REPEALED)
    assert spread_commencement([gone, left]) == (gone, left)


def test_a_clause_that_did_not_change_dates_nothing():
    rule = change("2", "A carrier shall tell customers.")
    clause = replace(change("9", "This Act takes effect on March 1, 2027. It protects customers."), dates=())
    assert spread_commencement([rule, clause]) == (rule, clause)


def test_two_clauses_that_disagree_date_nothing():
    clauses = [
        change("9", "This Act takes effect on March 1, 2027."),
        change("8", "This Act takes effect on May 1, 2027."),
    ]
    assert reached([change("2", "A carrier shall tell customers."), *clauses]) == {"2027-05-01": ["8"]}


@given(st.lists(st.sampled_from([clause for _, clause, _ in CLAUSES]), max_size=4))
def test_no_date_is_given_that_no_change_states(clauses):
    changes = [change(str(20 + number), text) for number, text in enumerate(clauses)]
    changes.append(change("2", "A carrier shall tell customers."))
    stated = {item for one in changes for item in one.dates}
    after = spread_commencement(changes)
    assert {item for one in after for item in one.dates} == stated
    assert [one.found for one in after] == [one.found for one in changes]
    assert spread_commencement(after) == after
