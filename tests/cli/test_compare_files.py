"""``compare`` on two files: exit codes, messages, forms."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from terminal import invoke, law

OLD = law("7.1 Consent | A provider may ask for consent.", "7.2 Records | A provider shall keep records for 2 years.")
SCHEMA = json.loads(resources.files("regdrift.data").joinpath("schemas", "compare.json").read_text("utf-8"))


@pytest.fixture
def old(tmp_path: Path) -> str:
    path = tmp_path / "old.html"
    path.write_text(OLD, encoding="utf-8")
    return str(path)


@pytest.fixture
def new(tmp_path: Path) -> str:
    path = tmp_path / "new.html"
    path.write_text(OLD.replace("2 years", "5 years"), encoding="utf-8")
    return str(path)


def test_the_exit_code_tells_a_change(old: str, new: str) -> None:
    assert invoke("compare", old, old).code == 0
    done = invoke("compare", old, new)
    assert done.code == 1
    assert "[- 2-]{+ 5+} years" in done.out


def test_the_printed_schema_fits_what_is_printed(old: str, new: str, tmp_path: Path) -> None:
    schema = invoke("compare", "--schema").json
    assert schema == SCHEMA
    for pair in ((old, new), (old, old), (old, str(tmp_path / "missing"))):
        jsonschema.Draft202012Validator(schema).validate(invoke("compare", *pair, "--json").json)


@pytest.mark.parametrize("body", [None, b"", b"\x00\x01\x02", b"<html><body>Checking your browser</body></html>"])
def test_what_cannot_be_read_is_an_object_with_the_reason(old: str, tmp_path: Path, body: bytes | None) -> None:
    bad = tmp_path / "bad.html"
    if body is not None:
        bad.write_bytes(body)
    for pair in ((old, str(bad)), (str(bad), old)):
        done = invoke("compare", *pair, "--json", "-q")
        assert done.code == 2
        assert done.json["status"] == done.json["substance"] == "unreadable"
        assert done.json["changes"] == []
        assert done.json["warnings"]
        assert done.err.startswith("unreadable: ")
    assert invoke("compare", old, str(bad)).out == ""


def test_both_missing_files_are_named(tmp_path: Path) -> None:
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    warnings = invoke("compare", one, two, "--json").json["warnings"]
    assert len(warnings) == 2
    assert one in warnings[0]
    assert two in warnings[1]


def test_a_folder_and_missing_practices_are_refused(old: str, new: str, tmp_path: Path) -> None:
    assert invoke("compare", old, str(tmp_path)).code == 2
    done = invoke("compare", old, new, "--practices", str(tmp_path / "none.yaml"))
    assert done.code == 2
    assert "none.yaml:1:1" in done.err


def test_practices_are_assessed(old: str, new: str, played: Path) -> None:
    shape = invoke("compare", old, new, "--practices", str(played / "practices.yaml"), "--json").json
    assert isinstance(shape["practices"], list)
    assert "practices" not in invoke("compare", old, new, "--json").json
