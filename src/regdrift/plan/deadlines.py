"""When people are reminded of work: 90, 30 and 0 days before it is due, and again while it is overdue."""

from __future__ import annotations

from datetime import date
from typing import Final

AHEAD: Final = (0, 30, 90)
"""Days before the due date at which a reminder goes out, nearest first."""
OVERDUE_EVERY: Final = 30
"""Days after which overdue work is told of again."""


def reminder_stage(due_on: date, created_on: date, today: date) -> str | None:
    """Give the reminder that stands for today: ``90``, ``30``, ``0``, or ``overdue-N`` in the N-th month after.

    None where the due date is farther away, or where the work was made so late that its own alert said as much.
    """
    stage = _stage(due_on, today)
    return None if stage == _stage(due_on, created_on) else stage


def _stage(due_on: date, today: date) -> str | None:
    left = (due_on - today).days
    if left < 0:
        return f"overdue-{(-left - 1) // OVERDUE_EVERY + 1}"
    return next((str(days) for days in AHEAD if left <= days), None)
