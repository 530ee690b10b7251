"""A law printed as web pages: the same words in other markup, and with other furniture around them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from html import escape

from regdrift.model.document import LegalDocument, Provision

_WORDS = ("Home", "About", "Contact", "Search", "Press", "Careers", "Cookies", "Archive", "Help", "News", "Login")


def _sectioned(item: Provision) -> str:
    label, heading, text = _parts(item)
    if "/" not in item.path:
        title = f"<h3>{label} {heading}</h3>" if label or heading else ""
        return f"<section>{title}{_paragraphs(text)}</section>"
    return _paragraphs(f"{label} {heading} {text}")


def _soup(item: Provision) -> str:
    label, heading, text = _parts(item)
    if "/" not in item.path:
        head = f'<div class="t1"><h2><span>{label}</span> <span>{heading}</span></h2></div>'
        title = head if label or heading else ""
        body = "".join(f'<div class="x"><div>{line}</div></div>' for line in text.split("\n") if line)
        return f'<div class="s">{title}{body}</div>'
    lines = f"{label} {heading} {text}".split("\n")
    return "".join(f'<div class="row"><div class="c"><div>{line.strip()}</div></div></div>' for line in lines)


def _articled(item: Provision) -> str:
    label, heading, text = _parts(item)
    if "/" not in item.path:
        title = f"<header><h4><b>{label}</b> <em>{heading}</em></h4></header>" if label or heading else ""
        return f"<article>{title}{_paragraphs(text)}</article>"
    return f'<p class="lvl{item.path.count("/")}"><b>{label}</b> {heading} {text.replace(chr(10), "<br>")}</p>'


MARKUPS: tuple[Callable[[Provision], str], ...] = (_sectioned, _soup, _articled)
"""Ways in which a publisher marks up one provision."""


def print_page(document: LegalDocument, markup: Callable[[Provision], str], rng: random.Random) -> tuple[bytes, int]:
    """Give a law as a page with furniture drawn at random, and how many links of navigation stand around the law."""
    body = "\n".join(markup(item) for item in document.provisions)
    top, side, foot = (_links(rng, rng.randrange(3, 30)) for _ in range(3))
    title = escape(document.title or "An act", quote=False)
    page = (
        f'<!doctype html><html lang="{document.language or "en"}"><head><title>{title}</title>'
        f"<script>var build = {rng.randrange(10**6)};</script></head><body>"
        f"<header><nav><ul>{''.join(f'<li>{link}</li>' for link in top)}</ul></nav></header>"
        f"<main><h1>{title}</h1>\n{body}\n</main><aside><nav>{' | '.join(side)}</nav></aside>"
        f"<footer><p>{' '.join(foot)}</p></footer></body></html>"
    )
    return page.encode(), len(top) + len(side) + len(foot)


def _links(rng: random.Random, count: int) -> Sequence[str]:
    return [
        f'<a href="/{rng.randrange(10**5)}">{" ".join(rng.choices(_WORDS, k=rng.randrange(1, 4)))}</a>'
        for _ in range(count)
    ]


def _parts(item: Provision) -> tuple[str, str, str]:
    return tuple(escape(part or "", quote=False) for part in (item.label, item.heading, item.full_text))  # type: ignore[return-value]


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{line.strip()}</p>" for line in text.split("\n") if line.strip())
