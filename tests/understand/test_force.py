"""Duties, prohibitions, permissions and exceptions, and what only looks like them (invented sentences)."""

from __future__ import annotations

import pytest

from regdrift.model.change import ChangeKind, Direction
from regdrift.model.level import Level

FORCES = frozenset(
    f"{what}_{way}" for what in ("duty", "prohibition", "permission", "exception") for way in ("added", "removed")
)


def forces(understanding):
    return {str(signal.kind) for signal in understanding.signals} & FORCES


ADDED = [
    ("en", "A controller shall encrypt the personal data it holds.", {"duty_added"}),
    ("en", "You must keep a record of each disclosure.", {"duty_added"}),
    ("en", "The operator is required to inform the customer.", {"duty_added"}),
    ("en", "A carrier shall not disclose customer data.", {"prohibition_added"}),
    ("en", "A carrier may not disclose customer data.", {"prohibition_added"}),
    ("en", "No person shall disclose customer data to a broker.", {"prohibition_added"}),
    ("en", "It is unlawful to sell the location data of a customer.", {"prohibition_added"}),
    ("en", "A carrier may disclose aggregate data.", {"permission_added"}),
    ("en", "A carrier may not later than 30 days after the request file a reply on the data.", {"permission_added"}),
    ("en", "A carrier may, not later than 30 days after the request, file a reply.", {"permission_added"}),
    ("en", "A carrier shall not later than 30 days after the breach notify the customer.", {"duty_added"}),
    ("en", "A carrier must not more than 10 days after the request delete the data.", {"duty_added"}),
    ("en", "This section shall not apply to small carriers.", {"exception_added"}),
    ("en", "This section does not apply to data held by a newspaper.", {"exception_added"}),
    ("en", "A small carrier is not required to appoint an officer.", {"exception_added"}),
    ("en", "Nothing in this section shall be construed to limit the rights of a customer.", {"exception_added"}),
    ("en", "The reports for May 2027 and for the whole of May are public records.", set()),
    ("en", "Reports of May 1 are public.", set()),
    ("en", "May not disclose customer data", {"prohibition_added"}),
    ("en", "This Act shall be known as the Carrier Privacy Act.", set()),
    ("en", "A disclosure under a court order shall be deemed lawful.", set()),
    ("en", "In this section the word “shall” is explained.", set()),
    ("en", "The former text ~~a carrier shall encrypt~~ is gone.", set()),
    ("fr", "Le responsable du traitement doit informer la personne concernée.", {"duty_added"}),
    ("fr", "Le responsable du traitement informe la personne concernée de la violation.", {"duty_added"}),
    ("fr", "L’opérateur conserve les données relatives au trafic.", {"duty_added"}),
    ("fr", "Les fournisseurs d’accès, sur demande, communiquent ces données au juge.", {"duty_added"}),
    ("fr", "L'opérateur est tenu de supprimer les données.", {"duty_added"}),
    ("fr", "L'opérateur n'est pas tenu de conserver les données.", {"exception_added"}),
    ("fr", "L'opérateur peut conserver les données.", {"permission_added"}),
    ("fr", "L'opérateur ne peut conserver les données.", {"prohibition_added"}),
    ("fr", "L'opérateur ne peut traiter les données que pour la facturation.", {"prohibition_added"}),
    ("fr", "Il est interdit de céder les données de localisation.", {"prohibition_added"}),
    ("fr", "Ces règles ne s'appliquent pas aux associations.", {"exception_added"}),
    ("fr", "Le droit de la consommation et l'état de droit.", set()),
    ("fr", "La réunion du mois de mai et celle du 5 mai.", set()),
    ("de", "Der Anbieter muss die Nutzer unterrichten.", {"duty_added"}),
    ("de", "Der Anbieter hat die Nutzer über die Verarbeitung zu unterrichten.", {"duty_added"}),
    ("de", "Der Anbieter hat die Verletzung der Behörde unverzüglich mitzuteilen.", {"duty_added"}),
    ("de", "Die Daten sind nach einem Jahr zu löschen.", {"duty_added"}),
    ("de", "Der Anbieter ist verpflichtet, die Nutzer zu unterrichten.", {"duty_added"}),
    ("de", "Der Anbieter soll die Nutzer unterrichten.", {"duty_added"}),
    ("de", "Der Anbieter darf die Daten nicht übermitteln.", {"prohibition_added"}),
    ("de", "Der Anbieter darf die Daten nur zur Abrechnung verarbeiten.", {"prohibition_added"}),
    ("de", "Der Anbieter darf die Daten verarbeiten.", {"permission_added"}),
    ("de", "Der Nutzer kann Auskunft verlangen.", {"permission_added"}),
    ("de", "Die Vorschriften des Telekommunikationsgesetzes bleiben unberührt.", set()),
    ("de", "Satz 1 gilt nicht für Vereine.", {"exception_added"}),
    ("de", "Der Bericht über den Monat Mai und den Haushalt.", set()),
    ("es", "El responsable deberá informar al interesado.", {"duty_added"}),
    ("es", "El operador no podrá ceder los datos.", {"prohibition_added"}),
    ("es", "El operador podrá conservar los datos.", {"permission_added"}),
]


@pytest.mark.parametrize(("language", "text", "expected"), ADDED)
def test_a_new_sentence_has_the_force_of_its_verb(read_change, language, text, expected):
    assert forces(read_change(None, text, language)) == expected


