"""The shipped catalogue: every entry can be watched, says how far it is known, and the promised places are there."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from regdrift.config import load_sources
from regdrift.config.additions import NewSource, add_sources
from regdrift.config.values import check_jurisdiction
from regdrift.data.load_catalogue import CatalogueEntry, Evidence, find_entries, load_catalogue
from regdrift.fetch.connectors.registry import connector_keys, find_connector
from regdrift.fetch.target import Target, read_target

CATALOGUE = load_catalogue()
CONNECTORS = connector_keys()

STATES_WITH_PRIVACY_LAWS = (
    "CA", "VA", "CO", "CT", "UT", "TX", "OR", "MT", "FL", "DE", "IA", "NE", "NH", "NJ", "TN", "MN", "MD", "IN", "KY",
    "RI", "ME", "NV", "WA", "IL", "NY", "VT", "OK", "LA", "AL",
)  # fmt: skip
LEAST = {
    "US": 50, "EU": 18, "GB": 10, "FR": 8, "DE": 6, "ES": 5, "IE": 4, "CH": 4, "CA": 4, "BR": 4, "IN": 4, "JP": 3,
    "AU": 4,
}  # fmt: skip


def by_id(name: str) -> CatalogueEntry:
    (found,) = [entry for entry in CATALOGUE if entry.id == name]
    return found


def test_there_are_at_least_130_sources_with_ids_and_addresses_of_their_own() -> None:
    assert len(CATALOGUE) >= 130
    for repeated in (Counter(entry.id for entry in CATALOGUE), Counter(entry.url for entry in CATALOGUE)):
        assert [key for key, count in repeated.items() if count > 1] == []


@pytest.mark.parametrize("place", LEAST)
def test_every_promised_place_is_covered(place: str) -> None:
    assert sum(entry.jurisdiction == place for entry in CATALOGUE) >= LEAST[place]


@pytest.mark.parametrize("state", STATES_WITH_PRIVACY_LAWS)
def test_every_state_with_a_privacy_law_has_a_law(state: str) -> None:
    kinds = {str(entry.kind) for entry in find_entries(CATALOGUE, f"US-{state}")}
    assert kinds & {"statute", "bill"}


def test_the_broadband_law_of_maine_is_there() -> None:
    maine = by_id("us-me-isp-privacy")
    assert maine.url == "https://legislature.maine.gov/statutes/35-A/title35-Asec9301.html"
    assert maine.evidence is Evidence.UNVERIFIED
    assert {"isp", "opt-in"} <= set(maine.topics)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_an_entry_is_complete_and_its_address_can_be_asked_for(entry: CatalogueEntry) -> None:
    assert check_jurisdiction(entry.jurisdiction) == entry.jurisdiction
    assert urlsplit(entry.url).scheme == "https"
    assert "{" not in entry.url
    assert isinstance(read_target(entry.url), Target)
    assert entry.connector in CONNECTORS
    assert entry.evidence in set(Evidence)
    assert entry.topics
    for word in (*entry.topics, *entry.regimes):
        assert re.fullmatch("[a-z0-9][a-z0-9_-]*", word)
    assert entry.publisher.strip() == entry.publisher != ""
    assert entry.note is None or entry.note.endswith(".")


def test_the_configuration_takes_every_entry_and_gives_back_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("schema: regdrift/sources@1\nsources: []\n", encoding="utf-8")
    new = [NewSource(entry.as_declaration(), str(entry.evidence), entry.note) for entry in CATALOGUE]
    add_sources(path, new, {}, CONNECTORS)
    read = load_sources(path, {}, CONNECTORS)
    for source, entry in zip(read, CATALOGUE, strict=True):
        assert (source.id, source.name, source.connector) == (entry.id, entry.name, entry.connector)
        assert (source.url, source.options) == ((None if entry.options else entry.url), dict(entry.options))
        assert (source.jurisdiction, source.kind, source.language) == (entry.jurisdiction, entry.kind, entry.language)
        assert (source.topics, source.expect, source.headers) == (entry.topics, entry.expect, entry.headers)
        assert (source.dossier, source.select) == (entry.dossier, entry.select)
        assert find_connector(source.connector).plan_requests(source)


def test_a_feed_never_passes_for_law_in_force() -> None:
    feeds = [entry for entry in CATALOGUE if entry.connector == "feed"]
    assert feeds
    assert {str(entry.kind) for entry in feeds} <= {"news", "guidance", "enforcement", "bill"}


def test_regimes_of_the_rules_find_law() -> None:
    for regime in ("hipaa", "glba", "fcra", "coppa", "ferpa", "ecoa", "part2", "information_blocking", "gdpr"):
        assert find_entries(CATALOGUE, regime=regime), regime


def test_a_whole_finds_its_parts_and_a_part_not_the_whole() -> None:
    country = {entry.jurisdiction for entry in find_entries(CATALOGUE, "US")}
    assert {"US", "US-ME", "US-CA"} <= country
    assert all(code == "US" or code.startswith("US-") for code in country)
    assert {entry.jurisdiction for entry in find_entries(CATALOGUE, "US-ME")} == {"US-ME"}
    assert {entry.jurisdiction for entry in find_entries(CATALOGUE, "UK")} == {"GB"}
    assert {entry.jurisdiction for entry in find_entries(CATALOGUE, "CA")} == {"CA", "CA-QC", "CA-BC", "CA-AB", "CA-ON"}


def test_conditions_hold_together() -> None:
    found = find_entries(CATALOGUE, "US", "Health", "HIPAA")
    assert "us-hipaa-164" in {entry.id for entry in found}
    assert all("health" in entry.topics and "hipaa" in entry.regimes for entry in found)
    assert find_entries(CATALOGUE, "FR", "cookies", "hipaa") == []
    assert find_entries(CATALOGUE) == list(CATALOGUE)


def test_starter_packs_and_catalogue_mean_the_same_by_an_id() -> None:
    folder = files("regdrift.data").joinpath("starter")
    text = "".join(item.read_text("utf-8") for item in folder.iterdir() if item.name.startswith("sources-"))
    declared = dict(re.findall(r"- id: (\S+)\n    name: (.+)", text))
    assert len(declared) >= 15
    assert {name: by_id(name).name for name in declared} == declared
