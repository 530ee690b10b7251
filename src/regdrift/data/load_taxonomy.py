"""The taxonomy: fideslang 3.1.4 (see ``taxonomy/NOTICE``) with regdrift's ``x.`` extensions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class TaxonomyKeys:
    """All keys that a practice may use, by kind; parents by key."""

    version: str
    categories: frozenset[str]
    uses: frozenset[str]
    subjects: frozenset[str]
    names: Mapping[str, str]
    parents: Mapping[str, str | None]

    def parent_of(self, key: str) -> str | None:
        """Give the parent of a key; of an unknown ``x.`` key what stands before its last dot; None at a root."""
        if key in self.parents:
            return self.parents[key]
        head, _, _ = key.rpartition(".")
        return head if head and head != "x" else None


@lru_cache(maxsize=1)
def load_taxonomy() -> TaxonomyKeys:
    """Read the shipped taxonomy; extensions that a company makes up itself are not in it and stay allowed."""
    shipped = _read("fideslang.json")
    extended = _read("extensions.json")
    entries = {kind: [*shipped[kind], *extended[kind]] for kind in ("categories", "uses", "subjects")}
    flat = [entry for kind in entries.values() for entry in kind]
    return TaxonomyKeys(
        version=str(shipped["version"]),
        categories=frozenset(entry["key"] for entry in entries["categories"]),
        uses=frozenset(entry["key"] for entry in entries["uses"]),
        subjects=frozenset(entry["key"] for entry in entries["subjects"]),
        names={entry["key"]: entry["name"] for entry in flat},
        parents={entry["key"]: entry["parent"] for entry in flat},
    )


@lru_cache(maxsize=1)
def _dpv_terms() -> dict[str, str]:
    loaded = json.loads(files("regdrift.data").joinpath("taxonomy", "dpv.json").read_text(encoding="utf-8"))
    return {key: term for key, (term, _) in loaded["terms"].items()}


def dpv_terms(keys: Iterable[str]) -> tuple[str, ...]:
    """Give the W3C DPV terms of keys, each once; a key without one takes that of its nearest parent, if it has any."""
    taxonomy, terms = load_taxonomy(), _dpv_terms()
    found: dict[str, None] = {}
    for key in keys:
        known: str | None = key
        while known is not None and known not in terms:
            known = taxonomy.parent_of(known)
        if known is not None:
            found[terms[known]] = None
    return tuple(found)


def _read(name: str) -> dict[str, list[dict[str, str]]]:
    text = files("regdrift.data").joinpath("taxonomy", name).read_text(encoding="utf-8")
    loaded: dict[str, list[dict[str, str]]] = json.loads(text)
    return loaded
