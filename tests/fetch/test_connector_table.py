"""docs/connectors.md names every connector with its own keys and its mark."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from regdrift.fetch.connectors.registry import connector_names, find_connector

PAGE = Path(__file__).parents[2] / "docs" / "connectors.md"


def test_the_table_is_that_of_the_registry():
    rows = re.findall(r"^\| `(\w+)` \| .* \| (.*) \| (yes|no) \| (\w+) \|$", PAGE.read_text(encoding="utf-8"), re.M)
    assert [name for name, *_ in rows] == list(connector_names())
    for name, keys, needed, mark in rows:
        connector = find_connector(name)
        assert tuple(re.findall(r"`(\w+)`", keys)) == connector.OPTION_KEYS
        assert (needed == "yes") == bool({"key", "client_id"} & set(connector.OPTION_KEYS))
        assert f"Checked against: {mark}" in (sys.modules[type(connector).__module__].__doc__ or "")


def test_terms_pace_and_pages_are_told_for_every_connector():
    _, _, told = PAGE.read_text(encoding="utf-8").partition("## Terms")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \| (.+) \|$", told, re.M)
    assert [name for name, *_ in rows] == list(connector_names())
