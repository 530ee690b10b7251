"""What the reading of a page depends on, as a digest: equal digests mean equal readings, at a tenth of the cost.

Publishers print the hour, a token or a counter into their pages, so that the bytes differ at every visit. Where the
user's selector says which part is the law, the rest cannot change the reading.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from lxml import etree

from regdrift.model.document import Unreadable
from regdrift.parse.challenge import find_page_fault
from regdrift.parse.decoding import decode_text, without_wide_units
from regdrift.parse.hints import ReadHints
from regdrift.parse.html_tree import read_page
from regdrift.parse.registry import detect_format


def material_of(body: bytes, hints: ReadHints) -> str | None:
    """Give the digest of all that :func:`regdrift.parse.read` makes its result from, parser version included.

    None for a page without a selector, for another format and for what is no law: reading is the only way to know.
    """
    if hints.select is None or not body.strip():
        return None
    body = without_wide_units(body)
    found = detect_format(body, hints)
    if found is None or found.name != "html":
        return None
    markup = decode_text(body, hints.media_type)
    if find_page_fault(markup) is not None:
        return None
    page = read_page(markup, hints.select, hints.remove)
    if isinstance(page, Unreadable):
        return None
    head = body[:2000].lower()
    # Address and media type told the format and the characters, which are settled here.
    asked = replace(hints, name=None, media_type=None)
    stated = (found.version, asked, page.title, page.shared_title, page.language, b"<?xml" in head, b"<html" in head)
    digest = hashlib.sha256(repr(stated).encode("utf-8", "surrogatepass"))
    digest.update(etree.tostring(page.root, encoding="utf-8"))
    return digest.hexdigest()
