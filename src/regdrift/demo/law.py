"""The demonstration's law: plain files with one block a line and the dates at which a page changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Edition:
    """A page as it stands from a date on; ``style`` is ``plain``, ``rebuilt`` or ``challenge``."""

    on: date
    style: str
    blocks: tuple[str, ...]
    """``# title``, ``## heading`` or a paragraph."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the demonstration with its editions, oldest first."""

    id: str
    editions: tuple[Edition, ...]

    def at(self, day: date) -> Edition | None:
        """Give the edition in place on a day; None before the page exists."""
        standing = [edition for edition in self.editions if edition.on <= day]
        return standing[-1] if standing else None


def load_pages() -> tuple[Page, ...]:
    """Read all pages that the package carries, in the order of their ids."""
    folder = files("regdrift.data") / "demo" / "law"
    pages = [
        Page(entry.name.removesuffix(".law"), _read_editions(entry.read_text("utf-8")))
        for entry in folder.iterdir()
        if entry.name.endswith(".law")
    ]
    return tuple(sorted(pages, key=lambda page: page.id))


def _read_editions(text: str) -> tuple[Edition, ...]:
    editions = []
    for part in text.split("=== ")[1:]:
        head, *blocks = part.strip().splitlines()
        day, _, style = head.partition(" ")
        editions.append(Edition(date.fromisoformat(day), style or "plain", tuple(blocks)))
    return tuple(editions)
