"""The body of a change in which no words stand twice.

The redline of a change holds the words of both its sides, so a side whose text the redline gives back exactly is kept
without it. Bodies of older histories hold the texts too; both are read alike.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

_SIDES = {"before": ("=", "-"), "after": ("=", "+")}
"""The marks of the redline that make up the text of each side."""
_AFTER_TEXT = ("citation", "context")
"""Fields of a side that the contract lists after its text."""


def pack_change(shape: Mapping[str, object]) -> str:
    """Give the JSON text that is stored for a change in the shape of the contract."""
    packed = dict(shape)
    for name, marks in _SIDES.items():
        side = packed.get(name)
        if isinstance(side, Mapping) and side["text"] and side["text"] == _told(packed, marks):
            packed[name] = {key: value for key, value in side.items() if key != "text"}
    return json.dumps(packed, ensure_ascii=False)


def unpack_change(body: str) -> dict[str, object]:
    """Give the shape of the contract from what :func:`pack_change` stored."""
    shape: dict[str, object] = json.loads(body)
    for name, marks in _SIDES.items():
        side = shape.get(name)
        if isinstance(side, dict) and "text" not in side:
            behind = {key: side.pop(key) for key in _AFTER_TEXT if key in side}
            shape[name] = {**side, "text": _told(shape, marks), **behind}
    return shape


def _told(shape: Mapping[str, object], marks: tuple[str, str]) -> str:
    redline = shape.get("redline")
    assert isinstance(redline, list)
    return "".join(words for mark, words in redline if mark in marks)
