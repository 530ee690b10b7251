"""A date of the law keeps its key through versions; what moves is revised, what is gone is told as gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from store_law import LAW_A, LAW_B, SOURCE, START, change, check, document, links, observe
from store_law import capture as captured
from store_law import day as at

from regdrift.model.analysis import Analysis
from regdrift.model.change import Change, ChangeKind, Direction, Substance
from regdrift.model.check import Outcome
from regdrift.model.document import DateKind, LegalDate, LegalDocument
from regdrift.model.law_day import LawDay
from regdrift.store.history import History
from regdrift.store.records import VersionCommit

LONG_AGO = date(2000, 1, 1)
TERMS = document(("1", "A provider shall not use data unless the customer opts in."), ("2", "Fines: $200."))


def tell(history: History, old: LegalDocument, new: LegalDocument, number: int, *changes: Change) -> None:
    recorded = history.record_check(check(number), captured(f"{number}".encode(), number), next_due_at=at(number + 1))
    assert recorded.capture_id is not None
    head = history.source_state(SOURCE.id).head
    analysis = Analysis(Substance.SUBSTANTIVE, Direction.TIGHTENED, changes, links=links(old, new))
    ids = recorded.capture_id, recorded.check_id, head.id if head else None
    history.commit_version(
        VersionCommit(SOURCE, *ids, document=new, analysis=analysis, observed_at=at(number), outcome=Outcome.CHANGED)
    )


def in_force(number: str, *days: int, before: LegalDocument = LAW_A, after: LegalDocument = LAW_B) -> Change:
    made = change(number, before.provisions[0], after.provisions[0])
    dates = tuple(LegalDate(DateKind.IN_FORCE, START.date() + timedelta(days=n), f"on day {n}") for n in days)
    return replace(made, dates=dates)


def law_days(history: History, since: date = LONG_AGO) -> dict[str, LawDay]:
    return {one.key: one for one in history.law_days(since) if one.kind == "in_force"}


def test_a_date_that_moves_keeps_its_key_and_is_revised(history: History) -> None:
    observe(history, LAW_A, 0)
    tell(history, LAW_A, LAW_B, 1, in_force("2", 100))
    (first,) = law_days(history).values()
    tell(history, LAW_B, TERMS, 2, in_force("3", 100, before=LAW_B, after=TERMS))
    assert list(law_days(history).values()) == [first], "told again, the same date is not a revision"
    tell(history, TERMS, LAW_B, 3, in_force("4", 200, before=TERMS, after=LAW_B))
    (moved,) = law_days(history).values()
    assert (moved.key, moved.revision, moved.gone) == (first.key, 1, False)
    assert moved.on == (START.date() + timedelta(days=200)).isoformat()
    assert moved.quote == "on day 200"


def test_staggered_dates_are_events_of_their_own_and_can_go(history: History) -> None:
    observe(history, LAW_A, 0)
    tell(history, LAW_A, LAW_B, 1, in_force("2", 300, 100))
    assert sorted(one.quote for one in law_days(history).values()) == ["on day 100", "on day 300"]
    tell(history, LAW_B, TERMS, 2, in_force("3", 100, before=LAW_B, after=TERMS))
    assert {one.quote: (one.gone, one.revision) for one in law_days(history).values()} == {
        "on day 100": (False, 0),
        "on day 300": (True, 1),
    }


def test_a_provision_repealed_before_its_day_takes_its_date_along(history: History) -> None:
    observe(history, LAW_A, 0)
    tell(history, LAW_A, LAW_B, 1, in_force("2", 100))
    gone = in_force("3", before=LAW_B, after=TERMS)
    tell(history, LAW_B, TERMS, 2, replace(gone, found=replace(gone.found, kind=ChangeKind.REPEALED)))
    (day,) = law_days(history).values()
    assert (day.gone, day.revision) == (True, 1)


def test_since_and_place_choose(history: History) -> None:
    observe(history, LAW_A, 0)
    tell(history, LAW_A, LAW_B, 1, in_force("2", 100))
    coming = START.date() + timedelta(days=101)
    assert law_days(history, coming) == {}
    assert history.law_days(LONG_AGO, jurisdiction="US")
    assert not history.law_days(LONG_AGO, jurisdiction="FR")
    assert not history.law_days(LONG_AGO, source="other")
