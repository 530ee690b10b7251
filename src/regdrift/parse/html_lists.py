"""The numbers that a browser prints before the items of an ordered list (HTML §4.4.5, §4.4.8)."""

from __future__ import annotations

from lxml.html import HtmlElement

NUMBER = "data-regdrift-number"
"""The attribute that carries an item's printed number."""


def number_items(ordered: HtmlElement) -> None:
    """Write onto each item of an ordered list the number that a browser prints before it (HTML §4.4.5, §4.4.8)."""
    items = [item for item in ordered if item.tag == "li"]
    step = -1 if ordered.get("reversed") is not None else 1
    current = _integer(ordered.get("start"), len(items) if step < 0 else 1)
    style = ordered.get("type") or _style_of(ordered.get("style") or "")
    for item in items:
        current = _integer(item.get("value"), current)
        item.set(NUMBER, _printed(current, item.get("type") or style))
        current += step


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text) if text is not None and len(text) < 8 else default
    except ValueError:
        return default


def _style_of(style: str) -> str:
    for name, kind in (
        ("lower-alpha", "a"),
        ("lower-latin", "a"),
        ("upper-alpha", "A"),
        ("lower-roman", "i"),
        ("upper-roman", "I"),
    ):
        if name in style:
            return kind
    return "1"


def _printed(number: int, style: str) -> str:
    if style in ("a", "A") and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return f"{letter if style == 'a' else letter.upper()}."
    if style in ("i", "I") and 0 < number < 400:
        roman = _roman(number)
        return f"{roman.lower() if style == 'i' else roman}."
    return f"{number}."


def _roman(number: int) -> str:
    digits = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    printed = ""
    for value, sign in digits:
        count, number = divmod(number, value)
        printed += sign * count
    return printed
