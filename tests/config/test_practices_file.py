"""practices.yaml: what is read, its version, and the gaps that are found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from regdrift.config import check_practices, load_practices
from regdrift.errors import ConfigurationError
from regdrift.model.alert import Person
from regdrift.model.practice import ConsentModel, Notice, PracticeRegister

HEAD = "schema: regdrift/practices@1\norganization: {name: Example}\npractices:\n"
ENTRY = """\
  - id: p
    name: P
    jurisdictions: [FR]
    owner: team
    data_categories: [user.contact.email]
    data_uses: [marketing.communications.email]
    data_subjects: [customer]
    consent: {model: opt_in, lawful_basis: consent, evidence: log, withdrawal: {methods: [link]}}
    retention: {period: P1Y, trigger: last contact}
"""


def load(tmp_path: Path, text: str) -> PracticeRegister:
    path = tmp_path / "practices.yaml"
    path.write_text(text, encoding="utf-8")
    return load_practices(path, {})


def mistakes(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    return "\n".join(str(mistake).removeprefix(f"{tmp_path}/") for mistake in caught.value.mistakes)


def rules(tmp_path: Path, entry: str) -> dict[str, int]:
    register = load(tmp_path, HEAD + entry)
    return {found.rule: found.line for found in check_practices(register, tmp_path / "practices.yaml")}


def test_the_companys_example_of_the_corpus_loads(corpus: Path) -> None:
    register = load_practices(corpus.parent / "impact" / "practices.yaml", {})
    assert len(register.practices) == 22
    assert {practice.id for practice in register.practices} >= {"data-lake", "bert-training", "children-accounts-us"}


def test_every_key_reaches_the_model(tmp_path: Path) -> None:
    text = (
        HEAD
        + ENTRY
        + (
            "    systems: [crm]\n    channels: [email, push]\n"
            "    notices: [short, {id: long, given: before_collection}]\n"
            "    storage: {kind: data_lake, locations: [UK], encrypted_at_rest: partial, access: broad,"
            " pseudonymised: true}\n"
            "    sharing: {recipients: [x], sale: true, cross_context_ads: false}\n    transfers: [US]\n"
            "    automated_decision: {significant_effect: true, human_review: on request}\n"
            "    ai_training: {purpose: p, opt_out_offered: true, deidentified: partial}\n"
            "    age: {min: 3, max: 12}\n    regimes: [coppa]\n    us_statuses: {isp: true}\n"
        )
    )
    (practice,) = load(tmp_path, text).practices
    assert practice.consent.model is ConsentModel.OPT_IN
    assert practice.notices == (Notice("short"), Notice("long", "before_collection"))
    assert practice.storage.locations == ("GB",)
    assert practice.storage.encrypted_at_rest == "partial"
    assert practice.automated_decision is not None
    assert practice.automated_decision.human_review == "on request"
    assert practice.age is not None
    assert (practice.age.min, practice.us_statuses) == (3, {"isp": True})


def test_defaults_are_joined_key_by_key(tmp_path: Path) -> None:
    text = (HEAD + ENTRY).replace("practices:", "defaults: {retention: {period: P9Y}, channels: [sms]}\npractices:")
    text = text.replace("period: P1Y, ", "")
    (practice,) = load(tmp_path, text).practices
    assert practice.retention is not None
    assert (practice.retention.period, practice.retention.trigger) == ("P9Y", "last contact")
    assert practice.channels == ("sms",)


def test_the_version_is_the_meaning_not_the_layout(tmp_path: Path) -> None:
    version = load(tmp_path, HEAD + ENTRY).version
    assert re.fullmatch("[0-9a-f]{16}", version)
    relaid = "# a comment\n" + HEAD.replace("{name: Example}", "\n  name: 'Example'  # who") + "\n" + ENTRY
    assert load(tmp_path, relaid).version == version
    assert load(tmp_path, HEAD + ENTRY.replace("P1Y", "P2Y")).version != version


def test_mistakes_of_practices_are_told_with_suggestions(tmp_path: Path) -> None:
    entry = (
        ENTRY.replace("user.contact.email", "user.contact.emial")
        .replace("[customer]", "[x.child, persons]")
        .replace("P1Y", "1 year")
        .replace("opt_in", "optin")
        .replace("[FR]", "[]")
    )
    told = mistakes(tmp_path, HEAD + entry + "    age: {min: 9, max: 2}\n    channels: [fax]\n    consnet: {}\n")
    assert "practices.yaml:8:23: practices.0.data_categories.0: 'user.contact.emial' is no fideslang 3.1.4 key" in told
    assert "did you mean 'user.contact.email'?" in told
    assert "practices.0.data_subjects.1: 'persons' is no fideslang 3.1.4 key" in told
    assert (
        "12:25: practices.0.retention.period: '1 year' is not an ISO 8601 duration such as P30D, P1Y or PT72H" in told
    )
    assert "11:22: practices.0.consent.model: must be 'opt_in', 'opt_out', 'notice' or 'none'" in told
    assert "practices.0: 'jurisdictions' is required" in told
    assert "practices.0.age: the youngest age is above the oldest" in told
    assert "15:5: practices.0.consnet: unknown key 'consnet'; did you mean 'consent'?" in told


def test_a_sound_practice_gives_no_finding(tmp_path: Path) -> None:
    assert rules(tmp_path, ENTRY) == {}


@pytest.mark.parametrize(
    ("before", "after", "rule", "line"),
    [
        ("    retention: {period: P1Y, trigger: last contact}\n", "", "retention-undeclared", 4),
        ("period: P1Y", "period: null", "retention-open", 12),
        ("model: opt_in", "model: opt_out", "opt-out-as-consent", 11),
        ("basis: consent", "basis: contract", "opt-in-other-basis", 11),
        ("evidence: log", "evidence: none", "consent-without-evidence", 11),
        ("{methods: [link]}", "{methods: [letter], as_easy_as_consent: false}", "leaving-harder", 11),
        ("    owner: team\n", "    owner: team\n    notices: [{id: n, given: after_collection}]\n", "notice-late", 8),
        (
            "    owner: team\n",
            "    owner: team\n    storage: {kind: data_lake, access: broad}\n",
            "raw-lake-broad-access",
            8,
        ),
        ("    owner: team\n", "", "owner-missing", 4),
    ],
)
def test_gaps_and_contradictions_are_found_at_their_line(
    tmp_path: Path, before: str, after: str, rule: str, line: int
) -> None:
    assert before in ENTRY
    assert rules(tmp_path, ENTRY.replace(before, after))[rule] == line


def test_an_opt_out_called_consent_outside_the_eu_is_not_a_finding(tmp_path: Path) -> None:
    entry = ENTRY.replace("[FR]", "[US]").replace("model: opt_in", "model: opt_out")
    assert "opt-out-as-consent" not in rules(tmp_path, entry)


def test_an_owner_that_nobody_knows_is_a_finding_only_where_people_are_declared(tmp_path: Path) -> None:
    register = load(tmp_path, HEAD + ENTRY)
    assert check_practices(register) == ()
    (found,) = check_practices(register, None, (Person("teams", ()),))
    assert (found.rule, found.practice) == ("owner-unknown", "p")
    assert "did you mean 'teams'?" in found.message
