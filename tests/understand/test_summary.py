"""What all changes of a comparison amount to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from regdrift.model.change import Change, ChangeKind, Direction, ProvisionChange, Side, Substance
from regdrift.model.level import Level
from regdrift.model.signal import Signal, SignalKind
from regdrift.understand import summarise


def change(kind, severity=Level.HIGH, direction=Direction.TIGHTENED):
    side = (Side("1", "(a)", None, "Text."),)
    return Change("x", ProvisionChange(ChangeKind(kind), side, side, (), 0.5), severity, direction)


@pytest.mark.parametrize(
    ("kinds", "substance"),
    [
        ((), Substance.NONE),
        (("stage",), Substance.EDITORIAL),
        (("editorial", "renumbered"), Substance.EDITORIAL),
        (("moved",), Substance.EDITORIAL),
        (("pending", "editorial", "stage"), Substance.PENDING),
        (("amended", "pending"), Substance.SUBSTANTIVE),
        (("added",), Substance.SUBSTANTIVE),
        (("repealed",), Substance.SUBSTANTIVE),
        (("split",), Substance.SUBSTANTIVE),
        (("merged",), Substance.SUBSTANTIVE),
    ],
)
def test_the_gravest_kind_gives_the_substance(kinds, substance):
    assert summarise([change(kind) for kind in kinds])[0] is substance


def test_an_amendment_of_style_only_is_editorial():
    assert summarise([change("amended", Level.NONE, Direction.NEUTRAL)]) == (Substance.EDITORIAL, Direction.NEUTRAL)


def test_what_is_editorial_has_no_direction():
    assert summarise([change("renumbered")])[1] is Direction.NEUTRAL


@pytest.mark.parametrize(
    ("changes", "direction"),
    [
        ([("high", "tightened"), ("low", "loosened")], Direction.TIGHTENED),
        ([("high", "loosened"), ("low", "tightened")], Direction.LOOSENED),
        ([("high", "tightened"), ("high", "loosened")], Direction.MIXED),
        ([("high", "mixed")], Direction.MIXED),
        ([("low", "neutral"), ("medium", "tightened")], Direction.TIGHTENED),
        ([("high", "neutral")], Direction.NEUTRAL),
        ([("high", "tightened")] * 30 + [("high", "loosened")] * 3, Direction.MIXED),
    ],
)
def test_directions_are_weighed_by_severity(changes, direction):
    made = [change("amended", Level(severity), Direction(way)) for severity, way in changes]
    assert summarise(made)[1] is direction


def test_the_affairs_of_an_authority_are_neutral_though_one_rule_names_nobody():
    duty = (Signal(SignalKind.DUTY_ADDED, "The Commission shall report.", after="shall"),)
    theirs = replace(change("added", Level.LOW, Direction.NEUTRAL), signals=duty)
    nobody = replace(change("added", Level.HIGH, Direction.TIGHTENED), signals=duty)
    assert summarise([theirs] * 9 + [nobody])[1] is Direction.NEUTRAL
    assert summarise([theirs, nobody])[1] is Direction.TIGHTENED


def placed(path, kind, severity, direction, signal=None):
    side = (Side(path, "(a)", None, "Text."),)
    sides = (side, ()) if kind == "repealed" else ((), side)
    signals = (Signal(signal, "Text.", after="Text"),) if signal else ()
    found = ProvisionChange(ChangeKind(kind), *sides, (), 0.0)
    return Change(path, found, Level(severity), Direction(direction), signals)


def test_the_exceptions_of_a_new_prohibition_only_serve_it():
    rule = placed("5", "added", "high", "tightened")
    exceptions = [placed(f"5/{number}", "added", "medium", "loosened") for number in range(6)]
    assert summarise([rule, *exceptions])[1] is Direction.TIGHTENED
    assert summarise([placed("5", "added", "high", "loosened"), *exceptions])[1] is Direction.LOOSENED
    elsewhere = [placed(f"{number}", "added", "high", "loosened") for number in range(6, 12)]
    assert summarise([rule, *elsewhere])[1] is not Direction.TIGHTENED


def test_new_definitions_only_serve_the_rules_that_use_them():
    kind = SignalKind.DEFINITION_WIDENED
    definitions = [placed(f"2/{number}", "added", "medium", "tightened", kind) for number in range(3)]
    assert summarise([*definitions, placed("5", "added", "high", "loosened")])[1] is Direction.LOOSENED
