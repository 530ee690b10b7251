"""``check``: what it tells, and how it ends."""

from __future__ import annotations

import pytest
from terminal import Pages, Runner, law

PRACTICES = """\
schema: regdrift/practices@1
organization: {name: Illustration}
practices:
  - id: clinic
    name: Patient records
    jurisdictions: [US]
    data_categories: [user.health_and_medical]
    data_uses: [essential.service]
    regimes: [hipaa]
"""
HEALTH = "7.1 Patients | A clinic shall notify each affected patient of a breach of health information within {} days."


@pytest.fixture
def clinic(fresh: Runner, pages: Pages) -> Runner:
    pages.texts = {"health": law(HEALTH.format(60), "7.2 Records | A clinic shall keep records.")}
    pages.texts["calm"] = law("7.1 Notice | A clinic shall publish a notice.")
    fresh.write("sources.yaml", pages.sources("calm", "health"))
    fresh.write("practices.yaml", PRACTICES)
    assert fresh("check", "-q").code == 0
    return fresh


def test_changes_come_first_and_what_is_unchanged_is_counted(clinic: Runner, pages: Pages) -> None:
    pages.texts["health"] = pages.texts["health"].replace("60 days", "15 days")
    done = clinic("check", "--json")
    assert [row["source"] for row in done.json] == ["health", "calm"]
    assert done.json[0]["practices"] == ["clinic"]
    quiet = clinic("check")
    assert (quiet.code, quiet.out) == (0, "")
    assert "2 sources: 2 unchanged" in quiet.err


def test_fail_on_is_told_by_the_exit_code(clinic: Runner, pages: Pages) -> None:
    pages.texts["health"] = pages.texts["health"].replace("60 days", "15 days")
    assert clinic("check", "--fail-on", "low").code == 1
    assert clinic("check", "--fail-on", "low").code == 0


def test_sources_are_chosen_by_their_beginning(clinic: Runner) -> None:
    assert [row["source"] for row in clinic("check", "hea", "--json").json] == ["health"]


def test_probing_stores_nothing(clinic: Runner, pages: Pages) -> None:
    before = clinic.database.read_bytes()
    pages.texts["calm"] = "<html><body><p>Checking your browser before you continue.</p></body></html>"
    done = clinic("sources", "check", "--json")
    assert done.code == 3
    assert {row["id"]: row["readable"] for row in done.json} == {"calm": False, "health": True}
    assert clinic.database.read_bytes() == before


def test_nothing_enabled_is_said_and_stays_valid_json(clinic: Runner, pages: Pages) -> None:
    clinic.write("sources.yaml", pages.sources("calm").replace("delay: 0", "delay: 0, enabled: false"))
    done = clinic("check", "--json")
    assert (done.code, done.json) == (0, [])
    assert "no source is enabled" in done.err


@pytest.fixture
def lost(clinic: Runner, pages: Pages) -> Runner:
    """A source that lost most of its law without a word on why."""
    sections = [f"7.{number} Heading {number} | A clinic shall keep record {number} for a year." for number in range(9)]
    pages.texts["calm"] = law(*sections)
    assert clinic("check", "calm", "--json").json[0]["outcome"] == "changed"
    pages.texts["calm"] = law(sections[0])
    done = clinic("check", "calm", "--json")
    assert (done.code, done.json[0]["outcome"]) == (3, "unreadable")
    assert clinic("sources", "show", "calm", "--json").json["quarantine"]
    return clinic


def test_a_rejected_loss_stays_evidence_and_no_change(lost: Runner) -> None:
    before = lost("log", "--json").json
    rejected = lost("sources", "reject", "calm", "--json").json
    assert rejected == {"source": "calm", "accepted": False, "outcome": "unreadable", "changes": 0}
    again = lost("sources", "accept", "calm")
    assert again.code == 2
    assert "nothing is in quarantine" in again.err
    assert lost("log", "--json").json == before


def test_an_accepted_loss_becomes_repeals(lost: Runner) -> None:
    accepted = lost("sources", "accept", "calm", "--json").json
    assert (accepted["outcome"], accepted["changes"]) == ("changed", 8)
    assert {row["kind"] for row in lost("log", "--limit", "8", "--json").json} == {"repealed"}
    assert lost("verify").code == 0
