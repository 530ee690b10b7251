"""Lists that a publisher's service gives page by page, and its answers as the bytes that are kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from regdrift.fetch.connectors.answers import failure_of, read_json_object, shape_changed
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchFailure, FetchRefused, NotModified, Validators
from regdrift.model.source import Source

MOST_PAGES = 20

Rows = list[Mapping[str, object]]
Page = Callable[[Mapping[str, object]], tuple[Rows, bool] | None]
"""Gives the rows of an answer and whether there is another page; None where the answer has another shape."""


def read_pages(
    getter: PageGetter, source: Source, request_of: Callable[[int], PageRequest], read: Page, publisher: str
) -> tuple[Capture, Rows] | FetchFailure | FetchRefused | NotModified:
    """Give the first answer and the rows of all pages, counted from 1; the failure of any page is the result.

    A page that repeats rows of those before, and more than 20 pages, are failures: a list with holes looks like
    documents withdrawn.
    """
    rows: Rows = []
    known: set[str] = set()
    first: Capture | None = None
    number = 0
    while True:
        number += 1
        answer = getter.get(source, request_of(number), Validators())
        if not isinstance(answer, Capture):
            return answer
        first = first or answer
        found = read(read_json_object(answer) or {})
        if found is None:
            return shape_changed(answer, publisher, "a JSON object with the documented list")
        texts = [json.dumps(row, sort_keys=True) for row in found[0]]
        if number > 1 and (not texts or known & set(texts)):
            return shape_changed(answer, publisher, "other rows on each page, not those of the pages before")
        known.update(texts)
        rows += found[0]
        if not found[1]:
            return first, rows
        if number == MOST_PAGES:
            return failure_of(answer, "configuration", f"more than {MOST_PAGES} pages match; narrow the source's keys")


def rows_of(answer: Mapping[str, object], name: str) -> Rows | None:
    """Give a list of objects; None where it is none."""
    rows = answer.get(name)
    return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else None


def pick(row: Mapping[str, object], names: Sequence[str]) -> dict[str, object]:
    """Give the named fields of an object, those that it has."""
    return {name: row[name] for name in names if name in row}


def as_json(found: object) -> bytes:
    """Give the bytes that are kept of what was read: equal for equal content."""
    return json.dumps(found, ensure_ascii=False, sort_keys=True, indent=1).encode()
