"""The documentation is true: schema, links, examples, JSON keys."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from regdrift.cli import cli
from regdrift.data.load_rules import check_rule_book, load_rule_book, read_rule
from regdrift.diff import compare_documents
from regdrift.errors import RegdriftError, UsageError
from regdrift.fetch.connectors.shape import PageRequest
from regdrift.model.alert import Alert, AlertKind
from regdrift.model.capture import Capture, FetchFailure, Validators
from regdrift.model.level import Level
from regdrift.model.source import Source
from regdrift.notify.result import Delivered, Surroundings
from regdrift.parse.hints import ReadHints
from regdrift.store.history import History
from regdrift.store.schema import EVIDENCE_TABLES

sys.path.insert(0, str(Path(__file__).parent))
from history_schema import COPY, columns, shapes

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_FENCE = re.compile(r"```.*?```", re.DOTALL)


def blocks(name: str, language: str) -> list[str]:
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, played once for the module."""
    folder = tmp_path_factory.mktemp("docs") / "demo"
    subprocess.run([sys.executable, "-m", "regdrift", "demo", "--json", "--into", str(folder)], check=True)
    return folder


def test_the_history_is_described_column_by_column(tmp_path: Path) -> None:
    with History.open(tmp_path / "regdrift.db"):
        pass
    with closing(sqlite3.connect(tmp_path / "regdrift.db")) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%_fts%' AND name NOT LIKE '_sqlite%'"
        )
        real = {
            name: [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({name})")] for (name,) in names
        }
    assert columns() == real


def test_datasette_is_told_what_the_page_says() -> None:
    kept = json.loads(COPY.read_text(encoding="utf-8"))
    assert kept == shapes(), "docs/history.md changed: run `python tests/history_schema.py`"


def test_evidence_is_marked_as_evidence() -> None:
    text = (DOCS / "history.md").read_text(encoding="utf-8")
    assert {name for name in columns() if f"### {name}\n\nE. " in text} == set(EVIDENCE_TABLES)


@pytest.mark.parametrize("page", sorted([*DOCS.glob("*.md"), ROOT / "README.md"]), ids=lambda page: page.name)
def test_no_link_leads_nowhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = [found["target"] for found in _LINK.finditer(text)]
    local = [target.partition("#")[0] for target in targets if "://" not in target and not target.startswith("#")]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("query", blocks("history.md", "sql"), ids=lambda query: query.split("\n")[0][:40])
def test_the_queries_answer(played: Path, query: str) -> None:
    with closing(sqlite3.connect(f"file:{played / 'regdrift.db'}?mode=ro", uri=True)) as connection:
        rows = connection.execute(query).fetchall()
    assert rows or "work_events" in query  # nobody has worked on the demonstration's items yet


_SHAPE = re.compile(r"^\| `(?P<command>[^`]+)` \| (?P<gives>list|object) \| (?P<keys>.+) \|$", re.MULTILINE)
_SHAPES = list(_SHAPE.finditer((DOCS / "json.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize("shape", _SHAPES, ids=[shape["command"] for shape in _SHAPES])
def test_a_command_gives_the_keys_that_are_told(played: Path, shape: re.Match[str]) -> None:
    place = ["--db", str(played / "regdrift.db"), "--config", str(played)]
    done = CliRunner().invoke(cli, [*shlex.split(shape["command"]), "--json", *place])
    found = json.loads(done.stdout)
    assert isinstance(found, list) == (shape["gives"] == "list")
    keys = set(found[0] if isinstance(found, list) else found)
    assert keys == set(re.findall(r"`(\w+)`", shape["keys"]))


def example(kind: str) -> dict[str, Any]:
    """Run an example of docs/extending.md; give its names."""
    (text,) = blocks("extending.md", f"python {kind}")
    module = ModuleType(f"example_{kind}")
    sys.modules[module.__name__] = module
    exec(compile(text, f"docs/extending.md: {kind}", "exec"), vars(module))
    return vars(module)


def test_the_example_of_a_format_reads_law_and_refuses_what_is_none() -> None:
    item = example("format")["FORMAT"]
    old = b"RULE 1. Notice.\nTell people first.\nRULE 2. Fee.\nNone is due.\n"
    read = [item.parse(old.replace(b"first", after), ReadHints()) for after in (b"first", b"afterwards")]
    assert item.sniff(old, ReadHints()) > item.sniff(b"Nothing here", ReadHints())
    assert [one.citation for one in read[0].provisions] == ["Rule 1", "Rule 2"]
    found = compare_documents(read[0], read[1])
    assert [(str(change.kind), change.afters[0].citation) for change in found.changes] == [("amended", "Rule 1")]
    assert item.parse(b"Nothing here", ReadHints()).reason == "no_provisions"


def test_the_example_of_a_rule_fires_and_its_words_are_known() -> None:
    (text,) = blocks("extending.md", "json rule")
    book = load_rule_book()
    extended = replace(book, rules=(*book.rules, read_rule(json.loads(text))))
    check_rule_book(extended)
    with pytest.raises(RegdriftError, match="X77"):
        check_rule_book(
            replace(book, rules=(*book.rules, read_rule(json.loads(text.replace("call_recording", "nothing")))))
        )


def test_the_example_of_a_channel_bears_a_second_delivery(tmp_path: Path) -> None:
    names = example("channel")
    alert = Alert("a1", AlertKind.TEST, Level.HIGH, "all", "ledger", "ledger", "test", "en", {})
    ledger = names["LedgerChannel"]("ledger", str(tmp_path / "ledger.txt"))
    surroundings = Surroundings(datetime(2026, 11, 27, tzinfo=UTC))
    for _ in range(2):
        assert isinstance(names["send"](alert, ledger, surroundings), Delivered)
    assert len((tmp_path / "ledger.txt").read_text(encoding="utf-8").splitlines()) == 1
    lost = names["LedgerChannel"]("ledger", str(tmp_path / "no" / "ledger.txt"))
    assert names["send"](alert, lost, surroundings).channel_down


def test_the_example_of_a_connector_asks_for_its_key_and_refuses_a_strangers_page() -> None:
    connector = example("connector")["CONNECTOR"]
    source = Source("acts", "Acts", "US", connector="parliament", options={"act": "2026/12"})
    answers = iter((b"<article>Law</article>", b"<p>Sign in</p>"))

    class Getter:
        def get(self, source: Source, request: PageRequest, validators: Validators) -> Capture:
            body = next(answers)
            digest = hashlib.sha256(body).hexdigest()
            return Capture(request.url, request.url, 200, {}, body, digest, datetime(2026, 11, 27, tzinfo=UTC), 0.1)

    assert isinstance(connector.collect(Getter(), source, Validators()), Capture)
    failed = connector.collect(Getter(), source, Validators())
    assert isinstance(failed, FetchFailure)
    with pytest.raises(UsageError, match="act"):
        connector.plan_requests(replace(source, options={}))
