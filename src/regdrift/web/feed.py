"""Changes → an Atom feed (RFC 4287): one entry for each, with its redline and whom it touches."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from lxml import etree
from markupsafe import Markup

from regdrift.notify.french import reason_in_french
from regdrift.web.report import level_of_impacts
from regdrift.web.words import report_words

_ATOM = "http://www.w3.org/2005/Atom"
_IDS = uuid.UUID("5a0f1c1e-6a54-5e0e-9d0a-6a2b7d0c3f11")
"""Names the ids of this program's changes among all name-based UUIDs."""


_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom_feed(changes: Iterable[Mapping[str, Any]], made_at: datetime, public_url: str | None, language: str) -> bytes:
    """Give a feed of changes (rows of the history, newest first) as XML.

    Ids stay the same from feed to feed. An entry links to the dashboard at ``public_url`` where there is one. The
    feed was updated when its newest change was observed, or at ``made_at`` where it holds none.
    """
    words = report_words(language)
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    said = reason_in_french if language == "fr" else str
    entries = [_entry(change, words, public_url, said) for change in changes]
    newest = max((updated for updated, _ in entries), default=made_at.isoformat())
    _add(root, "title", words["report_title"])
    _add(root, "id", uuid.uuid5(_IDS, "feed").urn)
    _add(root, "updated", newest)
    _add(_add(root, "author", None), "name", "regdrift")
    _add(root, "generator", "regdrift")
    if public_url:
        _add(root, "link", None, rel="alternate", href=public_url)
    root.extend([entry for _, entry in entries])
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return made


def _entry(
    change: Mapping[str, Any], words: Mapping[str, str], public_url: str | None, said: Callable[[str], str]
) -> tuple[str, etree._Element]:
    entry = etree.Element(f"{{{_ATOM}}}entry")
    level = level_of_impacts(change)
    law = ", ".join(part for part in (change["source_name"], change["citation"]) if part)
    _add(entry, "title", f"[{words[level]}] {law}{words['colon']}{words[change['kind']]}")
    _add(entry, "id", uuid.uuid5(_IDS, change["id"]).urn)
    _add(entry, "updated", change["observed_at"])
    _add(entry, "published", change["observed_at"])
    for term in (level, change["kind"], change["jurisdiction"], *change["topics"]):
        _add(entry, "category", None, term=term)
    if public_url:
        _add(entry, "link", None, rel="alternate", href=f"{public_url.rstrip('/')}/changes/{change['id']}")
    _add(entry, "content", _content(change, words, said), type="html")
    return change["observed_at"], entry


def _content(change: Mapping[str, Any], words: Mapping[str, str], said: Callable[[str], str]) -> str:
    marks = {"-": Markup("<del>{}</del>"), "+": Markup("<ins>{}</ins>"), "=": Markup("{}")}
    parts = [Markup("<p>{}</p>").format(Markup("").join(marks[mark].format(text) for mark, text in change["redline"]))]
    facts = [words[change["direction"]]]
    if change["effective_on"]:
        facts.append(words["effective"].format(day=change["effective_on"]))
    parts.append(Markup("<p>{}</p>").format(" · ".join(facts)))
    for impact in change["impacts"]:
        if impact["level"] not in ("high", "medium"):
            continue
        why = impact["reasons"][0] if impact["reasons"] else {"text": "", "quote": ""}
        parts.append(
            Markup("<p><strong>{}</strong> ({}) {} <q>{}</q></p>").format(
                impact["practice"], words[impact["level"]], said(why["text"]), why["quote"]
            )
        )
    return str(Markup("").join(parts))


def _add(parent: etree._Element, name: str, text: str | None, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}", {key: _xml_text(value) for key, value in attributes.items()})
    if text is not None:
        child.text = _xml_text(text)
    return child


def _xml_text(text: str) -> str:
    """Leave out what XML 1.0 cannot hold; fetched text may carry it."""
    return _NOT_XML.sub("", text)
