"""A text of LEGI, DILA's open base of consolidated French law: the versions that its articles' days of validity make.

Source: the archives ``Freemium_legi_global_*.tar.gz`` and ``LEGI_*.tar.gz`` of https://echanges.dila.gouv.fr/OPENDATA/LEGI/
(Licence Ouverte 2.0) and DILA's description of the base: one folder for each text, in it ``texte/version`` (titles),
``texte/struct`` and ``section_ta`` (links to sections and articles, each with ``debut`` and ``fin``) and ``article``. A
later archive replaces files of the earlier ones, and ``liste_suppression_legi.dat`` names those that go. Written from
that description and from published excerpts; never run against a whole archive.

A version is given as the API of Légifrance gives a text (``parse/legifrance_api.py``), so that both make one history.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from lxml import etree

from regdrift.errors import UsageError
from regdrift.model.document import Unreadable
from regdrift.model.source import Source
from regdrift.parse.xml_source import load_xml
from regdrift.past.dated import DatedVersion

_ID: Final = re.compile(r"LEGI(?:TEXT|SCTA|ARTI)\d{12}")
_TEXT_ID: Final = re.compile(r"(?:LEGI|JORF)TEXT\d{12}")
_REMOVED: Final = "liste_suppression_legi.dat"
_NEVER: Final = "2222"
"""From this year on a day of LEGI is none: 2999-01-01 stands for no end, 2222-02-22 for a day still to be set."""
_MOST_BYTES: Final = 20_000_000
"""Larger files are no file of LEGI; the longest article has some megabytes of tables."""
_IN_FORCE, _REPEALED = "VIGUEUR", "ABROGE"


@dataclass(frozen=True, slots=True)
class _Link:
    target: str
    begins: str
    ends: str
    title: str


@dataclass(frozen=True, slots=True)
class _Article:
    number: str
    state: str
    begins: str
    ends: str
    content: str


@dataclass(slots=True)
class _Text:
    """What the files of one text say, by their ids; the text's own links stand under its id."""

    id: str
    title: str = ""
    links: dict[str, list[_Link]] = field(default_factory=dict)
    articles: dict[str, _Article] = field(default_factory=dict)

    def forget(self, name: str) -> None:
        self.links.pop(name, None)
        self.articles.pop(name, None)


def legi_versions(place: Path, text: str, since: date) -> list[DatedVersion]:
    """Give the versions of a text from a day on, oldest first; the first is the one that stood on ``since``.

    There is one for each day on which an article or section begins or ends. ``place`` is an archive of DILA, a folder
    of such archives (read in the order of their names' times) or a folder in which they were unpacked. ``text`` is the
    id, ``LEGITEXT000006070987``.

    Raises:
        UsageError: the place or the id is none, an archive is broken, or the text does not stand in it.
    """
    if not _TEXT_ID.fullmatch(text):
        raise UsageError(f"{text!r} is no id of a text; ids look like LEGITEXT000006070987")
    found = _Text(text)
    for name, body in _files(place, text):
        _take(found, name, body)
    if text not in found.links:
        raise UsageError(f"{place}: {text} does not stand in it; the whole base is Freemium_legi_global_*.tar.gz")
    days = _days(found)
    days = ([since] if days and days[0] < since else []) + [day for day in days if day >= since]
    return [
        DatedVersion(day, f"legi:{text}:{day}", _Loader(found, day), "application/json", _key(found, day))
        for day in dict.fromkeys(days)
    ]


def find_text(source: Source) -> str | None:
    """Give the id of the text that a source names in its key ``text`` or in its address; None where it names none."""
    match = _TEXT_ID.search(f"{source.options.get('text', '')} {source.url or ''}")
    return match.group() if match else None


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    articles: tuple[tuple[str, str], ...]
    """Id and state."""
    sections: tuple[_Section, ...]


