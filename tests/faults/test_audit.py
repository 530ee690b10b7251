"""Whoever alters, removes, adds or reorders one row of evidence is found, whichever row and column it is."""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from regdrift.cli import run_command
from regdrift.data.load_rules import load_rule_book
from regdrift.store.history import History
from regdrift.store.schema import EVIDENCE_TABLES

sys.path.insert(0, str(Path(__file__).parent))
from watched import small_history

EDITS, MANY_EDITS = 100, 1000
LAW_TABLES = ("placements",)
"""No evidence themselves, but what the wording of every version is put together from."""
TOLD = {"placements": ("path", "label", "heading", "text_id", "citation", "kind", "status")}
"""Columns that say something; ranks that keep the order, and keys, say nothing."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("audit") / "h.db"
    small_history(place, load_rule_book())
    return place


def test_random_single_edits_are_found(filled: Path, tmp_path: Path) -> None:
    find_edits(filled, tmp_path, EDITS)


@pytest.mark.soak
def test_a_thousand_random_single_edits_are_found(filled: Path, tmp_path: Path) -> None:
    find_edits(filled, tmp_path, MANY_EDITS)


def find_edits(filled: Path, tmp_path: Path, count: int) -> None:
    dice = random.Random(20261127)
    missed = []
    tables: set[str] = set()
    for number in range(count):
        copy = tmp_path / f"{number}.db"
        shutil.copy(filled, copy)
        table, told = tamper(copy, dice)
        tables.add(table)
        if is_intact(copy):
            missed.append(told)
        copy.unlink()
    assert missed == []
    assert tables >= {*EVIDENCE_TABLES, *LAW_TABLES}


def is_intact(place: Path) -> bool:
    with History.open(place, read_only=True) as history:
        return history.verify().ok


def tamper(place: Path, dice: random.Random) -> tuple[str, str]:
    """Do one thing to one row with a plain SQLite shell's powers; give the table and what was done."""
    connection = sqlite3.connect(place, isolation_level=None)
    connection.row_factory = sqlite3.Row
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for row in triggers:
        connection.execute(f"DROP TRIGGER {row['name']}")
    try:
        while True:
            table = dice.choice((*EVIDENCE_TABLES, *LAW_TABLES))
            deed = dice.choice((alter, alter, alter, remove, swap) if table in EVIDENCE_TABLES else (alter, remove))
            told = deed(connection, table, dice)
            if told:
                return table, f"{table}: {told}"
    finally:
        for row in triggers:
            connection.execute(row["sql"])
        connection.close()


def rowids(connection: sqlite3.Connection, table: str) -> list[int]:
    return [row[0] for row in connection.execute(f"SELECT rowid FROM {table} ORDER BY rowid")]


def alter(connection: sqlite3.Connection, table: str, dice: random.Random) -> str | None:
    """Change one value a little: a letter, a number, a byte, or nothing to something and back."""
    rowid = dice.choice(rowids(connection, table))
    row = connection.execute(f"SELECT * FROM {table} WHERE rowid = ?", (rowid,)).fetchone()
    column = dice.choice(TOLD.get(table) or row.keys())
    old = row[column]
    new = altered(old, dice)
    if new == old:
        return None
    try:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, rowid))
    except sqlite3.IntegrityError:
        return None  # the schema itself does not allow it
    return f"row {rowid}: {column} from {old!r} to {new!r}"


def altered(old: object, dice: random.Random) -> object:
    edits: dict[type, Callable[[], object]] = {
        int: lambda: old + dice.choice((1, 7, 1000)),
        float: lambda: old + dice.choice((0.001, 1.0)),
        str: lambda: change_letter(old, dice),
        bytes: lambda: change_byte(old, dice),
    }
    return edits[type(old)]() if type(old) in edits else dice.choice((1, "x", "2020-01-01"))


def change_letter(text: str, dice: random.Random) -> str:
    place = dice.randrange(len(text) + 1)
    return text[:place] + dice.choice("xyz0") + text[place + dice.choice((0, 1)) :]


def change_byte(data: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << dice.randrange(8))]) + data[place + 1 :]


def remove(connection: sqlite3.Connection, table: str, dice: random.Random) -> str | None:
    rowid = dice.choice(rowids(connection, table))
    connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
    return f"row {rowid} removed"


def swap(connection: sqlite3.Connection, table: str, dice: random.Random) -> str | None:
    """Let two rows change places: everything of them but their key."""
    ids = rowids(connection, table)
    if len(ids) < 2:
        return None
    first, second = dice.sample(ids, 2)
    free = max(ids) + 1000
    try:
        for old, new in ((first, free), (second, first), (free, second)):
            connection.execute(f"UPDATE {table} SET rowid = ? WHERE rowid = ?", (new, old))
    except sqlite3.IntegrityError:
        return None
    return f"rows {first} and {second} changed places"


def test_a_tail_that_was_cut_off_shows_against_a_head_in_a_file(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, heads = tmp_path / "h.db", tmp_path / "heads.txt"
    shutil.copy(filled, place)
    assert run_command(["verify", "--db", str(place), "-q"]) == 0
    head = capsys.readouterr().out
    heads.write_text("kept since May\n" + head)
    cut_tail(place)
    assert run_command(["verify", "--db", str(place), "-q"]) == 0, "a cut tail shows by itself nowhere"
    for against in (str(heads), head.strip()):
        assert run_command(["verify", "--db", str(place), "--against", against]) == 3
        assert "the end was cut off" in capsys.readouterr().out


def test_a_file_without_a_head_is_a_mistake_of_the_caller(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("nothing here\n")
    for against in (str(tmp_path / "empty"), str(tmp_path / "missing"), "12:abc"):
        assert run_command(["verify", "--db", str(filled), "--against", against]) == 2


def cut_tail(place: Path) -> None:
    """Take the last steps of work away with all that says they were made."""
    connection = sqlite3.connect(place, isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    ((work_id, event),) = connection.execute("SELECT work_id, id FROM work_events ORDER BY id DESC LIMIT 1").fetchall()
    connection.execute("DELETE FROM chain WHERE seq = (SELECT max(seq) FROM chain)")
    connection.execute("DELETE FROM work_events WHERE id = ?", (event,))
    connection.execute(
        "UPDATE work_items SET state = (SELECT state FROM work_events WHERE work_id = ?1 ORDER BY id DESC LIMIT 1) "
        "WHERE id = ?1",
        (work_id,),
    )
    for _, sql in triggers:
        connection.execute(sql)
    connection.close()
