"""Self-written examples of publishers' formats with their reviewed readings, and what mutation does to them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse import ReadHints, read
from regdrift.parse.registry import all_formats

_FOLDER = Path(__file__).parent / "examples"
_LOOSE = ("html", "markdown", "plain")
_EXAMPLES = sorted(
    path for path in _FOLDER.glob("*/*") if path.suffix in (".xml", ".pdf", ".html") and path.parent.name not in _LOOSE
)
_XML = [path for path in _EXAMPLES if path.suffix == ".xml"]
_MARKUP = [path for path in _EXAMPLES if path.suffix in (".xml", ".html")]


def _shape(document: LegalDocument) -> dict[str, object]:
    return {
        "parser": document.parser,
        "language": document.language,
        "title": document.title,
        "citation": document.citation,
        "identifiers": dict(document.identifiers),
        "stage": document.stage,
        "dates": [[item.kind, item.on.isoformat(), item.quote] for item in document.dates],
        "provisions": [
            [item.path, item.label, item.heading, item.text, item.continuation, item.citation, item.kind, item.status]
            for item in document.provisions
        ],
        "notes": [[note.kind, note.heading, note.text, note.provision_path] for note in document.notes],
    }


@pytest.mark.parametrize("path", _EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_example_reads_as_reviewed(path: Path) -> None:
    document = read(path.read_bytes(), ReadHints(name=path.name))
    assert isinstance(document, LegalDocument), document
    assert document.format == path.parent.name
    shape = json.loads(json.dumps(_shape(document)))
    expected = path.with_name(path.name + ".expected.json")
    if not expected.exists():
        expected.write_text(json.dumps(shape, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{expected.name} was missing and is now written: review it")
    assert shape == json.loads(expected.read_text(encoding="utf-8"))


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_mutated_examples_give_a_value_and_never_raise(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(_MARKUP)).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.sampled_from([b"", b"<P>", b"</P>", b"(i)", b"&#0;", b"\xff", b"<LIST/>", b"N=", b'"'])
        )
        body = body or bytearray(b"<")
    assert isinstance(read(bytes(body)), LegalDocument | Unreadable)


@pytest.mark.parametrize("path", _XML, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_truncated_xml_is_unreadable_and_never_half_a_law(path: Path) -> None:
    body = path.read_bytes()
    for share in (0.3, 0.6, 0.9):
        result = read(body[: int(len(body) * share)])
        assert isinstance(result, Unreadable)
        assert result.reason == "malformed"


@pytest.mark.parametrize("path", _EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_paths_are_unique_and_children_carry_their_parents_path(path: Path) -> None:
    document = read(path.read_bytes())
    assert isinstance(document, LegalDocument)
    paths = [item.path for item in document.provisions]
    assert len(paths) == len(set(paths))
    for item in document.provisions:
        assert all(part for part in item.path.split("/"))
        assert "\ue000" not in item.full_text + (item.heading or "")


def test_every_format_module_is_registered_and_has_an_example() -> None:
    package = Path(__file__).parents[2] / "src" / "regdrift" / "parse"
    declared = {path.stem for path in package.glob("*.py") if "\nFORMAT = Format(" in path.read_text(encoding="utf-8")}
    names = {item.name for item in all_formats()}
    assert len(names) == len(declared), f"declared in {sorted(declared)}, registered {sorted(names)}"
    for name in names:
        assert any((_FOLDER / name).glob("*.expected.json")), f"tests/parse/examples/{name}/ has no reviewed example"
