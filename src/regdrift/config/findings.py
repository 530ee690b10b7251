"""Gaps and contradictions in what is declared: valid files that a privacy lawyer would send back."""

# ruff: noqa: SIM905  # codes read better in running lines

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from regdrift.config.validation import entries_of
from regdrift.config.values import suggest
from regdrift.config.yaml_file import Place, YamlFile, dotted, read_yaml
from regdrift.model.alert import Person
from regdrift.model.practice import ConsentModel, Practice, PracticeRegister

EU_EEA = frozenset(
    "EU AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)
"""Where Regulation (EU) 2016/679 applies, the EEA included (Joint Committee Decision 154/2018)."""
_SENSITIVE = ("user.health_and_medical", "user.biometric", "user.authorization.biometric", "user.childrens")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at in a declared practice; never stops anything."""

    rule: str
    """Stable word for what was found: ``retention-undeclared``, ``opt-out-as-consent``, …"""
    file: str
    line: int
    """From 1; 0 where the register was not read from a file."""
    column: int
    practice: str
    path: str
    message: str

    def __str__(self) -> str:
        """``file:line:column: path: message``, as editors and CI read it."""
        return f"{self.file}:{self.line}:{self.column}: {self.path}: {self.message}"


_Found = tuple[str, tuple[str, ...], str]
"""Rule, field, message."""


def check_practices(
    register: PracticeRegister, path: Path | None = None, people: tuple[Person, ...] = ()
) -> tuple[Finding, ...]:
    """Give the gaps and contradictions of all practices, in the order of the register.

    ``path`` is the file that the register was read from, for line and column; ``people`` are those of
    ``alerts.yaml`` (none declared: owners are not checked).
    """
    file = read_yaml(path, {}) if path is not None else None
    found = [
        _finding(practice, index, item, file)
        for index, practice in enumerate(register.practices)
        for check in _CHECKS
        for item in check(practice)
    ]
    return (*found, *check_owners(register, people, file))


def check_owners(
    register: PracticeRegister, people: tuple[Person, ...], file: YamlFile | None = None
) -> tuple[Finding, ...]:
    """Give each owner that is not among the people; nothing where no people are declared."""
    known = [person.id for person in people]
    if not known:
        return ()
    found: list[Finding] = []
    for index, practice in enumerate(register.practices):
        if practice.owner and practice.owner not in known:
            message = f"the owner {practice.owner!r} is not among the people of alerts.yaml"
            item = ("owner-unknown", ("owner",), message + suggest(practice.owner, known))
            found.append(_finding(practice, index, item, file))
    return tuple(found)


def _finding(practice: Practice, index: int, item: _Found, file: YamlFile | None) -> Finding:
    rule, field, message = item
    if file is None:
        return Finding(rule, "practices.yaml", 0, 0, practice.id, f"{practice.id}.{'.'.join(field)}", message)
    place: Place = ("practices", _index_in(file, practice.id, index), *field)
    line, column = file.mark(place, key=True)
    return Finding(rule, file.name, line, column, practice.id, dotted(place), message)


def _index_in(file: YamlFile, practice: str, index: int) -> int:
    entries = entries_of(file, "practices")
    ids = [entry.get("id") if isinstance(entry, dict) else None for entry in entries]
    return ids.index(practice) if practice in ids else index


def _retention(practice: Practice) -> Iterator[_Found]:
    if practice.retention is None:
        yield "retention-undeclared", ("retention",), "says nothing of how long the data are kept (GDPR Art. 30(1)(f))"
    elif practice.retention.period is None:
        yield "retention-open", ("retention",), "no period is declared: the data are kept without an end"
    elif practice.retention.trigger is None:
        yield "retention-trigger", ("retention",), "a period without a trigger: nobody can tell when it starts"


def _consent(practice: Practice) -> Iterator[_Found]:
    consent = practice.consent
    in_eu = _in_eu(practice)
    if consent.model is None:
        yield "consent-undeclared", ("consent",), "says nothing of how people agree or are told"
    if consent.lawful_basis is None and in_eu:
        yield "basis-undeclared", ("consent",), "no lawful basis is declared for people in the EU (GDPR Art. 6(1))"
    if consent.lawful_basis == "consent" and consent.model is not ConsentModel.OPT_IN and in_eu:
        message = (
            f"consent is claimed as the basis while the model is {consent.model or 'undeclared'}: in the EU silence"
            " and pre-ticked boxes are no consent (GDPR Art. 4(11), CJEU C-673/17 Planet49)"
        )
        yield "opt-out-as-consent", ("consent",), message
    if consent.model is ConsentModel.OPT_IN and consent.lawful_basis not in {None, "consent"} and in_eu:
        message = f"people opt in, yet the basis is {consent.lawful_basis}: they are told two things"
        yield "opt-in-other-basis", ("consent",), message
    if consent.model is ConsentModel.OPT_IN and consent.evidence in {None, "none"}:
        yield (
            "consent-without-evidence",
            ("consent",),
            "no evidence of consent is kept (GDPR Art. 7(1), 47 CFR 64.1200)",
        )


def _withdrawal(practice: Practice) -> Iterator[_Found]:
    back = practice.consent.withdrawal
    field = ("consent", "withdrawal")
    if back is None:
        if practice.consent.model is ConsentModel.OPT_IN:
            yield "withdrawal-undeclared", ("consent",), "says nothing of how consent is taken back (GDPR Art. 7(3))"
        return
    if back.as_easy_as_consent is False:
        yield "leaving-harder", field, "leaving is harder than joining (GDPR Art. 7(3))"
    if not back.methods:
        yield "withdrawal-methods", field, "no way to take consent back is named"


def _notices(practice: Practice) -> Iterator[_Found]:
    for index, notice in enumerate(practice.notices):
        if notice.given == "after_collection":
            message = f"the notice {notice.id!r} is given after the data were collected (GDPR Art. 13(1))"
            yield "notice-late", ("notices", str(index)), message
    if practice.consent.model is ConsentModel.NOTICE and not practice.notices:
        yield "notice-missing", ("consent",), "people are said to be told, and no notice is named"


def _storage(practice: Practice) -> Iterator[_Found]:
    storage = practice.storage
    if storage.kind == "data_lake" and storage.access == "broad" and storage.pseudonymised is not True:
        message = "a raw lake that many can read: access beyond need and purpose (GDPR Art. 5(1)(b), (c), (f))"
        yield "raw-lake-broad-access", ("storage", "access"), message
    sensitive = [key for key in practice.data_categories if key.startswith(_SENSITIVE)]
    if sensitive and storage.encrypted_at_rest in {False, "partial"}:
        yield "sensitive-not-encrypted", ("storage", "encrypted_at_rest"), f"{sensitive[0]} is not encrypted at rest"


def _contradictions(practice: Practice) -> Iterator[_Found]:
    sharing = practice.sharing
    if sharing.sale and practice.consent.model is ConsentModel.NONE:
        yield (
            "sale-without-choice",
            ("sharing", "sale"),
            "data are sold and people have no choice (Cal. Civ. Code 1798.120)",
        )
    if "coppa" in practice.regimes and practice.consent.model is not ConsentModel.OPT_IN:
        yield "children-without-consent", ("consent",), "children's data without a parent's opt-in (16 CFR 312.5)"
    decision = practice.automated_decision
    if decision and decision.significant_effect and not decision.human_review and _in_eu(practice):
        message = "decisions with significant effect and no human review declared (GDPR Art. 22(3))"
        yield "decision-without-review", ("automated_decision",), message


def _completeness(practice: Practice) -> Iterator[_Found]:
    if practice.owner is None:
        yield "owner-missing", ("owner",), "nobody owns this practice; its work and alerts reach no one"
    for name in ("data_categories", "data_uses", "data_subjects"):
        if not getattr(practice, name):
            yield f"{name.replace('_', '-')}-missing", (name,), f"declares no {name.replace('_', ' ')}"


def _in_eu(practice: Practice) -> bool:
    return any(code.partition("-")[0] in EU_EEA for code in practice.jurisdictions)


_CHECKS: tuple[Callable[[Practice], Iterator[_Found]], ...] = (
    _completeness,
    _retention,
    _consent,
    _withdrawal,
    _notices,
    _storage,
    _contradictions,
)
