"""Loading XML that strangers wrote: no entities, no network, no DTD, bounded depth; and reading its text.

lxml's own errors end here: every other module sees an element or an ``Unreadable``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import TypeAlias

from lxml import etree

from regdrift.model.document import Unreadable

Element: TypeAlias = etree._Element

MAX_DEPTH = 120
"""Deepest nesting of elements that is read; real law stays below 40, libxml2 itself stops at 256."""
_ENTITY_DECLARATION = re.compile(rb"<!ENTITY", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_PROLOG = re.compile(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>", re.DOTALL)
_TAG = re.compile(rb"<(/?)[A-Za-z][^<>]*?(/?)>")
_ISO_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def load_xml(body: bytes, format_name: str) -> Element | Unreadable:
    """Give the root element, or why the bytes are no XML that is safe to read.

    Entity declarations are refused as a whole (they serve attacks, and no publisher of law needs them);
    a truncated document is malformed, never half a law.
    """
    if _ENTITY_DECLARATION.search(body[: 1 << 20]):
        return Unreadable(
            format_name, "malformed", "The XML declares entities, which are never read; fetch a plain file."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if _deepest(body) > MAX_DEPTH:
            return _too_deep(format_name)
        return Unreadable(format_name, "malformed", f"Not well-formed XML ({error}); fetch it again.")
    return _too_deep(format_name) if _nests_deeper(root, MAX_DEPTH) else root


def _too_deep(format_name: str) -> Unreadable:
    return Unreadable(format_name, "too_deep", f"Elements nest deeper than {MAX_DEPTH}; no law does.")


def _nests_deeper(root: Element, bound: int) -> bool:
    layer = [root]
    for _ in range(bound):
        layer = [child for element in layer for child in element]
        if not layer:
            return False
    return True


def _deepest(body: bytes) -> int:
    """Give how deep tags nest in bytes that no parser accepts."""
    depth = most = 0
    for match in _TAG.finditer(body):
        if match.group(1):
            depth -= 1
        elif not match.group(2):
            depth += 1
            most = max(most, depth)
    return most


def root_name(head: bytes) -> str | None:
    """Give the local name of the root element from the first bytes of a body; None for what is no XML."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    while match := _PROLOG.match(text):
        text = text[match.end() :].lstrip()
    root = _ROOT.match(text)
    return root.group(1).decode("ascii", "replace") if root else None


def name_of(element: Element) -> str:
    """Give the local name of an element; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Give the child elements that bear one of the local names, in order (all where none is named)."""
    for item in () if element is None else element:
        name = name_of(item)
        if name and (not names or name in names):
            yield item


def child(element: Element, name: str) -> Element | None:
    """Give the first child of that local name."""
    return next(children(element, name), None)


def descend(element: Element, *names: str) -> Element | None:
    """Give the element at the end of a chain of local names, the first one at each step."""
    found: Element | None = element
    for name in names:
        found = child(found, name) if found is not None else None
    return found


def find_all(element: Element, *names: str) -> Iterator[Element]:
    """Give the descendants (and the element itself) that bear one of the local names, in document order."""
    return (item for item in element.iter() if name_of(item) in names)


Rewrite = Callable[[Element], str | None]
"""Gives the text that stands for an element, or None to read the element itself."""


def inline_text(element: Element | None, drop: Collection[str] = (), rewrite: Rewrite | None = None) -> str:
    """Give the text inside an element, pieces joined without blanks, so that superscripts do not split words.

    Elements named in ``drop`` go with their content; what follows them stays. None gives "".
    """
    if element is None:
        return ""
    pieces = [element.text or ""]
    for item in element:
        name = name_of(item)
        written = rewrite(item) if rewrite and name else None
        if written is not None:
            pieces.append(written)
        elif name and name not in drop:
            pieces.append(inline_text(item, drop, rewrite))
        pieces.append(item.tail or "")
    return "".join(pieces)


def read_date(text: str | None) -> date | None:
    """Give the calendar date written ``2018-05-23`` or ``20180523``; None for what is no date (``99999999``)."""
    match = _ISO_DATE.match((text or "").strip())
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def one_line(text: str) -> str:
    """Give a text with all runs of blanks and line ends as one space: XML wraps lines where it pleases."""
    return " ".join(text.split())
