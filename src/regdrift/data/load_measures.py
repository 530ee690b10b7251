"""Measures from their data: ``measures/*.json``."""

from __future__ import annotations

from datetime import date
from typing import Any

from regdrift.assess.gaps import declared_values
from regdrift.assess.measures import Measure, Step, Trace
from regdrift.data.conditions import read_condition
from regdrift.errors import RegdriftError
from regdrift.model.jurisdiction import canonical_jurisdiction
from regdrift.model.measure import Need, Regime, Standing
from regdrift.model.practice import Practice
from regdrift.model.signal import SignalKind
from regdrift.text.durations import period_hours

_Json = dict[str, Any]  # Any: JSON objects, checked field by field below
_BLANK = Practice(id="", name="", jurisdictions=())


def read_measure(item: _Json, concepts: frozenset[str]) -> Measure:
    """Give one measure. Raises RegdriftError, with the measure's id, where its data contradict themselves."""
    name = item["id"]
    try:
        measure = Measure(
            id=name,
            title=item["title"],
            practice=tuple(read_condition(part) for part in item["practice"]),
            unless=tuple(read_condition(part) for part in item.get("unless", ())),
            steps=tuple(_step(step) for step in item["steps"]),
            regimes=tuple(_regime(name, row) for row in item["regimes"]),
            period=bool(item.get("period", False)),
        )
        _check(measure, concepts)
    except (KeyError, ValueError) as error:
        raise RegdriftError(f"measure {name}: {error}") from error
    return measure


def _step(item: _Json) -> Step:
    return Step(
        id=item["id"],
        title=item["title"],
        needs=tuple(_need(need) for need in item["needs"]),
        traces=tuple(_trace(trace) for trace in item.get("traces", ())),
    )


def _need(item: _Json) -> Need:
    return Need(
        text=item["text"],
        field=item.get("field"),
        one_of=tuple(item.get("one_of", ())),
        at_most=item.get("at_most"),
        declared=bool(item.get("declared", False)),
    )


def _trace(item: _Json) -> Trace:
    parts = {
        "any_of": item.pop("any", ()),
        "all_of": item.pop("all", ()),
        "none_of": item.pop("none", ()),
        "subject": item.pop("subject", ()),
        "signals": item.pop("signals"),
    }
    if item:
        raise ValueError(f"a trace has unknown parts: {', '.join(sorted(item))}")
    return Trace(**{name: tuple(value) for name, value in parts.items()})


def _regime(measure: str, row: _Json) -> Regime:
    def day(key: str) -> date | None:
        return date.fromisoformat(row[key]) if row.get(key) else None

    return Regime(
        measure=measure,
        jurisdiction=canonical_jurisdiction(row["where"]),
        standing=Standing(row.get("standing", "in_force")),
        step=row["step"],
        citation=row["citation"],
        value=row.get("value"),
        since=day("since"),
        until=day("until"),
        verified=bool(row.get("verified", False)),
        reviewed_on=day("reviewed_on"),
    )


def _check(measure: Measure, concepts: frozenset[str]) -> None:
    kinds = {str(kind) for kind in SignalKind}
    for step in measure.steps:
        for trace in step.traces:
            named = {*trace.any_of, *trace.all_of, *trace.none_of, *trace.subject}
            if unknown := (named - concepts) | (set(trace.signals) - kinds):
                raise ValueError(f"step {step.id}: unknown concepts or signals: {', '.join(sorted(unknown))}")
        for need in step.needs:
            if need.field is not None:
                declared_values(_BLANK, need.field)
                if not (need.one_of or need.at_most or need.declared):
                    raise ValueError(f"step {step.id}: nothing says what {need.field} must be")
            if not {"en", "fr"} <= set(need.text):
                raise ValueError(f"step {step.id}: a need lacks its text in English or French")
    for regime in measure.regimes:
        measure.rank(regime.step)
        if regime.value is not None and period_hours(regime.value) is None:
            raise ValueError(f"{regime.jurisdiction}: {regime.value!r} is no period")
        if regime.reviewed_on is None:
            raise ValueError(f"{regime.jurisdiction}: nobody says when the row was reviewed")
