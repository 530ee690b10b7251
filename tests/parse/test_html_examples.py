"""Self-written examples of loosely structured law, each with the reviewed reading beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regdrift.model.document import LegalDocument
from regdrift.parse import ReadHints, read

_FOLDER = Path(__file__).parent / "examples"
_EXAMPLES = sorted(
    path
    for folder in ("html", "markdown", "plain")
    for path in (_FOLDER / folder).iterdir()
    if not path.name.endswith(".expected.json")
)


def _shape(document: LegalDocument) -> dict[str, object]:
    return {
        "format": document.format,
        "language": document.language,
        "title": document.title,
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
    shape = json.loads(json.dumps(_shape(document)))
    expected = path.with_name(path.name + ".expected.json")
    if not expected.exists():
        expected.write_text(json.dumps(shape, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{expected.name} was missing and is now written: review it")
    assert shape == json.loads(expected.read_text(encoding="utf-8"))
