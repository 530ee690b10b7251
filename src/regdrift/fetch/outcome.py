"""What an answer means: usable, a redirect to follow, or a Problem with a word for a person."""

from __future__ import annotations

import contextlib
from datetime import datetime

from regdrift.fetch.problem import Answer, Problem
from regdrift.fetch.retry import TRANSIENT_STATUSES, retry_after_seconds
from regdrift.fetch.target import Target, join_target

REDIRECTS = frozenset({301, 302, 303, 307, 308})

_LYING_304 = "{} answered 304 (not modified) to a request without validators; nothing was kept"


def judge_answer(answer: Answer, target: Target, *, conditional: bool, now: datetime) -> Answer | Problem:
    """Give an answer that can be used (200, 203, 304 to validators) or followed as it is; say what is wrong else.

    A 200 with an empty body passes: it is evidence of what the publisher served, and the parser calls it unreadable.
    """
    status = answer.status
    if status in (200, 203) or status in REDIRECTS:
        return answer
    if status == 304:
        return answer if conditional else Problem("protocol", _LYING_304.format(target.host), status)
    return problem_of_status(answer, target, retry_after_seconds(answer.headers, now))


def follow(target: Target, answer: Answer) -> Target | Problem:
    """Give where a redirect leads; a Problem without Location, to another scheme, or from https down to http.

    A downgrade is refused: what comes over http can be altered on the way, and so is no evidence of the law.
    """
    location = answer.headers.get("location")
    if not location:
        return Problem("protocol", f"{target.host} redirects ({answer.status}) without saying where", answer.status)
    with contextlib.suppress(UnicodeDecodeError):
        location = location.encode("latin-1").decode("utf-8")
    following = join_target(target, location)
    if isinstance(following, Target) and target.secure and not following.secure:
        return Problem(
            "bad_scheme",
            f"{target.url} redirects from https to {following.url}: not followed, because http can be altered on "
            "the way; if you trust it, declare that address",
            answer.status,
        )
    return following


def problem_of_status(answer: Answer, target: Target, retry_after: float | None) -> Problem:
    """Say what an HTTP status that brings no text means, and what to do about it."""
    status = answer.status
    if status == 429:
        asked = "" if retry_after is None else f" and to wait {retry_after:.0f} s"
        message = f"{target.host} asks to slow down (429){asked}; raise the source's delay"
        return Problem("rate_limited", message, status, transient=True, retry_after_seconds=retry_after)
    if status == 206:
        return Problem("protocol", f"{target.host} sent a part (206) of a whole that was asked for", status)
    return Problem(
        "http_status",
        f"{target.url}: HTTP {status}{_HINTS.get(status, '')}",
        status,
        transient=status in TRANSIENT_STATUSES,
        retry_after_seconds=retry_after,
    )


_HINTS = {
    202: " (accepted, no text): often a page that tests the visitor; ask the publisher for access",
    204: " (no content): the publisher gave no text",
    205: " (reset content): the publisher gave no text",
    401: ": a login is needed; declare auth for the source (it is sent to the source's own origin only)",
    403: ": forbidden; the publisher may block automated visitors: give a contact, or ask for access",
    404: ": not found; look up the law's new address",
    406: ": no acceptable form; declare an Accept header for the source",
    407: ": the proxy asks for a login",
    410: ": gone; look up the law's new address",
    451: ": unavailable for legal reasons",
    500: ": the server failed; tried again at the next check",
    502: ": the server failed; tried again at the next check",
    503: ": the server is busy or in maintenance; tried again at the next check",
    504: ": the server failed; tried again at the next check",
}


def problem_of_closed_host(host: str, seconds: float) -> Problem:
    """Say that a host's gate stays closed for ``seconds`` more."""
    return Problem(
        "rate_limited",
        f"{host} asked to be left alone for {seconds:.0f} s more (Retry-After or Crawl-delay); no request was made",
        retry_after_seconds=seconds,
    )
