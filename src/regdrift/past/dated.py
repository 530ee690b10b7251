"""One earlier version of a law, before anyone reads it."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

_TYPES: Mapping[str, str] = {".md": "text/markdown", ".xhtml": "application/xhtml+xml", ".akn": "application/xml"}
"""What `mimetypes` does not know on every system."""


@dataclass(frozen=True, slots=True)
class DatedVersion:
    """A version that somebody else kept, with the day from which it stood there."""

    on: date
    """The day that the archive or the publisher gives it."""
    address: str
    """Where it lies; a URL, or ``git:COMMIT:PATH`` and ``file:NAME`` for archives of one's own. Names no machine."""
    load: Callable[[], bytes] = field(repr=False, compare=False)
    """Gives its bytes, decoded. Raises RegdriftError where they cannot be had."""
    media_type: str | None = None
    key: str | None = None
    """Equal for versions with equal bytes; None where that cannot be told without loading them."""


def media_type_of(name: str) -> str | None:
    """Give the media type that a file's name tells; None where it tells none."""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0]
