"""Reading what a publisher's service answered, and saying so when it is not what the service documents."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from regdrift.model.capture import Capture, FetchFailure, FetchResult
from regdrift.model.source import Source


def shape_changed(capture: Capture, publisher: str, expected: str) -> FetchFailure:
    """Give the failure for an answer of another shape than the publisher documents.

    Args:
        capture: The answer.
        publisher: Who answered, as people name it.
        expected: What should have been there.
    """
    said = f"{publisher} answered in another shape than it documents: expected {expected}; nothing was kept. "
    return failure_of(capture, "protocol", f"{said}Open {capture.url} to see what it sends now.")


def accept_text(
    answer: FetchResult, source: Source, sign: re.Pattern[bytes], said: tuple[str, str], *, within: int = 8192
) -> FetchResult:
    """Give an answer under the source's own address where it is the text that was asked for.

    Args:
        answer: What came; what is no capture stays as it is.
        source: Whose text it is.
        sign: What must stand in the first ``within`` bytes.
        said: Publisher and what was expected, as :func:`shape_changed` tells them.
        within: Bytes that are looked at.
    """
    if not isinstance(answer, Capture):
        return answer
    if not sign.search(answer.body[:within]):
        return shape_changed(answer, *said)
    # The store drops validators of a source whose address has changed since, which it tells by this address.
    return replace(answer, url=source.url or answer.url)


def failure_of(capture: Capture, reason: str, message: str) -> FetchFailure:
    """Give the failure that an answer is, with the reason (see ``FetchFailure``) and what to do."""
    return FetchFailure(capture.url, capture.fetched_at, capture.elapsed_seconds, reason, message, capture.status)


def read_json_object(capture: Capture) -> Mapping[str, object] | None:
    """Give the JSON object that was answered; None for what is no JSON or no object."""
    try:
        found = json.loads(capture.body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
