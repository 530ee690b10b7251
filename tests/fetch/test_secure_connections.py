"""TLS verifies the name that was asked for, although the socket goes to an address that was checked before."""

from __future__ import annotations

import ssl

import pytest
import trustme

from regdrift.errors import InputError
from regdrift.fetch.client import Fetcher
from regdrift.fetch.settings import FetchSettings
from regdrift.model.capture import Capture, FetchFailure

LAW = b"<p>law</p>"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """A certificate authority that lives for these tests only."""
    return trustme.CA()


@pytest.fixture
def ca_file(authority, tmp_path):
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def secure_stage(open_stage, authority, reply):
    """An https server whose certificate is for ``localhost`` alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return open_stage(tls=context, plays={"/law": reply(LAW)})


def test_a_certificate_for_the_name_is_accepted(secure_stage, make_fetcher, make_source, ca_file):
    fetcher = make_fetcher(ca_file=ca_file)
    result = fetcher.fetch(make_source(f"https://localhost:{secure_stage.port}/law"))
    assert isinstance(result, Capture)


def test_a_certificate_for_another_name_is_refused(secure_stage, make_fetcher, make_source, ca_file):
    fetcher = make_fetcher(ca_file=ca_file)
    result = fetcher.fetch(make_source(f"https://127.0.0.1:{secure_stage.port}/law"))
    assert isinstance(result, FetchFailure)
    assert result.reason == "tls"
    assert "certificate" in result.message
    assert secure_stage.heard == []


def test_a_certificate_that_the_system_does_not_trust_is_refused(secure_stage, fetcher, make_source, fake_time):
    result = fetcher.fetch(make_source(f"https://localhost:{secure_stage.port}/law"))
    assert isinstance(result, FetchFailure)
    assert result.reason == "tls"
    assert fake_time.slept == []


def test_plain_http_where_https_was_asked_is_a_tls_failure(httpserver, fetcher, make_source):
    result = fetcher.fetch(make_source(httpserver.url_for("/law").replace("http:", "https:")))
    assert result.reason == "tls"


def test_a_redirect_from_https_down_to_http_is_not_followed(
    secure_stage, stage, make_fetcher, make_source, ca_file, reply
):
    secure_stage.plays["/law"] = reply(status="301 Moved", Location=stage.url("/law"))
    fetcher = make_fetcher(ca_file=ca_file)
    result = fetcher.fetch(make_source(f"https://localhost:{secure_stage.port}/law"))
    assert result.reason == "bad_scheme"
    assert stage.heard == []


def test_a_redirect_from_http_up_to_https_is_followed_without_the_password(
    secure_stage, stage, make_fetcher, make_source, ca_file, reply
):
    stage.plays["/law"] = reply(status="301 Moved", Location=f"https://localhost:{secure_stage.port}/law")
    fetcher = make_fetcher(ca_file=ca_file)
    result = fetcher.fetch(make_source(stage.url("/law"), auth=("me", "secret")))
    assert isinstance(result, Capture)
    assert "Authorization" not in secure_stage.pages()[0].headers


def test_a_handshake_that_never_ends_is_a_timeout(stage, make_fetcher, make_source):
    """The plain server waits for the end of a request, which no TLS greeting holds, and so says nothing."""
    fetcher = make_fetcher(retries=0, robots=False)
    result = fetcher.fetch(make_source(stage.url("/law").replace("http:", "https:"), timeout_seconds=0.2))
    assert result.reason == "timeout"


def test_a_file_of_authorities_that_cannot_be_read_is_an_input_error(tmp_path):
    missing = tmp_path / "missing.pem"
    with pytest.raises(InputError, match=r"missing\.pem"):
        Fetcher(FetchSettings(ca_file=str(missing)))
