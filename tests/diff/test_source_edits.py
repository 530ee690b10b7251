"""A small seeded run of edits made in the source files of real laws."""

import importlib
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.corpus
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tally(corpus):
    sys.path.insert(0, str(ROOT))
    try:
        series = importlib.import_module("benchmarks.source_series")
        yield series.run(series.find_laws(corpus, 2), seeds=1)
    finally:
        sys.path.remove(str(ROOT))


def test_links_between_provisions_are_found(tally):
    assert tally.links_true > 1000
    assert tally.links_f1 >= 0.98


def test_kinds_are_told_right(tally):
    assert sum(tally.total.values()) > 80
    assert sum(tally.right.values()) >= 0.95 * sum(tally.total.values()), dict(tally.wrong)


def test_redlines_give_back_both_texts(tally):
    assert tally.redlines_exact == tally.redlines > 0


def test_typography_changes_no_law(tally):
    assert tally.retyped > 50
    assert tally.retyped_wrong == 0


def test_other_navigation_or_markup_changes_no_law(tally):
    assert tally.harmless["navigation"] > 200
    assert tally.harmless["site rebuilt"] > 50
    assert not +tally.harmless_wrong
    assert not tally.dropped["navigation"] + tally.dropped["site rebuilt"]


def test_half_of_a_provision_is_found_far_away(tally):
    assert tally.right["moved_split"] == tally.total["moved_split"] > 3
