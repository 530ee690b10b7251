"""What comes to cover more or less, and references that point elsewhere (invented sentences)."""

from __future__ import annotations

import pytest

from regdrift.model.change import Direction
from regdrift.model.document import Provision, ProvisionKind
from regdrift.model.level import Level


def kinds(understanding):
    return {str(signal.kind) for signal in understanding.signals}


CASES = [
    (
        "A carrier shall encrypt the data of customers.",
        "A carrier shall encrypt the data of customers and of former customers, applicants and visitors.",
        {"scope_widened"},
        Direction.TIGHTENED,
    ),
    (
        "A carrier shall encrypt the data of customers and of former customers.",
        "A carrier shall encrypt the data of customers.",
        {"scope_narrowed"},
        Direction.LOOSENED,
    ),
    (
        "A carrier shall encrypt the data of customers.",
        "A carrier shall encrypt the data of customers if technically feasible for the carrier.",
        {"scope_narrowed"},
        Direction.LOOSENED,
    ),
    (
        "A carrier may disclose the data of customers to affiliates.",
        "A carrier may disclose the data of customers to affiliates, lenders, insurers and brokers.",
        {"scope_widened"},
        Direction.LOOSENED,
    ),
    (
        "A carrier shall log telemedia data.",
        "A carrier shall log online services data.",
        set(),
        Direction.NEUTRAL,
    ),
]


@pytest.mark.parametrize(("before", "after", "expected", "direction"), CASES)
def test_a_rule_that_covers_more_or_less_moves_as_its_force_says(read_change, before, after, expected, direction):
    found = read_change(before, after)
    assert kinds(found) == expected
    assert found.direction is direction


def test_a_sentence_that_extends_rules_to_others_widens_the_scope(read_change):
    found = read_change(None, "The breach notice provisions of section 9 shall apply to data brokers.")
    assert kinds(found) == {"scope_widened"}
    assert found.direction is Direction.TIGHTENED


def test_only_another_reference_is_a_cross_reference_and_low(read_change):
    found = read_change(
        "A carrier shall encrypt data as described in section 12(a).",
        "A carrier shall encrypt data as described in section 14(b).",
    )
    assert [(str(item.kind), item.before, item.after) for item in found.signals] == [
        ("cross_reference", "section 12(a)", "section 14(b)")
    ]
    assert found.severity is Level.LOW
    assert found.direction is Direction.NEUTRAL


def test_this_section_that_goes_without_saying_is_style(read_change):
    found = read_change(
        "The data described in subsection (a) of this section shall be encrypted.",
        "The data described in subsection (a) shall be encrypted.",
    )
    assert found.signals == ()
    assert found.severity is Level.NONE


DEFINITION = "“Personal information” means the name{} of a customer."


def test_a_definition_with_more_in_it_is_wider_and_with_less_narrower(read_change):
    short, long = DEFINITION.format(""), DEFINITION.format(", biometric data, location and browsing history")
    wider, narrower = read_change(short, long), read_change(long, short)
    assert (kinds(wider), wider.direction) == ({"definition_widened"}, Direction.TIGHTENED)
    assert (kinds(narrower), narrower.direction) == ({"definition_narrowed"}, Direction.LOOSENED)


def test_a_point_of_a_list_of_what_a_term_covers_widens_it(read_change):
    found = read_change(None, "genetic data of a customer;", context=("“Sensitive data” means:",))
    assert kinds(found) == {"definition_widened"}


def test_a_point_of_a_list_of_what_a_term_leaves_out_narrows_it(read_change):
    found = read_change(None, "public records on a customer;", context=("The term “data” does not include:",))
    assert "definition_narrowed" in kinds(found)
    assert found.direction is Direction.LOOSENED


def test_the_heading_of_the_section_above_tells_a_definition(read_change):
    above = Provision("1", "§ 1", "Definitions", "", None, ProvisionKind.SECTION)
    found = read_change(None, "Carrier: a person that must register.", provisions=(above,))
    assert kinds(found) == {"definition_widened"}


def test_a_power_to_enforce_tightens_though_it_binds_an_authority(read_change):
    found = read_change(None, "The Attorney General may investigate any person that violates this privacy chapter.")
    assert found.direction is Direction.TIGHTENED


def test_a_right_of_an_individual_tightens(read_change):
    found = read_change(None, "A consumer may request a copy of the personal data held by a controller.")
    assert found.direction is Direction.TIGHTENED


def test_a_new_duty_with_its_own_exception_still_tightens(read_change):
    found = read_change(None, "A carrier shall encrypt customer data, except that it may keep names in plain text.")
    assert found.direction is Direction.TIGHTENED


def test_words_that_replace_a_provision_with_a_note_of_repeal_are_a_repeal(read_change):
    found = read_change("A carrier shall encrypt customer data.", "[Repealed.]")
    assert {"repeal", "duty_removed"} <= kinds(found)
    assert found.direction is Direction.LOOSENED


def test_a_repealed_provision_is_quoted_from_the_older_text(read_change):
    found = read_change("A carrier shall encrypt customer data.", None)
    assert [item.quote for item in found.signals if item.kind == "repeal"] == ["A carrier shall encrypt customer data."]


def test_another_spelling_widens_and_narrows_nothing(read_change):
    found = read_change("La clef des données doit être gardée.", "La clé des données doit être gardée.", language="fr")
    assert (found.signals, found.direction) == ((), "neutral")


def test_another_period_is_told_as_a_number_and_not_as_another_reach(read_change):
    found = read_change(
        "A carrier shall tell customers of a breach of data within 7 business days.",
        "A carrier shall tell customers of a breach of data within 30 days.",
    )
    assert [str(item.kind) for item in found.signals] == ["deadline_changed"]


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (
            "A business may send e-mail to a consumer only if the consumer has opted in.",
            "A business may send e-mail to a consumer only if the consumer has expressly opted in.",
            Direction.TIGHTENED,
        ),
        (
            "A business shall obtain the consumer's consent before it sends messages.",
            "A business shall obtain the consumer's consent in writing before it sends messages.",
            Direction.TIGHTENED,
        ),
        (
            "A business shall obtain the consumer's written consent before it sends messages.",
            "A business shall obtain the consumer's consent before it sends messages.",
            Direction.LOOSENED,
        ),
    ],
)
def test_a_stricter_form_of_consent_is_no_wider_reach(read_change, before, after, direction):
    meaning = read_change(before, after)
    assert meaning.direction is direction
    assert not kinds(meaning) & {"scope_widened", "scope_narrowed"}
