"""``regdrift sources``: what is watched and how well it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from regdrift.cli.catalogue import add, catalog
from regdrift.cli.options import Common, common_options, reading
from regdrift.cli.output import cell, print_record, print_rows, say, write_line
from regdrift.cli.settings import choose_sources, load_configuration
from regdrift.cli.table import short
from regdrift.clock import now
from regdrift.errors import HistoryError

if TYPE_CHECKING:
    from regdrift.model.source import Source

_LIST = ("id", "jurisdiction", "last_outcome", "last_success_at", "next_due_at", "consecutive_failures", "note", "name")
_PROBE = ("id", "reachable", "readable", "provisions", "format", "validators", "message")
_VERSIONS = ("seq", "observed_at", "dated_on", "in_force_on", "provisions", "changes", "substance", "direction")
_CHECKS = ("started_at", "outcome", "http_status", "elapsed_seconds", "reason", "message")
_CHECKS_SHOWN = 10


@click.group()
def sources() -> None:
    """Watched sources with their health."""


sources.add_command(catalog)
sources.add_command(add)


@sources.command("list")
@common_options
def list_sources(common: Common) -> None:
    """List sources: last success, last outcome, next check, failures.

    \b
    Example:
      regdrift sources list --format md
    """
    declared = load_configuration(common.config).sources
    health = _health(common)
    rows = [{**_declared(source), **health.pop(source.id, {})} for source in declared]
    rows += [{**row, "enabled": False, "note": "no longer declared"} for row in health.values()]
    rows = [{"note": None if row["enabled"] else "disabled", **row} for row in rows]
    print_rows(rows, _LIST, common.format, color=common.color)


@sources.command()
@click.argument("source_id")
@common_options
def show(common: Common, source_id: str) -> None:
    """Show one source: declaration, health, versions and last checks.

    \b
    Example:
      regdrift sources show us-me-isp
    """
    from regdrift.fetch.connectors.registry import connector_mark

    (source,) = choose_sources(load_configuration(common.config).sources, [source_id])
    mark = {"connector_checked_against": connector_mark(source.connector)}
    shape: dict[str, Any] = {**_declared(source), **mark, **_health(common).get(source.id, {})}
    versions: list[dict[str, Any]] = []
    checks: list[dict[str, Any]] = []
    if common.database.exists():
        with reading(common) as history:
            versions, checks = history.versions(source.id), history.checks(source.id, _CHECKS_SHOWN)
    if common.format != "table":
        print_record({**shape, "versions": versions, "checks": checks}, _LIST, common.format)
        return
    for key, value in shape.items():
        if cell(value):
            write_line(f"{key.replace('_', ' '):>22}  {short(value)}")
    for title, rows, columns in (("versions", versions, _VERSIONS), ("last checks", checks, _CHECKS)):
        write_line(f"\n{title}")
        print_rows(rows, columns, "table", color=common.color)


@sources.command()
@click.argument("ids", nargs=-1)
@common_options
def check(common: Common, ids: tuple[str, ...]) -> int:
    """Probe sources without storing anything: reachable, readable, provisions found, validators, what to do.

    Exit code 3 where one cannot be reached or read.

    \b
    Example:
      regdrift sources check us-me-isp
    """
    chosen = choose_sources(load_configuration(common.config).sources, ids)
    rows = []
    for row in _probe(chosen):
        rows.append(row)
        say(f"{row['id']}: {'good' if row['readable'] else row['message']}")
    print_rows(rows, _PROBE, common.format, color=common.color)
    return 0 if all(row["readable"] for row in rows) else 3


@sources.command()
@click.argument("source_id")
@common_options
def accept(common: Common, source_id: str) -> None:
    """Accept a quarantined capture: the missing text is a repeal, and becomes a change.

    \b
    Example:
      regdrift sources accept us-me-isp
    """
    _decide(common, source_id, accepted=True)


@sources.command()
@click.argument("source_id")
@common_options
def reject(common: Common, source_id: str) -> None:
    """Reject a quarantined capture: the page is broken, and stays evidence of that.

    \b
    Example:
      regdrift sources reject us-me-isp
    """
    _decide(common, source_id, accepted=False)


def _decide(common: Common, source_id: str, *, accepted: bool) -> None:
    from regdrift.cli.options import writing
    from regdrift.data.load_rules import load_rule_book
    from regdrift.pipeline import Checker
    from regdrift.reading import Reader

    configuration = load_configuration(common.config)
    (source,) = choose_sources(configuration.sources, [source_id])
    with writing(common, create=False) as history, Reader() as reader:
        checker = Checker(history, reader, configuration.register, configuration.alerts, load_rule_book())
        result = checker.decide(source, accepted=accepted)
    changes = len(result.analysis.changes) if result.analysis else 0
    if common.format != "table":
        row = {"source": source.id, "accepted": accepted, "outcome": str(result.outcome), "changes": changes}
        print_record(row, tuple(row), common.format)
    elif accepted:
        say(f"{source.id}: {result.outcome}, {changes} change{'' if changes == 1 else 's'}; see `regdrift log`")
    else:
        say(f"{source.id}: rejected, kept as evidence")


def _probe(chosen: Sequence[Source]) -> Iterator[dict[str, Any]]:
    from regdrift.fetch.client import Fetcher
    from regdrift.reading import Reader

    with Fetcher(clock=now) as fetcher, Reader() as reader:
        for source in chosen:
            yield _probe_one(source, fetcher.probe(source), reader)


def _probe_one(source: Source, answer: Any, reader: Any) -> dict[str, Any]:  # noqa: ANN401  # a FetchResult, a Reader
    from regdrift.fetched import read_hints
    from regdrift.model.capture import Capture
    from regdrift.model.document import LegalDocument, Unreadable

    row: dict[str, Any] = {
        "id": source.id,
        "url": source.public_url,
        "reachable": isinstance(answer, Capture),
        "readable": False,
    }
    row |= {"provisions": 0, "format": None, "validators": None}
    if not isinstance(answer, Capture):
        return {**row, "reason": answer.reason, "message": source.without_secrets(answer.message)}
    given = answer.validators
    row["validators"] = [
        name for name, value in (("etag", given.etag), ("last-modified", given.last_modified)) if value
    ]
    document = reader.read(answer.body, read_hints(source, answer))
    if isinstance(document, LegalDocument):
        count = len(document.provisions)
        return {
            **row,
            "readable": True,
            "provisions": count,
            "format": document.format,
            "message": " ".join(document.warnings) or document.title,
        }
    message = document.message if isinstance(document, Unreadable) else "the parser failed over this page"
    return {**row, "reason": document.reason, "message": message}


def _declared(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "jurisdiction": source.jurisdiction,
        "kind": str(source.kind),
        "publisher": source.publisher,
        "connector": source.connector,
        "url": source.public_url,
        "topics": list(source.topics),
        "dossier": source.dossier_id,
        "enabled": source.enabled,
        "last_outcome": None,
        "last_success_at": None,
        "next_due_at": None,
        "consecutive_failures": None,
    }


def _health(common: Common) -> dict[str, dict[str, Any]]:
    if not common.database.exists():
        return {}
    try:
        with reading(common) as history:
            return {row["id"]: dict(row) for row in history.sources_health()}
    except HistoryError as error:
        say(f"note: {error}")
        return {}
