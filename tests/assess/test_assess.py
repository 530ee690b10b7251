"""Which change touches which practice, why, and how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from assess_illustrations import (
    BREACH,
    EVERYONE,
    FACE_LOGIN,
    INCIDENTS,
    NEWSLETTER,
    TRAINING,
    amended,
    law,
    practice,
    register,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from regdrift.assess import assess, subjects_of, summarise_practices
from regdrift.data.load_rules import load_rule_book
from regdrift.model.change import Change, ChangeKind, Direction
from regdrift.model.document import DateKind, LegalDate, LegalDocument, Provision
from regdrift.model.impact import Impact, ScoreParts
from regdrift.model.level import Level
from regdrift.model.practice import Organization
from regdrift.model.signal import Signal, SignalKind
from regdrift.model.source import SourceKind

BOOK = load_rule_book()


def touched(change: Change, context: object = None, book_register: object = EVERYONE) -> dict[str, Impact]:
    found = assess(change, context or law(), book_register, BOOK)  # type: ignore[arg-type]
    return {impact.practice: impact for impact in found if impact.level.at_least(Level.MEDIUM)}


def test_a_breach_deadline_touches_the_incident_response_and_nobody_else() -> None:
    assert set(touched(BREACH)) == {INCIDENTS.id}


def test_every_reason_names_rule_verbatim_quote_and_field() -> None:
    for impact in assess(BREACH, law(), EVERYONE, BOOK):
        assert impact.reasons
        assert impact.practices_version == "v1"
        for reason in impact.reasons:
            assert all((reason.rule, reason.text, reason.practice_field))
            assert reason.quote in BREACH.found.afters[0].text


@pytest.mark.parametrize(
    ("text", "language", "jurisdiction"),
    [
        ("No person may send unsolicited commercial electronic mail without prior consent.", "en", "US"),
        ("Est interdite la prospection directe par courrier électronique sans consentement préalable.", "fr", "FR"),
        ("Est interdite la prospection directe par courrier electronique sans consentement prealable.", None, "FR"),
    ],
)
def test_marketing_law_touches_the_newsletter_in_each_language(text: str, language: str, jurisdiction: str) -> None:
    assert set(touched(amended("", text, kind=ChangeKind.ADDED), law(jurisdiction, language=language))) == {
        NEWSLETTER.id
    }


def test_german_law_on_telephone_advertising_finds_compounds() -> None:
    calls = practice(
        "Telefonwerbung", data_uses=("x.marketing.communications.phone",), channels=("phone",), jurisdictions=("DE",)
    )
    text = "Telefonwerbung gegenüber Verbrauchern bedarf der vorherigen ausdrücklichen Einwilligung."
    found = touched(amended("", text, kind=ChangeKind.ADDED), law("DE", language="de"), register(calls, NEWSLETTER))
    assert set(found) == {calls.id}


def test_biometric_law_finds_the_closure_of_biometric_keys() -> None:
    text = "A private entity shall obtain consent before it collects a biometric identifier or biometric information."
    assert set(touched(amended("", text, kind=ChangeKind.ADDED))) == {FACE_LOGIN.id}


def test_training_law_touches_the_model_training() -> None:
    text = "A controller shall not use personal data to train a large language model unless the consumer has consented."
    assert TRAINING.id in touched(amended("", text, kind=ChangeKind.ADDED))


@pytest.mark.parametrize("kind", [ChangeKind.EDITORIAL, ChangeKind.RENUMBERED, ChangeKind.MOVED, ChangeKind.STAGE])
def test_changes_without_meaning_have_no_impact(kind: ChangeKind) -> None:
    assert assess(replace(BREACH, found=replace(BREACH.found, kind=kind)), law(), EVERYONE, BOOK) == ()


def test_law_of_another_country_touches_nobody() -> None:
    assert assess(BREACH, law("DE"), EVERYONE, BOOK) == ()


def test_law_of_a_part_and_of_nobody_known_is_reduced() -> None:
    whole = touched(BREACH)[INCIDENTS.id].score
    for place in ("US-CA", None):
        part = next(impact for impact in assess(BREACH, law(place), EVERYONE, BOOK) if impact.practice == INCIDENTS.id)
        assert 0 < part.score < whole


def test_an_authority_s_own_procedure_touches_nobody() -> None:
    text = "The Commission shall submit an annual report to Congress. Members of the board receive a salary."
    assert touched(amended("", text, kind=ChangeKind.ADDED)) == {}


def test_a_provision_inherits_the_subject_of_its_law() -> None:
    change = amended('"Person" means an individual.', '"Person" means an individual or a household.')
    alone = {impact.practice: impact.score for impact in assess(change, law(), EVERYONE, BOOK)}
    inside = {
        impact.practice: impact.score
        for impact in assess(change, law(title="Security Breach Notification Act"), EVERYONE, BOOK)
    }
    assert INCIDENTS.id not in alone
    assert inside[INCIDENTS.id] > 0


def test_the_score_is_the_product_of_its_parts() -> None:
    for impact in assess(BREACH, law(), EVERYONE, BOOK):
        parts = impact.parts
        assert impact.score == round(parts.severity * parts.overlap * parts.status * parts.urgency, 4)


def test_a_bill_weighs_less_than_a_statute_and_a_far_date_less_than_a_near_one() -> None:
    def dated(days: int) -> Change:
        return replace(BREACH, dates=(LegalDate(DateKind.IN_FORCE, law().today + timedelta(days=days), "x"),))

    def score(change: Change, kind: SourceKind = SourceKind.STATUTE) -> float:
        return next(i.score for i in assess(change, law(kind=kind), EVERYONE, BOOK) if i.practice == INCIDENTS.id)

    assert score(BREACH, SourceKind.BILL) < score(BREACH)
    assert score(dated(10)) > score(dated(200)) > score(dated(900)) > 0
    assert score(dated(-900)) == score(dated(10))


def test_a_penalty_raises_what_is_already_linked() -> None:
    milder = replace(BREACH, severity=Level.LOW)
    raised = replace(milder, signals=(Signal(SignalKind.PENALTY_RAISED, "within 30 days"),))
    before, after = (assess(change, law(), EVERYONE, BOOK)[0] for change in (milder, raised))
    assert after.score > before.score
    assert "G07" in {reason.rule for reason in after.reasons}


def test_the_organization_s_status_switches_rules() -> None:
    file = practice("Records of treatment", data_categories=("user.health_and_medical",))
    text = "A covered entity shall document each use of protected health information for payment."
    change = amended("", text, kind=ChangeKind.ADDED)
    covered = register(file, organization=Organization("C", us_statuses={"hipaa_covered_entity": True}))
    scores = [
        max((i.score for i in assess(change, law(), item, BOOK)), default=0.0) for item in (register(file), covered)
    ]
    assert scores[1] > scores[0]


def test_equal_versions_of_different_registers_are_not_confused() -> None:
    assert touched(BREACH, law(), register(NEWSLETTER)) == {}
    assert set(touched(BREACH, law(), register(INCIDENTS))) == {INCIDENTS.id}


def test_blanked_citations_leave_the_match() -> None:
    cited = amended(
        "", "Under 16 CFR 314.4(c), a financial institution shall report a security breach.", kind=ChangeKind.ADDED
    )
    blank = amended("", "Under , a financial institution shall report a security breach.", kind=ChangeKind.ADDED)
    assert set(touched(cited)) == set(touched(blank)) != set()


def test_subjects_of_a_law_come_from_title_and_headings() -> None:
    document = LegalDocument(
        "html",
        "html@1",
        (Provision("1", "1", "Notice of breach", "A business shall notify.", None),),
        language="en",
        title="Data Breach Notification Act",
    )
    assert "breach" in subjects_of(document, EVERYONE, BOOK)


def test_summary_adds_changes_up_without_passing_a_grave_one() -> None:
    def with_score(number: int, score: float, direction: Direction) -> Change:
        impact = Impact("p", Level.LOW if score < 0.42 else Level.HIGH, ScoreParts(score, 1, 1, 1), (), "v")
        return replace(BREACH, id=f"{number}", impacts=(impact,), direction=direction)

    one = summarise_practices([with_score(1, 0.3, Direction.TIGHTENED)])[0]
    many = summarise_practices([with_score(n, 0.3, Direction.TIGHTENED) for n in range(50)])[0]
    assert one.score == 0.3
    assert 0.3 < many.score <= 0.3 + 0.25 * 0.7
    assert many.level is Level.LOW
    assert len(many.changes) == 50
    both = [with_score(1, 0.8, Direction.TIGHTENED), with_score(2, 0.6, Direction.LOOSENED)]
    assert summarise_practices(both)[0].direction == "mixed"
    assert summarise_practices([BREACH]) == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.text(max_size=120), st.sampled_from(["US", "FR", "DE", None]))
def test_any_text_gives_scores_in_bounds_and_verbatim_quotes(before: str, after: str, place: str | None) -> None:
    change = amended(before, after)
    for impact in assess(change, law(place, title="Data Breach Act"), EVERYONE, BOOK):
        assert 0 < impact.score <= 1
        for reason in impact.reasons:
            assert reason.quote in before or reason.quote in after


def test_today_alone_moves_no_score_of_an_undated_change() -> None:
    later = replace(law(), today=date(2030, 1, 1))
    assert assess(BREACH, law(), EVERYONE, BOOK) == assess(BREACH, later, EVERYONE, BOOK)


def test_words_of_an_idiom_show_no_concept() -> None:
    children = practice("Games for children", data_categories=("user.childrens",))
    idiom = amended("", "An agency that enforces child support shall keep the address.", kind=ChangeKind.ADDED)
    meant = amended("", "An operator shall keep the address of a child under 13.", kind=ChangeKind.ADDED)
    assert not touched(idiom, law(), register(children))
    assert set(touched(meant, law(), register(children))) == {children.id}


def test_a_reference_that_points_elsewhere_asks_for_no_work() -> None:
    before = "A breach of the security of personal data is notified under § 12."
    after = "A breach of the security of personal data is notified under § 14."
    pointed = Signal(SignalKind.CROSS_REFERENCE, after, before="§ 12", after="§ 14")
    only = amended(before, after, severity=Level.LOW, direction=Direction.NEUTRAL, signals=(pointed,))
    assert not touched(only)
    assert INCIDENTS.id in {impact.practice for impact in assess(only, law(), EVERYONE, BOOK)}
    assert INCIDENTS.id in touched(replace(only, severity=Level.MEDIUM))


SECTORS = [
    ("Le prêteur adresse à l'emprunteur l'offre préalable pour toute ouverture de crédit.", "fr", "FR"),
    ("Der Darlehensgeber hat den effektiven Jahreszins des Verbraucherdarlehens mitzuteilen.", "de", "DE"),
    ("A creditor shall disclose the annual percentage rate of the consumer credit.", "en", "US"),
]


@pytest.mark.parametrize(("text", "language", "place"), SECTORS)
def test_the_law_of_a_sector_reaches_its_practices(text: str, language: str, place: str) -> None:
    credit = practice("Consumer credit agreements online", jurisdictions=(place,))
    payroll = practice("Payroll", data_uses=("employment",), jurisdictions=(place,))
    found = touched(amended("", text, kind=ChangeKind.ADDED), law(place, language=language), register(credit, payroll))
    assert set(found) == {credit.id}
