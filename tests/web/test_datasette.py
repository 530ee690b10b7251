"""The history is a good citizen of Datasette, run for real over a copy with the metadata that a command prints."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from store_law import LAW_A, LAW_B, observe

from regdrift.cli import run_command
from regdrift.store.history import History

Get = Callable[[str], Any]


@pytest.fixture
def get(history: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Get:
    """Give what asks Datasette, which was told what a user would tell it."""
    for number, law in enumerate((LAW_A, LAW_B)):
        observe(history, law, number)
    copy = tmp_path / "copy.db"
    assert run_command(["backup", str(copy), "--db", str(history.path)]) == 0
    capsys.readouterr()
    assert run_command(["export", "datasette", "--db", str(copy)]) == 0
    metadata = json.loads(capsys.readouterr().out)
    shown = Datasette([], immutables=[str(copy)], metadata=metadata, settings={"num_sql_threads": 1})

    def ask(path: str) -> Any:
        async def fetch() -> Any:
            await shown.invoke_startup()
            return await shown.client.get(path, follow_redirects=True)

        return asyncio.run(fetch())

    return ask


def test_every_table_and_view_opens_with_its_words(get: Get) -> None:
    front = get("/copy.json").json()
    names = [table["name"] for table in front["tables"]] + [
        view if isinstance(view, str) else view["name"] for view in front["views"]
    ]
    assert {"v_changes", "v_open_work", "v_source_health", "captures", "chain"} <= set(names)
    for name in names:
        answer = get(f"/copy/{name}")
        assert answer.status_code == 200, (name, answer.text[-500:])
    page = get("/copy/v_changes").text
    assert "Changes with the names that a reader needs." in page
    assert get("/copy/changes").text.count("it never changes") >= 1


def test_machinery_is_hidden_and_evidence_is_not(get: Get) -> None:
    hidden = {table["name"]: table["hidden"] for table in get("/copy.json?_hidden=1").json()["tables"]}
    assert hidden["parse_attempts"]
    assert not hidden["changes"]
    assert not hidden["captures"]


def test_changes_are_searched_sorted_and_narrowed(get: Get) -> None:
    found = get("/copy/v_changes.json?_search=customer&_shape=objects").json()
    assert [row["citation"] for row in found["rows"]] == ["Act § 1"]
    assert get("/copy/v_changes.json?_search=nothingofthekind&_shape=objects").json()["rows"] == []
    facets = get("/copy/v_changes.json?_facet=severity").json()["facet_results"]
    assert "severity" in json.dumps(facets)
    law = get("/copy/v_provision_words.json?_search=opts&_shape=objects").json()["rows"]
    assert law
    assert all("opt" in row["words"] for row in law)


def test_a_row_is_found_by_its_key_with_what_it_refers_to(get: Get) -> None:
    rows = get("/copy/changes.json?_shape=objects").json()["rows"]
    answer = get(f"/copy/changes/{rows[0]['num']}")
    assert answer.status_code == 200
    assert "/copy/versions/" in get("/copy/changes").text


def test_sql_asks_what_the_documentation_asks(get: Get) -> None:
    sql = "select practice, count(*) as n from v_open_work group by practice"
    answer = get(f"/copy.json?_shape=objects&sql={sql.replace(' ', '+')}")
    assert answer.status_code == 200
    assert answer.json()["rows"]
