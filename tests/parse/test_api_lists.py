"""Bills and lists of services: illustrations as reviewed, recorded payloads whole, broken ones refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from regdrift.model.document import LegalDocument, Stage, Unreadable
from regdrift.parse import read

FOLDER = Path(__file__).parent / "examples"
NAMES = ("bill_api", "legifrance_api", "regulations_gov_api")
EXAMPLES = [path for name in NAMES for path in (FOLDER / name).glob("*.json")]
EXAMPLES = sorted(path for path in EXAMPLES if not path.name.endswith("expected.json"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_reads_as_reviewed(path):
    document = read(path.read_bytes())
    assert isinstance(document, LegalDocument), document
    assert document.format == path.parent.name
    shape = {
        "title": document.title,
        "stage": document.stage,
        "provisions": [[one.path, one.label, one.heading, one.text, one.status] for one in document.provisions],
        "notes": [[note.kind, note.text] for note in document.notes],
    }
    expected = path.with_name(path.name + ".expected.json")
    if not expected.exists():
        expected.write_text(json.dumps(shape, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{expected.name} was missing and is now written: review it")
    assert json.loads(json.dumps(shape)) == json.loads(expected.read_text(encoding="utf-8"))
    assert isinstance(read(path.read_bytes()[:-20]), Unreadable)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("api-legiscan-bill-HB2/HB2.json", None),
        ("api-legiscan-bill-HB3/HB3.json", Stage.PASSED_ONE_CHAMBER),
        ("api-regulations_docs/regulations_docs.json", None),
    ],
)
def test_recorded_payloads_are_read(name, stage):
    root = os.environ.get("REGDRIFT_CORPUS")
    if not root:
        pytest.skip("REGDRIFT_CORPUS is not set")
    document = read((Path(root) / "api_payload" / name).read_bytes())
    assert isinstance(document, LegalDocument), document
    assert stage is None or document.stage is stage
