"""Bodies inflated within limits, however the network cuts them."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regdrift.fetch.bounds import BodyReader
from regdrift.fetch.problem import Problem


def pack(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.compress(body)
    if encoding == "deflate":
        return zlib.compress(body)
    return body


def read(data: bytes, encoding: str, step: int, **limits: int) -> bytes | Problem:
    bounds = {"max_raw": 10_000_000, "max_decoded": 10_000_000, **limits}
    reader = BodyReader(encoding, **bounds)
    for start in range(0, len(data), step):
        problem = reader.feed(data[start : start + step])
        if problem is not None:
            return problem
    return reader.finish()


ENCODINGS = st.sampled_from(["", "gzip", "deflate"])


@given(st.binary(max_size=3000), ENCODINGS, st.integers(1, 400))
def test_a_body_comes_out_as_it_went_in_however_it_is_cut(body, encoding, step):
    assert read(pack(body, encoding), encoding, step) == body


@pytest.mark.parametrize("beyond", [-259, -258, -1, 0, 1, 2, 257, 258, 259, 300_000])
@pytest.mark.parametrize("wbits", [-15, 15, 31])
def test_a_body_longer_than_one_step_of_inflating_is_whole(wbits, beyond):
    body = b"\0" * (256 * 1024 + beyond)
    engine = zlib.compressobj(9, wbits=wbits)
    packed = engine.compress(body) + engine.flush()
    encoding = "gzip" if wbits == 31 else "deflate"
    for step in (1, 7, len(packed)):
        assert read(packed, encoding, step) == body


@given(st.lists(st.binary(max_size=300), max_size=5), st.integers(1, 50))
def test_the_members_of_a_gzip_body_are_joined(bodies, step):
    packed = b"".join(gzip.compress(body) for body in bodies)
    assert read(packed, "gzip", step) == b"".join(bodies)


@given(st.binary(min_size=1, max_size=2000), st.sampled_from(["gzip", "deflate"]), st.data())
def test_a_compressed_body_cut_anywhere_is_a_problem(body, encoding, data):
    packed = pack(body, encoding)
    cut = data.draw(st.integers(1, len(packed) - 1))
    result = read(packed[:cut], encoding, 64)
    assert isinstance(result, Problem)
    assert result.reason == "protocol"


@given(st.binary(max_size=400), ENCODINGS)
def test_no_bytes_raise(noise, encoding):
    assert isinstance(read(noise, encoding, 7), (bytes, Problem))


@given(st.integers(0, 5000), ENCODINGS)
def test_the_limit_on_decoded_bytes_is_exact(limit, encoding):
    packed = pack(b"x" * 2500, encoding)
    result = read(packed, encoding, 512, max_decoded=limit)
    if limit >= 2500:
        assert result == b"x" * 2500
    else:
        assert isinstance(result, Problem)
        assert result.reason == "too_large"


@given(st.integers(1, 400), st.sampled_from(["", "gzip"]))
def test_cutting_keeps_what_fits(limit, encoding):
    reader = BodyReader(encoding, max_raw=10_000, max_decoded=limit, cut=True)
    assert reader.feed(pack(b"y" * 300, encoding)) is None
    assert reader.finish() == b"y" * min(300, limit)
    assert reader.full == (limit < 300)
