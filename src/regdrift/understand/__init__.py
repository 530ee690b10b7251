"""A change → what it does to duties, consent, periods, amounts, scope and dates; its severity and direction."""

from __future__ import annotations

from regdrift.understand.commencement import spread_commencement
from regdrift.understand.effect import find_legal_dates
from regdrift.understand.reading import Understanding, understand
from regdrift.understand.summary import summarise

__all__ = ["Understanding", "find_legal_dates", "spread_commencement", "summarise", "understand"]
