"""Plain data against a schema: every mistake, in words that a person can act on, at its place in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Annotated, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from regdrift.config.values import suggest
from regdrift.config.yaml_file import Place, YamlFile

Model = TypeVar("Model", bound=BaseModel)

_EXPECTED = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list, such as [a, b]",
    "dict_type": "must be a mapping of keys and values",
    "model_type": "must be a mapping of keys and values",
    "model_attributes_type": "must be a mapping of keys and values",
    "missing": "is required",
}


def validate(model: type[Model], file: YamlFile, schema: str) -> Model | None:
    """Give the file's data as ``model``; None where it is not, with every mistake noted in ``file``.

    ``schema`` is the value that the file's ``schema`` key must have.
    """
    if file.data is None:
        if not file.mistakes:
            file.report((), "the file is empty")
        return None
    if not isinstance(file.data, dict):
        file.report((), "the top of the file must be a mapping of keys and values")
        return None
    declared = file.data.get("schema")
    if declared is None:
        file.report((), f"'schema' is required: write 'schema: {schema}' as the first line")
    elif declared != schema:
        file.report(("schema",), f"{declared!r} is not a schema that this version reads; it reads {schema!r}")
    data = {key: value for key, value in file.data.items() if key != "schema"}
    try:
        return model.model_validate({"schema": schema, **data})
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=True, include_input=True):
            _report(detail, model, file)
        return None


def _report(detail: ErrorDetails, model: type[BaseModel], file: YamlFile) -> None:
    place = _place(detail["loc"], file.data)
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = _known_keys(model, detail["loc"][:-1])
        file.report(place, unknown_key(str(place[-1]), known), key=True)
        return
    if kind == "missing":
        file.report(place, f"{str(detail['loc'][-1])!r} is required")
        return
    file.report(place, _message(detail))


def _message(detail: ErrorDetails) -> str:
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in {"literal_error", "enum"}:
        return f"must be {context['expected']}"
    if kind == "union_tag_not_found":
        return "'kind' is required: email, webhook, file or apprise"
    if kind == "union_tag_invalid":
        return f"kind must be one of {context['expected_tags']}"
    expected = _EXPECTED.get(kind)
    if expected is None:
        return detail["msg"][:1].lower() + detail["msg"][1:]
    return f"{expected}, not {_kind_of(detail['input'])}"


def _kind_of(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number (quote it to make it text)"
        case str():
            return "text"
        case list():
            return "a list"
    return "a mapping"


def unknown_key(name: str, known: Iterable[str]) -> str:
    """Give the message for a key that nobody reads."""
    words = sorted(known)
    hint = suggest(name, words)
    return f"unknown key {name!r}{hint}" if hint else f"unknown key {name!r}; known are {', '.join(words)}"


def _place(loc: tuple[int | str, ...], data: object) -> Place:
    """Give the steps of ``loc`` that exist in the data; tags of unions are left out."""
    place: list[str | int] = []
    value = data
    for step in loc:
        if _has_step(value, step):
            value = value[step]  # type: ignore[index]  # _has_step looked
            place.append(step)
    return tuple(place)


def _has_step(value: object, step: int | str) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _known_keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    kinds: list[object] = [model]
    for step in loc:
        tagged = [kind for kind in kinds if _has_tag(kind, step)]
        kinds = tagged or [inner for kind in kinds for inner in _step_into(kind, step)] or kinds
    models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return sorted({field.alias or name for kind in models for name, field in kind.model_fields.items()})


def _has_tag(kind: object, step: int | str) -> bool:
    """Tell whether ``step`` is the tag by which a union chose this model."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel) and "kind" in kind.model_fields):
        return False
    return step in get_args(kind.model_fields["kind"].annotation)


def _step_into(kind: object, step: int | str) -> list[object]:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return []
    for name, field in kind.model_fields.items():
        if step in {name, field.alias}:
            return _models_in(field.annotation)
    return []


def _models_in(annotation: object) -> list[object]:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return [annotation]
    if get_origin(annotation) in {Union, UnionType, Annotated, list, dict, tuple}:
        return [inner for part in get_args(annotation) for inner in _models_in(part)]
    return []


def report_duplicates(file: YamlFile, name: str, entries: Iterable[object]) -> None:
    """Note each id under ``name`` that an earlier entry has already."""
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        identifier = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(identifier, str):
            continue
        if identifier in first:
            line = file.mark((name, first[identifier], "id"))[0]
            file.report((name, index, "id"), f"{identifier!r} is already the id of the entry in line {line}")
        else:
            first[identifier] = index


def entries_of(file: YamlFile, name: str) -> list[object]:
    """Give the list under a top-level key as it stands in the file; empty where there is none."""
    value = file.data.get(name) if isinstance(file.data, dict) else None
    return value if isinstance(value, list) else []


def with_defaults(defaults: Mapping[str, object], entry: Mapping[str, object]) -> dict[str, object]:
    """Give the entry on top of the defaults; mappings are joined key by key, everything else is replaced."""
    merged = dict(defaults)
    for key, value in entry.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = with_defaults(cast("dict[str, object]", below), cast("dict[str, object]", value))
        else:
            merged[key] = value
    return merged
