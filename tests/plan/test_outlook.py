"""The outlook: positions, gaps, and rows that watched laws move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from regdrift.analysis import judge
from regdrift.assess.gaps import declared_values
from regdrift.data.load_rules import load_rule_book
from regdrift.model.change import Direction
from regdrift.model.document import LegalDocument, Provision, Stage
from regdrift.model.law import LawContext
from regdrift.model.measure import LawReading, Mark, MeasureOutlook, Position, Standing
from regdrift.model.practice import Consent, ConsentModel, Organization, Practice, PracticeRegister, Retention
from regdrift.model.source import SourceKind
from regdrift.plan import survey, survey_measures

TODAY = date(2026, 11, 1)
BOOK = load_rule_book()
ADS = Practice(
    id="ads",
    name="Browsing history of internet subscribers for advertising",
    jurisdictions=("US-VT",),
    data_categories=("user.behavior.browsing_history",),
    data_uses=("marketing.advertising.first_party.targeted",),
    data_subjects=("x.subscriber",),
    consent=Consent(model=ConsentModel.OPT_OUT),
)
OPT_IN = "A provider shall not use customer personal information unless the customer has given prior express consent."
OPT_OUT = "A provider may use customer personal information unless the customer has opted out."


def law(*texts: str, stage: Stage | None = None, title: str = "Privacy of broadband customers") -> LegalDocument:
    """Give a law, an illustration, with a section for each text."""
    sections = tuple(
        Provision(str(number), f"§ {number}", None, text, f"§ {number}") for number, text in enumerate(texts, start=1)
    )
    return LegalDocument("html", "html@1", sections, language="en", title=title, stage=stage)


def read(*documents: LegalDocument, kind: SourceKind = SourceKind.BILL) -> list[LawReading]:
    """Give the readings that a source of Vermont makes of versions observed month by month."""
    found: list[LawReading] = []
    before: LegalDocument | None = None
    for month, document in enumerate(documents, start=1):
        day = date(2026, month, 1)
        context = LawContext("vt-bill", "US-VT", kind, "vt", day, topics=("isp",))
        analysis = judge(before, document, context, PracticeRegister(Organization("O"), (), "v"), BOOK)
        marks = analysis.measures  # type: ignore[union-attr]  # none of these loses its body
        found.append(LawReading("vt-bill", "US-VT", kind, document.stage, None, day, None, marks))
        before = document
    return found


def outlook_of(practice: Practice, readings: list[LawReading], measure: str = "isp_opt_in") -> MeasureOutlook:
    register = PracticeRegister(Organization("O"), (practice,), "v")
    (found,) = survey(register, BOOK, survey_measures(BOOK, readings, TODAY))
    return next(row for row in found.measures if row.measure == measure)


def test_a_bill_moves_its_row_from_pending_to_signed_to_in_force_without_anyone_editing_data() -> None:
    stages = (Stage.INTRODUCED, Stage.PASSED_ONE_CHAMBER, Stage.SIGNED, Stage.IN_FORCE)
    readings = read(*(law(OPT_IN, stage=stage) for stage in stages))
    seen = [outlook_of(ADS, readings[: number + 1]) for number in range(len(stages))]
    assert [row.regimes[0].standing for row in seen] == [
        Standing.PENDING,
        Standing.PENDING,
        Standing.SIGNED,
        Standing.IN_FORCE,
    ]
    assert [row.needed_by for row in seen] == [Standing.PENDING, Standing.PENDING, Standing.SIGNED, Standing.IN_FORCE]
    assert [len([move for move in row.moves if move.jurisdiction == "US-VT"]) for row in seen] == [0, 0, 1, 1]
    assert seen[0].priority < seen[2].priority < seen[3].priority
    assert seen[3].regimes[0].quote == OPT_IN
    assert seen[3].position is Position.LACKS


def test_no_bill_no_row() -> None:
    assert outlook_of(ADS, []).regimes == ()
    assert outlook_of(ADS, []).needed_by is None
    assert outlook_of(ADS, []).elsewhere >= 3


def test_a_failed_bill_ends_its_row() -> None:
    readings = read(law(OPT_IN, stage=Stage.INTRODUCED), law(OPT_IN, stage=Stage.WITHDRAWN))
    assert outlook_of(ADS, readings).regimes == ()


def test_a_statute_that_asks_instead_of_offering_an_opt_out_moves_the_step() -> None:
    readings = read(law(OPT_OUT), law(OPT_IN), kind=SourceKind.STATUTE)
    assert outlook_of(ADS, readings[:1]).regimes[0].step == "opt_out"
    assert outlook_of(ADS, readings[:1]).position is Position.MEETS
    row = outlook_of(ADS, readings)
    assert row.regimes[0].step == "opt_in"
    assert row.position is Position.LACKS
    assert [move.direction for move in row.moves if move.source] == [Direction.TIGHTENED]


def test_a_repeal_ends_the_row_and_counts_as_loosened() -> None:
    other = "The Board shall meet four times in each year."
    readings = read(law(OPT_IN, other), law(other), kind=SourceKind.STATUTE)
    row = outlook_of(ADS, readings)
    assert row.regimes == ()
    assert [(move.direction, move.source) for move in row.moves if move.jurisdiction == "US-VT"] == [
        (Direction.LOOSENED, "vt-bill")
    ]


def test_guidance_and_news_ask_for_nothing() -> None:
    assert all(not reading.marks for reading in read(law(OPT_IN), kind=SourceKind.GUIDANCE))


def test_what_two_sentences_say_apart_is_no_measure() -> None:
    text = "A clinic shall file a report each year. A breach of security is defined in section 9."
    (reading,) = read(law(text, title="Clinics"), kind=SourceKind.STATUTE)
    assert "breach_notice" not in {mark.measure for mark in reading.marks}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A controller shall notify the authority of a personal data breach within 72 hours.", "PT72H"),
        ("Notice of a breach of security shall be given no later than thirty (30) days after discovery.", "P30D"),
    ],
)
def test_the_period_of_a_breach_notice_is_read(text: str, value: str) -> None:
    (reading,) = read(law(text, title="Breaches"), kind=SourceKind.STATUTE)
    assert [mark.value for mark in reading.marks if mark.measure == "breach_notice"] == [value]


def test_the_shorter_period_is_the_stricter_one() -> None:
    practice = replace(ADS, id="incident", name="Notice of data breaches", data_uses=("essential.service.security",))
    mark = Mark("breach_notice", "notify", 1, "§ 2", "within 24 hours", "PT24H")
    reading = LawReading("vt", "US-VT", SourceKind.STATUTE, None, None, TODAY, None, (mark,))
    row = outlook_of(replace(practice, jurisdictions=("US-VT", "US-TX")), [reading], "breach_notice")
    assert row.strictest is not None
    assert row.strictest.value == "PT24H"


def test_gaps_name_the_field_and_what_is_declared() -> None:
    practice = replace(ADS, jurisdictions=("US-ME",))
    row = outlook_of(practice, [])
    assert [(gap.need.field, gap.declared, gap.position) for gap in row.gaps] == [
        ("consent.model", "opt_out", Position.LACKS)
    ]
    mended = outlook_of(replace(practice, consent=Consent(model=ConsentModel.OPT_IN)), [])
    assert (mended.position, mended.gaps, mended.priority) == (Position.MEETS, (), 0.0)


def test_nothing_declared_is_told_from_something_lacking() -> None:
    practice = replace(ADS, jurisdictions=("FR",))
    assert outlook_of(practice, [], "retention_limit").position is Position.UNDECLARED
    kept = replace(practice, retention=Retention(period="P1Y"))
    assert outlook_of(kept, [], "retention_limit").position is Position.MEETS


def test_other_grounds_than_consent_spare_a_practice_the_consent_measures() -> None:
    payroll = Practice(
        id="pay",
        name="Sick notes",
        jurisdictions=("DE",),
        data_categories=("user.health_and_medical",),
        data_uses=("employment",),
        consent=Consent(lawful_basis="contract"),
    )
    (found,) = survey(PracticeRegister(Organization("O"), (payroll,), "v"), BOOK, survey_measures(BOOK, [], TODAY))
    assert not {row.measure for row in found.measures} & {"sensitive_consent", "health_consent"}


def test_every_need_names_a_field_that_practices_have() -> None:
    for measure in BOOK.measures:
        for step in measure.steps:
            for need in step.needs:
                if need.field is not None:
                    declared_values(ADS, need.field)
    with pytest.raises(KeyError):
        declared_values(ADS, "consent.colour")
