"""How much the matter of a whole law counts in a provision that speaks of nothing else."""

from __future__ import annotations

import pytest
from assess_illustrations import NEWSLETTER, amended, law, practice, register

from regdrift.assess import assess, subjects_of
from regdrift.assess.evidence import Reader, defined_terms
from regdrift.data.load_rules import load_rule_book
from regdrift.model.change import ChangeKind
from regdrift.model.document import LegalDocument, Provision, ProvisionKind
from regdrift.model.level import Level

BOOK = load_rule_book()
BROADBAND = practice(
    "Advertising to broadband subscribers",
    data_categories=("user.behavior.browsing_history",),
    data_uses=("marketing.advertising.first_party.targeted",),
    data_subjects=("x.subscriber",),
)
CALLS = practice(
    "Appels", data_uses=("x.marketing.communications.phone",), channels=("phone",), jurisdictions=("FR", "DE", "US")
)
PEOPLE = register(BROADBAND, CALLS, NEWSLETTER)
GENERAL = "A provider shall not use customer information unless the customer has approved."


def levels(text: str, **context: object) -> dict[str, Level]:
    place = context.pop("jurisdiction", "US")
    change = amended("", text, kind=ChangeKind.ADDED)
    return {impact.practice: impact.level for impact in assess(change, law(place, **context), PEOPLE, BOOK)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "context",
    [
        {"title": "Customer information of broadband providers"},
        {"topics": ("telecom", "isp")},
        {"title": "Privacy of broadband customers"},
    ],
)
def test_title_and_topics_tell_whose_customers_are_meant(context: dict[str, object]) -> None:
    assert levels(GENERAL, **context)[BROADBAND.id].at_least(Level.MEDIUM)
    assert not levels(GENERAL).get(BROADBAND.id, Level.NONE).at_least(Level.MEDIUM)


def test_a_provision_with_a_matter_of_its_own_inherits_less() -> None:
    def score(text: str) -> float:
        change = amended("", text, kind=ChangeKind.ADDED)
        found = assess(change, law(topics=("isp",)), PEOPLE, BOOK)
        return next(impact.score for impact in found if impact.practice == BROADBAND.id)

    assert score(GENERAL) > score("A deployer shall assess its high-risk AI system before use.")


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("Il est interdit de démarcher un consommateur par téléphone sans son accord.", "fr", "FR"),
        ("Le démarchage téléphonique est interdit.", "fr", "FR"),
        ("Sont interdits les appels de prospection adressés aux particuliers.", "fr", "FR"),
        ("Wer Verbraucher telefonisch umwirbt oder bewirbt, braucht ihre Einwilligung in Telefonwerbung.", "de", "DE"),
        ("No caller shall solicit a person by telephone without consent.", "en", "US"),
    ],
)
def test_verbs_and_nouns_of_canvassing_meet(text: str, language: str, place: str) -> None:
    assert levels(text, language=language, jurisdiction=place)[CALLS.id].at_least(Level.MEDIUM)


@pytest.mark.parametrize(
    ("text", "language", "concept"),
    [
        ("La démarche est gratuite et les démarches se font en ligne.", "fr", "direct_marketing"),
        ("La sanction atteint 3 % du chiffre d'affaires.", "fr", "security_safeguards"),
        ("Le montant est élevé.", "fr", "students"),
        ("Each record is provided as a court order requires.", "en", "authority_disclosure"),
        ("The consumer may opt out.", "en", "consent"),
    ],
)
def test_words_that_only_look_alike_do_not_meet(text: str, language: str, concept: str) -> None:
    seen = {
        BOOK.concepts[number].id for number, weight in Reader(BOOK).read_text(text, language).items() if weight > 0.4
    }
    assert concept not in seen


def test_the_name_of_another_law_is_a_mention_only() -> None:
    number = next(at for at, concept in enumerate(BOOK.concepts) if concept.id == "consumer_report")
    reader = Reader(BOOK)
    named = reader.read_text("as defined in section 603 of the Fair Credit Reporting Act", "en")
    meant = reader.read_text("a credit reporting duty", "en")
    assert named.get(number, 0.0) < meant[number]


def document(*provisions: Provision, title: str | None = None) -> LegalDocument:
    return LegalDocument("html", "html@1", provisions, "en", title)


def paragraph(number: int, text: str, heading: str | None = None) -> Provision:
    return Provision(f"{number}", f"{number}", heading, text, None, kind=ProvisionKind.SECTION)


def test_an_actor_that_the_law_defines_carries_its_matter_into_the_law() -> None:
    defined = paragraph(
        1, "Handler means a person who sells broadband service to customers and keeps their information."
    )
    duties = [paragraph(n, f"A handler shall keep register {n} complete.") for n in range(2, 8)]
    assert "subscriber" in subjects_of(document(defined, *duties), PEOPLE, BOOK)
    assert "subscriber" not in subjects_of(
        document(defined, *(paragraph(n, "Nothing.") for n in range(2, 8))), PEOPLE, BOOK
    )


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Provider means a person who sells a service.", "provider"),
        ('The term "covered entity" means a health plan.', "covered entity"),
        ("“Customer information” means information that identifies a customer.", "customer information"),
        ("‘controller’ means the person who decides on the processing.", "controller"),
        ("« prestataire » désigne toute personne qui fournit un service.", "prestataire"),
        ("„Anbieter“ ist, wer einen Dienst erbringt.", "anbieter"),
    ],
)
def test_definitions_are_seen_in_three_languages(text: str, term: str) -> None:
    assert defined_terms(["Nothing here.", text]) == [(term, 1)]
