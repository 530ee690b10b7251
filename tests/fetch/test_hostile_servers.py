"""Servers that drip, flood, lie and break off: always a failure with the right word, never a shorter law."""

from __future__ import annotations

import gzip
import random
import time
import tracemalloc
import zlib
from datetime import timedelta

import pytest

from regdrift.model.capture import Capture, FetchFailure

LAW = b"<p>A controller shall erase.</p>" * 400


def deflated(body: bytes, wbits: int) -> bytes:
    engine = zlib.compressobj(wbits=wbits)
    return engine.compress(body) + engine.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(LAW)),
        ("x-gzip", gzip.compress(LAW[:100]) + gzip.compress(LAW[100:]) + b"\0" * 20),
        ("deflate", deflated(LAW, 15)),
        ("deflate", deflated(LAW, -15)),
        ("identity", LAW),
        ("GZIP", gzip.compress(LAW)),
    ],
)
def test_each_encoding_that_was_asked_for_gives_the_same_body(stage, fetcher, make_source, reply, encoding, body):
    stage.plays["/law"] = reply(body, Content_Encoding=encoding)
    capture = fetcher.fetch(make_source(stage.url("/law")))
    assert isinstance(capture, Capture)
    assert capture.body == LAW


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        ({"Content_Length": "99999"}, LAW, "protocol"),
        ({"Transfer_Encoding": "chunked"}, b"5\r\n<p>A \r\n", "protocol"),
        ({"Transfer_Encoding": "chunked"}, b"zz\r\nlaw", "protocol"),
        ({"Content_Encoding": "gzip"}, gzip.compress(LAW)[:-9], "protocol"),
        ({"Content_Encoding": "deflate"}, b"x", "protocol"),
        ({"Content_Encoding": "gzip"}, LAW, "decode"),
        ({"Content_Encoding": "gzip"}, gzip.compress(LAW) + b"and more", "decode"),
        ({"Content_Encoding": "deflate"}, deflated(LAW, 15) + b"more", "decode"),
        ({"Content_Encoding": "gzip"}, gzip.compress(b"") * 5000, "decode"),
        ({"Content_Encoding": "br"}, LAW, "decode"),
        ({"Content_Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(LAW)), "decode"),
    ],
)
def test_a_body_that_is_not_whole_is_never_a_capture(stage, fetcher, make_source, *, reply, headers, body, reason):
    stage.plays["/law"] = reply(body, **headers)
    result = fetcher.fetch(make_source(stage.url("/law")))
    assert isinstance(result, FetchFailure)
    assert result.reason == reason


