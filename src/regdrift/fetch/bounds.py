"""Bodies within limits: bytes off the wire are counted and inflated here, a little at a time.

httpx inflates each chunk whole, so that a body of some hundred bytes can fill the memory. Here no more than
``max_decoded_bytes`` ever exists, and a body that ends early is a failure, never a shorter law.
"""

from __future__ import annotations

import zlib

from regdrift.fetch.problem import Problem

ACCEPTED_ENCODINGS = "gzip, deflate"
"""The Accept-Encoding of each request: what ``BodyReader`` can inflate (RFC 9110 §8.4.1)."""

_STEP_BYTES = 256 * 1024
_MAX_GZIP_MEMBERS = 4096
_GZIP = 16 + zlib.MAX_WBITS
_ENCODINGS = {"": None, "identity": None, "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}


class BodyReader:
    """Collects one body.

    Args:
        encoding: The Content-Encoding as received; empty for none.
        max_raw: Most bytes off the wire.
        max_decoded: Most bytes after inflating.
        cut: Keep what fits instead of failing (robots.txt, RFC 9309 §2.5).
    """

    def __init__(self, encoding: str, *, max_raw: int, max_decoded: int, cut: bool = False) -> None:
        self._encoding_as_sent = encoding.strip().lower()
        self._encoding = _ENCODINGS.get(self._encoding_as_sent)
        self._max_raw = max_raw
        self._max_decoded = max_decoded
        self._cut = cut
        self._raw = 0
        self._body = bytearray()
        self._engine: zlib._Decompress | None = None
        self._head = b""
        self._members = 0
        self.full = False
        """True where ``cut`` was asked and the limit is reached: nothing more is needed."""

    def problem_at_start(self, declared_length: str | None, host: str) -> Problem | None:
        """Say at once what would fail later: an encoding never asked for, a declared length beyond the limit."""
        if self._encoding_as_sent not in _ENCODINGS:
            return Problem(
                "decode", f"{host} sent Content-Encoding {self._encoding_as_sent!r}, which was not asked for"
            )
        if declared_length and declared_length.isdecimal() and int(declared_length[:20]) > self._max_raw:
            return None if self._cut else self._too_large("bytes are announced", self._max_raw, declared_length)
        return None

    def feed(self, chunk: bytes) -> Problem | None:
        """Take bytes as they came off the wire; give what is wrong with them, None where nothing is."""
        self._raw += len(chunk)
        if self._raw > self._max_raw:
            if not self._cut:
                return self._too_large("bytes came off the wire", self._max_raw)
            self.full = True
            return None
        if self._encoding is None:
            return self._keep(chunk)
        try:
            return self._inflate(chunk)
        except zlib.error as error:
            return Problem("decode", f"the {self._encoding} body is damaged ({error}); nothing was kept")

    def finish(self) -> bytes | Problem:
        """Give the whole body, or the problem that it ended before its compressed stream did."""
        unfinished = self._head or (self._engine is not None and not self._engine.eof)
        if unfinished and not self.full:
            return Problem("protocol", f"the {self._encoding} body ended too early; nothing was kept", transient=True)
        return bytes(self._body)

    def _keep(self, piece: bytes) -> Problem | None:
        room = self._max_decoded - len(self._body)
        self._body += piece[:room]
        if len(piece) <= room:
            return None
        self.full = self._cut
        return None if self._cut else self._too_large("bytes or more came out of the body", self._max_decoded)

    def _inflate(self, data: bytes) -> Problem | None:
        data = self._head + data
        self._head = b""
        pending = False
        while (data or pending) and not self.full:
            if self._engine is None or self._engine.eof:
                data = data.lstrip(b"\0") if self._engine is not None else data
                problem = self._next_engine(data)
                if problem is not None or self._head or not data:
                    return problem
            engine = self._engine
            if engine is None:
                return None
            piece = engine.decompress(data, _STEP_BYTES)
            problem = self._keep(piece)
            if problem is not None:
                return problem
            data = engine.unused_data if engine.eof else engine.unconsumed_tail
            # A full piece may leave output behind although all input is taken.
            pending = len(piece) == _STEP_BYTES and not engine.eof
        return None

    def _next_engine(self, data: bytes) -> Problem | None:
        """Start the next compressed stream: gzip may hold several members (RFC 1952 §2.2), deflate only one."""
        if not data:
            return None
        if self._encoding == "gzip":
            self._members += 1
            if self._members > _MAX_GZIP_MEMBERS:
                return Problem("decode", f"the gzip body has more than {_MAX_GZIP_MEMBERS} members")
            self._engine = zlib.decompressobj(_GZIP)
            return None
        if self._engine is not None:
            return Problem("decode", "bytes follow the end of the deflate body")
        if len(data) < 2:
            self._head = data
            return None
        # RFC 9110 §8.4.1.2: deflate means the zlib format, yet some servers send the bare stream.
        wrapped = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
        self._engine = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        return None

    @staticmethod
    def _too_large(what: str, limit: int, number: str | None = None) -> Problem:
        return Problem(
            "too_large",
            f"the body is too large: {number or f'more than {limit}'} {what}, the limit is {limit}; "
            "narrow the address or raise the limit",
        )
