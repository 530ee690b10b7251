"""Bundles: the parts of a law side by side, the documents of a list under their names, faults told, never repealed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse import read

EXAMPLE = Path(__file__).parent / "examples" / "bundle" / "acts.json"


def bundle(kind, *bodies, **fields):
    parts = [{"name": f"part {n}", "url": "https://x.example", "text": body, **fields} for n, body in enumerate(bodies)]
    return json.dumps({"schema": "regdrift/bundle@1", "kind": kind, "parts": parts}).encode()


def text_of(number):
    return json.loads(EXAMPLE.read_text(encoding="utf-8"))["parts"][number]["text"]


def test_the_example_reads_as_reviewed():
    document = read(EXAMPLE.read_bytes())
    assert isinstance(document, LegalDocument), document
    shape = [[item.path, item.label, item.heading, item.text] for item in document.provisions]
    expected = EXAMPLE.with_name("acts.json.expected.json")
    if not expected.exists():
        expected.write_text(json.dumps(shape, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{expected.name} was missing and is now written: review it")
    assert shape == json.loads(expected.read_text(encoding="utf-8"))


def test_sections_of_a_law_that_bear_one_number_on_two_pages_are_both_kept():
    document = read(bundle("law", text_of(0), text_of(1)))
    assert isinstance(document, LegalDocument)
    assert [item.path for item in document.provisions] == ["1", "1~2"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (bundle("law"), "no_provisions"),
        (bundle("collection", text_of(0))[:-9], "malformed"),
        (bundle("law", text_of(0), "  "), "empty"),
        (bundle("collection", text_of(0), ""), "empty"),
        (bundle("law", bundle("law", text_of(0)).decode()), "malformed"),
        (b'{"schema": "regdrift/bundle@1", "parts": [7]}', "malformed"),
    ],
)
def test_a_broken_bundle_or_part_is_unreadable(body, reason):
    found = read(body)
    assert isinstance(found, Unreadable)
    assert found.reason == reason
