"""Which part of a page is the law: ``main``, ``article``, or the block that holds the text."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from regdrift.parse.heads import head_line, read_head
from regdrift.parse.numbering import split_labels

_CHROME = re.compile(
    r"(?:^|[\s_-])(?:cookies?(?:-?(?:banner|bar|consent|notice))?|gdpr-?banner|consent-?banner|"
    r"breadcrumbs?|breadcrumb-\w+|share|social|toolbar|"
    r"site-?(?:header|footer|nav|search)|main-?(?:nav|menu)|global-?(?:nav|header|footer)|navbar|"
    r"navigation|sidebar|menu|pagination|pager|"
    r"skip-?link|print-?link|usa-banner|gov-?banner|feedback|newsletter|related-?links|search-?form|toc|"
    r"table-?of-?contents?|tableofcontent)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROLES = frozenset(
    {
        "navigation",
        "banner",
        "contentinfo",
        "search",
        "complementary",
        "menu",
        "menubar",
        "dialog",
        "alertdialog",
        "toolbar",
    }
)
_MOST_STEPS = 60
_FEWEST_LETTERS = 300
_FEWEST_HEADS = 2
_SHARE = 0.5
_CLAIMS_SHARE = 0.6
_MOST_FURNITURE = 0.6
"""An element that holds more of the page than this is no furniture whatever its name: end tags get lost."""
_CONTENTS_ITEMS = 3
_CONTENTS_SHARE = 0.9


def find_container(root: HtmlElement) -> HtmlElement:
    """Give the element that holds the law; site furniture inside it is taken out of the tree."""
    body = root.find(".//body") if root.tag == "html" else root
    body = root if body is None else body
    _drop_furniture(body)
    for path in (".//main//article", ".//main", ".//*[@role='main']", ".//article"):
        found = [
            element
            for element in body.iterfind(path)
            if _letters(element) >= _FEWEST_LETTERS or _looks_like_law(element)
        ]
        if (len(found) == 1 and _letters(found[0]) >= _CLAIMS_SHARE * _letters(body)) or (
            len(found) == 1 and _looks_like_law(found[0])
        ):
            return found[0]
    return _narrow(body)


def _drop_furniture(body: HtmlElement) -> None:
    most = _MOST_FURNITURE * _letters(body)
    for element in list(body.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None or element is body:
            continue
        if (_is_furniture(element) and (element.tag == "nav" or _letters(element) <= most)) or (
            element.tag in ("ul", "ol") and _is_contents(element)
        ):
            _remove(element)


def _is_furniture(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
    if element.tag == "nav" or element.get("role") in _ROLES:
        return element.tag not in ("main", "article", "body")
    if element.tag in ("main", "article", "body", "html", "p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "td"):
        return False
    return bool(names) and bool(_CHROME.search(names)) and not _looks_like_law(element)


def _is_contents(items: HtmlElement) -> bool:
    """True for a list that is nothing but links into the same page."""
    links = [
        link for link in items.iter("a") if (link.get("href") or "").startswith("#") and len(link.get("href") or "") > 1
    ]
    if len(links) < _CONTENTS_ITEMS:
        return False
    linked = sum(len("".join(link.itertext()).strip()) for link in links)
    return linked >= _CONTENTS_SHARE * _letters(items)


def _remove(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def _narrow(body: HtmlElement) -> HtmlElement:
    """Go down while one child holds nearly all of the text and the rest is no law."""
    element = body
    for _ in range(_MOST_STEPS):
        total = _letters(element)
        heaviest = max((child for child in element if isinstance(child.tag, str)), key=_letters, default=None)
        if heaviest is None or heaviest.tag not in ("div", "section", "main", "article", "form", "center"):
            return element
        rest = total - _letters(heaviest)
        if total < _FEWEST_LETTERS or rest > (1 - _SHARE) * total * 0.2 or _has_heading(element, heaviest):
            return element
        element = heaviest
    return element


def _has_heading(element: HtmlElement, inner: HtmlElement) -> bool:
    """True where a heading of the text stands beside the inner element."""
    return any(
        child.tag in ("h1", "h2", "h3") or any(True for _ in child.iter("h1", "h2"))
        for child in element
        if child is not inner
    )


def _letters(element: HtmlElement) -> int:
    total = 0
    for part in element.iter():
        if isinstance(part.tag, str) and part.tag not in ("script", "style", "noscript", "template"):
            total += len((part.text or "").strip())
        if part is not element:
            total += len((part.tail or "").strip())
    return total


def take_trail(root: HtmlElement) -> list[HtmlElement]:
    """Take out of the tree, and give in order, the elements that follow the one in which all heads of the law stand.

    Empty where fewer than two heads are found, or where nothing follows.
    """
    law = _holder(root)
    trail: list[HtmlElement] = []
    while law is not None and law is not root:
        behind = list(law.itersiblings())
        for element in behind:
            if isinstance(element.tag, str):
                trail.append(element)
                _remove(element)
        law = law.getparent()
    return trail


def _holder(root: HtmlElement) -> HtmlElement | None:
    """Give the innermost element that holds all lines which read as heads of sections, divisions or annexes."""
    heads = [
        element
        for element in root.iter()
        if element is not root
        and isinstance(element.tag, str)
        and element.tag not in ("script", "style")
        and opens_law(element)
    ]
    if len(heads) < _FEWEST_HEADS:
        return None
    above = list(heads[0].iterancestors())
    rank = {element: index for index, element in enumerate(above)}
    highest = 0
    seen: set[HtmlElement] = set()
    for head in heads[1:]:
        for element in head.iterancestors():
            # A step that was climbed before leads to where it led then: the whole search is linear in the tree.
            if element in seen:
                break
            seen.add(element)
            highest = max(highest, rank.get(element, 0))
            if element in rank:
                break
    return above[highest]


def opens_law(element: HtmlElement) -> bool:
    """True where a line that begins in this element reads as the head of a section, division or annex."""
    text = " ".join((element.text or "").split())
    if element.tag == "a" and ((element.tail or "").strip() or not text):
        return False
    if text and head_line(text) is not None:
        return True
    tails = (" ".join((child.tail or "").split()) for child in element if child.tag == "br")
    return any(tail and head_line(tail) is not None for tail in tails)


def _looks_like_law(element: HtmlElement) -> bool:
    """True where at least two paragraphs open with a section head or a label."""
    found = 0
    for part in element.iter("p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "li"):
        text = " ".join((part.text_content()[:200]).split())
        if read_head(text, part.tag[0] == "h" and part.tag[1:].isdigit()) or split_labels(text)[0]:
            found += 1
        if found >= 2:
            return True
    return False
