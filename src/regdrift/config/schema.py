"""The JSON Schema of each file, for editors and CI."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from regdrift.config import alert_file, practice_file, source_file

FileName = Literal["sources", "practices", "alerts"]
_MODELS: dict[str, tuple[type[BaseModel], str]] = {
    "sources": (source_file.SourcesModel, source_file.SCHEMA),
    "practices": (practice_file.PracticesModel, practice_file.SCHEMA),
    "alerts": (alert_file.AlertsModel, alert_file.SCHEMA),
}


def json_schema(name: FileName) -> dict[str, object]:
    """Give the JSON Schema (2020-12) of one of the three files."""
    model, version = _MODELS[name]
    schema = model.model_json_schema(by_alias=True, mode="validation")
    schema["properties"]["schema"] = {"const": version, "description": "Names the shape of this file."}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"{name}.yaml ({version})"}
