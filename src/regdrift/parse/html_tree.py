"""HTML text → an lxml tree that holds all of the page's words, narrowed to the part that is law.

libxml2 stops reading below about 255 nested levels without an error. So the depth is asked of the finished tree,
and where it comes near that bound the page is read again with the pure Python parser of the standard library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

import lxml.html
from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from regdrift.model.document import Unreadable

_SUSPICIOUS_DEPTH = 200
_MOST_DEPTH = 5000
_MOST_CHARACTERS = 60_000_000
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>", re.IGNORECASE)
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML holds no place for (XML 1.0, production 2)."""
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_DEEP = etree.XPath("boolean(" + "/*" * _SUSPICIOUS_DEPTH + ")")
_VOID_OF_TEXT = frozenset({"script", "style", "template", "noscript"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a tree, with the title and language it states."""

    root: lxml.html.HtmlElement
    title: str | None
    shared_title: str | None
    """What the page tells other sites to call it (Open Graph, ``og:title``)."""
    language: str | None
    narrowed: bool
    """True where ``root`` was chosen by the user's selector and nothing more may be dropped as site furniture."""


def read_page(markup: str, select: str | None, remove: Sequence[str]) -> Page | Unreadable:
    """Give the page's tree.

    ``select`` (CSS) narrows it to the first-to-last elements that match, in order; ``remove`` (CSS) takes elements
    out. A selector that matches nothing, or cannot be read, gives ``selector_lost``.
    """
    if len(markup) > _MOST_CHARACTERS:
        return Unreadable(
            "html",
            "too_large",
            f"The page has more than {_MOST_CHARACTERS} characters; take a smaller part of the law.",
        )
    markup = _without_disallowed(_DECLARATION.sub("", markup))
    if not markup.strip():
        return Unreadable("html", "empty", "The page is empty; ask the publisher's site in a browser what it shows.")
    tree = _parse(markup)
    if tree is None or (_is_deep(tree) and _depth(tree) > _MOST_DEPTH):
        return Unreadable("html", "too_deep", f"The page nests elements more than {_MOST_DEPTH} deep; no law does.")
    title = " ".join((tree.findtext(".//title") or "").split()) or None
    shared = _shared_title(tree)
    language = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").split("-")[
        0
    ].lower() or None
    if not select and not remove:
        return Page(tree, title, shared, language, False)
    try:
        chosen = _choose(tree, markup, select, remove)
    except ValueError as problem:
        return Unreadable(
            "html",
            "selector_lost",
            f"The CSS selector cannot be read: {problem}. Correct select or remove of the source.",
        )
    if chosen is None:
        return Unreadable(
            "html",
            "selector_lost",
            f"Nothing on the page matches select {select!r}; the site was rebuilt, or the page is not the law.",
        )
    return Page(chosen, title, shared, language, bool(select))


def _without_disallowed(markup: str) -> str:
    """Take out what XML holds no place for; nearly every page has none, which bytes tell at a tenth of the cost."""
    try:
        data = markup.encode("utf-8")
    except UnicodeEncodeError:
        return NOT_XML.sub("", markup)
    clean = len(data.translate(None, _CONTROLS)) == len(data) and "\ufffe" not in markup and "\uffff" not in markup
    return markup if clean else NOT_XML.sub("", markup)


def _shared_title(tree: lxml.html.HtmlElement) -> str | None:
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:title":
            return " ".join((meta.get("content") or "").split()) or None
    return None


def _choose(
    tree: lxml.html.HtmlElement, markup: str, select: str | None, remove: Sequence[str]
) -> lxml.html.HtmlElement | None:
    """Give the elements that the selectors leave, outermost ones in order; None where ``select`` matches nothing."""
    try:
        removed = [_compiled(selector) for selector in remove]
        wanted = _compiled(select) if select else None
    except SelectorError:  # soupsieve knows more of CSS (``:has``, ``:is``) and says what is wrong with the rest
        return _soup().choose(markup, select, remove)
    for path in removed:
        for element in path(tree):
            if element.getparent() is not None:
                element.drop_tree()
    if wanted is None:
        return tree
    found = wanted(tree)
    inner = {inside for element in found for inside in element.iterdescendants()} if len(found) > 1 else set()
    outermost = [element for element in found if element not in inner]
    root = lxml.html.Element("body")
    for element in outermost:
        element.tail = None
        root.append(element)
    return root if outermost else None


@lru_cache(maxsize=256)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _soup() -> ModuleType:
    from regdrift.parse import html_soup  # noqa: PLC0415  # slow to import, and few pages need it

    return html_soup


def _parse(markup: str) -> lxml.html.HtmlElement | None:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(markup.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError):
        return _soup().whole_tree(markup)
    if not _is_deep(tree):
        return tree
    if _depth(tree) > _MOST_DEPTH:
        return tree
    other = _soup().whole_tree(markup)
    return other if _count_text(other) > _count_text(tree) else tree


def _is_deep(tree: lxml.html.HtmlElement) -> bool:
    """True where an element stands at the suspicious depth; a path of so many steps costs less than a walk."""
    try:
        return bool(_DEEP(tree))
    except etree.XPathError:  # more nodes than libxml2 takes in one set
        return True


def _depth(tree: lxml.html.HtmlElement) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _count_text(tree: lxml.html.HtmlElement) -> int:
    total = 0
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in _VOID_OF_TEXT:
            total += len((element.text or "").strip())
        total += len((element.tail or "").strip())
    return total
