"""Bytes → text: byte order mark, the declared character set, then detection as the last resort."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET_PARAMETER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 65536
_MOST_STRAY_BYTES = 0.002
"""Share of bytes that may break the declared encoding before it is held to be a wrong declaration."""

# WHATWG Encoding Standard §4.2: these labels mean windows-1252 on the web, and the pages that carry them use it.
_WEB_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
}


_CHARACTER_SETS = re.compile(
    r"utf-?_?(?:8|16|32)|iso-?_?8859|latin|windows|cp|ibm|koi8|mac|shift|sjis|euc|gb|big5|iso-?_?2022|tis|ascii|us-",
    re.IGNORECASE,
)
"""Names of encodings that publishers use. Python knows more "encodings" (utf-7, unicode_escape, rot13, base64) that
no page of law is in and that can hide markup."""


def _is_character_set(name: str) -> bool:
    return _CHARACTER_SETS.match(name) is not None


def _from_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as windows-1252: pages mix both when old text is pasted into a new one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return stray.decode("cp1252", "replace"), error.end


codecs.register_error("regdrift_windows", _from_windows)


def decode_text(body: bytes, media_type: str | None = None) -> str:
    """Give the text of a body.

    The order is that of the HTML standard (§13.2.3.2): byte order mark, the charset parameter of the media type,
    the declaration inside the document, UTF-8 if it fits, then detection. A declaration that nearly fits is kept
    and its stray bytes are read as windows-1252. Line ends become ``\\n``; NUL characters go.
    """
    return _decode(body, media_type).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def without_wide_units(body: bytes) -> bytes:
    """Give a body in UTF-16 or UTF-32 as UTF-8 with its mark, so that formats are told by the same bytes; others as is.

    XML stays: its own declaration names the encoding, and its parser knows it.
    """
    for mark, name in _BOMS[1:]:
        if body.startswith(mark):
            text = body[len(mark) :].decode(name, "replace")
            return body if text.lstrip().startswith("<?xml") else codecs.BOM_UTF8 + text.encode("utf-8", "replace")
    return body


def _decode(body: bytes, media_type: str | None) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = [name for name in (_parameter(media_type), _inner_declaration(body[:_HEAD_BYTES]), "utf-8") if name]
    for name in declared:
        text = _try(body, name, "strict")
        if text is not None:
            return text
    if "utf-8" in declared[:1] or len(declared) == 1:
        stray = sum(1 for byte in body[:_SAMPLE_BYTES].decode("utf-8", "replace") if byte == "\ufffd")
        if stray <= max(1, _MOST_STRAY_BYTES * min(len(body), _SAMPLE_BYTES)):
            return body.decode("utf-8", "regdrift_windows")
    best = from_bytes(body[:_SAMPLE_BYTES]).best()
    guessed = _try(body, best.encoding, "strict") if best else None
    return guessed if guessed is not None else body.decode("cp1252", "replace")


def _parameter(media_type: str | None) -> str | None:
    match = _CHARSET_PARAMETER.search(media_type or "")
    return _web_name(match.group(1)) if match else None


def _inner_declaration(head: bytes) -> str | None:
    match = _META_CHARSET.search(head) or _XML_ENCODING.search(head)
    return _web_name(match.group(1).decode("ascii")) if match else None


def _web_name(name: str) -> str:
    lowered = name.lower()
    # A document whose declaration could be read byte by byte is not UTF-16, whatever it says (HTML §13.2.3.2).
    if lowered.startswith("utf-16"):
        return "utf-8"
    return _WEB_ALIASES.get(lowered, lowered)


def _try(body: bytes, name: str, errors: str) -> str | None:
    if not _is_character_set(name):
        return None
    try:
        return body.decode(name, errors)
    except (LookupError, UnicodeError, ValueError):
        return None
