"""A change keeps its words once, in the redline, and tells both sides from it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_law import LAW_A, LAW_B, observe

from regdrift.diff import make_redline
from regdrift.store.filters import ChangeFilter
from regdrift.store.history import History
from regdrift.store.told_once import pack_change, unpack_change

SIDE = {"path": "1", "label": "1", "heading": None, "text": "", "citation": None, "context": []}


def shape(before: str | None, after: str | None) -> dict[str, object]:
    sides = [None if text is None else {**SIDE, "text": text} for text in (before, after)]
    redline = [list(op) for op in make_redline(before or "", after or "")]
    return {"kind": "amended", "before": sides[0], "after": sides[1], "redline": redline}


@given(st.none() | st.text(max_size=60), st.none() | st.text(max_size=60))
def test_what_is_kept_gives_back_what_was_told(before: str | None, after: str | None) -> None:
    told = shape(before, after)
    kept = pack_change(told)
    assert unpack_change(kept) == told
    assert list(unpack_change(kept)["after"] or ()) == list(told["after"] or ())  # type: ignore[call-overload]


def test_words_stand_once() -> None:
    kept = pack_change(shape("The carrier may sell records.", "The carrier may keep records."))
    assert kept.count("carrier") == 1


@pytest.mark.parametrize("redline", [[], [["=", "other words"]]])
def test_a_redline_that_tells_other_words_leaves_the_texts(redline: list[list[str]]) -> None:
    told = {**shape("one", "two"), "redline": redline}
    assert json.loads(pack_change(told)) == told


def test_a_history_of_the_second_schema_is_read_and_searched_like_a_new_one(tmp_path: Path, history: History) -> None:
    for number, law in enumerate((LAW_A, LAW_B)):
        observe(history, law, number)
    expected = list(history.changes())
    with sqlite3.connect(history.path) as file:
        file.execute("DROP TRIGGER changes_no_update")
        file.executemany(
            "UPDATE changes SET body = ? WHERE id = ?",
            [(json.dumps(unpack_change(body)), one) for one, body in file.execute("SELECT id, body FROM changes")],
        )
        file.execute(
            "CREATE TRIGGER changes_no_update BEFORE UPDATE ON changes BEGIN "
            "SELECT RAISE(ABORT, 'changes is evidence: it is append-only'); END"
        )
        file.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0003%'")
        file.execute("PRAGMA user_version=2")
    word = expected[0]["after"]["text"].split()[-1].strip(".")
    with History.open(history.path) as opened:
        assert list(opened.changes()) == expected
        found = [one["id"] for one in opened.changes(ChangeFilter(text=word))]
    assert found == [one["id"] for one in history.changes(ChangeFilter(text=word))]
    assert expected[0]["id"] in found
