"""Practices from and to fides: systems with privacy declarations, as fideslang 3.1.4 writes them in YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from regdrift.data.load_taxonomy import load_taxonomy
from regdrift.errors import UsageError
from regdrift.model.practice import ConsentModel, Practice, PracticeRegister

_Json = dict[str, Any]  # Any: YAML of another program, checked field by field below

_BASES: Final = {
    "Consent": "consent",
    "Contract": "contract",
    "Legal obligations": "legal_obligation",
    "Vital interests": "vital_interests",
    "Public interest": "public_interest",
    "Legitimate interests": "legitimate_interests",
}
_BASES_OUT: Final = {ours: theirs for theirs, ours in _BASES.items()}
_DAYS: Final = re.compile(r"\s*(\d{1,5})\s*(?:days?)?\s*", re.IGNORECASE)


def read_fides(path: Path, jurisdictions: tuple[str, ...]) -> tuple[list[_Json], list[str]]:
    """Give the entries of ``practices.yaml`` that a fides file declares, and what could not be taken over.

    One practice for each named declaration of a system; declarations of one name that differ in ``data_use`` only
    are joined. fides says neither where the people are nor how they agree, so that ``jurisdictions`` are the caller's
    and the consent model stays undeclared.

    Raises:
        UsageError: the file cannot be read, or holds no system.
    """
    systems = _systems(path)
    entries: dict[str, _Json] = {}
    notes: list[str] = []
    for system in systems:
        key = str(system.get("fides_key") or "system")
        for declaration in system.get("privacy_declarations") or []:
            name = str(declaration.get("name") or system.get("name") or key)
            entry = entries.setdefault(_slug(f"{key}-{name}"), _entry(system, declaration, name, jurisdictions))
            _take(entry, declaration, f"{key}: {name}", notes)
    if not entries:
        raise UsageError(f"{path}: no system with privacy declarations stands in it")
    return [{"id": slug, **entry} for slug, entry in entries.items()], notes


def fides_of(register: PracticeRegister) -> tuple[_Json, list[str]]:
    """Give the practices as fides systems, and what fides has no words for.

    A declaration in fides has one use, so that a practice becomes one declaration for each of its uses. Keys of
    one's own (``x.``) give way to the nearest key that fides knows.
    """
    notes: list[str] = []
    systems = [_system(practice, notes) for practice in register.practices]
    return {"system": systems}, notes


def _systems(path: Path) -> list[_Json]:
    try:
        loaded = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise UsageError(f"{path}: cannot be read as YAML ({error})") from error
    systems = loaded.get("system") if isinstance(loaded, Mapping) else None
    if not isinstance(systems, list) or not all(isinstance(system, Mapping) for system in systems):
        raise UsageError(f"{path}: a fides file lists its systems under 'system:'")
    return systems


def _entry(system: Mapping[str, Any], declaration: Mapping[str, Any], name: str, places: tuple[str, ...]) -> _Json:
    entry: _Json = {"name": name, "jurisdictions": list(places)}
    description = declaration.get("description") or system.get("description")
    if description:
        entry["description"] = str(description)
    if system.get("fides_key"):
        entry["systems"] = [str(system["fides_key"])]
    return entry


def _take(entry: _Json, declaration: Mapping[str, Any], where: str, notes: list[str]) -> None:
    known = load_taxonomy()
    _join(entry, "data_categories", declaration.get("data_categories"), known.categories, where, notes)
    _join(entry, "data_uses", [declaration.get("data_use")], known.uses, where, notes)
    _join(entry, "data_subjects", declaration.get("data_subjects"), known.subjects, where, notes)
    basis = declaration.get("legal_basis_for_processing")
    if basis in _BASES:
        entry["consent"] = {"lawful_basis": _BASES[basis]}
    elif basis:
        notes.append(f"{where}: the legal basis {basis!r} is unknown and left out")
    kept = declaration.get("retention_period")
    if kept is not None:
        match = _DAYS.fullmatch(str(kept))
        if match:
            entry["retention"] = {"period": f"P{match[1]}D"}
        else:
            notes.append(f"{where}: the retention {str(kept)!r} is no number of days and left out")
    if declaration.get("third_parties"):
        recipients = [one.strip() for one in str(declaration["third_parties"]).split(",")]
        entry["sharing"] = {"recipients": [one for one in recipients if one]}


def _join(entry: _Json, field: str, keys: object, known: frozenset[str], where: str, notes: list[str]) -> None:
    found = entry.setdefault(field, [])
    for key in keys if isinstance(keys, list) else []:
        if key in known and key not in found:
            found.append(key)
        elif key and key not in known:
            notes.append(f"{where}: {key!r} is no key of fideslang {load_taxonomy().version} and left out")


def _system(practice: Practice, notes: list[str]) -> _Json:
    categories = _fides_keys(practice, practice.data_categories, notes)
    uses = _fides_keys(practice, practice.data_uses, notes)
    subjects = _fides_keys(practice, practice.data_subjects, notes)
    consent = practice.consent
    common: _Json = {"data_categories": categories, "data_subjects": subjects}
    if consent.lawful_basis:
        common["legal_basis_for_processing"] = _BASES_OUT[consent.lawful_basis]
    elif consent.model is ConsentModel.OPT_IN:
        common["legal_basis_for_processing"] = _BASES_OUT["consent"]
    if practice.retention and practice.retention.period:
        common["retention_period"] = practice.retention.period
    if practice.sharing.recipients:
        common["data_shared_with_third_parties"] = True
        common["third_parties"] = ", ".join(practice.sharing.recipients)
    system: _Json = {"fides_key": practice.id, "name": practice.name, "system_type": "Service"}
    if practice.description:
        system["description"] = practice.description
    system["privacy_declarations"] = [{"name": practice.name, "data_use": use, **common} for use in uses]
    return system


def _fides_keys(practice: Practice, keys: Iterable[str], notes: list[str]) -> list[str]:
    taxonomy = load_taxonomy()
    found: list[str] = []
    for key in keys:
        known: str | None = key
        while known is not None and known.startswith("x."):
            known = taxonomy.parent_of(known)
        if known is None:
            notes.append(f"{practice.id}: fides has no key for {key!r}; it is left out")
        elif known not in found:
            found.append(known)
    return found


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].rstrip("-")