FLIPPED = [
    ("en", "You may encrypt the data.", "You shall encrypt the data.", {"duty_added", "permission_removed"}),
    ("en", "You shall encrypt the data.", "You may encrypt the data.", {"permission_added", "duty_removed"}),
    ("en", "A carrier shall sell data.", "A carrier shall not sell data.", {"prohibition_added", "duty_removed"}),
    ("en", "A carrier must encrypt data.", "A carrier shall encrypt data.", set()),
    ("en", "A carrier shall not sell data.", "A carrier may not sell data.", set()),
    (
        "en",
        "A carrier shall not sell data.",
        "A carrier shall not sell data except to an affiliate.",
        {"exception_added"},
    ),
    ("en", "A carrier shall, unless exempt by rule, log uses.", "A carrier shall log uses.", {"exception_removed"}),
    (
        "fr",
        "L'opérateur peut informer l'abonné.",
        "L'opérateur doit informer l'abonné.",
        {"duty_added", "permission_removed"},
    ),
    (
        "de",
        "Der Anbieter kann den Nutzer unterrichten.",
        "Der Anbieter muss den Nutzer unterrichten.",
        {"duty_added", "permission_removed"},
    ),
]


@pytest.mark.parametrize(("language", "before", "after", "expected"), FLIPPED)
def test_a_rewritten_sentence_is_read_on_both_sides(read_change, language, before, after, expected):
    assert forces(read_change(before, after, language)) == expected


def test_the_words_before_and_after_a_flip_are_verbatim(read_change):
    signals = read_change("You may encrypt the data.", "You shall encrypt the data.").signals
    assert [(signal.before, signal.after) for signal in signals if signal.kind == "duty_added"] == [("may", "shall")]


def test_a_removed_duty_is_quoted_from_the_older_text(read_change):
    found = read_change("A carrier shall keep logs. It shall encrypt the data.", "A carrier shall keep logs.")
    assert [(str(signal.kind), signal.quote) for signal in found.signals] == [
        ("duty_removed", "It shall encrypt the data.")
    ]
    assert found.direction is Direction.LOOSENED


def test_a_moved_sentence_is_no_change_of_duty(read_change):
    one, two = "A carrier shall keep logs of data.", "A carrier shall not sell the data."
    assert forces(read_change(f"{one} {two}", f"{two} {one}")) == set()


LEAD_INS = [
    ("A carrier shall not:", "disclose the location of a customer", "prohibition_added"),
    ("A carrier shall:", "disclose the purposes to the customer", "duty_added"),
    ("A carrier may:", "disclose the location of a customer to rescuers", "permission_added"),
    ("This section does not apply to:", "data that a newspaper keeps on customers", "exception_added"),
]


@pytest.mark.parametrize(("lead_in", "point", "expected"), LEAD_INS)
def test_a_point_means_what_its_lead_in_says(read_change, lead_in, point, expected):
    assert forces(read_change(None, point, context=(lead_in,))) == {expected}


def test_a_point_taken_out_of_an_exemption_tightens_the_law(read_change):
    found = read_change("data of small carriers on customers", None, context=("This section does not apply to:",))
    assert "exception_removed" in forces(found)
    assert found.direction is Direction.TIGHTENED


def test_the_innermost_lead_in_with_force_wins(read_change):
    context = ("A carrier may:", "except that it shall not:", "in the case of customers:")
    assert forces(read_change(None, "disclose their location", context=context)) == {"prohibition_added"}


@pytest.mark.parametrize("heading", ["Definitions", "Définitions", "Begriffsbestimmungen"])
def test_a_definition_puts_no_duty_on_anyone(read_change, heading):
    text = "“Notice” means the statement that a carrier must give to a customer."
    found = read_change(None, text, heading=heading)
    assert forces(found) == set()
    assert "definition_widened" in {str(signal.kind) for signal in found.signals}


def test_a_heading_alone_is_no_duty(read_change):
    found = read_change("", "", heading="Carriers shall obtain prior express consent", kind=ChangeKind.AMENDED)
    assert found.signals == ()


def test_an_instruction_says_what_it_strikes_and_inserts(read_change):
    text = "Section 5 is amended by striking “may disclose” and inserting “shall disclose”."
    assert forces(read_change(None, text)) == {"duty_added", "permission_removed"}


@pytest.mark.parametrize("kind", [ChangeKind.RENUMBERED, ChangeKind.MOVED, ChangeKind.EDITORIAL])
def test_what_kept_its_words_has_no_signals(read_change, kind):
    found = read_change("A carrier shall log.", "A carrier shall log.", kind=kind)
    assert found.signals == ()
    assert found.severity is Level.NONE
    assert found.direction is Direction.NEUTRAL


def test_a_rule_for_an_authority_is_low_and_neutral(read_change):
    found = read_change(None, "The Commissioner shall report on the privacy of customers to the legislature.")
    assert found.severity is Level.LOW
    assert found.direction is Direction.NEUTRAL


def test_a_new_duty_for_a_carrier_is_high_and_tightens(read_change):
    found = read_change(None, "A carrier shall encrypt the personal data of customers.")
    assert found.severity is Level.HIGH
    assert found.direction is Direction.TIGHTENED
