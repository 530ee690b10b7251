"""Which reasons an impact gives, in which order, and how they read where the law relaxes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assess_illustrations import BREACH, EVERYONE, INCIDENTS, NEWSLETTER, amended, law, register

from regdrift.assess import assess
from regdrift.assess.book import SignalPattern
from regdrift.assess.scoring import fits
from regdrift.data.load_rules import load_rule_book
from regdrift.model.change import Change, ChangeKind, Direction
from regdrift.model.impact import Impact
from regdrift.model.level import Level
from regdrift.model.signal import Signal, SignalKind

BOOK = load_rule_book()
MODIFIERS = {rule.id for rule in BOOK.rules if rule.raises}
OPT_OUT = "Commercial electronic mail may be sent unless the recipient has opted out."
OPT_IN = "Commercial electronic mail shall not be sent without the recipient's prior consent."


def impact_of(change: Change, practice: str = NEWSLETTER.id) -> Impact:
    return next(impact for impact in assess(change, law(), EVERYONE, BOOK) if impact.practice == practice)


def rules_of(change: Change, practice: str = NEWSLETTER.id) -> list[str]:
    return [reason.rule for reason in impact_of(change, practice).reasons]


def test_an_opt_in_that_comes_asks_for_consent() -> None:
    signal = Signal(SignalKind.CONSENT_OPT_IN, "without the recipient's prior consent", "opted out", "prior consent")
    rules = rules_of(amended(OPT_OUT, OPT_IN, signals=(signal,)))
    assert "G01" in rules
    assert "G02" not in rules


def test_an_opt_in_that_goes_asks_to_relax_nothing_yet() -> None:
    signals = (
        Signal(SignalKind.REPEAL, OPT_IN),
        Signal(SignalKind.CONSENT_OPT_IN, "without the recipient's prior consent", "prior consent", None),
    )
    gone = amended(OPT_IN, "", kind=ChangeKind.REPEALED, direction=Direction.LOOSENED, signals=signals)
    rules = rules_of(gone)
    assert "G02" in rules
    assert "G01" not in rules


def test_a_new_way_out_is_no_relaxation() -> None:
    signal = Signal(SignalKind.CONSENT_OPT_OUT, "opted out", None, "opted out")
    assert "G02" not in rules_of(amended("", OPT_OUT, kind=ChangeKind.ADDED, signals=(signal,)))


@pytest.mark.parametrize(
    ("kind", "came", "went"),
    [(SignalKind.DEADLINE_CHANGED, "G04", "G11"), (SignalKind.RETENTION_CHANGED, "G08", "G12")],
)
def test_a_limit_that_goes_is_not_told_as_one_that_comes(kind: SignalKind, came: str, went: str) -> None:
    new = rules_of(replace(BREACH, signals=(Signal(kind, "30 days", "60 days", "30 days"),)), INCIDENTS.id)
    gone = rules_of(replace(BREACH, signals=(Signal(kind, "60 days", "60 days", None),)), INCIDENTS.id)
    assert (came in new, went in new) == (True, False)
    assert (came in gone, went in gone) == (False, True)


@pytest.mark.parametrize(
    ("before", "after", "ways"),
    [
        (None, "x", {"came", "stands"}),
        ("x", None, {"went"}),
        ("x", "y", {"replaced", "stands"}),
        (None, None, set()),
    ],
)
def test_a_pattern_knows_which_way_the_words_went(before: str | None, after: str | None, ways: set[str]) -> None:
    signal = Signal(SignalKind.CONSENT_OPT_IN, "x", before, after)
    fitting = {way for way in ("came", "went", "replaced", "stands") if fits(signal, [SignalPattern(signal.kind, way)])}
    assert fitting == ways
    assert fits(signal, [SignalPattern(signal.kind)])
    assert not fits(signal, [SignalPattern(SignalKind.REPEAL)])


@pytest.mark.parametrize(
    "change",
    [
        replace(BREACH, direction=Direction.LOOSENED),
        amended(OPT_IN, "", kind=ChangeKind.REPEALED, direction=Direction.NEUTRAL),
    ],
)
def test_reasons_of_a_relaxation_ask_for_nothing_new(change: Change) -> None:
    for impact in assess(change, law(), EVERYONE, BOOK):
        for reason in impact.reasons:
            assert "keep" in reason.text or "drop nothing yet" in reason.text or "elax nothing" in reason.text


def test_rules_come_first_then_modifiers_then_mere_matches() -> None:
    change = replace(BREACH, signals=(Signal(SignalKind.PENALTY_RAISED, "30 days"),))
    for impact in assess(change, law(title="Commercial e-mail and data breaches"), EVERYONE, BOOK):
        ranks = [2 if r.rule == "lexical" else int(r.rule in MODIFIERS) for r in impact.reasons]
        assert ranks == sorted(ranks)


def test_a_mere_match_does_not_repeat_what_a_rule_explains() -> None:
    for impact in assess(BREACH, law(), EVERYONE, BOOK):
        ruled = {r.practice_field for r in impact.reasons if r.rule not in MODIFIERS | {"lexical"}}
        assert not [r for r in impact.reasons if r.rule == "lexical" and r.practice_field in ruled]


def test_a_generic_match_keeps_its_score_and_has_no_level() -> None:
    text = "Each office keeps personal information tidy."
    found = assess(amended("", text, kind=ChangeKind.ADDED, severity=Level.LOW), law(), register(INCIDENTS), BOOK)
    assert found
    for impact in found:
        assert 0 < impact.score < BOOK.settings.low_from
        assert impact.level is Level.NONE
