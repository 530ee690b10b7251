"""``practices.yaml``: what the company does with data, as it declares it."""

# ruff: noqa: RUF012  # pydantic copies the defaults of fields

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from regdrift.config.validation import entries_of, report_duplicates, validate, with_defaults
from regdrift.config.values import Identifier, Jurisdiction, Period, StrictModel, Text, suggest
from regdrift.config.yaml_file import YamlFile, read_yaml
from regdrift.errors import ConfigurationError
from regdrift.model.practice import (
    AgeRange,
    AiTraining,
    AutomatedDecision,
    Consent,
    ConsentModel,
    Notice,
    Organization,
    Practice,
    PracticeRegister,
    Retention,
    Sharing,
    Storage,
    Withdrawal,
)

SCHEMA = "regdrift/practices@1"
_TAXONOMY_KEYS = {"data_categories": "categories", "data_uses": "uses", "data_subjects": "subjects"}


def _flag_or(*words: str) -> object:
    choices = ", ".join(("true", "false", *words))

    def check(value: object) -> object:
        if isinstance(value, bool) or value in words:
            return value
        raise ValueError(f"must be one of {choices}")

    return BeforeValidator(check)


def _notice_from_name(value: object) -> object:
    return {"id": value} if isinstance(value, str) else value


PartialFlag = Annotated[bool | str, _flag_or("partial"), WithJsonSchema({"enum": [True, False, "partial"]})]
OpenFlag = Annotated[bool | Text, WithJsonSchema({"type": ["boolean", "string"]})]


class WithdrawalModel(StrictModel):
    """How consent is taken back."""

    as_easy_as_consent: bool | None = None
    methods: list[Text] = []
    honoured_within: Period | None = None


class ConsentFields(StrictModel):
    """How people agree."""

    model: Annotated[ConsentModel, Field(strict=False)] | None = None
    lawful_basis: (
        Literal["consent", "contract", "legal_obligation", "vital_interests", "public_interest", "legitimate_interests"]
        | None
    ) = None
    standard: Text | None = None
    evidence: Text | None = None
    withdrawal: WithdrawalModel | None = None


class NoticeModel(StrictModel):
    """A notice to people; a bare name stands for ``{id: name}``."""

    id: Text
    given: Literal["before_collection", "at_collection", "after_collection"] | None = None


class StorageModel(StrictModel):
    """Where the data lie."""

    kind: Literal["silo", "database", "warehouse", "data_lake", "device"] | None = None
    locations: list[Jurisdiction] = []
    encrypted_at_rest: PartialFlag | None = None
    access: Literal["need_to_know", "team", "broad"] | None = None
    pseudonymised: bool | None = None


class RetentionModel(StrictModel):
    """How long the data are kept; a period of null says that none is declared."""

    period: Period | None = None
    trigger: Text | None = None


class SharingModel(StrictModel):
    """To whom the data go."""

    recipients: list[Text] = []
    sale: bool | None = None
    cross_context_ads: bool | None = None


class AutomatedDecisionModel(StrictModel):
    """Decisions by machine about people."""

    significant_effect: bool | None = None
    human_review: OpenFlag | None = None


class AiTrainingModel(StrictModel):
    """Training of models on the data."""

    purpose: Text | None = None
    opt_out_offered: bool | None = None
    deidentified: OpenFlag | None = None


class AgeModel(StrictModel):
    """Ages of the data subjects in years, both ends included."""

    min: Annotated[int, Field(ge=0, le=130)] | None = None
    max: Annotated[int, Field(ge=0, le=130)] | None = None


NoticeEntry = Annotated[
    NoticeModel,
    BeforeValidator(_notice_from_name),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "required": ["id"],
                    "additionalProperties": False,
                    "properties": {
                        "id": {"type": "string"},
                        "given": {"enum": ["before_collection", "at_collection", "after_collection", None]},
                    },
                },
            ]
        }
    ),
]


class PracticeFields(StrictModel):
    """What a practice may say, and what ``defaults`` may say for all of them."""

    description: str = ""
    owner: Identifier | None = None
    systems: list[Text] = []
    jurisdictions: list[Jurisdiction] = []
    data_categories: list[Text] = []
    data_uses: list[Text] = []
    data_subjects: list[Text] = []
    channels: list[Literal["phone", "sms", "email", "push", "post"]] = []
    consent: ConsentFields = ConsentFields()
    notices: list[NoticeEntry] = []
    storage: StorageModel = StorageModel()
    retention: RetentionModel | None = None
    sharing: SharingModel = SharingModel()
    transfers: list[Jurisdiction] = []
    automated_decision: AutomatedDecisionModel | None = None
    ai_training: AiTrainingModel | None = None
    age: AgeModel | None = None
    regimes: list[Identifier] = []
    us_statuses: dict[str, bool] = {}


class PracticeModel(PracticeFields):
    """One practice."""

    id: Identifier
    name: Text


class OrganizationModel(StrictModel):
    """The declaring company."""

    name: Text
    establishments: list[Jurisdiction] = []
    sectors: list[Text] = []
    us_statuses: dict[str, bool] = {}
    thresholds: dict[str, object] = {}


class PracticesModel(StrictModel):
    """The whole of ``practices.yaml``."""

    schema_: str = Field(alias="schema")
    organization: OrganizationModel
    defaults: PracticeFields = PracticeFields()
    practices: list[PracticeModel] = []


