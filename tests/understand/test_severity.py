"""How grave a change is, whatever its direction (invented sentences)."""

from __future__ import annotations

import pytest

from regdrift.model.change import ChangeKind
from regdrift.model.document import Provision, ProvisionKind
from regdrift.model.level import Level

POINT = "the carrier has told the customer which data it sells"


@pytest.mark.parametrize(
    ("before", "after", "language"),
    [
        (f"{POINT};", f"{POINT}; or", "en"),
        (f"{POINT}, and", f"{POINT};", "en"),
        ("les données sont chiffrées ;", "les données sont chiffrées ; ou", "fr"),
        ("die Daten sind verschlüsselt oder", "die Daten sind verschlüsselt,", "de"),
        (POINT, POINT, "en"),
    ],
)
def test_a_list_that_goes_on_is_a_matter_of_style(read_change, before, after, language):
    found = read_change(before, after, language=language)
    assert (found.severity, found.signals) == (Level.NONE, ())


def test_or_in_place_of_and_is_another_rule(read_change):
    assert read_change(f"{POINT}; and", f"{POINT}; or").severity is not Level.NONE


def test_a_provision_that_got_another_label_only_is_not_grave(read_change):
    assert read_change(POINT, POINT, kind=ChangeKind.AMENDED).severity is Level.NONE


@pytest.mark.parametrize("sides", [(None, ""), ("", None)])
def test_the_heading_of_a_division_is_nothing_and_that_of_a_provision_is_low(read_change, sides):
    division = (Provision("1/a", "Part 3", "Breach of data", "", None, ProvisionKind.DIVISION),)
    heading = {"heading": "Breach of data"}
    assert read_change(*sides, provisions=division, **heading).severity is Level.NONE
    assert read_change(*sides, **heading).severity is Level.LOW


@pytest.mark.parametrize(
    "rule",
    [
        "A carrier shall tell customers which data it sells.",
        "A carrier shall not sell data of customers.",
        "A carrier may sell data of customers.",
        "Customer data means data on customers.",
        "This part protects the data of customers.",
    ],
)
def test_a_repeal_is_no_less_grave_than_it_was_to_add_the_provision(read_change, rule):
    gone, came = read_change(rule, None), read_change(None, rule)
    assert gone.severity.at_least(came.severity)


def test_the_repeal_of_what_binds_nobody_is_not_grave(read_change):
    assert read_change("This part protects the data of customers.", None).severity is Level.MEDIUM
    assert read_change("A carrier shall tell customers which data it sells.", None).severity is Level.HIGH


def test_a_new_definition_weighs_less_than_one_that_comes_to_cover_more(read_change):
    text = "Customer data means data on customers"
    assert read_change(None, f"{text}.").severity is Level.MEDIUM
    assert read_change(f"{text}.", f"{text}, their households and their devices.").severity is Level.HIGH


def test_words_that_only_open_a_list_of_definitions_define_nothing(read_change):
    assert read_change(None, "For purposes of this section on data:").signals == ()


def test_a_shorter_time_to_honour_an_unsubscription_is_grave(read_change):
    text = "A sender of e-mail shall honor a request to unsubscribe within {} business days."
    assert read_change(text.format(10), text.format(2)).severity is Level.HIGH


@pytest.mark.parametrize(
    ("before", "after", "language"),
    [
        ("Es gilt bei Stillegung von Anlagen mit Daten.", "Es gilt bei Stilllegung von Anlagen mit Daten.", "de"),
        ("The cancelled account is kept.", "The canceled account is kept.", "en"),
        (
            "Nothing in this Act [20 U.S.C. 1001 et seq., 42 U.S.C. 2751 et seq.] forbids it.",
            "Nothing in this Act [20 U.S.C. 1001 et seq.] forbids it.",
            "en",
        ),
    ],
)
def test_another_spelling_and_references_of_the_code_are_no_law(read_change, before, after, language):
    assert read_change(before, after, language=language).severity == "none"


def test_later_and_latter_are_two_words(read_change):
    found = read_change("The later notice on data counts.", "The latter notice on data counts.")
    assert found.severity == "low"