@pytest.mark.parametrize("garbage", [b"\x00\x01\x02", b"SSH-2.0-OpenSSH\r\n\r\n", b"", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_is_not_http_is_a_protocol_failure(stage, fetcher, make_source, garbage):
    stage.plays["/law"] = garbage
    assert fetcher.fetch(make_source(stage.url("/law"))).reason == "protocol"


def test_random_bytes_never_raise_and_never_give_a_capture(stage, make_fetcher, make_source):
    dice = random.Random(7)
    fetcher = make_fetcher(retries=0)
    for number in range(40):
        noise = dice.randbytes(dice.randrange(1, 300))
        stage.plays[f"/{number}"] = noise if number % 2 else b"HTTP/1.1 200 OK\r\n" + noise + b"\r\n\r\n"
        result = fetcher.fetch(make_source(stage.url(f"/{number}")))
        assert isinstance(result, FetchFailure) or result.body in noise


@pytest.mark.parametrize("where", ["body", "head"])
def test_a_server_that_drips_is_cut_off_by_the_bound_of_the_whole_fetch(
    stage, make_fetcher, make_source, on_socket, where
):
    dripped = []

    @on_socket
    def drip(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        connection.sendall(b"Content-Length: 1000\r\n\r\n" if where == "body" else b"")
        for number in range(1000):
            connection.sendall(b"x")
            dripped.append(number)
            time.sleep(0.02)

    stage.plays["/law"] = drip
    result = make_fetcher(retries=0).fetch(make_source(stage.url("/law"), timeout_seconds=0.3))
    assert isinstance(result, FetchFailure)
    assert result.reason == "timeout"
    assert len(dripped) < 1000


def test_a_server_that_floods_is_cut_off_by_the_bound_of_time(stage, make_fetcher, make_source, on_socket):
    @on_socket
    def flood(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 1000)

    stage.plays["/law"] = flood
    settings = {"retries": 0, "max_raw_bytes": 10**12, "max_decoded_bytes": 10**12}
    result = make_fetcher(**settings).fetch(make_source(stage.url("/law"), timeout_seconds=0.3))
    assert result.reason == "timeout"


def test_a_server_that_never_answers_is_a_timeout(stage, make_fetcher, make_source, on_socket):
    stage.plays["/law"] = on_socket(lambda connection: time.sleep(1))
    result = make_fetcher(retries=0).fetch(make_source(stage.url("/law"), timeout_seconds=0.2))
    assert result.reason == "timeout"
    assert "0.2 s" in result.message


def test_an_endless_body_is_too_large(stage, make_fetcher, make_source, on_socket):
    @on_socket
    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    stage.plays["/law"] = endless
    result = make_fetcher(max_raw_bytes=500_000).fetch(make_source(stage.url("/law")))
    assert result.reason == "too_large"
    assert len(stage.pages()) == 1


def test_an_announced_length_beyond_the_limit_is_not_read(stage, make_fetcher, make_source, reply):
    stage.plays["/law"] = reply(b"x", Content_Length="5000000000")
    assert make_fetcher().fetch(make_source(stage.url("/law"))).reason == "too_large"


@pytest.mark.parametrize(("encoding", "wbits"), [("gzip", 31), ("deflate", 15)])
def test_a_bomb_is_too_large_and_takes_little_memory(stage, make_fetcher, make_source, reply, encoding, wbits):
    stage.plays["/law"] = reply(deflated(b"\0" * 60_000_000, wbits), Content_Encoding=encoding)
    fetcher = make_fetcher(max_decoded_bytes=1_000_000)
    tracemalloc.start()
    result = fetcher.fetch(make_source(stage.url("/law")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.reason == "too_large"
    assert peak < 6_000_000


def test_a_body_of_exactly_the_limit_passes(stage, make_fetcher, make_source, reply):
    stage.plays["/law"] = reply(LAW)
    limits = {"max_raw_bytes": len(LAW), "max_decoded_bytes": len(LAW)}
    assert make_fetcher(**limits).fetch(make_source(stage.url("/law"))).body == LAW


def test_a_huge_head_is_a_protocol_failure(stage, make_fetcher, make_source, reply):
    stage.plays["/law"] = reply(LAW, X_Long="x" * 300_000)
    assert make_fetcher(retries=0).fetch(make_source(stage.url("/law"))).reason == "protocol"


ODD_HEADERS = (
    b"Content-Length: -1",
    b"Content-Length: 5",
    b"Content-Length: 5, 6",
    b"Content-Length: 99999999999999999999999999",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked",
    b"Content-Encoding: gzip",
    b"Content-Encoding: \xff",
    b"Location: \xff\xfe",
    b"Location: //",
    b"Location: https://[::1",
    b"Location: http://" + b"a" * 300 + b".invalid/",
    b"Location: http://\xc3\xa9.invalid/",
    b"Location: /law",
    b"Set-Cookie: =;;;=",
    b"Set-Cookie: a=b; expires=9999999999; domain=..",
    b"Retry-After: 99999999999999999999",
    b"Retry-After: Mon, 99 Xxx 99999 00:00:00 GMT",
    b"ETag: \xff",
    b"Connection: upgrade\r\nUpgrade: h2c",
    b": nameless",
    b" folded",
)
ODD_BODIES = (b"", b"hello", b"5\r\nhello\r\n0\r\n\r\n", b"5\r\nhel", gzip.compress(b"hello"))


def test_odd_heads_in_any_mixture_never_raise(stage, make_fetcher, make_source, fake_time):
    dice = random.Random(11)
    words = set()
    fetcher = make_fetcher(retries=0, max_redirects=2, robots=False)
    for number in range(250):
        status = dice.choice((200, 200, 203, 301, 307, 304, 429, 503, 101, 204, 999, 99))
        lines = b"".join(dice.choice(ODD_HEADERS) + b"\r\n" for _ in range(dice.randrange(4)))
        stage.plays[f"/{number}"] = b"HTTP/1.1 %d x\r\n%b\r\n%b" % (status, lines, dice.choice(ODD_BODIES))
        result = fetcher.fetch(make_source(stage.url(f"/{number}"), timeout_seconds=1.0))
        words.add(getattr(result, "reason", type(result).__name__))
        fake_time.now += timedelta(days=1)  # past whatever Retry-After asked for
    assert {"Capture", "protocol", "http_status", "decode", "rate_limited"} <= words
