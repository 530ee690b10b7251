"""The formats that regdrift reads: one module per format, one line here, one folder of examples in the tests.

A format module exposes ``FORMAT``. Which format a body is in is asked of every sniffer; the best score wins, and
among equals the one that stands first here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse.hints import ReadHints

HEAD_BYTES = 65536
"""How much of a body a sniffer sees."""

_MODULES: tuple[str, ...] = (
    "bundle",
    "dc_code",
    "formex",
    "akn",
    "ecfr",
    "gpo_cfr",
    "regml",
    "uslm",
    "bill_xml",
    "fr_rule",
    "feed",
    "gii",
    "boe",
    "clml",
    "federal_register_api",
    "regulations_gov_api",
    "bill_api",
    "legifrance_api",
    "pdf",
    "eurlex_html",
    "html",
    "markdown",
    "plain",
)
"""Modules of this package that read a format, the most specific ones first."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how it is recognised and how it is read."""

    name: str
    version: int
    """Raised whenever the same bytes give another document; part of ``LegalDocument.parser``."""
    sniff: Callable[[bytes, ReadHints], float]
    """First bytes (at most ``HEAD_BYTES``) and hints → 0 (certainly not) to 1 (certainly)."""
    parse: Callable[[bytes, ReadHints], LegalDocument | Unreadable]
    title: str
    """What people call the format."""


@cache
def all_formats() -> tuple[Format, ...]:
    """Give the registered formats; their modules are imported at the first call."""
    return tuple(_format_of(name) for name in _MODULES)


def detect_format(body: bytes, hints: ReadHints) -> Format | None:
    """Give the format whose sniffer is surest; None where none recognises the body."""
    head = body[:HEAD_BYTES]
    scored = [(item.sniff(head, hints), item) for item in all_formats()]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] > 0 else None


def _format_of(module: str) -> Format:
    found = import_module(f"regdrift.parse.{module}").FORMAT
    assert isinstance(found, Format)
    return found


def __getattr__(name: str) -> tuple[Format, ...]:
    """Give ``FORMATS`` lazily: the format modules import this one."""
    if name == "FORMATS":
        return all_formats()
    raise AttributeError(name)
