"""The same illustrative act in two formats: the same places, citations and words, so that a change of source aligns."""

from __future__ import annotations

from pathlib import Path

import pytest

from regdrift.model.document import LegalDocument, ProvisionKind
from regdrift.parse import ReadHints, read
from regdrift.text.normalise import fold

_FOLDER = Path(__file__).parent / "examples"
_PAIRS = [
    ("formex/consolidated.xml", "akn/regulation.xml"),
    ("formex/consolidated.xml", "eurlex_html/official_journal.html"),
    ("formex/consolidated.xml", "eurlex_html/old_journal.html"),
]


def _places(name: str) -> dict[str, tuple[str | None, str]]:
    path = _FOLDER / name
    document = read(path.read_bytes(), ReadHints(name=path.name))
    assert isinstance(document, LegalDocument)
    return {
        item.path: (item.citation, fold(item.full_text))
        for item in document.provisions
        if item.kind in (ProvisionKind.SECTION, ProvisionKind.UNIT, ProvisionKind.RECITAL, ProvisionKind.ANNEX)
    }


@pytest.mark.parametrize(("one", "other"), _PAIRS, ids=[f"{one}-{other}" for one, other in _PAIRS])
def test_one_act_reads_alike_in_two_formats(one: str, other: str) -> None:
    first, second = _places(one), _places(other)
    assert len(first) >= 5
    assert first == second
