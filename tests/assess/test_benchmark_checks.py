"""The checks of the impact benchmark: thresholds on laws left out, citations blanked."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.impact import Pair, law_of, leave_one_law_out, without_citations


def pair(name: str, peak: float, label: str | None) -> Pair:
    found = Pair(name, {"practices": {"p": label} if label else {}})
    found.baseline, found.peaks = {"p": 0.0}, {"p": peak}
    return found


def test_versions_of_one_law_are_one_law() -> None:
    assert law_of("dc-28-3851-2020-06-22") == law_of("dc-28-3851-2022-04-01") == "dc-28-3851"
    assert law_of("de-bdsg-2021-12") == "de-bdsg"
    assert law_of("fr-cpce-L34-1-2006-01-24") == "fr-cpce-L34-1"


def test_a_law_unlike_the_others_lowers_the_left_out_figure() -> None:
    alike = [pair(f"law{n}-2020", 0.5, "high") for n in range(4)] + [pair(f"calm{n}-2020", 0.3, None) for n in range(4)]
    _, same = leave_one_law_out(alike)
    chosen, mixed = leave_one_law_out([*alike, pair("odd-2020", 0.26, "high")])
    assert same == 1.0
    assert mixed < same
    assert sum(chosen.values()) == 9


def test_blanking_takes_citations_and_leaves_what_numbers_the_law() -> None:
    text = '# § 22 Auskunft\n<num value="§ 5">1</num> Under 15 U.S.C. 1681a(f) and section 603, notify.'
    blank = without_citations(text)
    assert "# § 22 Auskunft" in blank
    assert '<num value="§ 5">1</num>' in blank
    assert "1681a" not in blank
    assert "603" not in blank
