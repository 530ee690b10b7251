"""The life of a work item as a pure state machine.

new → reviewing → applicable | not applicable (reason required) → in progress → done → verified (by another person
than the one who did it); reopened when the provision changes again or a person asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from regdrift.errors import UsageError
from regdrift.model.work import CLOSED_STATES, WorkState

_OPEN: Final = (WorkState.NEW, WorkState.REVIEWING, WorkState.APPLICABLE, WorkState.IN_PROGRESS)

_STEPS: Final[Mapping[str, Mapping[WorkState, WorkState]]] = {
    "assign": {
        WorkState.NEW: WorkState.REVIEWING,
        WorkState.REVIEWING: WorkState.REVIEWING,
        WorkState.APPLICABLE: WorkState.APPLICABLE,
        WorkState.IN_PROGRESS: WorkState.IN_PROGRESS,
    },
    "accept": {WorkState.NEW: WorkState.APPLICABLE, WorkState.REVIEWING: WorkState.APPLICABLE},
    "start": {
        WorkState.NEW: WorkState.IN_PROGRESS,
        WorkState.REVIEWING: WorkState.IN_PROGRESS,
        WorkState.APPLICABLE: WorkState.IN_PROGRESS,
    },
    "note": {state: state for state in WorkState},
    "done": {WorkState.APPLICABLE: WorkState.DONE, WorkState.IN_PROGRESS: WorkState.DONE},
    "verify": {WorkState.DONE: WorkState.VERIFIED},
    "dismiss": dict.fromkeys(_OPEN, WorkState.NOT_APPLICABLE),
    "reopen": dict.fromkeys(CLOSED_STATES, WorkState.REVIEWING),
}
ACTIONS: Final = tuple(_STEPS)
"""What can be done to a work item, in the order in which it usually happens."""

_NEXT_STEP: Final[Mapping[WorkState, str]] = {
    WorkState.NEW: "assign it, accept it as applicable, start it or dismiss it with a reason",
    WorkState.REVIEWING: "accept it as applicable, start it or dismiss it with a reason",
    WorkState.APPLICABLE: "start it, mark it done or dismiss it with a reason",
    WorkState.IN_PROGRESS: "mark it done or dismiss it with a reason",
    WorkState.NOT_APPLICABLE: "reopen it first",
    WorkState.DONE: "have another person verify it, or reopen it",
    WorkState.VERIFIED: "reopen it first",
}


def next_state(
    state: WorkState, action: str, *, actor: str, done_by: str | None = None, note: str | None = None
) -> WorkState:
    """Give the state after an action of ``actor``.

    ``done_by`` is who marked the item done, None where nobody did; ``note`` is the reason or remark.

    Raises:
        UsageError: The action is unknown or does not fit the state, a reason or remark is missing, nobody is named,
            or the person who did the work verifies it; the message says what can be done instead.
    """
    steps = _STEPS.get(action)
    if steps is None:
        raise UsageError(f"there is no action {action!r} on work; choose one of {', '.join(ACTIONS)}")
    if not actor.strip():
        raise UsageError(f"nobody is named for {action!r}; give --actor NAME")
    after = steps.get(state)
    if after is None:
        raise UsageError(f"this work is {state.replace('_', ' ')}, so {action!r} does not fit; {_NEXT_STEP[state]}")
    if action == "dismiss" and not _given(note):
        raise UsageError("dismissing needs a reason, kept for the record; give it with --reason TEXT")
    if action == "note" and not _given(note):
        raise UsageError("the note is empty; write what should be kept")
    if action == "verify":
        _check_other_person(actor, done_by)
    return after


def _check_other_person(actor: str, done_by: str | None) -> None:
    if done_by is None:
        raise UsageError("nobody is recorded as having done this work; reopen it and mark it done first")
    if _same_person(actor, done_by):
        raise UsageError(f"{done_by} did this work, so another person must verify it; give --actor NAME")


def _same_person(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _given(note: str | None) -> bool:
    return bool(note and note.strip())
