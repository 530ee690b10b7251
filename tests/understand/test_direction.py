"""Which way a change moves the burden on those who handle data (invented sentences)."""

from __future__ import annotations

import pytest

from regdrift.model.document import Provision

CASES = [
    # CASE 1: a way out gives place to agreement beforehand.
    (
        "A carrier shall tell the customer, when service begins, how to opt out.",
        "A carrier shall tell the customer, before service begins, how to grant or withdraw approval.",
        "en",
        "tightened",
    ),
    (
        "A carrier may sell call records unless the customer has opted out.",
        "A carrier may sell call records if the customer has given opt-in consent.",
        "en",
        "tightened",
    ),
    # CASE 2: a permission with a way out becomes a prohibition without consent.
    (
        "Le vendeur peut appeler un abonné, sauf si celui-ci s'y est opposé.",
        "Il est interdit d'appeler un abonné sans son accord préalable.",
        "fr",
        "tightened",
    ),
    (
        "Il est interdit d'appeler un abonné sans son accord préalable.",
        "Le vendeur peut appeler un abonné, sauf si celui-ci s'y est opposé.",
        "fr",
        "loosened",
    ),
    # CASE 3: a right of the person that becomes easier to use.
    ("A patient may revoke an authorization.", "A patient may revoke an authorization orally or by mail.", "en", "t"),
    (
        "La personne peut retirer son consentement à tout moment.",
        "La personne peut retirer son consentement à tout moment, de façon simple et gratuite.",
        "fr",
        "tightened",
    ),
    (None, "A subscriber may revoke consent by any reasonable means.", "en", "tightened"),
    # CASE 4: the exception within a new prohibition is part of it.
    (None, "A bank shall not sell account data, unless the data are anonymous.", "en", "tightened"),
    # CASE 5: a permission stays one though its conditions speak of duties.
    (
        None,
        "A carrier may use location data without consent, provided that it must delete the data after the call.",
        "en",
        "loosened",
    ),
    (None, "A bank is not required to give the privacy notice if it must give the notice under other law.", "en", "l"),
    (None, "Notwithstanding subsection (b), a lender may collect information on health.", "en", "loosened"),
    (None, "A lender may collect information on health, except on minors.", "en", "loosened"),
    (
        "A bank shall obtain opt-in consent before it sells data.",
        "A bank shall allow customers to opt out of the sale of data.",
        "en",
        "loosened",
    ),
    ("A provider may disclose records.", "A provider may disclose records only with consent of the user.", "en", "t"),
    ("A bank must obtain consent.", "A bank is not required to obtain consent.", "en", "loosened"),
    # CASE 5a: what must be kept longer asks more, what may be kept longer asks less.
    ("A carrier shall keep call records for 2 years.", "A carrier shall keep call records for 5 years.", "en", "t"),
    ("A carrier may keep call data for 2 years.", "A carrier may keep call data for 5 years.", "en", "loosened"),
    (
        "A carrier shall not keep call data for longer than 2 years.",
        "A carrier shall not keep call data for longer than 5 years.",
        "en",
        "loosened",
    ),
    (
        "L'opérateur doit conserver les données d'identité pendant un an.",
        "L'opérateur doit conserver les données d'identité pendant deux ans.",
        "fr",
        "tightened",
    ),
    # CASE 5b: a term of office is no deadline.
    (
        "Le président de la commission est élu pour cinq ans.",
        "Le président de la commission est élu pour six ans.",
        "fr",
        "neutral",
    ),
    # CASE 6: the call for comments on a draft is no duty of the law.
    ("Comments on data must be received by May 1, 2027.", "The rule on data is final.", "en", "neutral"),
    # CASE 7: what binds an authority only is its own affair.
    (None, "The Director shall keep a record of the health data that the Bureau holds.", "en", "neutral"),
    ("Records of health data of the Bureau.", "Such records must be closed to the Director.", "en", "neutral"),
    # CASE 8: another name for the same thing.
    (
        "„Anbieter von Funkdiensten“ jede Person, die Funkdienste erbringt oder zu Funkdiensten Zugang vermittelt,",
        "„Anbieter von drahtlosen Diensten“ jede Person, die drahtlose Dienste erbringt oder zu drahtlosen Diensten "
        "Zugang vermittelt,",
        "de",
        "neutral",
    ),
]
WHOLE = {"t": "tightened", "l": "loosened"}


@pytest.mark.parametrize(("before", "after", "language", "direction"), CASES)
def test_a_change_moves_the_burden(read_change, before, after, language, direction):
    assert read_change(before, after, language=language).direction == WHOLE.get(direction, direction)


def test_words_for_agreement_in_place_of_a_way_out_are_told_as_consent(read_change):
    found = read_change(
        "A carrier shall tell customers how to opt out of the sale of data.",
        "A carrier shall tell customers how to give their approval to the sale of data.",
    )
    told = [(str(item.kind), item.before, item.after) for item in found.signals if item.kind.startswith("consent")]
    assert told == [("consent_opt_in", "opt out", "approval")]


