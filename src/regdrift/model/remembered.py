"""What was drawn from the documents read last, so that a law is not gone through again for each question about it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from regdrift.model.document import LegalDocument

Kept = TypeVar("Kept")


class Remembered(Generic[Kept]):
    """Results by document, the very object, and by what was asked of it; the newest ``most`` are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[tuple[LegalDocument, Hashable, Kept]] = []

    def of(self, document: LegalDocument, draw: Callable[[], Kept], question: Hashable = None) -> Kept:
        """Give what ``draw`` gives for a document and a question; it is called where that is not remembered."""
        for seen, asked, known in self._kept:
            if seen is document and asked == question:
                return known
        drawn = draw()
        self._kept = [(document, question, drawn), *self._kept][: self._most]
        return drawn
