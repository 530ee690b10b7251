"""Evidence cannot be altered unseen, and the same law gives the same dump."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from store_law import LAW_A, LAW_B, SOURCE, capture, check, commit_of, day, observe

from regdrift.errors import HistoryError
from regdrift.model.check import Outcome
from regdrift.store.history import History, canonical_dump
from regdrift.store.records import ChainHead
from regdrift.store.schema import EVIDENCE_TABLES


@pytest.fixture
def filled(history: History) -> History:
    for number, law in enumerate((LAW_A, LAW_B, LAW_A)):
        observe(history, law, number)
    history.leave_route("ada@example.com", "all", day(4))
    history.act_on_work("00000000000000aa", "start", actor="Ada", at=day(4))
    return history


def _tamper(history: History, *statements: str) -> None:
    """Do what somebody with a plain SQLite shell could do."""
    triggers = history._db.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    history._db.execute("PRAGMA foreign_keys=OFF")
    for row in triggers:
        history._db.execute(f"DROP TRIGGER {row['name']}")
    for statement in statements:
        history._db.execute(statement)
    for row in triggers:
        history._db.execute(row["sql"])


@pytest.mark.parametrize("table", EVIDENCE_TABLES)
def test_evidence_can_be_neither_updated_nor_deleted(filled: History, table: str) -> None:
    assert filled._db.value(f"SELECT count(*) FROM {table}")
    column = filled._db.rows(f"PRAGMA table_info({table})")[1]["name"]
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        filled._db.execute(f"UPDATE {table} SET {column} = {column}")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        filled._db.execute(f"DELETE FROM {table}")


def test_an_untouched_history_verifies(filled: History) -> None:
    report = filled.verify(filled.chain_head())
    assert report.problems == ()
    assert report.counted["versions"] == 3
    assert report.counted["chain"] == report.head.seq


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["UPDATE captures SET fetched_at = '2020-01-01' WHERE id = 1"], "capture 1"),
        (["UPDATE checks SET message = 'fine' WHERE id = 2"], "check 2"),
        (["UPDATE changes SET severity = 'none'"], "change "),
        (["UPDATE signals SET quote = 'nothing'"], "change "),
        (["DELETE FROM reasons WHERE id = 1"], "impact 1"),
        (["DELETE FROM impacts WHERE id = 2", "DELETE FROM reasons WHERE impact_id = 2"], "impact 2"),
        (["UPDATE work_events SET at = '2020-01-01' WHERE id = 1"], "work_event 1"),
        (["UPDATE chain SET hash = prev_hash WHERE seq = 4"], "chain link 4"),
        (["DELETE FROM chain WHERE seq = 3"], "links 3 to 3 are missing"),
        (["UPDATE chain SET seq = 0 WHERE seq = 5", "UPDATE chain SET seq = 5 WHERE seq = 6"], "chain link 5"),
        (["UPDATE bodies SET data = (SELECT data FROM bodies WHERE id = 1) WHERE id = 2"], "body "),
        (["UPDATE texts SET body = 'other words' WHERE id = 1"], "text 1"),
        (["UPDATE placements SET label = '§ 9' WHERE id = 1"], "provisions are not those"),
        (["UPDATE note_placements SET rank = 0, kind = 'footnote'"], "provisions are not those"),
        (["UPDATE work_items SET state = 'done'"], "work item 00000000000000aa"),
        (["UPDATE source_states SET last_checked_at = NULL"], "source opt-in-act"),
        (["INSERT INTO changes_fts(changes_fts) VALUES ('delete-all')"], "search index"),
        (
            [
                "INSERT INTO checks (source_id, started_at, elapsed_seconds, url, restructured) "
                "VALUES ('opt-in-act', '2020', 0, '', 0)"
            ],
            "not in the chain",
        ),
    ],
)
def test_what_was_altered_behind_our_back_is_found(filled: History, statements: list[str], told: str) -> None:
    _tamper(filled, *statements)
    report = filled.verify()
    assert not report.ok
    assert any(told in problem for problem in report.problems), report.problems


def test_a_cut_tail_shows_against_a_head_that_was_noted_elsewhere(filled: History) -> None:
    noted = filled.chain_head()
    last = filled._db.first("SELECT * FROM chain ORDER BY seq DESC LIMIT 1")
    assert last is not None
    assert last["entity"] == "work_event"
    _tamper(
        filled,
        f"DELETE FROM chain WHERE seq = {last['seq']}",
        f"DELETE FROM work_events WHERE id = {last['entity_id']}",
        "UPDATE work_items SET state = 'new'",
    )
    assert filled.verify().ok
    assert any("cut off" in problem for problem in filled.verify(noted).problems)
    forged = ChainHead(noted.seq - 1, "00" * 32)
    assert any("written anew" in problem for problem in filled.verify(forged).problems)


def test_verification_works_on_a_history_that_is_only_read(place: Path, filled: History) -> None:
    with History.open(place, read_only=True) as reader:
        assert reader.verify().ok


def test_a_backup_is_a_whole_history(tmp_path: Path, filled: History) -> None:
    target = tmp_path / "copies" / "backup.db"
    filled.backup(target)
    with pytest.raises(HistoryError, match="never overwrites"):
        filled.backup(target)
    with History.open(target, read_only=True) as copy:
        assert list(canonical_dump(copy)) == list(canonical_dump(filled))
        assert copy.verify(filled.chain_head()).ok
    assert [one.name for one in target.parent.iterdir()] == ["backup.db"]


def _story(history: History, offset: float, *, crashes: Callable[[int], bool]) -> None:
    """Three looks at the law; where ``crashes`` says so, the process dies between the two transactions."""
    history.sync_sources([SOURCE])
    for number, law in enumerate((LAW_A, LAW_B, LAW_A)):
        for again in range(2 if crashes(number) else 1):
            recorded = history.record_check(
                check(number + offset + again / 10), capture(repr(law).encode(), number + offset), next_due_at=None
            )
            assert recorded.capture_id is not None
            history.note_parse_attempt(recorded.capture_id)
        (unread,) = history.source_state(SOURCE.id).unread
        history.commit_version(commit_of(history, law, (unread.capture_id, unread.check_id), number))


def test_crashes_and_times_do_not_show_in_the_canonical_dump(tmp_path: Path) -> None:
    dumps = []
    for name, offset, crashes in (
        ("calm", 0.0, lambda _: False),
        ("crashing", 40.0, lambda _: True),
        ("once", 3.0, lambda number: number == 1),
    ):
        with History.open(tmp_path / name) as history:
            _story(history, offset, crashes=crashes)
            dumps.append(list(canonical_dump(history)))
            assert history.verify().ok
    assert dumps[0] == dumps[1] == dumps[2]


def test_the_canonical_dump_tells_different_laws_apart(tmp_path: Path, filled: History) -> None:
    with History.open(tmp_path / "other") as other:
        other.sync_sources([SOURCE])
        observe(other, LAW_A, 0)
        observe(other, LAW_B, 1)
        assert set(canonical_dump(other)) != set(canonical_dump(filled))


def test_the_dump_keeps_evidence_and_leaves_out_the_moment(filled: History) -> None:
    before = list(canonical_dump(filled))
    filled.record_check(check(9, Outcome.FAILED, http_status=None), None, next_due_at=None)
    filled.claim(day(9), 60, 10)
    assert list(canonical_dump(filled)) == before
    kinds = {line.split(" ", 1)[0] for line in before}
    assert {"capture", "settlement", "version", "provision", "change", "impact", "work", "work_event", "alert"} <= kinds
    assert json.loads(before[0].split(" ", 1)[1])["id"] == SOURCE.id
