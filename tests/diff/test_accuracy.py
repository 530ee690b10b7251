"""A small seeded run of the accuracy benchmark, and the growth that a large law allows."""

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from diff_laws import law

from regdrift.diff import compare_documents

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def accuracy():
    sys.path.insert(0, str(ROOT))
    try:
        yield importlib.import_module("benchmarks.diff_accuracy")
    finally:
        sys.path.remove(str(ROOT))


def test_known_edits_are_found(accuracy):
    score = accuracy.run(seeds=2, provisions=600, operations=60)
    assert score.links_f1 >= 0.98
    assert score.kinds_accuracy >= 0.97
    assert score.share("merged") >= 0.90
    assert score.share("split") >= 0.90
    assert score.redlines == score.redlines_exact > 100


def test_few_edits_of_a_large_law_are_all_that_is_found(accuracy):
    old = accuracy.make_law(1, 10_000)
    provisions = list(old.provisions)
    for at in range(0, 10_000, 1_000):
        provisions[at] = replace(provisions[at], text=f"{provisions[at].text} From next year on.")
    diff = compare_documents(old, replace(old, provisions=tuple(provisions)))
    assert len(diff.changes) == 10


@pytest.mark.parametrize("text", ["Repealed.", "The carrier keeps the records of every request for five years."])
def test_equal_texts_under_other_numbers_are_linked_one_to_one(text):
    old = law(*[(str(n), text) for n in range(300)])
    new = law(*[(f"x{n}", text) for n in range(290)])
    linked = [(a, b) for a, b in compare_documents(old, new).links if a and b]
    assert len({a for a, _ in linked}) == len({b for _, b in linked}) == len(linked) == 290
