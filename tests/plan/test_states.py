"""The life of a work item."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regdrift.errors import UsageError
from regdrift.model.work import WorkState
from regdrift.plan import ACTIONS, next_state


def test_the_way_from_new_to_verified() -> None:
    state = WorkState.NEW
    for action, after in (
        ("assign", WorkState.REVIEWING),
        ("accept", WorkState.APPLICABLE),
        ("start", WorkState.IN_PROGRESS),
        ("done", WorkState.DONE),
    ):
        state = next_state(state, action, actor="mia")
        assert state is after
    assert next_state(state, "verify", actor="noa", done_by="mia") is WorkState.VERIFIED


@pytest.mark.parametrize("verifier", ["mia", "Mia", " mia  "])
def test_who_did_the_work_cannot_verify_it(verifier: str) -> None:
    with pytest.raises(UsageError, match="another person"):
        next_state(WorkState.DONE, "verify", actor=verifier, done_by="mia")


def test_nothing_is_verified_that_nobody_did() -> None:
    with pytest.raises(UsageError, match="reopen it"):
        next_state(WorkState.DONE, "verify", actor="noa", done_by=None)


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_dismissing_needs_a_reason(reason: str | None) -> None:
    with pytest.raises(UsageError, match="reason"):
        next_state(WorkState.NEW, "dismiss", actor="mia", note=reason)


def test_dismissed_and_verified_work_can_be_reopened() -> None:
    assert next_state(WorkState.NEW, "dismiss", actor="mia", note="no such data") is WorkState.NOT_APPLICABLE
    for state in (WorkState.NOT_APPLICABLE, WorkState.DONE, WorkState.VERIFIED):
        assert next_state(state, "reopen", actor="mia") is WorkState.REVIEWING


@pytest.mark.parametrize(
    ("state", "action", "hint"),
    [
        (WorkState.NEW, "done", "start it"),
        (WorkState.NEW, "verify", "assign it"),
        (WorkState.VERIFIED, "start", "reopen it"),
        (WorkState.NEW, "reopen", "start it"),
        (WorkState.NEW, "fly", "choose one of"),
    ],
)
def test_a_step_that_does_not_fit_says_what_does(state: WorkState, action: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        next_state(state, action, actor="mia", done_by=None, note="x")


@given(st.sampled_from(list(WorkState)), st.sampled_from(ACTIONS), st.sampled_from(["", " "]))
def test_every_step_names_its_actor(state: WorkState, action: str, nobody: str) -> None:
    with pytest.raises(UsageError):
        next_state(state, action, actor=nobody, done_by="mia", note="x")


@given(st.lists(st.sampled_from([action for action in ACTIONS if action != "verify"]), max_size=12))
def test_only_verifying_leads_to_verified(actions: list[str]) -> None:
    state = WorkState.NEW
    for action in actions:
        try:
            state = next_state(state, action, actor="mia", done_by="mia", note="x")
        except UsageError:
            continue
        assert state is not WorkState.VERIFIED