LEAD_IN = "A bank is not required to send the annual privacy notice if the bank:"
POINT = "shall disclose information to service providers only;"


def test_the_conditions_of_a_new_exemption_are_no_new_burden(read_change):
    assert read_change(None, POINT, context=(LEAD_IN,)).direction == "neutral"


def test_a_condition_put_into_an_old_exemption_is_a_new_burden(read_change):
    old = (Provision("1", "§ 1", None, LEAD_IN, None),)
    assert read_change(None, POINT, context=(LEAD_IN,), provisions=old).direction == "tightened"


def test_means_of_doing_something_define_nothing(read_change):
    kinds = {item.kind for item in read_change(None, "A patient may revoke consent by any means.").signals}
    assert kinds == {"permission_added", "consent_opt_out"}
    kinds = {item.kind for item in read_change(None, "Health data means data on illness.").signals}
    assert kinds == {"definition_widened"}


def test_a_duty_restated_in_other_words_is_the_same_duty(read_change):
    found = read_change(
        "Est interdite la publicité directe par un vendeur, au moyen de robots d'appel ou de télégrammes, d'un abonné "
        "qui n'a pas exprimé son accord à recevoir de telles publicités.",
        "Est interdite la publicité directe au moyen d'un robot d'appel, d'un télégramme ou d'un courriel utilisant "
        "les coordonnées d'un abonné qui n'a pas exprimé préalablement son accord à recevoir des publicités directes "
        "par ce moyen.",
        language="fr",
    )
    assert "prohibition_removed" not in {item.kind for item in found.signals}
    assert found.direction == "tightened"


def test_consent_that_is_asked_for_elsewhere_in_the_provision_is_not_lost(read_change):
    stays = "A carrier shall not sell location data without the express consent of the customer."
    found = read_change(f"{stays} The form of the express consent is free.", f"{stays} The form is free.")
    assert found.direction == "neutral"


def test_a_pronoun_means_whom_the_sentence_before_speaks_of(read_change):
    theirs = "The Commissioner keeps a list of data breaches. It shall publish the list on the breach each year."
    assert read_change(None, theirs).direction == "neutral"
    ours = "The carrier keeps a list of data breaches. It shall publish the list on the breach each year."
    assert read_change(None, ours).direction == "tightened"


def test_a_duty_to_keep_data_that_goes_is_a_relief(read_change):
    found = read_change("A bank shall keep the data. It shall retain them for 2 years.", "A bank shall keep the data.")
    assert found.direction == "loosened"


def test_the_way_in_which_a_new_duty_may_be_met_is_no_relief(read_change):
    text = "A carrier shall inform customers of a breach of data. The carrier may inform them by electronic mail."
    assert read_change(None, text).direction == "tightened"


THEIRS_OR_OURS = [
    # Whoever is bound by the rule is freed by the exception from it.
    ("No agency shall disclose a record on an individual, except to the Clerk.", "en", "neutral"),
    ("No carrier shall disclose a record on an individual, except to the Clerk.", "en", "tightened"),
    # A rule without a subject of its own.
    ("It shall be unlawful for any provider to divulge data to the Commission or the Bureau.", "en", "tightened"),
    # Offices by their names.
    ("Die registerführende Stelle hat die Meldung der Daten zu prüfen.", "de", "neutral"),
    ("Der Verpflichtete hat die Meldung der Daten zu prüfen.", "de", "tightened"),
    ("Les services de renseignement doivent effacer les données.", "fr", "neutral"),
    ("Les gestionnaires de réseaux sont chargés de mettre les données à disposition.", "fr", "tightened"),
    # A subject with a long description before its verb.
    (
        "L'opérateur et les personnes mentionnées au 2 du I de l'article 6 de la loi n° 2004-575 du 21 juin 2004 "
        "conservent les données.",
        "fr",
        "tightened",
    ),
    # What the law itself is not applied to.
    ("Die §§ 2 und 3 sind auf Daten der Nutzer nicht anzuwenden.", "de", "loosened"),
]


@pytest.mark.parametrize(("text", "language", "direction"), THEIRS_OR_OURS)
def test_a_new_rule_counts_by_whom_it_binds(read_change, text, language, direction):
    assert read_change(None, text, language=language).direction == direction


def test_an_offence_that_leaves_the_list_is_punished_no_more(read_change):
    lead_in = "Est puni d'une amende le fait pour un opérateur :"
    found = read_change("De ne pas vérifier les données des abonnés.", None, language="fr", context=(lead_in,))
    assert (str(found.signals[-1].kind), found.direction) == ("penalty_lowered", "loosened")


def test_what_the_law_applies_to_is_no_definition_though_definitions_stand_beside_it(read_change):
    heading = "Anwendungsbereich, Begriffsbestimmungen"
    exempt = "Die §§ 2 und 3 sind auf Daten der Nutzer nicht anzuwenden."
    found = read_change(None, exempt, language="de", heading=heading)
    assert {str(item.kind) for item in found.signals} == {"exception_added"}
