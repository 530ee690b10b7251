"""Lists of the Federal Register's API: an invented one as reviewed, recorded ones whole, broken ones refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regdrift.model.document import LegalDocument, Stage, Unreadable
from regdrift.parse import read

EXAMPLE = Path(__file__).parent / "examples" / "federal_register_api" / "list.json"


def listing(*kinds):
    documents = json.loads(EXAMPLE.read_text(encoding="utf-8"))["results"]
    chosen = [item for item in documents if item["type"] in kinds]
    return json.dumps({"count": len(chosen), "results": chosen}).encode()


def test_the_example_reads_as_reviewed():
    document = read(EXAMPLE.read_bytes())
    assert isinstance(document, LegalDocument), document
    shape = {
        "parser": document.parser,
        "title": document.title,
        "stage": document.stage,
        "provisions": [
            [item.path, item.label, item.heading, item.text, item.citation, item.kind, item.status]
            for item in document.provisions
        ],
        "notes": [[note.kind, note.text, note.provision_path] for note in document.notes],
    }
    expected = EXAMPLE.with_name("list.json.expected.json")
    if not expected.exists():
        expected.write_text(json.dumps(shape, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{expected.name} was missing and is now written: review it")
    assert json.loads(json.dumps(shape)) == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("kinds", "stage"),
    [(("Rule",), Stage.PUBLISHED), (("Proposed Rule",), Stage.PROPOSED), (("Rule", "Proposed Rule"), None)],
)
def test_a_list_has_a_stage_where_all_its_rules_are_at_the_same(kinds, stage):
    document = read(listing(*kinds))
    assert isinstance(document, LegalDocument)
    assert document.stage is stage


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (listing(), "no_provisions"),
        (listing("Rule")[:-20], "malformed"),
        (b'{"count": 1, "results": [' + b'{"document_number": ' + b"[" * 100_000, "malformed"),
        (b'{"count": 1, "results": [{"document_number": "1"}, 7]}', "malformed"),
    ],
)
def test_an_empty_or_broken_list_is_unreadable(body, reason):
    result = read(body)
    assert isinstance(result, Unreadable)
    assert (result.format, result.reason) == ("federal_register_api", reason)


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["a", "b"])
def test_every_recorded_document_is_one_passage_with_its_citation(corpus, name):
    path = corpus / "api_payload" / f"fr-api-documents-{name}" / f"documents-{name}.json"
    documents = json.loads(path.read_bytes())["results"]
    read_back = read(path.read_bytes())
    assert isinstance(read_back, LegalDocument), read_back
    assert [item.path for item in read_back.provisions] == [item["document_number"].lower() for item in documents]
    assert [item.citation for item in read_back.provisions] == [item["citation"] for item in documents]
    said = {item["document_number"].lower(): item["effective_on"] for item in documents if item["effective_on"]}
    assert all(on in item.text for item in read_back.provisions if (on := said.get(item.path)))
    assert said
