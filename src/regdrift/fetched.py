"""What a fetch gave, as it may be stored, read and understood: without secrets, as a check row, with its hints."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from regdrift.model.capture import Capture, FetchFailure, FetchRefused, FetchResult, NotModified
from regdrift.model.check import CheckRow, Outcome
from regdrift.model.document import LegalDocument
from regdrift.model.law import LawContext
from regdrift.model.source import Source
from regdrift.parse import ReadHints


def without_secrets(source: Source, fetched: FetchResult) -> FetchResult:
    """Give a fetch's result as it may be stored: addresses and messages without the source's secrets."""
    if not source.secrets:
        return fetched
    clean = source.without_secrets
    match fetched:
        case Capture():
            headers = {name: clean(value) for name, value in fetched.headers.items()}
            return replace(fetched, url=clean(fetched.url), final_url=clean(fetched.final_url), headers=headers)
        case NotModified():
            return replace(fetched, url=clean(fetched.url))
        case FetchFailure() | FetchRefused():
            return replace(fetched, url=clean(fetched.url), message=clean(fetched.message))
        case _:
            assert_never(fetched)


def check_row(source: Source, fetched: FetchResult, started_at: datetime) -> CheckRow:
    """Give the check's row; its outcome is None where bytes have to be read first."""
    row = CheckRow(
        source=source.id,
        started_at=started_at,
        elapsed_seconds=max(0.0, (fetched.fetched_at - started_at).total_seconds()),
        url=fetched.url,
        outcome=None,
    )
    match fetched:
        case Capture():
            return replace(row, http_status=fetched.status)
        case NotModified():
            return replace(row, http_status=304, outcome=Outcome.UNCHANGED)
        case FetchFailure():
            return replace(
                row,
                outcome=Outcome.FAILED,
                http_status=fetched.status,
                reason=fetched.reason,
                message=fetched.message,
            )
        case FetchRefused():
            return replace(row, outcome=Outcome.REFUSED, reason=fetched.reason, message=fetched.message)
        case _:
            assert_never(fetched)


def read_hints(source: Source, capture: Capture) -> ReadHints:
    """Give what the parser may know of a capture besides its bytes."""
    return ReadHints(
        media_type=capture.headers.get("content-type"),
        name=capture.final_url,
        language=source.language,
        jurisdiction=source.jurisdiction,
        select=source.select,
        remove=source.remove,
        expect=source.expect,
    )


def law_context(source: Source, document: LegalDocument, capture: Capture, version: int) -> LawContext:
    """Give what the analysis must know of the source of a reading; ``version`` counts from 1."""
    return LawContext(
        source=source.id,
        jurisdiction=source.jurisdiction,
        kind=source.kind,
        dossier=source.dossier_id,
        today=capture.fetched_at.date(),
        title=document.title or source.name,
        topics=source.topics,
        language=source.language or document.language,
        version=str(version),
    )
