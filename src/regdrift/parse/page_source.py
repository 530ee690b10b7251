"""Opening a publisher's page: its tree, or why it is not the document asked for."""

from __future__ import annotations

from regdrift.model.document import Unreadable
from regdrift.parse.challenge import find_page_fault
from regdrift.parse.decoding import decode_text
from regdrift.parse.hints import ReadHints
from regdrift.parse.html_tree import Page, read_page


def open_page(body: bytes, hints: ReadHints, format_name: str) -> Page | Unreadable:
    """Give the page's tree, narrowed by the selectors of the source, or what is wrong with it."""
    markup = decode_text(body, hints.media_type)
    fault = find_page_fault(markup)
    if fault is not None:
        return Unreadable(format_name, fault.reason, fault.message)
    return read_page(markup, hints.select, hints.remove)


def is_page(head: bytes) -> bool:
    """True where a body opens like a web page or a part of one."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return start == b"<" and b"\x00" not in head[:512]
