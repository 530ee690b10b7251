"""A small invented law (an illustration) and the steps by which tests put it into a history."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from regdrift.model.alert import Alert, AlertKind
from regdrift.model.analysis import Analysis, Link
from regdrift.model.capture import Capture, Validators
from regdrift.model.change import Change, ChangeKind, Direction, ProvisionChange, Side, Substance, change_id
from regdrift.model.check import CheckRow, Outcome
from regdrift.model.document import DateKind, LegalDate, LegalDocument, Note, NoteKind, Provision
from regdrift.model.impact import Impact, Reason, ScoreParts
from regdrift.model.level import Level
from regdrift.model.signal import Signal, SignalKind
from regdrift.model.source import Source
from regdrift.model.work import WorkItem, WorkOrigin
from regdrift.store.history import History
from regdrift.store.records import VersionCommit

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
SOURCE = Source(
    id="opt-in-act",
    name="Opt-In Act",
    jurisdiction="US-ME",
    url="https://law.example/act",
    topics=("consent",),
    every_seconds=3600,
    headers=(("x-key", "hunter2-header"),),
    auth=("me", "hunter2-auth"),
)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def capture(body: bytes, number: int = 0, etag: str | None = None) -> Capture:
    return Capture(
        url="https://law.example/act",
        final_url="https://law.example/act",
        status=200,
        headers={"content-type": "text/html", "date": day(number).isoformat()},
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=day(number),
        elapsed_seconds=0.25,
        validators=Validators(etag),
    )


def check(
    number: int, outcome: Outcome | None = None, source: str = SOURCE.id, http_status: int | None = 200
) -> CheckRow:
    return CheckRow(source, day(number), 0.25, "https://law.example/act", outcome, http_status=http_status)


def provision(label: str, text: str, citation: str | None = None) -> Provision:
    return Provision(f"act/{label}", f"§ {label}", None, text, citation or f"Act § {label}")


def document(*texts: tuple[str, str], notes: tuple[Note, ...] = ()) -> LegalDocument:
    return LegalDocument(
        format="html",
        parser="html@1",
        provisions=tuple(provision(label, text) for label, text in texts),
        language="en",
        title="Opt-In Act",
        identifiers={"eli": "x"},
        notes=notes or (Note(NoteKind.SOURCE_CREDIT, "PL 2026, c. 1.", None, "act/1"),),
        dates=(LegalDate(DateKind.PUBLISHED, START.date(), "published"),),
        warnings=("one table was skipped",),
    )


LAW_A = document(("1", "A provider may use data unless the customer opts out."), ("2", "Fines: $100."))
LAW_B = document(("1", "A provider shall not use data unless the customer opts in."), ("2", "Fines: $100."))


def side(one: Provision) -> Side:
    return Side(one.path, one.label, one.heading, one.full_text, one.citation, ("A provider:",))


def change(
    version: str, before: Provision, after: Provision, impacts: tuple[Impact, ...] = (), source: str = SOURCE.id
) -> Change:
    found = ProvisionChange(
        ChangeKind.AMENDED, (side(before),), (side(after),), (("-", before.text), ("+", after.text)), 0.5
    )
    return Change(
        change_id(source, version, found),
        found,
        Level.HIGH,
        Direction.TIGHTENED,
        (Signal(SignalKind.CONSENT_OPT_IN, after.text, before.text, after.text, None, "P30D"),),
        (LegalDate(DateKind.IN_FORCE, START.date() + timedelta(days=300), "takes effect in November"),),
        impacts,
    )


def impact(practice: str = "ads", level: Level = Level.HIGH, practices_version: str = "v1") -> Impact:
    reason = Reason("consent.opt_in", "Ask first.", "opts in", "consent.model")
    return Impact(practice, level, ScoreParts(0.9, 1.0, 1.0, 0.8), (reason,), practices_version)


def work(*changes: str, task: str = "Ask before use.") -> WorkItem:
    return WorkItem(
        id="00000000000000aa",
        practice="ads",
        source=SOURCE.id,
        dossier=SOURCE.id,
        origin=WorkOrigin.CHANGE,
        level=Level.HIGH,
        title="Opt-in for ads",
        task=task,
        owner="Ada Example",
        due_on=START.date() + timedelta(days=300),
        changes=changes,
        quote="opts in",
    )


def alert(name: str = "a1", target: str = "ada@law.example", dossier: str = SOURCE.id, **more: object) -> Alert:
    values = {"route": "r", "channel": "mail", "language": "en", "payload": {"told_at": "x", "what": name}, **more}
    return Alert(name, AlertKind.CHANGE_DETECTED, Level.HIGH, target=target, dossier=dossier, **values)


def links(old: LegalDocument, new: LegalDocument) -> tuple[Link, ...]:
    olds, news = [p.path for p in old.provisions], [p.path for p in new.provisions]
    return (*((p if p in olds else None, p) for p in news), *((p, None) for p in olds if p not in news))


def analysis(old: LegalDocument | None, new: LegalDocument, version: str) -> Analysis:
    if old is None:
        return Analysis(Substance.NONE, Direction.NEUTRAL)
    olds = {p.path: p for p in old.provisions}
    changes = tuple(
        change(version, olds[p.path], p, (impact(),))
        for p in new.provisions
        if p.path in olds and olds[p.path].text != p.text
    )
    items = (work(*(c.id for c in changes)),) if changes else ()
    return Analysis(
        Substance.SUBSTANTIVE, Direction.TIGHTENED, changes, work=items, links=links(old, new), warnings=("short",)
    )


def commit_of(history: History, new: LegalDocument, recorded: tuple[int, int], number: int) -> VersionCommit:
    head = history.source_state(SOURCE.id).head
    old = history.load_document(head.id) if head else None
    return VersionCommit(
        source=SOURCE,
        capture_id=recorded[0],
        check_id=recorded[1],
        expected_head=head.id if head else None,
        document=new,
        analysis=analysis(old, new, str(head.seq + 1 if head else 1)),
        observed_at=day(number),
        outcome=Outcome.CHANGED if head else Outcome.FIRST_SEEN,
        alerts=(alert(f"alert-{number}"),),
    )


def observe(history: History, new: LegalDocument, number: int, body: bytes | None = None) -> int:
    """Record a capture and commit what it says; give the version's id."""
    recorded = history.record_check(
        check(number), capture(body or repr(new.provisions).encode(), number), next_due_at=day(number + 1)
    )
    assert recorded.capture_id is not None
    return history.commit_version(commit_of(history, new, (recorded.capture_id, recorded.check_id), number))


def renumber(one: LegalDocument, **texts: str) -> LegalDocument:
    return replace(one, provisions=tuple(replace(p, text=texts.get(p.path, p.text)) for p in one.provisions))
