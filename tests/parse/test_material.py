"""A digest stands for a reading: equal digests, equal documents."""

from __future__ import annotations

import pytest

from regdrift.model.document import LegalDocument
from regdrift.parse import ReadHints, read
from regdrift.parse.material import material_of

PAGE = (
    b"<html lang='en'><head><title>Data Act</title></head><body><p>Printed at %b</p>"
    b"<main><h2>Section 1. Duties</h2><p>(a) A carrier %b obtain consent.</p><p>(b) No sale of data.</p></main>"
    b"</body></html>"
)
HINTS = ReadHints(media_type="text/html", select="main", jurisdiction="US-ME")


def page(hour: bytes = b"noon", verb: bytes = b"shall") -> bytes:
    return PAGE % (hour, verb)


def test_what_stands_outside_the_selected_part_changes_neither_digest_nor_reading() -> None:
    assert material_of(page(), HINTS) is not None
    assert material_of(page(), HINTS) == material_of(page(hour=b"one o'clock"), HINTS)
    assert isinstance(read(page(), HINTS), LegalDocument)
    assert read(page(), HINTS) == read(page(hour=b"one o'clock"), HINTS)


@pytest.mark.parametrize(
    "other",
    [
        page(verb=b"may"),
        page().replace(b"<h2>", b"<h2 id=x>"),
        page().replace(b"Data Act", b"Data Act of 2027"),
        page().replace(b"lang='en'", b"lang='fr'"),
    ],
)
def test_all_that_the_reading_sees_is_in_the_digest(other: bytes) -> None:
    assert material_of(other, HINTS) != material_of(page(), HINTS)


def test_another_selector_is_another_digest() -> None:
    hints = ReadHints(media_type="text/html", select="body > main", jurisdiction="US-ME")
    assert material_of(page(), hints) != material_of(page(), HINTS)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"<html><title>Just a moment...</title><body>wait</body></html>", page().replace(b"main>", b"div>")],
)
def test_what_is_no_page_of_law_has_none(body: bytes) -> None:
    assert material_of(body, HINTS) is None


def test_without_a_selector_there_is_none() -> None:
    assert material_of(page(), ReadHints(media_type="text/html")) is None
