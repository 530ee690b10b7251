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


def read_pattern_key(source: Source, key: str) -> re.Pattern[str] | None:
    """Give the regular expression of a key; None where the source does not name it.

    Raises:
        UsageError: where it is no regular expression.
    """
    value = read_text_key(source, key)
    try:
        return None if value is None else re.compile(value)
    except re.error as error:
        raise UsageError(f"source {source.id}: the key '{key}' is no regular expression: {error}") from error


def read_count_key(source: Source, key: str, usual: int) -> int:
    """Give the number of a key, 1 or more; ``usual`` where the source does not name it.

    Raises:
        UsageError: where it is no such number.
    """
    value = source.options.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise UsageError(f"source {source.id}: the key '{key}' must be a number from 1 up, not {value!r}")
    return value


def require_secret(source: Source, key: str, get_one: str) -> str:
    """Give a key to a publisher's service; ``get_one`` says where people apply for it.

    Raises:
        UsageError: where it is missing, or stands in the file instead of the environment.
    """
    value = read_text_key(source, key)
    if value is None or value not in source.secrets:
        wanted = f"write {key}: ${{{source.connector.upper()}_{key.upper()}}} and set that variable"
        raise UsageError(
            f"source {source.id}: the connector {source.connector} needs the key '{key}' from the environment: "
            f"{wanted}; get one at {get_one}"
        )
    return value


def service_address(source: Source, usual: str) -> str:
    """Give the root of the service, without a slash at its end: ``source.url`` where declared, else the usual one."""
    return (source.url or usual).rstrip("/")
