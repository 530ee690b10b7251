"""The shared client: connections used again, a proxy by name only, and every error of the network told apart."""

from __future__ import annotations

import socket
import ssl

import httpcore
import httpx
import pytest

from regdrift.fetch.problem import problem_of_error
from regdrift.fetch.transport import trusted_authorities
from regdrift.model.capture import Capture, FetchFailure, NotModified, Validators

LAW = b"<p>law</p>"


def test_pages_and_304_answers_share_one_connection(stage, fetcher, make_source, on_socket):
    @on_socket
    def keep_alive(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + LAW)
        for _ in range(2):
            assert b"If-None-Match" in connection.recv(65536)
            connection.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")

    stage.plays["/law"] = keep_alive
    source = make_source(stage.url("/law"))
    assert isinstance(fetcher.fetch(source), Capture)
    for _ in range(2):
        assert isinstance(fetcher.fetch(source, Validators('"1"')), NotModified)
    assert stage.paths() == ["/robots.txt", "/law"]


def test_a_proxy_is_used_only_where_it_is_named(stage, make_fetcher, make_source, reply, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", stage.url(""))
    monkeypatch.setenv("http_proxy", stage.url(""))
    url = "http://no-such-name.invalid/law"
    assert make_fetcher(retries=0).fetch(make_source(url)).reason == "connect"
    assert stage.heard == []
    stage.plays[url] = reply(LAW)
    capture = make_fetcher(proxy=stage.url("")).fetch(make_source(url, allow_private_addresses=False))
    assert isinstance(capture, Capture)
    assert capture.final_url == url


@pytest.mark.parametrize("url", ["http://127.0.0.1/law", "http://localhost/law", "http://169.254.169.254/"])
def test_a_proxy_opens_no_way_to_private_addresses(stage, make_fetcher, make_source, url):
    result = make_fetcher(proxy=stage.url("")).fetch(make_source(url, allow_private_addresses=False))
    assert result.reason == "private_address"
    assert stage.heard == []


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        (httpx.ConnectTimeout("x"), "timeout"),
        (httpx.PoolTimeout("x"), "timeout"),
        (httpx.ConnectError("x"), "connect"),
        (httpx.ReadError("x"), "connect"),
        (httpx.RemoteProtocolError("x"), "protocol"),
    ],
)
def test_errors_of_the_client_become_words(respx_mock, fetcher, make_source, raised, reason):
    respx_mock.get("http://law.example/robots.txt").respond(404)
    page = respx_mock.get("http://law.example/law").mock(side_effect=raised)
    result = fetcher.fetch(make_source("http://law.example/law"))
    assert isinstance(result, FetchFailure)
    assert result.reason == reason
    assert page.call_count == 3


@pytest.mark.parametrize(
    ("error", "reason", "word"),
    [
        (OSError(101, "Network is unreachable"), "connect", "online"),
        (ConnectionResetError(104, "reset"), "connect", "reset"),
        (ConnectionRefusedError(111, "refused"), "connect", "nothing listens"),
        (TimeoutError("x"), "timeout", "timeout"),
        (ssl.SSLError(1, "WRONG"), "tls", "secure"),
        (ssl.SSLEOFError(8, "EOF"), "protocol", "broke off"),
        (httpx.ProxyError("407"), "connect", "proxy"),
        (httpx.LocalProtocolError("bad header"), "configuration", "headers"),
        (httpx.StreamError("x"), "protocol", "StreamError"),
        (UnicodeEncodeError("ascii", "é", 0, 1, "x"), "configuration", "headers"),
        (socket.gaierror(-2, "unknown"), "connect", "unknown"),
    ],
)
def test_each_error_has_its_word_and_a_helpful_message(error, reason, word):
    problem = problem_of_error(error, "law.example", 3)
    assert problem.reason == reason
    assert word in problem.message
    assert "law.example" in problem.message


def test_the_cause_below_httpx_decides():
    outer = httpx.ConnectError("x")
    outer.__cause__ = httpcore.ConnectError("x")
    outer.__cause__.__cause__ = ssl.SSLCertVerificationError("expired")
    assert problem_of_error(outer, "law.example", 3).reason == "tls"


def test_certificates_are_verified_against_names_by_default():
    context = trusted_authorities(None)
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
