"""Real law, served over HTTP at two dates and checked as sources."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from regdrift.cli import run_command

sys.path.insert(0, str(Path(__file__).parent))
from replay import Pair, Publisher, load_pairs, write_sources


@pytest.fixture(scope="module")
def pairs(corpus: Path) -> list[Pair]:
    return load_pairs(corpus)


@pytest.fixture(scope="module")
def checked(corpus: Path, pairs: list[Pair], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """Give the second round's row by pair, after a first round over the earlier versions."""
    folder = tmp_path_factory.mktemp("corpus")
    publisher = Publisher(pairs)
    write_sources(folder, publisher.base, pairs)
    practices = (corpus.parent / "impact" / "practices.yaml").read_text(encoding="utf-8")
    (folder / "practices.yaml").write_text(practices, encoding="utf-8")
    try:
        first = check(folder)
        assert {row["outcome"] for row in first.values()} == {"first_seen"}, broken(first)
        publisher.late = True
        second = check(folder)
        asked = publisher.requests
        third = check(folder)
        assert publisher.requests - asked <= len(pairs) + 1
    finally:
        publisher.close()
    assert all(row["outcome"] == "unchanged" or row["outcome"] == "unreadable" for row in third.values()), broken(third)
    return second


def check(folder: Path) -> dict[str, dict]:
    """Run one round and give its rows by source."""
    out = folder / "out.json"
    with out.open("w", encoding="utf-8") as file:
        stdout, sys.stdout = sys.stdout, file
        try:
            code = run_command(["check", "--json", "--db", str(folder / "h.db"), "--config", str(folder)])
        finally:
            sys.stdout = stdout
    assert code in {0, 3}
    return {row["source"]: row for row in json.loads(out.read_text(encoding="utf-8"))}


def broken(rows: dict[str, dict]) -> str:
    return "; ".join(f"{name}: {row['outcome']} {row['message']}" for name, row in rows.items() if row["message"])


def labels(corpus: Path) -> dict[str, str]:
    lines = (corpus.parent / "impact" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return {label["pair"]: label["substance"] for label in map(json.loads, lines)}


@pytest.mark.corpus
def test_every_pair_is_read_and_the_lost_body_is_unreadable(checked: dict[str, dict], pairs: list[Pair]) -> None:
    lost = {pair.id for pair in pairs if pair.kind == "fetch_failure_pair"}
    assert {name for name, row in checked.items() if row["outcome"] == "unreadable"} == lost
    assert {row["outcome"] for row in checked.values()} <= {"changed", "unchanged", "unreadable"}


@pytest.mark.corpus
def test_substance_agrees_with_counsel_on_nine_pairs_in_ten(checked: dict[str, dict], corpus: Path) -> None:
    expected = labels(corpus)
    wrong = {}
    for name, label in expected.items():
        row = checked[name]
        found = "capture_failure" if row["outcome"] == "unreadable" else row["substance"] or "none"
        right = found == label or (label == "editorial" and found == "none")
        if not right:
            wrong[name] = (label, found)
    assert len(wrong) <= len(expected) // 10, wrong
