"""Connectors: every file is registered, every registered one plans its requests."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from regdrift.config import load_sources
from regdrift.errors import ConfigurationError, UsageError
from regdrift.fetch import connectors
from regdrift.fetch.connectors.registry import connector_keys, connector_mark, connector_names, find_connector

NOT_CONNECTORS = {"__init__", "answers", "bundle", "keys", "links", "listing", "registry", "shape"}
KEY = "k3y"
EXAMPLES = {
    "govinfo": (
        None,
        {"package": "PLAW-117publ58", "key": KEY},
        ["https://api.govinfo.gov/packages/PLAW-117publ58/summary"],
    ),
    "legifrance": (
        None,
        {"text": "LEGITEXT000006070987", "client_id": KEY, "client_secret": KEY},
        ["https://oauth.piste.gouv.fr/api/oauth/token"],
    ),
    "congress": (
        None,
        {"congress": 119, "type": "hr", "number": 5005, "key": KEY},
        ["https://api.congress.gov/v3/bill/119/hr/5005?format=json"],
    ),
    "legiscan": (None, {"bill": 230086, "key": KEY}, ["https://api.legiscan.com/?key=k3y&op=getBill&id=230086"]),
    "openstates": (
        None,
        {"state": "Maine", "session": "129", "bill": "LD 946", "key": KEY},
        ["https://v3.openstates.org/bills/Maine/129/LD%20946?include=actions&include=versions"],
    ),
    "regulations_gov": (
        None,
        {"docket": "FTC-2022-0053", "key": KEY},
        [
            "https://api.regulations.gov/v4/documents?filter%5BdocketId%5D=FTC-2022-0053&page%5Bnumber%5D=1"
            "&page%5Bsize%5D=250&sort=postedDate"
        ],
    ),
    "boe": (
        None,
        {"norm": "BOE-A-2018-16673"},
        ["https://www.boe.es/datosabiertos/api/legislacion-consolidada/id/BOE-A-2018-16673/texto"],
    ),
    "cellar": (None, {"celex": "32016R0679"}, ["https://publications.europa.eu/resource/celex/32016R0679"]),
    "dc_code": (
        "https://law.example",
        {"sections": ["28-3851"]},
        ["https://law.example/titles/28/sections/28-3851.xml"],
    ),
    "gesetze_im_internet": (None, {"law": "bdsg_2018"}, ["https://www.gesetze-im-internet.de/bdsg_2018/xml.zip"]),
    "ecfr": (None, {"title": 16, "part": "314"}, ["https://www.ecfr.gov/api/versioner/v1/titles.json"]),
    "federal_register": (
        None,
        {"term": "x"},
        [
            "https://www.federalregister.gov/api/v1/documents.json?conditions%5Bterm%5D=x&fields%5B%5D=abstract"
            "&fields%5B%5D=action&fields%5B%5D=cfr_references&fields%5B%5D=citation&fields%5B%5D=comments_close_on"
            "&fields%5B%5D=correction_of&fields%5B%5D=dates&fields%5B%5D=docket_ids&fields%5B%5D=document_number"
            "&fields%5B%5D=effective_on&fields%5B%5D=html_url&fields%5B%5D=publication_date"
            "&fields%5B%5D=regulation_id_numbers&fields%5B%5D=title&fields%5B%5D=type"
            "&order=oldest&per_page=1000&page=1"
        ],
    ),
    "fedlex": (None, {"eli": "cc/2022/491"}, None),
    "feed": ("https://law.example/news.atom", {}, ["https://law.example/news.atom"]),
    "legislation_gov_uk": (
        "https://www.legislation.gov.uk/ukpga/2018/12",
        {"date": "2024-01-31"},
        ["https://www.legislation.gov.uk/ukpga/2018/12/2024-01-31/data.xml"],
    ),
    "page": ("https://law.example/1", {"urls": ["https://law.example/2"]}, [f"https://law.example/{n}" for n in "12"]),
    "sitemap": ("https://law.example/sitemap.xml", {"match": "/acts/"}, ["https://law.example/sitemap.xml"]),
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
    requests = find_connector(name).plan_requests(make_source(url, connector=name, options=options, secrets=(KEY,)))
    if planned is None:  # a long question
        assert all(request.url.startswith("https://fedlex.data.admin.ch/sparqlendpoint?query=") for request in requests)
    else:
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
    (mark,) = [line for line in said if line.startswith("Checked against: ")]
    assert mark.split()[2] in {"recorded", "documented", "constructed"}
    assert connector_mark(name).startswith(mark.split()[2])


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_keys_of_an_example_are_the_connectors_own(name):
    _, options, _ = EXAMPLES[name]
    assert set(options) <= set(connector_keys()[name])


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_configuration_takes_a_connectors_own_keys_and_no_others(tmp_path, name):
    url, options, _ = EXAMPLES[name]
    given = {key: "${K}" if value == KEY else value for key, value in options.items()}
    entry = {"id": "law", "name": "A law", "jurisdiction": "US", "connector": name, **given}
    path = tmp_path / "sources.yaml"
    for more, refused in (({}, False), ({"titel_": "x"}, True)):
        given = {**entry, **({"url": url} if url else {}), **more}
        path.write_text(json.dumps({"schema": "regdrift/sources@1", "sources": [given]}), encoding="utf-8")
        if refused:
            with pytest.raises(ConfigurationError, match="unknown key 'titel_'"):
                load_sources(path, {"K": KEY}, connector_keys())
        else:
            (source,) = load_sources(path, {"K": KEY}, connector_keys())
            assert find_connector(name).plan_requests(source)
