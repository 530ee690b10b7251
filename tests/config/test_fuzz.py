"""Whatever stands in a file, the answer is a configuration or a list of mistakes with their places."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regdrift.config import load_alerts, load_practices, load_sources
from regdrift.errors import ConfigurationError, Mistake

ROOT = Path(__file__).resolve().parents[2]
LOADERS = {"sources": load_sources, "practices": load_practices, "alerts": load_alerts}
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner))


def told(name: str, path: Path) -> tuple[Mistake, ...] | None:
    """The mistakes; None where the file was read."""
    try:
        LOADERS[name](path, {"SET": "value"})
    except ConfigurationError as error:
        return error.mistakes
    return None


def told_or_read(name: str, path: Path) -> None:
    mistakes = told(name, path)
    if mistakes is None:
        return
    assert mistakes
    assert all(mistake.line >= 1 and mistake.column >= 1 for mistake in mistakes)


@pytest.mark.parametrize("name", LOADERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.text(alphabet=st.characters(codec="utf-8")) | st.text(alphabet="ab:-[]{}&*!|>'\"#%@`,? \n", max_size=60)
)
def test_any_text_is_read_or_told(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(content, encoding="utf-8")
    told_or_read(name, path)


@pytest.mark.parametrize("name", LOADERS)
def test_a_damaged_file_is_read_or_told(tmp_path: Path, name: str) -> None:
    lines = (ROOT / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    chance = random.Random(7)
    path = tmp_path / "file.yaml"
    for _ in range(25):
        damaged = list(lines)
        for _ in range(3):
            at = chance.randrange(len(damaged))
            edit = chance.choice(["drop", "swap", "indent", "null", "list", "number", "${SET}", "${UNSET}"])
            damaged[at] = _edited(damaged[at], edit, chance.choice(lines))
        path.write_text("\n".join(damaged), encoding="utf-8")
        told_or_read(name, path)


def _edited(line: str, edit: str, other: str) -> str:
    head = line.partition(":")[0] + ": "
    match edit:
        case "drop":
            return ""
        case "swap":
            return other
        case "indent":
            return "  " + line
        case "list":
            return head + "[[1, {a: b}]]"
        case "number":
            return head + "-1e99"
        case "null":
            return head + "null"
    return head + edit


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=VALUES,
    key=st.sampled_from(["id", "url", "headers", "expect", "topics", "every", "cron", "auth", "connector"]),
)
def test_any_value_under_any_key_is_read_or_told(tmp_path: Path, value: object, key: str) -> None:

    entry = {"id": "a", "name": "A", "jurisdiction": "FR", "url": "https://law.example/", key: value}
    path = tmp_path / "file.yaml"
    data = {"schema": "regdrift/sources@1", "sources": [entry]}
    path.write_text(json.dumps(data, ensure_ascii=True), encoding="utf-8")
    told_or_read("sources", path)
