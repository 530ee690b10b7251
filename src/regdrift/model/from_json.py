"""The way back from the contract's JSON shapes to the nouns, for what the history has stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from regdrift.model.change import Change, ChangeKind, Direction, ProvisionChange, RedlineOp, Side
from regdrift.model.document import DateKind, LegalDate
from regdrift.model.level import Level
from regdrift.model.signal import Signal, SignalKind

Shape = Mapping[str, Any]


def change_from_json(shape: Shape) -> Change:
    """Give a change from the shape of :func:`regdrift.model.as_json.change_as_json`, without its impacts.

    Raises:
        KeyError, ValueError: the shape is not one of a change.
    """
    return Change(
        id=shape["id"],
        found=_found(shape),
        severity=Level(shape["severity"]),
        direction=Direction(shape["direction"]),
        signals=tuple(_signal(item) for item in shape["signals"]),
        dates=tuple(_date(item) for item in shape["dates"]),
    )


def _found(shape: Shape) -> ProvisionChange:
    return ProvisionChange(
        kind=ChangeKind(shape["kind"]),
        befores=_sides(shape.get("befores") or [shape["before"]]),
        afters=_sides(shape.get("afters") or [shape["after"]]),
        redline=tuple(_operation(mark, text) for mark, text in shape["redline"]),
        similarity=float(shape["similarity"]),
    )


def _operation(mark: str, text: str) -> RedlineOp:
    match mark:
        case "=" | "-" | "+":
            return (mark, text)
        case _:
            raise ValueError(f"{mark!r} is no mark of a redline")


def _sides(shapes: Sequence[Shape | None]) -> tuple[Side, ...]:
    return tuple(
        Side(
            path=shape["path"],
            label=shape["label"],
            heading=shape["heading"],
            text=shape["text"],
            citation=shape["citation"],
            context=tuple(shape["context"]),
        )
        for shape in shapes
        if shape is not None
    )


def _signal(shape: Shape) -> Signal:
    return Signal(
        kind=SignalKind(shape["kind"]),
        quote=shape["quote"],
        before=shape["before"],
        after=shape["after"],
        before_value=shape["before_value"],
        after_value=shape["after_value"],
    )


def _date(shape: Shape) -> LegalDate:
    return LegalDate(DateKind(shape["kind"]), date.fromisoformat(shape["on"]), shape["quote"])
