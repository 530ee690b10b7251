"""What was read before, kept up to a bound on the text that was read for it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final, Generic, TypeVar

Kept = TypeVar("Kept")

_CHARACTERS: Final = 2_000_000
"""So many characters of texts are remembered with what was found in them: a long code and what changed in it."""


class Memo(Generic[Kept]):
    """Results by key; when the texts behind them grow too many, all are forgotten at once."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Kept] = {}
        self._characters = 0

    def get(self, key: Hashable) -> Kept | None:
        """Give what was kept for a key; None where nothing is."""
        return self._kept.get(key)

    def keep(self, key: Hashable, found: Kept, text: str) -> Kept:
        """Keep a result, found in ``text``, and give it back."""
        self._characters += len(text)
        if self._characters > _CHARACTERS:
            self._kept.clear()
            self._characters = len(text)
        self._kept[key] = found
        return found
