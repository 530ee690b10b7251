"""The commented files that ``regdrift init`` writes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

from regdrift.errors import UsageError

PACKS: Mapping[str, str] = MappingProxyType(
    {
        "us-privacy": "Privacy law of the United States: federal rules and state statutes",
        "us-health": "Health data in the United States: HIPAA, Part 2, state law and enforcement",
        "us-finance": "Financial data in the United States: GLBA, FCRA and their regulators",
        "us-telecom": "Broadband, telephone and marketing messages in the United States",
        "eu-privacy": "Data protection law of the European Union and guidance of its board",
        "france": "French data protection law and the authority's publications",
        "ai": "Artificial intelligence and automated decisions, everywhere",
        "us-eu": "us-privacy, eu-privacy and france together",
    }
)
"""Id of each starter pack with one line that says what it watches."""
_PARTS = {"us-eu": ("us-privacy", "eu-privacy", "france")}


def starter_files(pack: str) -> dict[str, str]:
    """Give the text of ``sources.yaml``, ``practices.yaml`` and ``alerts.yaml`` for a pack.

    Raises UsageError for a pack that does not exist.
    """
    if pack not in PACKS:
        raise UsageError(f"there is no starter pack {pack!r}; choose one of {', '.join(PACKS)}")
    parts = _PARTS.get(pack, (pack,))
    sources = _read("sources-head.yaml") + "".join("\n" + _read(f"sources-{part}.yaml") for part in parts)
    return {"sources.yaml": sources, "practices.yaml": _read("practices.yaml"), "alerts.yaml": _read("alerts.yaml")}


def _read(name: str) -> str:
    return resources.files("regdrift.data").joinpath("starter", name).read_text(encoding="utf-8")
