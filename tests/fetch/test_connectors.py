"""Connectors: every file is registered, every registered one plans its requests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from regdrift.errors import UsageError
from regdrift.fetch import connectors
from regdrift.fetch.connectors.registry import connector_keys, connector_names, find_connector

NOT_CONNECTORS = {"__init__", "answers", "keys", "registry", "shape"}
EXAMPLES = {
    "ecfr": (None, {"title": 16, "part": "314"}, ["https://www.ecfr.gov/api/versioner/v1/titles.json"]),
    "feed": ("https://law.example/news.atom", {}, ["https://law.example/news.atom"]),
    "legislation_gov_uk": (
        "https://www.legislation.gov.uk/ukpga/2018/12",
        {"date": "2024-01-31"},
        ["https://www.legislation.gov.uk/ukpga/2018/12/2024-01-31/data.xml"],
    ),
    "page": ("https://law.example/act", {}, ["https://law.example/act"]),
}


def test_every_file_is_registered_under_its_name():
    (folder,) = connectors.__path__
    files = {path.stem for path in Path(folder).glob("*.py")} - NOT_CONNECTORS
    assert files == set(connector_names())


def test_every_connector_has_an_example():
    assert set(EXAMPLES) == set(connector_names())


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_connector_plans_its_requests(name, make_source):
    url, options, planned = EXAMPLES[name]
    requests = find_connector(name).plan_requests(make_source(url, connector=name, options=options))
    assert [request.url for request in requests] == planned


def test_names_and_settings_are_known_without_loading_the_http_client():
    code = (
        "import sys, regdrift.fetch.connectors.registry, regdrift.fetch.settings; "
        "sys.exit(bool({'httpx', 'httpcore', 'protego'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(UsageError, match=r"there are: .*\bpage\b"):
        find_connector("gazette")


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_connector_says_against_what_it_was_checked(name):
    said = (sys.modules[type(find_connector(name)).__module__].__doc__ or "").splitlines()
    if name != "page":
        (mark,) = [line for line in said if line.startswith("Checked against: ")]
        assert mark.split()[2] in {"recorded", "documented", "constructed"}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_keys_of_an_example_are_the_connectors_own(name):
    _, options, _ = EXAMPLES[name]
    assert set(options) <= set(connector_keys()[name])
