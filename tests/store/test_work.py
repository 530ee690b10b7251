"""Work is upserted, never closed by a change, and each step is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from store_law import LAW_A, LAW_B, SOURCE, day, document, observe, work

from regdrift.errors import UsageError
from regdrift.store.filters import WorkFilter
from regdrift.store.history import History
from regdrift.store.work import plan_items


@pytest.fixture
def item(history: History) -> str:
    observe(history, LAW_A, 0)
    observe(history, LAW_B, 1)
    (row,) = history.work_items()
    return str(row["id"])


def test_a_change_files_work_with_its_event(history: History, item: str) -> None:
    row = history.work_item(item[:4] + item[4:9])
    assert (row["state"], row["owner"], row["due_on"]) == ("new", "Ada Example", "2026-11-01")
    assert [(event["action"], event["actor"]) for event in row["events"]] == [("created", "regdrift")]
    assert row["changes"] == [one["id"] for one in history.changes()]


def test_a_further_change_updates_open_work(history: History, item: str) -> None:
    history.act_on_work(item, "start", actor="Ada Example", at=day(2))
    observe(history, LAW_A, 3)
    row = history.work_item(item)
    assert len(row["changes"]) == 2
    assert row["state"] == "in_progress"
    assert [event["action"] for event in row["events"]] == ["created", "started", "updated"]


def test_a_further_change_lowers_and_postpones_nothing(history: History, item: str) -> None:
    later = replace(work(), due_on=day(900).date(), task="Tell people.")
    with history._db.write():
        plan_items(history._db, [later], day(3))
    row = history.work_item(item)
    assert row["due_on"] == "2026-11-01"
    assert row["task"].splitlines() == ["Tell people.", "Ask before use."]


@pytest.mark.parametrize(
    "steps",
    [[("start", "Ada"), ("done", "Ada")], [("start", "Ada"), ("done", "Ada"), ("verify", "Bo")], [("dismiss", "Ada")]],
)
def test_a_further_change_reopens_closed_work(history: History, item: str, steps: list[tuple[str, str]]) -> None:
    for action, actor in steps:
        history.act_on_work(item, action, actor=actor, at=day(2), note="because")
    assert history.work_items(WorkFilter(open_only=True)) == []
    observe(history, document(("1", "A provider shall not use data at all."), ("2", "Fines: $100.")), 3)
    row = history.work_item(item)
    assert row["state"] == "reviewing"
    assert [event["action"] for event in row["events"]][-2:] == ["updated", "reopened"]


def test_the_same_plan_again_writes_nothing(history: History, item: str) -> None:
    known = [one["id"] for one in history.changes()]
    before = history.chain_head()
    with history._db.write():
        plan_items(history._db, [work(*known)], day(5))
    assert history.chain_head() == before


def test_steps_that_do_not_fit_are_refused(history: History, item: str) -> None:
    with pytest.raises(UsageError):
        history.act_on_work(item, "verify", actor="Ada", at=day(2))
    history.act_on_work(item, "start", actor="Ada", at=day(2))
    history.act_on_work(item, "done", actor="Ada", at=day(2))
    with pytest.raises(UsageError, match="another person"):
        history.act_on_work(item, "verify", actor="ada", at=day(2))
    with pytest.raises(UsageError):
        history.work_item("ffff")
    assert history.work_item(item)["state"] == "done"


def test_assigning_names_the_new_owner(history: History, item: str) -> None:
    row = history.act_on_work(item, "assign", actor="Ada", at=day(2), owner="team-privacy", note="yours")
    assert row["owner"] == "team-privacy"
    assert row["events"][-1]["note"] == "yours"
    assert history.work_items(WorkFilter(owner="team-privacy", source=SOURCE.id))


def test_a_person_is_erased_and_the_chain_holds(history: History, item: str) -> None:
    history.act_on_work(item, "start", actor="Ada Example", at=day(2), note="Ada Example will do it")
    assert history.erase_person("Ada Example") == 1
    assert history.erase_person("Ada Example") == 0
    assert "Ada Example" not in "\n".join(history._db.connection.iterdump())
    event = history.work_item(item)["events"][-1]
    assert (event["actor"], event["note"], event["action"]) == (None, None, "started")
    assert history.verify().ok
