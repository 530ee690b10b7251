"""The words of an element of a web page, as a reader sees them: struck text and footnote marks left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from regdrift.parse.xml_source import Element
from regdrift.text.normalise import tidy

Skip = Callable[[Element], bool]

STRUCK = frozenset({"del", "s", "strike"})
_UNSEEN = frozenset({"script", "style", "template", "noscript", "button", "svg"})
_BREAKING = frozenset({"p", "div", "li", "tr", "dt", "dd", "table", "ul", "ol", "dl", "blockquote", "pre", "la"})


def tag_of(element: Element) -> str:
    """Give the local name of an element in lower case; "" for comments."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def classes_of(element: Element) -> frozenset[str]:
    """Give the classes of an element."""
    return frozenset((element.get("class") or "").split())


def words_of(element: Element, skip: Skip | None = None) -> str:
    """Give the text of an element in display form, block elements and line breaks on lines of their own.

    ``skip`` says which descendants go with their content; struck text always does.
    """
    pieces: list[str] = []
    _collect(element, skip, pieces)
    return tidy("".join(pieces))


def line_of(element: Element | None, skip: Skip | None = None) -> str:
    """Give the text of an element on one line; "" for None."""
    return " ".join(words_of(element, skip).split()) if element is not None else ""


def _collect(root: Element, skip: Skip | None, pieces: list[str]) -> None:
    pieces.append(_blank(root.text))
    for item in root:
        tag = tag_of(item)
        gone = not tag or tag in _UNSEEN or tag in STRUCK or (skip is not None and skip(item))
        if tag == "br":
            pieces.append("\n")
        elif not gone:
            mark = "\n" if tag in _BREAKING else " " if tag in ("td", "th") else ""
            pieces.append(mark)
            _collect(item, skip, pieces)
            pieces.append(mark)
        pieces.append(_blank(item.tail))


def _blank(text: str | None) -> str:
    return " ".join(text.split("\n")) if text else ""


def child_elements(element: Element) -> Iterator[Element]:
    """Give the child elements without comments and processing instructions."""
    return (item for item in element if isinstance(item.tag, str))


def is_note_mark(element: Element) -> bool:
    """True for the mark of a footnote: a link into the page of at most five signs, or what only holds one."""
    tag = tag_of(element)
    if tag == "a":
        return (element.get("href") or "").startswith("#") and len("".join(element.itertext()).strip("() ")) <= 5
    if tag not in ("sup", "span"):
        return False
    links = [link for link in element.iter("a") if (link.get("href") or "").startswith("#")]
    return bool(links) and len("".join(element.itertext()).strip("() ")) <= 5
