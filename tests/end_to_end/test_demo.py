"""The demonstration tells the story that it says it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pytest

from regdrift.demo import DemoReport, play
from regdrift.model.change import Change, ChangeKind, Direction, Substance
from regdrift.model.check import Outcome
from regdrift.model.level import Level
from regdrift.model.signal import SignalKind
from regdrift.pipeline import CheckResult
from regdrift.store.history import History


@dataclass(frozen=True)
class Played:
    report: DemoReport
    days: dict[date, dict[str, CheckResult]]

    def result(self, day: str, source: str) -> CheckResult:
        return self.days[date.fromisoformat(day)][source]

    def changes(self, day: str, source: str) -> tuple[Change, ...]:
        analysis = self.result(day, source).analysis
        return analysis.changes if analysis else ()

    def touched(self, day: str, source: str) -> dict[str, Level]:
        analysis = self.result(day, source).analysis
        rows = analysis.practices if analysis else ()
        return {row.practice: row.level for row in rows if row.level.at_least(Level.MEDIUM)}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    days: dict[date, dict[str, CheckResult]] = {}

    def tell(day: date, results: Sequence[CheckResult]) -> None:
        days[day] = {result.source: result for result in results}

    return Played(play(tmp_path_factory.mktemp("demo"), tell), days)


def test_the_federal_opt_in_touches_advertising_from_browsing_history(played: Played) -> None:
    analysis = played.result("2016-12-05", "us-broadband").analysis
    assert analysis is not None
    assert analysis.direction is Direction.TIGHTENED
    assert "isp-browsing-ads" in played.touched("2016-12-05", "us-broadband")
    kinds = {signal.kind for change in analysis.changes for signal in change.signals}
    assert SignalKind.CONSENT_OPT_IN in kinds


def test_its_repeal_is_a_repeal_and_closes_no_work(played: Played) -> None:
    analysis = played.result("2017-04-03", "us-broadband").analysis
    assert analysis is not None
    assert analysis.direction is Direction.LOOSENED
    assert {change.kind for change in analysis.changes} == {ChangeKind.REPEALED}
    with History.open(played.report.database, read_only=True) as history:
        states = {row["state"] for row in history.work_items()}
    assert states == {"new"}


def test_the_state_keeps_opt_in_and_the_bill_walks_to_law(played: Played) -> None:
    stages = [
        change.found.afters[0].text
        for day in ("2017-04-03", "2019-06-10", "2020-07-02")
        for change in played.changes(day, "us-me-isp-bill")
        if change.kind is ChangeKind.STAGE
    ]
    assert stages == ["passed_one_chamber", "signed", "in_force"]
    analysis = played.result("2017-04-03", "us-me-isp-bill").analysis
    assert analysis is not None
    assert "isp-browsing-ads" in {row.practice for row in analysis.practices}


def test_renumbering_a_statute_touches_nobody(played: Played) -> None:
    kinds = [change.kind for change in played.changes("2024-05-13", "us-me-isp")]
    assert kinds.count(ChangeKind.RENUMBERED) >= 4
    assert set(kinds) <= {ChangeKind.RENUMBERED, ChangeKind.ADDED}
    assert ChangeKind.REPEALED not in kinds


def test_a_rebuilt_site_is_no_change_of_law(played: Played) -> None:
    result = played.result("2022-02-14", "eu-consent")
    substance = result.analysis.substance if result.analysis else Substance.NONE
    assert substance in {Substance.NONE, Substance.EDITORIAL}
    assert not played.touched("2022-02-14", "eu-consent")


def test_a_challenge_page_is_unreadable_and_the_law_comes_back_unchanged(played: Played) -> None:
    broken = played.result("2017-04-03", "us-children")
    assert (broken.outcome, broken.reason) == (Outcome.UNREADABLE, "challenge_page")
    assert played.result("2019-06-10", "us-children").outcome is Outcome.UNCHANGED


def test_a_breach_deadline_that_shortens_is_read_with_its_values(played: Played) -> None:
    signals = [
        signal
        for change in played.changes("2024-05-13", "us-safeguards")
        for signal in change.signals
        if signal.kind is SignalKind.DEADLINE_CHANGED
    ]
    assert [(signal.before_value, signal.after_value) for signal in signals] == [("P60D", "P30D")]
    effective = [change.effective_on for change in played.changes("2024-05-13", "us-safeguards")]
    assert date(2024, 11, 13) in effective


def test_encryption_from_may_to_shall_touches_what_is_stored(played: Played) -> None:
    assert "payments" in played.touched("2022-02-14", "us-safeguards")


def test_training_on_customer_data_needs_consent_by_the_effective_date(played: Played) -> None:
    assert played.touched("2025-03-03", "us-ai-training")["bert-training"] is Level.HIGH
    with History.open(played.report.database, read_only=True) as history:
        due = {row["due_on"] for row in history.work_items() if row["practice"] == "bert-training"}
    assert "2027-03-01" in due


def test_a_proposal_seen_for_the_first_time_files_its_dates(played: Played) -> None:
    analysis = played.result("2022-02-14", "us-ai-training").analysis
    assert analysis is not None
    assert played.result("2022-02-14", "us-ai-training").outcome is Outcome.FIRST_SEEN
    assert analysis.work


def test_french_canvassing_by_telephone_needs_prior_consent(played: Played) -> None:
    assert "phone-campaigns" in played.touched("2026-09-07", "fr-prospection")
    dates = [change.effective_on for change in played.changes("2026-09-07", "fr-prospection")]
    assert date(2027, 1, 1) in dates


def test_health_deadline_and_children_retention_touch_their_practices(played: Played) -> None:
    assert played.touched("2026-09-07", "us-health").get("clinic-records") is Level.HIGH
    assert "children-games" in played.touched("2025-03-03", "us-children")


def test_every_alert_arrives_and_every_signature_is_right(played: Played) -> None:
    report = played.report
    assert report.webhooks_verified > 0
    assert (report.webhooks_refused, report.alerts_waiting) == (0, 0)
    recipients = {recipient for recipient, _ in report.mails}
    assert {"privacy@example.com", "lending@example.com", "marketing@example.com"} <= recipients


def test_the_history_is_intact(played: Played) -> None:
    with History.open(played.report.database, read_only=True) as history:
        assert history.verify().problems == ()
