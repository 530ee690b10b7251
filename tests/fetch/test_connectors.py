"""Connectors: every file is registered, every registered one plans its requests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from regdrift.errors import UsageError
from regdrift.fetch import connectors
from regdrift.fetch.connectors.registry import connector_names, find_connector

NOT_CONNECTORS = {"__init__", "registry", "shape"}
EXAMPLES = {"page": ("https://law.example/act", ["https://law.example/act"])}


def test_every_file_is_registered_under_its_name():
    (folder,) = connectors.__path__
    files = {path.stem for path in Path(folder).glob("*.py")} - NOT_CONNECTORS
    assert files == set(connector_names())


def test_every_connector_has_an_example():
    assert set(EXAMPLES) == set(connector_names())


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_connector_plans_its_requests(name, make_source):
    url, planned = EXAMPLES[name]
    requests = find_connector(name).plan_requests(make_source(url, connector=name))
    assert [request.url for request in requests] == planned


def test_names_and_settings_are_known_without_loading_the_http_client():
    code = (
        "import sys, regdrift.fetch.connectors.registry, regdrift.fetch.settings; "
        "sys.exit(bool({'httpx', 'httpcore', 'protego'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(UsageError, match="there are: page"):
        find_connector("gazette")
