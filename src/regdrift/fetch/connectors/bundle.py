"""Several answers of a publisher as one capture: the parts of a bundle, which ``parse/bundle`` reads.

A bundle is JSON with the parts in a fixed order, so that equal answers are equal bytes. What it holds is cleaned of the
source's secrets, because a captured body is stored as it is.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchFailure, FetchRefused, FetchResult, NotModified, Validators
from regdrift.model.source import Source

SCHEMA = "regdrift/bundle@1"
LAW = "law"
"""The parts make one law: their provisions stand side by side."""
COLLECTION = "collection"
"""The parts are documents of their own: each one's provisions stand under its name."""


@dataclass(frozen=True, slots=True)
class Part:
    """One answer in a bundle."""

    name: str
    """Stable and unique within the bundle; a collection's provisions stand under it."""
    url: str
    body: bytes
    media_type: str | None = None
    record: bool = False
    """True for what is told about the text (a bill's stage and history), False for a text."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One text to ask for."""

    name: str
    request: PageRequest


Check = Callable[[Capture], FetchFailure | None]
"""Gives the failure where an answer is not what was asked for."""


def make_bundle(first: Capture, source: Source, kind: str, parts: Sequence[Part], validators: Validators) -> Capture:
    """Give the parts as one capture; ``first`` lends it status, headers and time, and the source its address."""
    shaped = {"schema": SCHEMA, "kind": kind, "parts": [_shape(part, source) for part in parts]}
    body = json.dumps(shaped, ensure_ascii=False, indent=1).encode()
    dropped = ("content-length", "content-type", "content-encoding", "etag", "last-modified")
    headers = {name: value for name, value in first.headers.items() if name not in dropped}
    return replace(
        first, url=source.url or first.url, headers={**headers, "content-type": "application/json"}, body=body,
        sha256=hashlib.sha256(body).hexdigest(), validators=validators,
    )  # fmt: skip


def as_part(name: str, answer: Capture, *, record: bool = False) -> Part:
    """Give an answer as a part."""
    return Part(name, answer.final_url, answer.body, answer.headers.get("content-type"), record)


def mark_of(source: Source, *marks: object) -> Validators:
    """Give the publisher's own marks of a version as validators, bound to what the source declares.

    A mark is what the publisher says changes with the text (a hash, an instant of its own clock). It is never sent:
    connectors compare it with :func:`is_marked`. A source that is declared otherwise since has another mark.
    """
    said = json.dumps([source.url, sorted(map(str, _public_options(source))), *map(str, marks)], ensure_ascii=False)
    return Validators(etag=f'"regdrift-{hashlib.sha256(said.encode()).hexdigest()[:32]}"')


def is_marked(validators: Validators, mark: Validators) -> bool:
    """True where the last capture bore this mark."""
    return mark.etag is not None and validators.etag == mark.etag


def collect_texts(
    getter: PageGetter, source: Source, wanted: Sequence[Wanted], validators: Validators, check: Check | None = None
) -> tuple[Sequence[Capture], Validators] | NotModified | FetchFailure | FetchRefused:
    """Fetch every text, or say that none has changed, or give the first that failed: half a law is no law.

    Each text is asked for with the validators that it gave; where one has changed the others, whose bodies only the
    history has, are asked for once more.
    """
    known = _read_joined(validators, wanted)
    answers: dict[int, Capture] = {}
    same: NotModified | None = None
    for number, item in enumerate(wanted):
        answer = getter.get(source, item.request, known.get(number, Validators()))
        if isinstance(answer, NotModified):
            same = answer
            continue
        if not isinstance(answer, Capture):
            return _named(answer, item)
        answers[number] = answer
    if same is not None and not answers:
        return same
    for number, item in enumerate(wanted):
        if number not in answers:
            answer = getter.get(source, item.request, Validators())
            if not isinstance(answer, Capture):
                return answer if isinstance(answer, NotModified) else _named(answer, item)
            answers[number] = answer
    ordered = [answers[number] for number in range(len(wanted))]
    if check is not None:
        failure = next((found for answer in ordered if (found := check(answer)) is not None), None)
        if failure is not None:
            return failure
    return ordered, _join(wanted, ordered)


def bundle_texts(
    getter: PageGetter, source: Source, wanted: Sequence[Wanted], validators: Validators, kind: str
) -> FetchResult:
    """Give the texts as one bundle, or as :func:`collect_texts` why there is none."""
    found = collect_texts(getter, source, wanted, validators)
    if not isinstance(found, tuple):
        return found
    answers, joined = found
    parts = [as_part(item.name, answer) for item, answer in zip(wanted, answers, strict=True)]
    elapsed = sum(answer.elapsed_seconds for answer in answers)
    return replace(make_bundle(answers[0], source, kind, parts, joined), elapsed_seconds=elapsed)


def _shape(part: Part, source: Source) -> Mapping[str, object]:
    body = part.body
    for secret in source.secrets:
        body = body.replace(secret.encode(), b"***")
    shaped: dict[str, object] = {"name": part.name, "url": source.without_secrets(part.url)}
    if part.media_type:
        shaped["media_type"] = part.media_type
    if part.record:
        shaped["record"] = True
    try:
        return {**shaped, "text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {**shaped, "base64": base64.b64encode(body).decode("ascii")}


def _public_options(source: Source) -> list[object]:
    return [pair for pair in source.options.items() if str(pair[1]) not in source.secrets]


def _named(answer: FetchFailure | FetchRefused, item: Wanted) -> FetchFailure | FetchRefused:
    return replace(answer, message=f"{item.name}: {answer.message}; nothing was kept of the others")


def _digest(wanted: Sequence[Wanted]) -> str:
    return hashlib.sha256("\n".join(item.request.url for item in wanted).encode()).hexdigest()[:32]


def _join(wanted: Sequence[Wanted], answers: Sequence[Capture]) -> Validators:
    """Give the validators of all texts in one; none where one text gave none, since it would have to come whole."""
    if not all(answer.validators for answer in answers):
        return Validators()
    given = [[one.validators.etag, one.validators.last_modified, one.validators.url] for one in answers]
    return Validators(etag=json.dumps({"of": _digest(wanted), "given": given}))


def _read_joined(validators: Validators, wanted: Sequence[Wanted]) -> Mapping[int, Validators]:
    try:
        joined = json.loads(validators.etag or "")
        if joined["of"] != _digest(wanted):
            return {}
        return {number: Validators(*row) for number, row in enumerate(joined["given"])}
    except (ValueError, TypeError, KeyError):
        return {}