@dataclass(frozen=True, slots=True)
class _Loader:
    text: _Text
    day: date

    def __call__(self) -> bytes:
        whole = _filled(self.text, _standing(self.text, self.day))
        return json.dumps({"legifrance": whole}, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _standing(text: _Text, day: date) -> _Section:
    return _at(text, _Link(text.id, "", "", text.title or text.id), day.isoformat(), frozenset())


def _key(text: _Text, day: date) -> str:
    """Equal for days on which the same articles stand in the same sections: an article's id is that of its words."""
    return hashlib.sha256(repr(_standing(text, day)).encode()).hexdigest()


def _files(place: Path, text: str) -> Iterator[tuple[str, bytes]]:
    """Give name and bytes of the files that speak of a text, those of later archives after those of earlier ones."""
    if place.is_file():
        yield from _archived(place, text)
        return
    archives = sorted(place.glob("*.tar.gz"), key=_time_of)
    for archive in archives:
        yield from _archived(archive, text)
    if archives:
        return
    for path in sorted(place.rglob("*.xml")):
        if text in path.parts and path.is_file() and path.stat().st_size <= _MOST_BYTES:
            yield path.name, path.read_bytes()


def _archived(archive: Path, text: str) -> Iterator[tuple[str, bytes]]:
    removed: list[str] = []
    try:
        with tarfile.open(archive, "r:gz") as packed:
            for member in packed:
                steps = member.name.split("/")
                kept = text in steps[:-1] or steps[-1] == _REMOVED
                file = packed.extractfile(member) if kept and member.isfile() and member.size <= _MOST_BYTES else None
                if file is None:
                    continue
                if steps[-1] == _REMOVED:
                    lines = file.read().decode("utf-8", "replace").split()
                    removed += [line for line in lines if text in line.split("/")[:-1]]
                else:
                    yield steps[-1], file.read()
    except (tarfile.TarError, OSError, EOFError) as error:
        raise UsageError(f"{archive}: the archive cannot be read ({error}); fetch it again") from error
    for line in removed:
        yield f"-{line.rsplit('/', 1)[-1]}", b""


def _time_of(archive: Path) -> tuple[str, str]:
    """Give the time in an archive's name, so that the whole base stands before what was added to it."""
    match = re.search(r"\d{8}-\d{6}", archive.name)
    return (match.group() if match else "", archive.name)


def _take(text: _Text, name: str, body: bytes) -> None:
    match = _ID.search(name)
    if name.startswith("-"):
        if match is not None:
            text.forget(match.group())
        return
    root = load_xml(body, "legi")
    if isinstance(root, Unreadable):
        raise UsageError(f"{name}: {root.message}")
    here = root.findtext("META/META_COMMUN/ID") or root.findtext("ID") or ""
    match str(root.tag):
        case "TEXTE_VERSION":
            title = root.findtext(".//META_TEXTE_VERSION/TITREFULL") or root.findtext(".//META_TEXTE_VERSION/TITRE")
            text.title = " ".join((title or "").split()) or text.title
        case "TEXTELR":
            text.links[text.id] = [_link(one) for one in root.iterfind("STRUCT/*")]
        case "SECTION_TA":
            text.links[here] = [_link(one) for one in root.iterfind("STRUCTURE_TA/*")]
        case "ARTICLE":
            text.articles[here] = _article(root)


def _link(element: etree._Element) -> _Link:
    title = " ".join("".join(element.itertext()).split()) or element.get("titre") or ""
    return _Link(element.get("id") or "", element.get("debut") or "", element.get("fin") or "", title)


def _article(root: etree._Element) -> _Article:
    about = root.find("META/META_SPEC/META_ARTICLE")
    said = {} if about is None else {str(one.tag): (one.text or "").strip() for one in about}
    content = root.find("BLOC_TEXTUEL/CONTENU")
    markup = "" if content is None else _inner(content)
    number, state, begins, ends = (said.get(name, "") for name in ("NUM", "ETAT", "DATE_DEBUT", "DATE_FIN"))
    return _Article(number, state, begins, ends, markup)


def _inner(element: etree._Element) -> str:
    inside = (etree.tostring(one, encoding="unicode") for one in element)
    return ((element.text or "") + "".join(inside)).strip()


def _days(text: _Text) -> list[date]:
    told = {day for links in text.links.values() for link in links for day in (link.begins, link.ends)}
    told |= {day for article in text.articles.values() for day in (article.begins, article.ends)}
    return sorted(date.fromisoformat(day) for day in told if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and day < _NEVER)


def _at(text: _Text, place: _Link, day: str, above: frozenset[str]) -> _Section:
    """Give what stood below a place on a day.

    An article that was repealed stays with its number and no words, as Légifrance shows it; sections that hold
    themselves are left out.
    """
    links = text.links.get(place.target, [])
    standing = [link for link in links if link.begins <= day < link.ends]
    numbers = {text.articles[link.target].number for link in standing if link.target in text.articles}
    articles: list[tuple[str, str]] = []
    sections: list[_Section] = []
    for link in links:
        article = text.articles.get(link.target)
        if article is None:
            if link in standing and link.target in text.links and link.target not in above:
                sections.append(_at(text, link, day, above | {link.target}))
        elif link in standing:
            articles.append((link.target, _IN_FORCE))
        elif link.ends <= day and article.state == _REPEALED and article.number not in numbers:
            articles.append((link.target, _REPEALED))
            numbers.add(article.number)
    return _Section(place.title, tuple(articles), tuple(sections))


def _filled(text: _Text, section: _Section) -> Mapping[str, object]:
    """Give a section with the words of its articles, in the shape of the API."""
    articles = []
    for name, state in section.articles:
        article = text.articles[name]
        words = "" if state == _REPEALED else article.content
        articles.append({"id": name, "etat": state, "num": article.number, "content": words})
    below = [_filled(text, one) for one in section.sections]
    return {"articles": articles, "sections": below, "title": section.title}
