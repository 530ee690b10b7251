"""Earlier versions from publishers and web archives, against a loopback server that answers as they document."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from regdrift.errors import UnavailableError, UsageError
from regdrift.fetch.connectors.registry import find_connector
from regdrift.past.cellar import cellar_versions
from regdrift.past.memento import memento_versions
from regdrift.past.publishers import find_publisher
from regdrift.past.wayback import wayback_versions

SINCE, UNTIL = date(2019, 1, 1), date(2026, 1, 1)
PART = b'<?xml version="1.0"?>\n<DIV5 N="314" TYPE="PART"><HEAD>PART 314</HEAD></DIV5>'
ECFR_LIST = "/api/versioner/v1/versions/title-16.json?part=314"


def ecfr_text(day: str) -> str:
    return f"/api/versioner/v1/full/{day}/title-16.xml?part=314"


def section(amended: str, issue: str, **fields: object) -> dict[str, object]:
    return {
        "date": amended, "amendment_date": amended, "issue_date": issue, "identifier": "314.4", "name": "§ 314.4",
        "part": "314", "substantive": True,
        "removed": False, "subpart": None, "title": "16", "type": "section", **fields,
    }  # fmt: skip


def listed(*entries: object) -> bytes:
    return json.dumps({"content_versions": entries, "meta": {"title": "16", "result_count": len(entries)}}).encode()


@pytest.fixture
def ecfr(make_source, stage):
    return make_source(stage.url(""), connector="ecfr", options={"title": 16, "part": 314})


def days(found) -> list[str]:
    return [version.on.isoformat() for version in found]


class TestEcfr:
    def test_each_issue_is_a_version_that_stands_from_the_day_of_its_amendment(self, stage, fetcher, ecfr, reply):
        entries = listed(
            section("2016-12-30", "2017-01-03"),
            section("2022-01-10", "2022-01-12"),
            section("2022-01-10", "2022-01-12", identifier="314.2", removed=True),
            section("2015-05-01", "2023-06-09"),  # a correction of older text
            section("2027-06-01", "2027-06-01"),  # after the last day that is asked for
        )
        stage.plays = {ECFR_LIST: reply(entries), ecfr_text("2022-01-12"): reply(PART)}
        found = find_publisher(ecfr)(fetcher, ecfr, SINCE, UNTIL)
        assert days(found) == ["2019-01-01", "2022-01-10", "2023-06-09"]
        asked = ["2017-01-03", "2022-01-12", "2023-06-09"]
        assert [version.address for version in found] == [stage.url(ecfr_text(day)) for day in asked]
        assert found[1].load() == PART

    def test_a_list_without_versions_gives_none(self, stage, fetcher, ecfr, reply):
        stage.plays = {ECFR_LIST: reply(listed())}
        assert find_publisher(ecfr)(fetcher, ecfr, SINCE, UNTIL) == []

    @pytest.mark.parametrize(
        "body", [b"<html>", b"[]", b'{"content_versions": 1}', listed({}), listed(section("soon", "2020-01-01"))]
    )
    def test_another_shape_is_told(self, stage, fetcher, ecfr, reply, body):
        stage.plays = {ECFR_LIST: reply(body)}
        with pytest.raises(UnavailableError, match="expected"):
            find_publisher(ecfr)(fetcher, ecfr, SINCE, UNTIL)

    def test_a_page_in_place_of_the_text_is_no_version(self, stage, fetcher, ecfr, reply):
        stage.plays = {ECFR_LIST: reply(listed(section("2022-01-10", "2022-01-12")))}
        (version,) = find_publisher(ecfr)(fetcher, ecfr, SINCE, UNTIL)
        stage.plays[ecfr_text("2022-01-12")] = reply(b"<html>Request access</html>")
        with pytest.raises(UnavailableError, match="another shape") as told:
            version.load()
        assert not told.value.lasting

    @pytest.mark.parametrize(
        ("status", "lasting"),
        [
            ("404 Not Found", True),
            ("410 Gone", True),
            ("403 Forbidden", False),
            ("429 Too Many Requests", False),
            ("503 Busy", False),
        ],
    )
    def test_what_a_failure_means_for_another_attempt(self, stage, fetcher, ecfr, reply, status, lasting):
        waits = {"Retry_After": "7200"} if status[:3] in ("429", "503") else {}
        stage.plays = {ECFR_LIST: reply(status=status, **waits)}
        with pytest.raises(UnavailableError) as told:
            find_publisher(ecfr)(fetcher, ecfr, SINCE, UNTIL)
        assert told.value.lasting is lasting
        assert told.value.exit_code == 3

    def test_a_declared_date_has_no_past(self, fetcher, make_source):
        source = make_source(None, connector="ecfr", options={"title": 16, "date": "2020-01-02"})
        with pytest.raises(UsageError, match="no past"):
            find_publisher(source)(fetcher, source, SINCE, UNTIL)


CLML = """<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata"><ukm:Metadata>
 {links}<ukm:PrimaryMetadata><ukm:EnactmentDate Date="2018-05-23"/></ukm:PrimaryMetadata></ukm:Metadata>
