"""The published shapes: JSON Schemas of what is printed and sent, and the tables of the history in words."""

from __future__ import annotations

from importlib import resources


def schema_text(name: str) -> str:
    """Give a file of ``data/schemas`` as it ships: ``compare``, ``webhook``, ``history``."""
    return resources.files("regdrift.data").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
