"""Practice predicates from their data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from regdrift.assess.book import PracticeCondition
from regdrift.errors import RegdriftError

_SCALARS: Final = frozenset({"age_below", "everyone", "strength"})
_LISTS: Final = frozenset(PracticeCondition.__dataclass_fields__) - _SCALARS


def read_condition(part: Mapping[str, Any]) -> PracticeCondition:
    """Give one alternative of a practice predicate. Raises RegdriftError for unknown parts."""
    if unknown := set(part) - _LISTS - _SCALARS:
        raise RegdriftError(f"a practice predicate has unknown parts: {', '.join(sorted(unknown))}")
    lists: dict[str, tuple[str, ...]] = {key: tuple(value) for key, value in part.items() if key in _LISTS}
    condition = PracticeCondition(
        age_below=part.get("age_below"),
        everyone=bool(part.get("everyone", False)),
        strength=float(part.get("strength", 1.0)),
    )
    return replace(condition, **lists)  # type: ignore[arg-type]  # _LISTS holds the tuple fields only
