"""HTML text → an lxml tree by way of Beautiful Soup: what libxml2 loses, and selectors that only soupsieve knows."""

from __future__ import annotations

import re
from collections.abc import Sequence

import lxml.html
from bs4 import BeautifulSoup
from bs4.element import Comment, Doctype, NavigableString, Tag
from lxml import etree
from soupsieve import SelectorSyntaxError

from regdrift.parse.html_tree import NOT_XML


def whole_tree(markup: str) -> lxml.html.HtmlElement:
    """Give the tree of all of a page, however deep it is."""
    return _convert([BeautifulSoup(markup, "html.parser")])


def choose(markup: str, select: str | None, remove: Sequence[str]) -> lxml.html.HtmlElement | None:
    """Give the elements of a page that the selectors leave, outermost ones in order; None where nothing matches.

    Raises:
        ValueError: a selector cannot be read, or soupsieve knows it and cannot follow it.
    """
    soup = BeautifulSoup(markup, "html.parser")
    try:
        for selector in remove:
            for element in soup.select(selector):
                element.extract()
        if not select:
            return _convert([soup])
        found = soup.select(select)
    except (SelectorSyntaxError, NotImplementedError) as error:
        raise ValueError(str(error)) from error
    inner: set[int] = set()
    for element in found:
        inner.update(id(child) for child in element.find_all(True))
    outermost = [element for element in found if id(element) not in inner]
    return _convert(outermost) if outermost else None


def _convert(tops: Sequence[Tag]) -> lxml.html.HtmlElement:
    """Build an lxml tree from Beautiful Soup elements, without recursion and without libxml2's parser."""
    root = lxml.html.Element("body")
    stack: list[tuple[Tag, etree._Element]] = [
        (top, root if isinstance(top, BeautifulSoup) else _copy_element(top, root)) for top in tops
    ]
    while stack:
        source, target = stack.pop()
        for child in source.children:
            if isinstance(child, Tag):
                stack.append((child, _copy_element(child, target)))
            elif isinstance(child, NavigableString) and not isinstance(child, Comment | Doctype):
                _append_text(target, str(child))
    return root


def _copy_element(source: Tag, parent: etree._Element) -> etree._Element:
    name = re.sub(r"[^\w-]", "", source.name) or "span"
    element: etree._Element = etree.SubElement(parent, name if name[0].isalpha() else f"x{name}")
    for key in (
        "id",
        "class",
        "role",
        "aria-level",
        "property",
        "content",
        "href",
        "start",
        "type",
        "value",
        "colspan",
        "rowspan",
        "reversed",
        "style",
        "hidden",
    ):
        value = source.get(key)
        if value is not None:
            element.set(key, " ".join(value) if isinstance(value, list) else str(value))
    return element


def _append_text(parent: etree._Element, text: str) -> None:
    text = NOT_XML.sub("", text)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