def load_practices(path: Path, environ: Mapping[str, str]) -> PracticeRegister:
    """Read ``practices.yaml``; raises ConfigurationError with every mistake of the file."""
    file, register = read_practices(path, environ)
    if file.mistakes:
        raise ConfigurationError(file.sorted_mistakes())
    return register


def empty_register() -> PracticeRegister:
    """Give the register of a company that has declared nothing."""
    return PracticeRegister(Organization(name=""), (), register_version({}))


def read_practices(path: Path, environ: Mapping[str, str]) -> tuple[YamlFile, PracticeRegister]:
    """Read ``practices.yaml`` with its mistakes beside; the register is empty where there are any."""
    file = read_yaml(path, environ)
    model = validate(PracticesModel, file, SCHEMA)
    entries = entries_of(file, "practices")
    report_duplicates(file, "practices", entries)
    raw = file.data.get("defaults") if isinstance(file.data, dict) else None
    defaults: dict[str, object] = raw if isinstance(raw, dict) else {}
    _check_keys(defaults, file, ("defaults",))
    merged: list[dict[str, object]] = []
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict):
            continue
        _check_keys(entry, file, ("practices", index))
        data = with_defaults(defaults, entry)
        merged.append(data)
        _check_practice(data, file, ("practices", index))
    if file.mistakes or model is None:
        return file, empty_register()
    practices = tuple(_to_practice(PracticeModel.model_validate(data)) for data in merged)
    organization = _to_organization(model.organization)
    return file, PracticeRegister(organization, practices, register_version(file.data))


def register_version(data: object) -> str:
    """Give 16 hex digits over the meaning of the parsed file; comments, layout and key order do not count."""
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


@cache
def taxonomy_keys() -> Mapping[str, frozenset[str]]:
    """Give the fideslang 3.1.4 keys for ``categories``, ``uses`` and ``subjects``."""
    text = resources.files("regdrift.data").joinpath("taxonomy", "fideslang.json").read_text(encoding="utf-8")
    loaded = json.loads(text)
    return {name: frozenset(entry["key"] for entry in loaded[name]) for name in _TAXONOMY_KEYS.values()}


def _check_keys(data: Mapping[str, object], file: YamlFile, place: tuple[str | int, ...]) -> None:
    for field, taxonomy in _TAXONOMY_KEYS.items():
        known = taxonomy_keys()[taxonomy]
        values = data.get(field)
        for index, key in enumerate(values if isinstance(values, list) else []):
            if isinstance(key, str) and key not in known and not key.startswith("x."):
                hint = suggest(key, known) or "; keys of your own start with 'x.'"
                file.report((*place, field, index), f"{key!r} is no fideslang 3.1.4 key{hint}")


def _check_practice(data: Mapping[str, object], file: YamlFile, place: tuple[str | int, ...]) -> None:
    if not data.get("jurisdictions"):
        file.report(place, "'jurisdictions' is required: where the data subjects are")
    age = data.get("age")
    if isinstance(age, dict):
        low, high = age.get("min"), age.get("max")
        if isinstance(low, int) and isinstance(high, int) and low > high:
            file.report((*place, "age"), "the youngest age is above the oldest")


def _to_organization(entry: OrganizationModel) -> Organization:
    return Organization(
        name=entry.name,
        establishments=tuple(entry.establishments),
        sectors=tuple(entry.sectors),
        us_statuses=dict(entry.us_statuses),
        thresholds=dict(entry.thresholds),
    )


def _to_practice(entry: PracticeModel) -> Practice:
    storage = entry.storage
    decision, training = entry.automated_decision, entry.ai_training
    return Practice(
        id=entry.id,
        name=entry.name,
        jurisdictions=tuple(dict.fromkeys(entry.jurisdictions)),
        description=entry.description,
        owner=entry.owner,
        systems=tuple(entry.systems),
        data_categories=tuple(entry.data_categories),
        data_uses=tuple(entry.data_uses),
        data_subjects=tuple(entry.data_subjects),
        channels=tuple(entry.channels),
        consent=_to_consent(entry.consent),
        notices=tuple(Notice(notice.id, notice.given) for notice in entry.notices),
        storage=Storage(
            storage.kind, tuple(storage.locations), storage.encrypted_at_rest, storage.access, storage.pseudonymised
        ),
        retention=Retention(entry.retention.period, entry.retention.trigger) if entry.retention else None,
        sharing=Sharing(tuple(entry.sharing.recipients), entry.sharing.sale, entry.sharing.cross_context_ads),
        transfers=tuple(entry.transfers),
        automated_decision=AutomatedDecision(decision.significant_effect, decision.human_review) if decision else None,
        ai_training=AiTraining(training.purpose, training.opt_out_offered, training.deidentified) if training else None,
        age=AgeRange(entry.age.min, entry.age.max) if entry.age else None,
        regimes=tuple(entry.regimes),
        us_statuses=dict(entry.us_statuses),
    )


def _to_consent(entry: ConsentFields) -> Consent:
    back = entry.withdrawal
    withdrawal = Withdrawal(back.as_easy_as_consent, tuple(back.methods), back.honoured_within) if back else None
    return Consent(entry.model, entry.lawful_basis, entry.standard, entry.evidence, withdrawal)
