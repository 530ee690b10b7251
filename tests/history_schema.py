"""What docs/history.md says of tables and columns; ``python tests/history_schema.py`` writes the package's copy."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "history.md"
COPY = ROOT / "src" / "regdrift" / "data" / "schemas" / "history.json"
_ROW = re.compile(r"^\| `(?P<name>\w+)` \| (?P<type>\w*) ?\| (?P<holds>.+) \|$", re.MULTILINE)
_TABLE = re.compile(r"^(?:### (?P<name>\w+)|<!-- (?P<part>\w+) -->)$", re.MULTILINE)
_WORDS = re.compile(r"\n\n(?P<words>[^|#<\n].*?)\n\n", re.DOTALL)


def columns() -> dict[str, list[tuple[str, str]]]:
    """Give table or view → (column, type)."""
    return {
        name: [(row["name"], row["type"]) for row in _ROW.finditer(part)]
        for name, part in _parts().items()
        if _ROW.search(part)
    }


def shapes() -> dict[str, Any]:
    """Give table or view → description and columns in words, as Datasette's metadata wants them."""
    found = {}
    for name, part in _parts().items():
        rows = {row["name"]: row["holds"].replace("`", "") for row in _ROW.finditer(part)}
        words = _WORDS.match(part)
        told = re.sub(r"\s+", " ", words["words"]).replace("`", "") if words else ""
        told = told.replace("E. ", "Evidence, append-only. ", 1) if told.startswith("E. ") else told
        if rows:
            found[name] = {**({"description": told} if told else {}), "columns": rows}
    return found


def _parts() -> dict[str, str]:
    text = PAGE.read_text(encoding="utf-8")
    heads = list(_TABLE.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return {head["name"] or head["part"]: text[head.end() : end] for head, end in zip(heads, ends, strict=True)}


if __name__ == "__main__":
    COPY.write_text(json.dumps(shapes(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
