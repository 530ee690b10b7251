"""A signal while it is weighed: what it does to the burden, and whom it binds."""

from __future__ import annotations

from dataclasses import dataclass

from regdrift.model.signal import Signal
from regdrift.understand.frame import Actor


@dataclass(frozen=True, slots=True)
class Finding:
    """A signal with its weight."""

    signal: Signal
    burden: float
    """From -1 (much less asked of organisations that handle data) to 1 (much more); 0 where it asks nothing of
    them."""
    actor: Actor = Actor.UNKNOWN
