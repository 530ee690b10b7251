"""The OpenAPI document of the read API (OpenAPI 3.1.1): addresses, parameters and the shapes of what they give."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import regdrift
from regdrift.data.load_schema import schema_text
from regdrift.model.change_kind import ChangeKind
from regdrift.model.level import Level
from regdrift.model.work import WorkState

Shape = dict[str, Any]

USUAL, MOST = 50, 500
"""Rows on a page where nothing is asked, and at most."""

_TEXT: Final[Shape] = {"type": "string"}
_DAY: Final[Shape] = {"type": "string", "format": "date"}
_INSTANT: Final[Shape] = {"type": "string", "format": "date-time"}
_NUMBER: Final[Shape] = {"type": "integer"}
_LEVEL: Final[Shape] = {"enum": [str(level) for level in Level]}


def _or_null(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def _ref(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _object(fields: Mapping[str, Shape], *, closed: bool = True) -> Shape:
    return {
        "type": "object", "properties": dict(fields), "required": list(fields),
        **({"additionalProperties": False} if closed else {}),
    }  # fmt: skip


_CHANGE_FILTERS: Final = {
    "since": (_DAY, "Observed on or after this day (UTC)."),
    "until": (_DAY, "Observed on or before this day (UTC)."),
    "source": (_TEXT, "Id of a source."),
    "jurisdiction": (_TEXT, "US also finds US-ME."),
    "kind": ({"enum": [str(kind) for kind in ChangeKind]}, "Kind of change."),
    "severity": (_LEVEL, "This severity or graver."),
    "practice": (_TEXT, "What touches this practice."),
    "topic": (_TEXT, "A topic of the source."),
    "text": (_TEXT, 'Words of the law; "quoted words" stand together, word* begins.'),
}
_PAGING: Final = {
    "limit": ({"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "Most rows of a page."),
    "cursor": (_TEXT, "Where the page begins; take it from 'next'."),
}
_Parameters = Mapping[str, tuple[Shape, str]]


def _operation(
    summary: str, gives: Shape, parameters: _Parameters, path: Sequence[str] = (), needed: Sequence[str] = ()
) -> Shape:
    given = [
        {"name": name, "in": "path", "required": True, "schema": _TEXT} for name in path
    ] + [
        {"name": name, "in": "query", "description": told, "schema": shape, "required": name in needed}
        for name, (shape, told) in parameters.items()
    ]  # fmt: skip
    wrong = {"description": "What is wrong.", "content": {"application/problem+json": {"schema": _ref("Problem")}}}
    answers: Shape = {
        "200": {
            "description": "Found.",
            "headers": {"ETag": {"schema": _TEXT}, "Link": {"schema": _TEXT}},
            "content": {"application/json": {"schema": gives}},
        },
        "304": {"description": "The ETag of If-None-Match still holds."},
    }
    answers |= dict.fromkeys(("400", "401", "404", "429", "503"), wrong)
    return {"get": {"summary": summary, "parameters": given, "responses": answers}}


def _page_of(name: str) -> Shape:
    return _object({"items": _list_of(_ref(name)), "next": _or_null(_TEXT)})


def _paths() -> Shape:
    work = {
        "state": ({"enum": [str(state) for state in WorkState]}, "State."),
        "practice": (_TEXT, "Id of a practice."),
        "owner": (_TEXT, "Who shall do it."),
        "source": (_TEXT, "Id of a source."),
        "due_before": (_DAY, "Due before this day."),
        "open": ({"type": "boolean", "default": True}, "false: also what is closed."),
    }
    text = {
        "at": (_DAY, "As the law applied on this day (default: today)."),
        "known_at": (_DAY, "As it was known at the end of this day."),
        "citation": (_TEXT, "A provision and all below it; default: the whole law."),
    }
    search = {
        "q": _CHANGE_FILTERS["text"],
        "source": _CHANGE_FILTERS["source"],
        "jurisdiction": _CHANGE_FILTERS["jurisdiction"],
        "former": ({"type": "boolean", "default": False}, "Also wordings that no longer stand."),
    }
    provision = {"source": _CHANGE_FILTERS["source"], "citation": (_TEXT, "Citation, path or label.")}
    level = {"level": ({**_LEVEL, "default": str(Level.MEDIUM)}, "This level or graver; none: everything.")}
    outlook = {"lang": ({"enum": ["en", "fr"], "default": "en"}, "Language."), "at": (_DAY, "As of this day.")}
    return {
        "/api/changes": _operation("Changes, newest first", _page_of("Change"), {**_CHANGE_FILTERS, **_PAGING}),
        "/api/changes/{id}": _operation("One change and its evidence", _ref("ChangeWithEvidence"), {}, ["id"]),
        "/api/impacts": _operation(
            "Change × practice, newest first; those of one change stay on one page", _page_of("Impact"),
            {**_CHANGE_FILTERS, **level, **_PAGING},
        ),
        "/api/work": _operation("Work, the nearest due date first", _page_of("Work"), {**work, **_PAGING}),
        "/api/work/{id}": _operation("One work item with its steps", _ref("WorkWithSteps"), {}, ["id"]),
        "/api/sources": _operation("Sources with their health", _page_of("Source"), _PAGING),
        "/api/sources/{id}/text": _operation("The law on a day", _ref("Text"), text, ["id"]),
        "/api/provisions": _operation(
            "Every wording of one provision, oldest first", _page_of("Wording"), provision,
            needed=["source", "citation"],
        ),
        "/api/search": _operation(
            "Provisions that hold the words, the best match first", _page_of("Found"), {**search, **_PAGING},
            needed=["q"],
        ),
        "/api/outlook": _operation("What each practice lacks", _ref("Outlook"), outlook),
    }  # fmt: skip


def _of_compare() -> Shape:
    """Give the shapes that ``compare --json`` shares, under names of this document."""
    shapes: Shape = json.loads(schema_text("compare").replace("#/$defs/", "#/components/schemas/compare."))["$defs"]
    return {f"compare.{name}": shape for name, shape in shapes.items()}


def _extended(shape: Shape, fields: Mapping[str, Shape]) -> Shape:
    required = [*shape["required"], *fields]
    return {**shape, "properties": {**shape["properties"], **fields}, "required": required}


def _schemas() -> Shape:
    compare = _of_compare()
    where = {"source": _TEXT, "source_name": _TEXT, "jurisdiction": _TEXT}
    change = _extended(
        compare["compare.change"],
        {
            "change_id": _TEXT, **where, "topics": _list_of(_TEXT), "version": _NUMBER, "observed_at": _INSTANT,
            "substance": _TEXT, "late_found": {"type": "boolean"},
        },
    )  # fmt: skip
    impact = _extended(
        compare["compare.impact"],
        {
            "change_id": _TEXT, **where, "kind": _TEXT, "citation": _or_null(_TEXT), "direction": _TEXT,
            "effective_on": _or_null(_DAY), "observed_at": _INSTANT, "severity": _LEVEL,
        },
    )  # fmt: skip
    work = _object(
        {
            "id": _TEXT, "practice": _TEXT, "dossier": _TEXT, "origin": _TEXT, "level": _LEVEL, "title": _TEXT,
            "task": _TEXT, "quote": _or_null(_TEXT), "owner": _or_null(_TEXT), "due_on": _or_null(_DAY),
            "state": {"enum": [str(state) for state in WorkState]}, "created_at": _INSTANT, "updated_at": _INSTANT,
            "source": _TEXT, "source_name": _TEXT, "jurisdiction": _TEXT, "changes": _list_of(_TEXT),
        },
        closed=False,
    )  # fmt: skip
    named = {"label": _or_null(_TEXT), "heading": _or_null(_TEXT), "citation": _or_null(_TEXT)}
    return {
        **compare,
        "Problem": _object({"type": _TEXT, "title": _TEXT, "status": _NUMBER, "detail": _TEXT}),
        "Change": change,
        "ChangeWithEvidence": _extended(
            change, {"captures": _list_of({"type": "object"}), "work": _list_of({"type": "object"})}
        ),
        "Impact": impact,
        "Work": work,
        "WorkWithSteps": _extended(work, {"events": _list_of({"type": "object"})}),
        "Source": _object(
            {
                "id": _TEXT, "name": _TEXT, "jurisdiction": _TEXT, "connector": _TEXT, "url": _or_null(_TEXT),
                "enabled": {"type": "boolean"}, "declared": {"type": "boolean"}, "last_outcome": _or_null(_TEXT),
                "last_success_at": _or_null(_INSTANT), "consecutive_failures": _or_null(_NUMBER),
                "unreadable_since": _or_null(_INSTANT), "quarantine": _or_null({"type": "object"}),
            },
            closed=False,
        ),
        "Text": _object(
            {
                "source": _TEXT, "version": _or_null({"type": "object"}), "applies_from": _or_null(_DAY),
                "basis": {"enum": ["stated", "observed", "archived", None]}, "not_yet": _list_of({"type": "object"}),
                "provisions": _list_of(_object({"path": _TEXT, **named, "text": _TEXT}, closed=False)),
            }
        ),
        "Wording": _object(
            {
                "path": _TEXT, **named, "text": _TEXT, "version": _NUMBER, "observed_at": _INSTANT,
                "until": _or_null(_INSTANT),
            },
            closed=False,
        ),
        "Found": _object({**where, "path": _TEXT, **named, "excerpt": _TEXT, "version": _NUMBER}, closed=False),
        "Outlook": _object(
            {
                "schema": {"const": "regdrift/outlook@1"}, "as_of": _DAY,
                "practices": _list_of(
                    _object({"practice": _TEXT, "measures": _list_of({"type": "object"})}, closed=False)
                ),
            }
        ),
    }  # fmt: skip


@cache
def make_document() -> Shape:
    """Give the document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "regdrift read API",
            "version": regdrift.__version__,
            "description": "What the history holds; nothing can be written here. Every answer has an ETag. Lists are "
            "paged: follow 'next' (also a Link header) until it is null. No answer is legal advice.",
        },
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"basic": {"type": "http", "scheme": "basic"}},
        },
        "security": [{}, {"basic": []}],
    }
