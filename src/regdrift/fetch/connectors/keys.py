"""Reading the keys that a connector adds to a source, and the address of the service that it asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from regdrift.errors import UsageError
from regdrift.model.source import Source

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_text_key(source: Source, key: str) -> str | None:
    """Give the value of a key that holds a word or a number; None where the source does not name it.

    Raises:
        UsageError: where it holds anything else.
    """
    value = source.options.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise UsageError(f"source {source.id}: the key '{key}' must be a word or a number, not {value!r}")
    return str(value).strip()


def require_key(source: Source, key: str) -> str:
    """Give the value of a key that the connector cannot do without.

    Raises:
        UsageError: where it is missing, or holds neither a word nor a number.
    """
    value = read_text_key(source, key)
    if value is None:
        message = f"source {source.id}: the connector {source.connector} needs the key '{key}'; add it to sources.yaml"
        raise UsageError(message)
    return value


def read_words_key(source: Source, key: str) -> tuple[str, ...]:
    """Give the values of a key that holds one word or a list of words; empty where the source does not name it.

    Raises:
        UsageError: where it holds anything else.
    """
    value = source.options.get(key)
    if not isinstance(value, Sequence) or isinstance(value, str):
        one = read_text_key(source, key)
        return () if one is None else (one,)
    if not value or not all(isinstance(item, str) and item.strip() for item in value):
        raise UsageError(f"source {source.id}: the key '{key}' must be a word or a list of words, not {value!r}")
    return tuple(str(item).strip() for item in value)


def read_date_key(source: Source, key: str) -> date | None:
    """Give the calendar date of a key; None where the source does not name it.

    Raises:
        UsageError: where it is no date written ``2026-03-31``.
    """
    value = source.options.get(key)
    if value is None:
        return None
    try:
        written = str(value)
        if _ISO_DATE.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise UsageError(f"source {source.id}: the key '{key}' must be a date such as 2026-03-31, not {value!r}")


def service_address(source: Source, usual: str) -> str:
    """Give the root of the service, without a slash at its end: ``source.url`` where declared, else the usual one."""
    return (source.url or usual).rstrip("/")
