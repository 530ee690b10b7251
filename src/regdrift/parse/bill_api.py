"""A bill as the services of Congress.gov, LegiScan and Open States describe it: stage and history, title and summary.

Sources: https://github.com/LibraryOfCongress/api.congress.gov (BillEndpoint), https://legiscan.com/legiscan (getBill,
status codes), https://docs.openstates.org/api-v3 and its classification of actions. A bill's title and description are
one passage; the actions are a note, because they are no law. The stage is the furthest that the actions prove.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regdrift.model.document import LegalDocument, NoteKind, ProvisionKind, ProvisionStatus, Stage, Unreadable
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format

_NAME = "bill_api"
_VERSION = 1
_OF_CONGRESS = re.compile(rb"\"(?:congress|originChamber)\"\s*:")
_LEGISCAN_STAGES = {
    1: Stage.INTRODUCED,
    2: Stage.PASSED_ONE_CHAMBER,
    3: Stage.PASSED,
    4: Stage.SIGNED,
    5: Stage.WITHDRAWN,
    6: Stage.WITHDRAWN,
}
"""Status codes of LegiScan: introduced, engrossed, enrolled, passed (enacted), vetoed, failed."""
_SIGNED = re.compile(r"\bbecame (?:public|private) law|\bsigned by (?:the )?president", re.IGNORECASE)
_PASSED = re.compile(r"\bpresented to (?:the )?president|\benrolled\b", re.IGNORECASE)
_PASSAGE = re.compile(r"\bpassed(?:/agreed to)?(?: in)? (?:the )?(house|senate)\b", re.IGNORECASE)
_COMMITTEE = re.compile(r"\b(?:ordered to be )?reported\b|\bhearings? held\b|\bmark-?up\b", re.IGNORECASE)
_ENACTED = frozenset({"became-law", "executive-signature"})
_ENDED = frozenset({"withdrawal", "failure", "executive-veto"})


@dataclass(frozen=True, slots=True)
class _Action:
    on: str
    text: str
    kinds: tuple[str, ...] = ()
    chamber: str = ""


@dataclass(frozen=True, slots=True)
class _Bill:
    citation: str
    title: str
    summary: str
    stage: Stage | None
    actions: Sequence[_Action]


def _sniff(head: bytes, hints: ReadHints) -> float:
    if not head.lstrip().startswith(b"{"):
        return 0.0
    own = b'"bill"' in head and (b'"bill_id"' in head or _OF_CONGRESS.search(head) is not None)
    return 0.9 if own or b'"ocd-bill/' in head[:20000] else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    try:
        found = json.loads(body)
        bill = _read(found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Unreadable(_NAME, "malformed", "The description of the bill is broken; fetch it again.")
    builder = ProvisionBuilder()
    path = builder.add(
        None, "bill", label=bill.citation, heading=bill.title, text=bill.summary or bill.title,
        kind=ProvisionKind.TEXT, status=ProvisionStatus.NOT_YET, citation=bill.citation,
    )  # fmt: skip
    history = "\n".join(f"{action.on}: {action.text}" for action in bill.actions)
    builder.add_note(NoteKind.AMENDMENT_HISTORY, history, heading="Actions", path=path)
    return builder.build(_NAME, _VERSION, language="en", title=bill.title, citation=bill.citation, stage=bill.stage)


def _read(found: Mapping[str, object]) -> _Bill:
    bill = found.get("bill")
    if not isinstance(bill, Mapping):
        return _of_open_states(found)
    return _of_legiscan(bill) if "bill_id" in bill else _of_congress(bill, _rows(found, "actions"))


def _of_congress(bill: Mapping[str, object], rows: Sequence[Mapping[str, object]]) -> _Bill:
    actions = sorted(
        (_Action(_said(row, "actionDate"), _said(row, "text")) for row in rows), key=lambda one: (one.on, one.text)
    )
    said = " \n".join(action.text for action in actions)
    chambers = {match.lower() for match in _PASSAGE.findall(said)}
    if bill.get("laws") or _SIGNED.search(said):
        stage = Stage.SIGNED
    elif len(chambers) == 2 or _PASSED.search(said):
        stage = Stage.PASSED
    elif chambers:
        stage = Stage.PASSED_ONE_CHAMBER
    else:
        stage = Stage.IN_COMMITTEE if _COMMITTEE.search(said) else Stage.INTRODUCED
    kind = {"HR": "H.R.", "S": "S.", "HJRES": "H.J. Res.", "SJRES": "S.J. Res."}.get(_said(bill, "type").upper())
    return _Bill(f"{kind or _said(bill, 'type')} {bill['number']}", _said(bill, "title"), "", stage, actions)


def _of_legiscan(bill: Mapping[str, object]) -> _Bill:
    actions = [_Action(_said(row, "date"), _said(row, "action")) for row in _rows(bill, "history")]
    code = bill.get("status")
    stage = _LEGISCAN_STAGES.get(code) if isinstance(code, int) else None
    citation = " ".join(filter(None, (_said(bill, "state"), _said(bill, "bill_number"))))
    return _Bill(citation, _said(bill, "title"), _said(bill, "description"), stage, actions)


def _of_open_states(bill: Mapping[str, object]) -> _Bill:
    actions = []
    for row in _rows(bill, "actions"):
        kinds, chamber = row.get("classification"), row.get("organization")
        actions.append(
            _Action(
                _said(row, "date"), _said(row, "description"),
                tuple(map(str, kinds)) if isinstance(kinds, list) else (),
                _said(chamber, "classification") if isinstance(chamber, Mapping) else "",
            )
        )  # fmt: skip
    actions.sort(key=lambda one: one.on)
    place = bill.get("jurisdiction")
    state = _said(place, "name") if isinstance(place, Mapping) else ""
    citation = " ".join(filter(None, (state, _said(bill, "identifier"))))
    return _Bill(citation, _said(bill, "title"), "", _stage_of_actions(actions), actions)


def _stage_of_actions(actions: Sequence[_Action]) -> Stage | None:
    kinds = {kind for action in actions for kind in action.kinds}
    passed = {action.chamber for action in actions if "passage" in action.kinds}
    if kinds & _ENACTED:
        return Stage.SIGNED
    if kinds & _ENDED and actions and set(actions[-1].kinds) & _ENDED:
        return Stage.WITHDRAWN
    if len(passed) > 1 or "executive-receipt" in kinds:
        return Stage.PASSED
    if passed:
        return Stage.PASSED_ONE_CHAMBER
    if kinds & {"committee-passage", "committee-passage-favorable", "referral-committee"}:
        return Stage.IN_COMMITTEE
    return Stage.INTRODUCED if actions else None


def _rows(found: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    rows = found.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _said(found: Mapping[str, object], name: str) -> str:
    value = found.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "Bills of Congress.gov, LegiScan and Open States (API)")
