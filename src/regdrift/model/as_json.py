"""The JSON shapes of the contract, used alike by the command line, webhooks, mails and the history."""

from __future__ import annotations

from regdrift.model.change import Change, ChangeKind, ProvisionChange, Side
from regdrift.model.document import LegalDate
from regdrift.model.impact import Impact, Reason
from regdrift.model.measure import Mark
from regdrift.model.signal import Signal

JsonObject = dict[str, object]


def side_as_json(side: Side) -> JsonObject:
    """Give one side: path, label, heading, text, citation, context (lead-ins, outermost first)."""
    return {
        "path": side.path,
        "label": side.label,
        "heading": side.heading,
        "text": side.text,
        "citation": side.citation,
        "context": list(side.context),
    }


def found_as_json(found: ProvisionChange) -> JsonObject:
    """Give what the diff found: kind, citation, sides, similarity, redline.

    ``split`` has ``afters`` and ``merged`` has ``befores`` as lists beside the first of each.
    """
    shape: JsonObject = {
        "kind": str(found.kind),
        "citation": found.citation,
        "before": side_as_json(found.befores[0]) if found.befores else None,
        "after": side_as_json(found.afters[0]) if found.afters else None,
        "similarity": round(found.similarity, 4),
        "redline": [list(op) for op in found.redline],
    }
    if found.kind is ChangeKind.SPLIT:
        shape["after"] = None
        shape["afters"] = [side_as_json(side) for side in found.afters]
    if found.kind is ChangeKind.MERGED:
        shape["before"] = None
        shape["befores"] = [side_as_json(side) for side in found.befores]
    return shape


def signal_as_json(signal: Signal) -> JsonObject:
    """Give one signal; values in normal form beside the verbatim words."""
    return {
        "kind": str(signal.kind),
        "before": signal.before,
        "after": signal.after,
        "before_value": signal.before_value,
        "after_value": signal.after_value,
        "quote": signal.quote,
    }


def mark_as_json(mark: Mark) -> JsonObject:
    """Give what one reading says of a measure."""
    return {
        "measure": mark.measure,
        "step": mark.step,
        "provisions": mark.provisions,
        "citation": mark.citation,
        "quote": mark.quote,
        "value": mark.value,
        "moved": None if mark.moved is None else str(mark.moved),
    }


def date_as_json(item: LegalDate) -> JsonObject:
    """Give one legal date, ISO 8601."""
    return {"kind": str(item.kind), "on": item.on.isoformat(), "quote": item.quote}


def reason_as_json(reason: Reason) -> JsonObject:
    """Give one reason of an impact."""
    return {
        "rule": reason.rule,
        "text": reason.text,
        "quote": reason.quote,
        "practice_field": reason.practice_field,
    }


def impact_as_json(impact: Impact) -> JsonObject:
    """Give one impact with its score and the score's parts."""
    parts = impact.parts
    return {
        "practice": impact.practice,
        "score": impact.score,
        "level": str(impact.level),
        "parts": {
            "severity": parts.severity,
            "overlap": parts.overlap,
            "status": parts.status,
            "urgency": parts.urgency,
        },
        "reasons": [reason_as_json(reason) for reason in impact.reasons],
        "practices_version": impact.practices_version,
    }


def change_as_json(change: Change) -> JsonObject:
    """Give a whole change, in the order of the contract."""
    return {
        "id": change.id,
        **found_as_json(change.found),
        "signals": [signal_as_json(signal) for signal in change.signals],
        "severity": str(change.severity),
        "direction": str(change.direction),
        "effective_on": change.effective_on.isoformat() if change.effective_on else None,
        "dates": [date_as_json(item) for item in change.dates],
        "impacts": [impact_as_json(impact) for impact in change.impacts],
    }
