"""Which work follows from changes, and from a law seen for the first time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from assess_illustrations import BREACH, EVERYONE, INCIDENTS, TODAY, amended, law, register

from regdrift.assess import assess
from regdrift.data.load_rules import load_rule_book
from regdrift.model.change import Change, ChangeKind, Direction
from regdrift.model.document import DateKind, LegalDate, LegalDocument, Note, NoteKind, Provision
from regdrift.model.level import Level
from regdrift.model.signal import Signal, SignalKind
from regdrift.model.work import WorkItem, WorkOrigin
from regdrift.plan import plan_work
from regdrift.plan.first_seen import plan_first_seen

BOOK = load_rule_book()
SECOND = amended(
    "A business may wait before it reports a security breach to the regulator.",
    "A business shall report a security breach to the regulator at once.",
)


def planned(*changes: Change) -> tuple[WorkItem, ...]:
    assessed = [replace(change, impacts=assess(change, law(), EVERYONE, BOOK)) for change in changes]
    return plan_work(assessed, law(), EVERYONE, BOOK)


def dated(change: Change, *days: date) -> Change:
    return replace(change, dates=tuple(LegalDate(DateKind.IN_FORCE, day, "x") for day in days))


def test_several_changes_of_one_law_make_one_item_for_the_owner() -> None:
    (item,) = planned(BREACH, SECOND)
    assert (item.practice, item.owner, item.dossier) == (INCIDENTS.id, "security", "dossier")
    assert set(item.changes) == {BREACH.id, SECOND.id}
    assert item.origin is WorkOrigin.CHANGE
    assert item.quote is not None
    assert "deadlines" in item.task


def test_a_later_change_of_the_dossier_keeps_the_item_s_id() -> None:
    assert planned(BREACH)[0].id == planned(SECOND)[0].id


def test_work_is_due_on_the_next_effective_date_to_come() -> None:
    first, later = TODAY + timedelta(days=70), TODAY + timedelta(days=200)
    assert planned(dated(BREACH, later), dated(SECOND, first))[0].due_on == first


def test_without_a_date_to_come_the_level_decides() -> None:
    (item,) = planned(dated(BREACH, TODAY - timedelta(days=400)))
    assert item.level is Level.HIGH
    assert item.due_on == TODAY + timedelta(days=BOOK.settings.due_days["high"])


def test_a_relaxation_opens_a_review_and_says_that_nothing_closes() -> None:
    (item,) = planned(replace(BREACH, direction=Direction.LOOSENED))
    assert item.origin is WorkOrigin.RELAXATION_REVIEW
    assert "closes nothing" in item.task
    assert item.id != planned(BREACH)[0].id


def test_untouched_practices_get_no_work() -> None:
    editorial = replace(BREACH, found=replace(BREACH.found, kind=ChangeKind.EDITORIAL))
    assert planned(editorial) == ()


def test_concrete_tasks_come_before_modifiers_and_replace_mere_matches() -> None:
    raised = replace(BREACH, signals=(Signal(SignalKind.PENALTY_RAISED, "within 30 days"),))
    (item,) = planned(raised, SECOND)
    lines = item.task.splitlines()
    modifiers = [rule.title["en"] for rule in BOOK.rules if rule.raises]
    marked = [any(line.startswith(title) for title in modifiers) for line in lines]
    assert marked == sorted(marked)
    assert any(marked)
    assert "Both speak of" not in item.task


def test_the_repeal_of_every_provision_is_a_review_even_where_permissions_go_too() -> None:
    duty = amended(BREACH.found.afters[0].text, "", kind=ChangeKind.REPEALED, direction=Direction.LOOSENED)
    text = "A business may delay the notice of a data breach for the police."
    permission = amended(text, "", kind=ChangeKind.REPEALED, direction=Direction.TIGHTENED)
    (item,) = planned(duty, permission)
    assert item.origin is WorkOrigin.RELAXATION_REVIEW


def document(*texts: str, notes: tuple[Note, ...] = (), dates: tuple[LegalDate, ...] = ()) -> LegalDocument:
    provisions = tuple(Provision(str(n), f"§ {n}", None, text, f"Act § {n}") for n, text in enumerate(texts, 1))
    return LegalDocument("html", "html@1", provisions, "en", "An Act", notes=notes, dates=dates)


def test_a_date_to_come_in_a_new_law_is_filed_for_the_practice_it_touches() -> None:
    text = "Beginning on January 1, 2028, a business shall notify each person of a data breach within 30 days."
    items = plan_first_seen(document(text), law(), EVERYONE, BOOK)
    item = next(item for item in items if item.practice == INCIDENTS.id)
    assert item.origin is WorkOrigin.FIRST_SEEN_DATE
    assert item.due_on == date(2028, 1, 1)
    assert item.changes == ()
    assert "2028-01-01" in item.task
    assert item.quote is not None
    assert item.quote in text


def test_a_date_that_touches_nobody_goes_on_the_watch_list() -> None:
    day = LegalDate(DateKind.IN_FORCE, date(2028, 1, 1), "in force on 2028-01-01")
    (item,) = plan_first_seen(document("Nothing here.", dates=(day,)), law(), EVERYONE, BOOK)
    assert (item.practice, item.owner, item.due_on) == ("", None, date(2028, 1, 1))


def test_past_dates_and_the_rest_of_a_new_law_make_no_work() -> None:
    text = "This Act took effect on January 1, 2020. A business shall notify each person of a data breach."
    assert plan_first_seen(document(text), law(), EVERYONE, BOOK) == ()


def test_an_announced_amendment_is_filed() -> None:
    note = Note(
        NoteKind.PENDING_AMENDMENT,
        "Effective January 1, 2028, a business shall notify each person of a data breach within 15 days.",
        "Amendment of section",
    )
    items = plan_first_seen(document("A short Act.", notes=(note,)), law(), EVERYONE, BOOK)
    assert {(item.practice, item.origin) for item in items} == {(INCIDENTS.id, WorkOrigin.FIRST_SEEN_PENDING)}
    assert items[0].due_on == date(2028, 1, 1)


def test_an_empty_register_still_watches_dates() -> None:
    text = "Beginning on January 1, 2028, a business shall notify each person of a data breach."
    assert [item.practice for item in plan_first_seen(document(text), law(), register(), BOOK)] == [""]
