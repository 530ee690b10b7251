"""``regdrift sources catalog`` and ``sources add``: real publishers to choose from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from regdrift.cli.naming import choose_id
from regdrift.cli.options import JURISDICTION, Common, common_options
from regdrift.cli.output import print_json, print_rows, say
from regdrift.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from regdrift.data.load_catalogue import CatalogueEntry

_TABLE = ("id", "jurisdiction", "kind", "evidence", "topics", "regimes", "name")
_COLUMNS = (*_TABLE, "publisher", "language", "connector", "url", "dossier", "note")
_ADDED = ("id", "name", "url", "evidence", "note")


@click.command("catalog")
@click.option("--jurisdiction", type=JURISDICTION, help="US finds US-ME too.")
@click.option("--topic", help="A topic: health, cookies, breach, …")
@click.option("--regime", help="A law or family of laws: hipaa, gdpr, state_privacy, …")
@common_options
def catalog(common: Common, jurisdiction: str | None, topic: str | None, regime: str | None) -> None:
    """List the sources that come with regdrift.

    `sources add` puts them into sources.yaml. Evidence says how an address is known: seen in public code or
    documentation, pattern (seen for other laws of the publisher), or unverified. `sources check` tries those that
    were added.

    \b
    Examples:
      regdrift sources catalog --jurisdiction US-CA
      regdrift sources catalog --regime hipaa --json
    """
    from regdrift.data.load_catalogue import find_entries, load_catalogue

    entries = load_catalogue()
    _check_word(topic, "topic", sorted({one for entry in entries for one in entry.topics}))
    _check_word(regime, "regime", sorted({one for entry in entries for one in entry.regimes}))
    rows = [_row(entry) for entry in find_entries(entries, jurisdiction, topic, regime)]
    columns = _TABLE if common.format == "table" else _COLUMNS
    print_rows(rows, columns, common.format, color=common.color)


@click.command("add")
@click.argument("ids", nargs=-1, required=True)
@common_options
def add(common: Common, ids: tuple[str, ...]) -> None:
    """Add sources of the catalogue to sources.yaml.

    What stands there stays as it is. Exit code 2, and nothing added, where one is unknown or there already.

    \b
    Example:
      regdrift sources add us-me-isp-privacy us-hipaa-164
    """
    from regdrift.config.additions import NewSource, add_sources
    from regdrift.data.load_catalogue import load_catalogue
    from regdrift.fetch.connectors.registry import connector_keys

    known = {entry.id: entry for entry in load_catalogue()}
    chosen = dict.fromkeys(choose_id(known, wanted, "source", "regdrift sources catalog") for wanted in ids)
    entries = [known[one] for one in chosen]
    path = common.config / "sources.yaml"
    new = [NewSource(entry.as_declaration(), str(entry.evidence), entry.note) for entry in entries]
    add_sources(path, new, os.environ, connectors=connector_keys())
    rows = [{**{key: _row(entry)[key] for key in _ADDED}, "file": str(path)} for entry in entries]
    if common.format == "json":
        print_json({"file": str(path), "added": [{key: row[key] for key in _ADDED} for row in rows]})
    elif common.format != "table":
        print_rows(rows, (*_ADDED, "file"), common.format)
    for entry in entries:
        say(f"added {entry.id} to {path}{f' – {entry.note}' if entry.note else ''}")
    say(f"next: regdrift sources check {' '.join(chosen)}")


def _check_word(word: str | None, noun: str, known: Sequence[str]) -> None:
    """Refuse a word that no entry has, with the nearest ones that there are.

    Raises:
        UsageError: no entry has it.
    """
    import difflib

    if word is None or word.lower() in known:
        return
    near = difflib.get_close_matches(word.lower(), known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)}"
    raise UsageError(f"no source of the catalogue has the {noun} {word!r}; {hint}")


def _row(entry: CatalogueEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "jurisdiction": entry.jurisdiction,
        "publisher": entry.publisher,
        "kind": str(entry.kind),
        "evidence": str(entry.evidence),
        "topics": list(entry.topics),
        "regimes": list(entry.regimes),
        "url": entry.url,
        "language": entry.language,
        "connector": entry.connector,
        "options": dict(entry.options),
        "dossier": entry.dossier,
        "expect": {
            "min_provisions": entry.expect.min_provisions,
            "must_contain": list(entry.expect.must_contain),
        },
        "note": entry.note,
    }