</Legislation>"""


def clml(*titles: str) -> bytes:
    at = "http://www.legislation.gov.uk/ukpga/2018/12"
    links = (
        f'<atom:link rel="http://purl.org/dc/terms/hasVersion" href="{at}/{one}" title="{one}"/>' for one in titles
    )
    return CLML.format(links="".join(links)).encode()


class TestLegislationGovUk:
    @pytest.fixture
    def act(self, make_source, stage):
        return make_source(stage.url("/ukpga/2018/12"), connector="legislation_gov_uk")

    def test_points_in_time_and_the_act_as_enacted(self, stage, fetcher, act, reply):
        body = clml("enacted", "2018-05-25", "2019-03-29", "2024-02-05", "2030-01-01", "prospective")
        path = "/ukpga/2018/12/{}data.xml"
        stage.plays = {path.format(at): reply(body) for at in ("", "enacted/", "2024-02-05/")}
        found = find_publisher(act)(fetcher, act, date(2018, 1, 1), UNTIL)
        assert days(found) == ["2018-05-23", "2018-05-25", "2019-03-29", "2024-02-05"]
        assert found[0].load() == found[3].load() == body
        assert [heard.path for heard in stage.pages()][1:] == [path.format("enacted/"), path.format("2024-02-05/")]
        later = find_publisher(act)(fetcher, act, date(2020, 1, 1), UNTIL)
        assert days(later) == ["2020-01-01", "2024-02-05"]
        assert later[0].address == stage.url(path.format("2019-03-29/"))

    @pytest.mark.parametrize("body", [clml(), b"<html>moved</html>"])
    def test_a_text_without_links_to_versions_is_told(self, stage, fetcher, act, reply, body):
        stage.plays = {"/ukpga/2018/12/data.xml": reply(body)}
        with pytest.raises(UnavailableError, match=r"legislation\.gov\.uk answered in another shape"):
            find_publisher(act)(fetcher, act, SINCE, UNTIL)


def test_the_federal_register_as_of_each_day_of_publication(stage, fetcher, make_source, corpus):
    recorded = json.loads(next((corpus / "api_payload" / "fr-api-documents-a").glob("*.json")).read_bytes())
    results = recorded["results"]
    body = json.dumps({"count": len(results), "total_pages": 1, "results": results}).encode()
    source = make_source(stage.url(""), connector="federal_register", options={"term": "privacy"})
    path = urlsplit(_first_request(source)).path
    stage.plays = _AnyQuery(path, body)
    published = sorted({one["publication_date"] for one in results})
    found = find_publisher(source)(fetcher, source, date(1994, 1, 1), date(2030, 1, 1))
    assert days(found) == published
    for version in found:
        held = json.loads(version.load())
        assert (
            held["count"]
            == len(held["results"])
            == sum(1 for one in results if one["publication_date"] <= str(version.on))
        )
    assert len(stage.pages()) == 1


def _first_request(source) -> str:
    return find_connector(source.connector).plan_requests(source)[0].url


class _AnyQuery(dict):
    """Plays one body for a path, whatever the query."""

    def __init__(self, path: str, body: bytes) -> None:
        super().__init__()
        self._path, self._body = path, body

    def get(self, path, default=None):
        if urlsplit(path).path != self._path:
            return default
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(self._body)}\r\nConnection: close\r\n\r\n"
        return head.encode() + self._body


class TestCellar:
    @pytest.fixture
    def act(self, make_source, stage):
        return make_source(stage.url("/resource/celex/32016R0679"), language="en")

    @staticmethod
    def results(*celex: str) -> bytes:
        bindings = [{"celex": {"type": "literal", "value": one}} for one in celex]
        return json.dumps({"head": {"vars": ["celex"]}, "results": {"bindings": bindings}}).encode()

    def test_consolidated_versions_of_that_very_act(self, stage, fetcher, act, reply):
        stage.plays = _AnyQuery(
            "/webapi/rdf/sparql",
            self.results("02016R0679-20160504", "02016R0679-20210305", "02002L0058-20200101", "32016R0679R(02)"),
        )
        assert find_publisher(act) is cellar_versions
        found = cellar_versions(fetcher, act, date(2015, 1, 1), UNTIL)
        assert days(found) == ["2016-05-04", "2021-03-05"]
        query = parse_qs(urlsplit(stage.pages()[0].path).query)["query"][0]
        assert "celex/32016R0679>" in query
        page = reply(b"<html>Article 1</html>", Content_Type="application/xhtml+xml")
        stage.plays = {"/resource/celex/02016R0679-20210305": page}
        assert found[1].load() == b"<html>Article 1</html>"
        assert stage.pages()[-1].headers["Accept"].startswith("application/xhtml+xml")
        assert stage.pages()[-1].headers["Accept-Language"].startswith("en")

    def test_the_connector_asks_in_its_own_way(self, stage, fetcher, make_source, reply):
        source = make_source(stage.url(""), connector="cellar", options={"celex": "02016R0679-20160504"}, language="fr")
        stage.plays = _AnyQuery("/webapi/rdf/sparql", self.results("02016R0679-20210305"))
        (version,) = find_publisher(source)(fetcher, source, SINCE, UNTIL)
        stage.plays = {"/resource/celex/02016R0679-20210305": reply(b"<html>Article 1</html>")}
        assert version.load() == b"<html>Article 1</html>"
        assert stage.pages()[-1].headers["Accept-Language"] == "fra"

    def test_none_and_another_shape(self, stage, fetcher, act):
        stage.plays = _AnyQuery("/webapi/rdf/sparql", self.results())
        assert cellar_versions(fetcher, act, SINCE, UNTIL) == []
        for body in (
            b"<sparql/>",
            b'{"results": {}}',
            b'{"results": {"bindings": [{}]}}',
            self.results("02016R0679-20161399"),
        ):
            stage.plays = _AnyQuery("/webapi/rdf/sparql", body)
            with pytest.raises(UnavailableError, match="CELLAR answered in another shape"):
                cellar_versions(fetcher, act, SINCE, UNTIL)


class TestFedlex:
    def test_each_version_stands_from_the_day_from_which_it_applies(self, stage, fetcher, make_source, reply):
        source = make_source(stage.url(""), connector="fedlex", options={"eli": "cc/2022/491"}, language="de")
        rows = [
            {"date": {"value": day}, "file": {"value": stage.url(f"/{day}.xml")}}
            for day in ("2018-03-01", "2023-09-01", "2027-01-01")
        ]
        stage.plays = _AnyQuery("/sparqlendpoint", json.dumps({"results": {"bindings": rows}}).encode())
        found = find_publisher(source)(fetcher, source, SINCE, UNTIL)
        assert days(found) == ["2019-01-01", "2023-09-01"]
        stage.plays = {"/2018-03-01.xml": reply(b"<akomaNtoso/>")}
        assert found[0].load() == b"<akomaNtoso/>"
        stage.plays = _AnyQuery("/sparqlendpoint", b'{"results": {"bindings": [{"date": {"value": "soon"}}]}}')
        with pytest.raises(UnavailableError, match="Fedlex answered in another shape"):
            find_publisher(source)(fetcher, source, SINCE, UNTIL)


class TestMemento:
    PAGE = "https://law.example/act?id=1"

    @pytest.fixture
    def look(self, stage, make_source, fetcher):
        source = make_source(self.PAGE, headers=(("X-Key", "mine"),), auth=("me", "pass"))
        return partial(memento_versions, fetcher, source, SINCE, UNTIL, archive=stage.url("/timemap/link/"))

    def test_timemaps_that_link_to_each_other_are_read_once_each(self, stage, look, reply):
        first, second = f"/timemap/link/{self.PAGE}", "/timemap/2"
        memento = stage.url("/web/20200203040506/" + self.PAGE)
        body = (
            f'<{self.PAGE}>; rel="original",\n<{stage.url(first)}>; rel="self"; type="application/link-format",\n'
            f'<{stage.url(second)}>; rel="timemap"; from="Fri, 01 Jan 2021 00:00:00 GMT",\n'
            f'<{stage.url("/web/20100101000000/" + self.PAGE)}>; rel="first memento"; '
            'datetime="Fri, 01 Jan 2010 00:00:00 GMT",\n'
            f'<{memento}>; rel="memento"; datetime="Mon, 03 Feb 2020 04:05:06 GMT"'
        )
        other = f'<{stage.url(first)}>; rel="timemap",\n</kept/7>;rel=memento;datetime="Sat, 05 Jun 2021 00:00:00 GMT"'
        raw = memento.replace("/20200203040506/", "/20200203040506id_/")
        stage.plays = {
            first: reply(body.encode()),
            second: reply(other.encode()),
            raw.removeprefix(stage.url("")): reply(b"law", Memento_Datetime="Mon, 03 Feb 2020 04:05:06 GMT"),
            "/kept/7": reply(b"law", Memento_Datetime="Sun, 06 Jun 2021 00:00:00 GMT"),
        }
        found = look()
        assert days(found) == ["2020-02-03", "2021-06-05"]
        assert [version.address for version in found] == [raw, stage.url("/kept/7")]
        assert found[0].load() == b"law"
        with pytest.raises(UnavailableError, match="capture of 2021-06-06 instead"):
            found[1].load()
        assert [heard.path for heard in stage.pages()][:2] == [first, second]
        assert not any({"X-Key", "Authorization"} & set(heard.headers) for heard in stage.pages())

    def test_404_means_that_the_archive_has_nothing(self, look):
        assert look() == []

    @pytest.mark.parametrize("body", [b"<html><body>Sorry</body></html>", b"rel=memento", b"[]"])
    def test_what_is_no_timemap_is_told(self, stage, look, reply, body):
        stage.plays = {f"/timemap/link/{self.PAGE}": reply(body)}
        with pytest.raises(UnavailableError, match="TimeMap"):
            look()

    def test_an_address_with_a_secret_is_told_to_no_archive(self, stage, fetcher, make_source):
        for url, secrets in ((f"{self.PAGE}&key=s3cret", ("s3cret",)), ("https://me:pass@law.example/", ())):
            with pytest.raises(UsageError, match="secret"):
                memento_versions(fetcher, make_source(url, secrets=secrets), SINCE, UNTIL, archive=stage.url("/"))
        assert stage.heard == []


class TestWayback:
    PAGE = "https://law.example/act"
    HEAD = ["timestamp", "original", "digest"]  # noqa: RUF012

    @pytest.fixture
    def look(self, stage, make_source, fetcher):
        return partial(wayback_versions, fetcher, make_source(self.PAGE), SINCE, UNTIL, archive=stage.url(""))

    def test_pages_of_the_index_and_the_bytes_as_captured(self, stage, look, reply):
        pages = {
            None: [self.HEAD, ["20190601101112", self.PAGE, "AAA"], [], ["key one"]],
            "key one": [self.HEAD, ["20210101000000", self.PAGE, "BBB"]],
        }

        class Index(dict):
            def get(self, path, default=None):
                if path.startswith("/cdx/search/cdx?"):
                    key = parse_qs(urlsplit(path).query).get("resumeKey", [None])[0]
                    return reply(json.dumps(pages[key]).encode())
                return super().get(path, default)

        stage.plays = Index({f"/web/20190601101112id_/{self.PAGE}": reply(b"law")})
        found = look()
        assert days(found) == ["2019-06-01", "2021-01-01"]
        assert [version.key for version in found] == ["sha1:AAA", "sha1:BBB"]
        assert found[0].load() == b"law"
        asked = parse_qs(urlsplit(stage.pages()[0].path).query)
        assert asked["url"] == [self.PAGE]
        assert (asked["from"], asked["to"]) == (["20190101"], ["20260101"])

    @pytest.mark.parametrize("body", [b"[]", b"", b'[["timestamp","original","digest"]]'])
    def test_no_captures(self, stage, look, body):
        stage.plays = _AnyQuery("/cdx/search/cdx", body)
        assert look() == []

    @pytest.mark.parametrize(
        "body",
        [b"<html>", b"{}", b"[1]", b'[["urlkey"],["a"]]', b'[["timestamp","original","digest"],["soon","u","d"]]'],
    )
    def test_another_shape_is_told(self, stage, look, body):
        stage.plays = _AnyQuery("/cdx/search/cdx", body)
        with pytest.raises(UnavailableError, match="another shape"):
            look()

    def test_an_index_that_repeats_its_key_ends(self, stage, look):
        stage.plays = _AnyQuery("/cdx/search/cdx", json.dumps([self.HEAD, [], ["again"]]).encode())
        with pytest.raises(UnavailableError, match="resumption key"):
            look()
        assert len(stage.pages()) == 2

    def test_robots_that_forbid_are_obeyed(self, stage, look, reply):
        stage.plays = {"/robots.txt": reply(b"User-agent: *\nDisallow: /cdx/")}
        with pytest.raises(UnavailableError, match="robots"):
            look()
        assert stage.pages() == []


def test_a_connector_without_a_past_says_what_to_do(make_source):
    with pytest.raises(UsageError, match="--from-git"):
        find_publisher(make_source("https://law.example/feed", connector="feed"))


def test_addresses_are_quoted_as_the_archive_documents(stage, make_source, fetcher):
    stage.plays = _AnyQuery("/cdx/search/cdx", b"[]")
    source = make_source("https://law.example/a?b=c&d=é")
    wayback_versions(fetcher, source, SINCE, UNTIL, archive=stage.url(""))
    assert f"url={quote('https://law.example/a?b=c&d=é', safe='')}" in stage.pages()[0].path
