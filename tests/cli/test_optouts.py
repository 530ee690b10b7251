"""Who left a route is listed, and told again with ``--undo``."""

from __future__ import annotations

from datetime import UTC, datetime

from terminal import Runner

from regdrift.store.history import History


def test_an_opt_out_is_listed_and_undone_once(own: Runner) -> None:
    with History.open(own.database) as history:
        history.leave_route("ada@example.com", "all", datetime(2026, 1, 5, tzinfo=UTC))
    (row,) = own("alerts", "optouts", "--json").json
    assert (row["route"], row["address"], row["outcome"]) == ("all", "ada@example.com", None)
    undo = ("alerts", "optouts", "--undo", "all", "ada@example.com", "--actor", "Grace")
    assert own(*undo).code == 0
    assert own("alerts", "optouts", "--json").json == []
    again = own(*undo)
    assert again.code == 2
    assert "has not left the route" in again.err
    assert own("verify").code == 0
