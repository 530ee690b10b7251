"""Real law of the corpus: what counsels called editorial has no word of law changed, and what they did not has."""

import csv
import json
from collections import Counter

import pytest
from diff_laws import compare

from regdrift.diff import find_loss
from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse import ReadHints, read

pytestmark = pytest.mark.corpus

SPELLING = {"cnil-guide-2022-05"}
"""Guidance with corrected spelling and a new link: words changed; that they do not matter is for assessment."""
QUIET = {"editorial", "stage"}


def read_pair(corpus, row):
    folder = corpus / row["kind"] / row["id"]
    found = []
    for side in ("before", "after"):
        (file,) = (path for path in folder.iterdir() if path.name.startswith(side))
        found.append(read(file.read_bytes(), ReadHints(name=file.name)))
    return found


@pytest.fixture(scope="module")
def rows(corpus):
    with (corpus / "manifest.csv").open(encoding="utf-8") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def labels(corpus):
    path = corpus.parent / "impact" / "labels.jsonl"
    if not path.is_file():
        pytest.skip(f"the labels are not beside the corpus ({path})")
    return {item["pair"]: item for item in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


@pytest.fixture(scope="module")
def kinds(corpus, rows, labels):
    """Kinds of changes by pair, after what must hold of every change was checked; None where a side is unreadable."""
    found = {}
    for name in labels:
        old, new = read_pair(corpus, rows[name])
        readable = isinstance(old, LegalDocument) and isinstance(new, LegalDocument) and find_loss(old, new) is None
        found[name] = Counter(str(change.kind) for change in compare(old, new).changes) if readable else None
    return found


def test_pairs_called_editorial_change_no_word_of_law(kinds, labels):
    wrong = {
        name: found
        for name, found in kinds.items()
        if labels[name]["substance"] == "editorial" and name not in SPELLING and (found is None or set(found) - QUIET)
    }
    assert not wrong


def test_pairs_called_substantive_change_the_law(kinds, labels):
    wrong = {
        name: found
        for name, found in kinds.items()
        if labels[name]["substance"] == "substantive" and (not found or not set(found) - QUIET - {"pending"})
    }
    assert not wrong


def test_announced_amendment_is_pending_only(kinds, labels):
    pending = [name for name, label in labels.items() if label["substance"] == "pending"]
    assert pending
    assert all(set(kinds[name]) == {"pending"} for name in pending)


def test_lost_body_is_never_a_list_of_repeals(kinds, labels):
    lost = [name for name, label in labels.items() if label["substance"] == "capture_failure"]
    assert lost
    assert all(kinds[name] is None for name in lost)


def test_readable_law_is_never_taken_for_a_loss(kinds, labels):
    assert [name for name, found in kinds.items() if found is None] == [
        name for name, label in labels.items() if label["substance"] == "capture_failure"
    ]


def test_headings_whose_text_vanished_are_a_loss_also_for_the_diff(corpus, rows):
    old, _ = read_pair(corpus, rows["de-ttdsg-broken-2022-10"])
    bare = [type(item)(item.path, item.label, item.heading, "", item.citation, item.kind) for item in old.provisions]
    new = LegalDocument(old.format, old.parser, tuple(bare), old.language)
    assert isinstance(find_loss(old, new), Unreadable)
