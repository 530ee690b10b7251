"""``regdrift compare --json`` over every real pair: exit code, shape, exact redlines, verbatim quotes."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from regdrift.cli import run_command

sys.path.insert(0, str(Path(__file__).parent))
from replay import Pair, load_pairs

pytestmark = pytest.mark.corpus


def compare(*arguments: str) -> tuple[int, dict]:
    """Run ``compare --json`` in this process; gives its exit code and its object."""
    out, talk = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(talk):
        code = run_command(["compare", "--json", *arguments])
    assert "internal error" not in talk.getvalue(), talk.getvalue()
    return code, json.loads(out.getvalue())


@pytest.fixture(scope="module")
def pairs(corpus: Path) -> list[Pair]:
    return load_pairs(corpus)


@pytest.fixture(scope="module")
def compared(corpus: Path, pairs: list[Pair]) -> dict[str, tuple[int, dict]]:
    """Give exit code and object of each pair, compared with the declared practices."""
    practices = str(corpus.parent / "impact" / "practices.yaml")
    return {
        pair.id: compare(
            str(pair.before), str(pair.after),
            "--practices", practices,
            "--jurisdiction", pair.jurisdiction,
            "--kind", "bill" if pair.kind == "bill_pair" else "statute",
            "--language", pair.language.split(",")[0].strip()[:2],
        )
        for pair in pairs
    }  # fmt: skip


def every_change(compared: dict[str, tuple[int, dict]]) -> Iterator[tuple[str, dict]]:
    for name, (_, shape) in compared.items():
        yield from ((f"{name} {change['kind']} {change['citation']}", change) for change in shape["changes"])


def sides(change: dict) -> list[dict]:
    """Give all sides of a change."""
    single = [change["before"], change["after"], *change.get("befores", ()), *change.get("afters", ())]
    return [side for side in single if side]


def text_of(change: dict, one: str, many: str) -> str:
    """Give the text that a redline must rebuild: of one side, or of the sides joined by newlines."""
    if many in change:
        return "\n".join(side["text"] for side in change[many])
    return change[one]["text"] if change[one] else ""


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_pair_has_the_shape_of_the_contract(compared: dict[str, tuple[int, dict]]) -> None:
    schema = json.loads(resources.files("regdrift.data").joinpath("schemas", "compare.json").read_text("utf-8"))
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    wrong = {
        name: [f"{error.json_path}: {error.message[:200]}" for error in checker.iter_errors(shape)]
        for name, (_, shape) in compared.items()
    }
    assert compared
    assert not {name: errors for name, errors in wrong.items() if errors}


def test_exit_code_tells_changes_and_unreadable_files(compared: dict[str, tuple[int, dict]], pairs: list[Pair]) -> None:
    lost = {pair.id for pair in pairs if pair.kind == "fetch_failure_pair"}
    assert lost
    for name, (code, shape) in compared.items():
        if name in lost:
            assert (code, shape["status"], shape["changes"]) == (2, "unreadable", []), name
            assert shape["warnings"], name
        else:
            assert shape["status"] == "ok", (name, shape["warnings"])
            assert code == (1 if shape["changes"] else 0), name


def test_redlines_rebuild_both_texts_exactly(compared: dict[str, tuple[int, dict]]) -> None:
    seen = 0
    for name, change in every_change(compared):
        old = "".join(text for mark, text in change["redline"] if mark in "=-")
        new = "".join(text for mark, text in change["redline"] if mark in "=+")
        assert old == text_of(change, "before", "befores"), name
        assert new == text_of(change, "after", "afters"), name
        seen += 1
    assert seen > 100


def test_quotes_of_signals_are_verbatim(compared: dict[str, tuple[int, dict]]) -> None:
    invented = []
    for name, change in every_change(compared):
        words = squeezed(
            "\n".join(
                piece
                for side in sides(change)
                for piece in (*side["context"], side["label"] or "", side["heading"] or "", side["text"])
            )
        )
        quotes = [signal["quote"] for signal in change["signals"]]
        quotes += [signal[side] for signal in change["signals"] for side in ("before", "after") if signal[side]]
        quotes += [reason["quote"] for impact in change["impacts"] for reason in impact["reasons"]]
        invented += [(name, quote) for quote in quotes if squeezed(quote) not in words]
    assert not invented, invented[:5]


def test_change_ids_are_unique_and_practices_name_them(compared: dict[str, tuple[int, dict]]) -> None:
    touched = 0
    for name, (_, shape) in compared.items():
        ids = [change["id"] for change in shape["changes"]]
        assert len(ids) == len(set(ids)), name
        for row in shape["practices"]:
            assert row["score"] > 0, name
            assert set(row["changes"]) <= set(ids), name
            touched += 1
    assert touched


def test_substance_agrees_with_the_changes(compared: dict[str, tuple[int, dict]]) -> None:
    for name, (_, shape) in compared.items():
        kinds = {change["kind"] for change in shape["changes"]}
        if shape["status"] == "ok" and not kinds:
            assert shape["substance"] == "none", name
        if shape["substance"] == "pending":
            assert "pending" in kinds, name


def test_a_file_against_itself_is_no_change(pairs: list[Pair]) -> None:
    for pair in pairs:
        code, shape = compare(str(pair.before), str(pair.before))
        assert (code, shape["status"], shape["changes"], shape["substance"]) == (0, "ok", [], "none"), pair.id
