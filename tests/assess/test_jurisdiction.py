"""Whose law reaches whom."""

import pytest

from regdrift.model.jurisdiction import EU_MEMBERS, REACH_OF_PART, REACH_UNKNOWN, canonical_jurisdiction, reach


@pytest.mark.parametrize(
    ("law", "people", "expected"),
    [
        ("US", "US-DC", 1.0),
        ("US-federal", "US", 1.0),
        ("EU", "FR", 1.0),
        ("EU", "DE-BY", 1.0),
        ("EU", "GB", 0.0),
        ("UK", "GB", 1.0),
        ("US-CA", "US", REACH_OF_PART),
        ("FR", "EU", REACH_OF_PART),
        ("US-CA", "US-NY", 0.0),
        ("FR", "US", 0.0),
        ("US-CA", "FR", 0.0),
        (None, "FR", REACH_UNKNOWN),
    ],
)
def test_law_reaches_people_inside_its_territory(law: str | None, people: str, expected: float) -> None:
    assert reach(law, people) == expected


def test_a_code_that_only_starts_alike_is_another_place() -> None:
    assert reach("US-M", "US-ME") == 0.0


def test_the_union_has_27_members() -> None:
    assert len(EU_MEMBERS) == 27


@pytest.mark.parametrize(
    ("written", "code"), [("uk", "GB"), ("UK-SCT", "GB-SCT"), ("US-federal", "US"), ("us_ca", "US-CA"), (" fr ", "FR")]
)
def test_aliases_become_codes(written: str, code: str) -> None:
    assert canonical_jurisdiction(written) == code
