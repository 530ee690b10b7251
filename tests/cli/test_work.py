"""Work moves as the state machine allows, and says the next step where it does not."""

from __future__ import annotations

from terminal import Runner


def first_item(run: Runner) -> str:
    return run("work", "list", "--json").json[0]["id"]


def test_work_is_done_by_one_person_and_verified_by_another(own: Runner) -> None:
    item = first_item(own)[:10]
    assert own("work", "assign", item, "lending", "--actor", "ann", "--json").json["state"] == "reviewing"
    assert own("work", "accept", item, "--actor", "ann", "--json").json["state"] == "applicable"
    assert own("work", "start", item, "--actor", "ann", "--json").json["state"] == "in_progress"
    assert own("work", "done", item, "--actor", "ann", "--note", "all encrypted", "--json").json["state"] == "done"
    refused = own("work", "verify", item, "--actor", " ANN ")
    assert refused.code == 2
    assert "another person" in refused.err
    assert "--actor" in refused.err
    assert own("work", "verify", item, "--actor", "ben", "--json").json["state"] == "verified"
    assert item not in own("work", "list").out
    shown = own("work", "show", item)
    assert "done by ann, now done: all encrypted" in shown.out
    assert "verified by ben" in shown.out
    assert own("work", "reopen", item, "--actor", "ben", "--json").json["state"] == "reviewing"
    assert own("verify").code == 0


def test_a_dismissal_needs_a_reason_that_is_kept(own: Runner) -> None:
    item = first_item(own)
    assert own("work", "dismiss", item).code == 2
    assert own("work", "dismiss", item, "--reason", "  ").code == 2
    done = own("work", "dismiss", item, "--reason", "we do not call anybody", "--json").json
    assert done["state"] == "not_applicable"
    assert done["events"][-1]["note"] == "we do not call anybody"


def test_a_step_that_does_not_fit_says_what_does(own: Runner) -> None:
    item = first_item(own)
    refused = own("work", "done", item)
    assert refused.code == 2
    assert "start it" in refused.err
    assert own("work", "note", item, " ").code == 2
    assert own("work", "start", item, "--actor", " ").code == 2
    assert own("work", "show", item, "--json").json["state"] == "new"


def test_acting_makes_no_history_where_there_is_none(fresh: Runner) -> None:
    assert fresh("work", "start", "abc").code == 3
    assert not fresh.database.exists()
