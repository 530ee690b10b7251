"""A folder of dated files: each file is a version, its day stands in its name."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import Final

from regdrift.errors import UsageError
from regdrift.past.dated import DatedVersion, media_type_of

DAY_IN_NAME: Final = (
    r"(?<!\d)(?P<year>[12]\d{3})[-_./]?(?P<month>0[1-9]|1[0-2])[-_./]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
"""How a day is found in a name: ``2019-06-10``, ``20190610``, ``2019_06_10``, ``2019/06/10``."""


def folder_versions(folder: Path, pattern: str = DAY_IN_NAME) -> tuple[list[DatedVersion], list[str]]:
    """Give the versions of a folder, oldest first, and the names in which no day was found.

    ``pattern`` is a regular expression with the groups ``year``, ``month`` and ``day``, searched for in the name
    below the folder.

    Raises:
        UsageError: the folder does not exist, or the pattern is none.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder")
    days = _compiled(pattern)
    found: list[DatedVersion] = []
    undated: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or any(part.startswith(".") for part in Path(name).parts):
            continue
        day = _day_of(days, name)
        if day is None:
            undated.append(name)
            continue
        found.append(DatedVersion(day, f"file:{name}", path.read_bytes, media_type_of(name), _digest(path)))
    return sorted(found, key=lambda version: version.on), undated


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise UsageError(f"--date-pattern: {error}") from error
    if missing := {"year", "month", "day"} - set(compiled.groupindex):
        raise UsageError(f"--date-pattern: the groups {', '.join(sorted(missing))} are missing: (?P<year>\\d{{4}}) …")
    return compiled


def _day_of(days: re.Pattern[str], name: str) -> date | None:
    for match in days.finditer(name):
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except (TypeError, ValueError):
            continue
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
