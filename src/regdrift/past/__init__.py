"""Where earlier versions of a law come from: archives of one's own, publishers, web archives."""

from __future__ import annotations

from regdrift.past.dated import DatedVersion

__all__ = ["DatedVersion"]
