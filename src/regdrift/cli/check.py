"""``regdrift check``: one round now."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from regdrift.cli.options import Common, common_options, crew_options, writing
from regdrift.cli.output import print_rows, say
from regdrift.cli.progress import progress_bar
from regdrift.cli.settings import choose_sources, load_configuration, tell_findings
from regdrift.clock import now
from regdrift.model.check import Outcome
from regdrift.model.level import Level

if TYPE_CHECKING:
    from regdrift.config import Configuration
    from regdrift.model.source import Source
    from regdrift.pipeline import CheckResult
    from regdrift.store.history import History

_COLUMNS = ("source", "outcome", "changes", "substance", "direction", "practices", "message")
_FIRST = (Outcome.CHANGED, Outcome.UNREADABLE, Outcome.FAILED, Outcome.REFUSED, Outcome.FIRST_SEEN)
"""Outcomes in the order in which a person wants to read them; all others follow."""
_LEVELS = [str(level) for level in Level if level is not Level.NONE]


@click.command()
@click.argument("ids", nargs=-1)
@click.option("--force", is_flag=True, help="Ask for the whole text, without the server's validators.")
@crew_options
@click.option("--no-alerts", is_flag=True, help="Leave the alerts in the outbox; the next check or the daemon sends.")
@click.option("--fail-on", type=click.Choice(_LEVELS), help="Exit with 1 where a practice is touched at this level.")
@common_options
def check(
    common: Common,
    ids: tuple[str, ...],
    force: bool,
    no_alerts: bool,
    fail_on: str | None,
    **hands: Any,  # noqa: ANN401
) -> int:
    """Look at all enabled sources now, or at those named: fetch, compare, assess, plan, alert.

    Exit code 0: done; 3: something could not be fetched or read (what worked is kept); 1 with --fail-on.

    \b
    Examples:
      regdrift check
      regdrift check us-me-isp --force
    """
    configuration = load_configuration(common.config)
    tell_findings(configuration)
    sources = choose_sources(configuration.sources, ids)
    if not sources:
        say("no source is enabled; `regdrift sources list` shows them")
        if common.format != "table":
            print_rows([], _COLUMNS, common.format)
        return 0
    with writing(common) as history:
        history.sync_sources(configuration.sources)
        crew = (hands["workers"], hands["executor"])
        results = _check(history, configuration, sources, common=common, force=force, crew=crew)
        _remind(history, configuration)
        if not no_alerts:
            _deliver(history, configuration, common)
    shown = [_row(result) for result in _worth_telling(results, common)]
    if common.format == "table":
        shown = [row if row["substance"] else {**row, "changes": None} for row in shown]
    if shown or common.format != "table":
        print_rows(shown, _COLUMNS, common.format, color=common.color)
    if common.format == "table":
        say(_summary(results))
    if fail_on and _touched(results, Level(fail_on)):
        return 1
    return 0 if all(result.good for result in results) else 3


def _check(
    history: History,
    configuration: Configuration,
    sources: Sequence[Source],
    *,
    common: Common,
    force: bool,
    crew: tuple[int | None, str | None],
) -> tuple[CheckResult, ...]:
    from regdrift.data.load_rules import load_rule_book
    from regdrift.fetch.client import Fetcher
    from regdrift.pipeline import Checker
    from regdrift.reading import Reader
    from regdrift.reassessment import assess_again
    from regdrift.rounds import Round, run_round

    book = load_rule_book()
    again = assess_again(history, configuration.sources, configuration.register, book, now())
    if again is not None and again.changes:
        say(f"the practices were edited: {again.changes} open or coming changes were assessed again")
    with Reader() as reader, Fetcher(clock=now) as fetcher, progress_bar("checking", len(sources), common) as step:
        checker = Checker(history, reader, configuration.register, configuration.alerts, book)
        how = Round(fetcher, now, threading.Event(), force)

        def told(result: CheckResult) -> None:
            step(f"{result.source}: {result.outcome}")

        if not any(crew):
            return run_round(checker, sources, how, told)
        from regdrift.spread.crew import choose_crew
        from regdrift.spread.round import SpreadRound

        chosen = choose_crew(*crew)
        assert chosen is not None
        with chosen as hands:
            return SpreadRound(checker, hands, how, told).run(sources)


def _remind(history: History, configuration: Configuration) -> None:
    from regdrift.reminders import remind

    count = remind(history, configuration.sources, configuration.register, configuration.alerts, now())
    if count:
        say(f"{count} work item{'' if count == 1 else 's'} came due: reminders are in the outbox")


def _deliver(history: History, configuration: Configuration, common: Common) -> None:
    from regdrift.notify import deliver_due

    report = deliver_due(history, configuration.alerts, now)
    if report.sent or report.failed or report.dead:
        say(f"alerts: {report.sent} sent, {report.failed} to be tried again, {report.dead} given up")


def _worth_telling(results: Sequence[CheckResult], common: Common) -> list[CheckResult]:
    ordered = sorted(results, key=_rank)
    if common.format != "table" or common.verbosity > 0:
        return ordered
    return [result for result in ordered if result.outcome != "unchanged"]


def _rank(result: CheckResult) -> tuple[int, float, str]:
    """Sort changes that touch practices most first, then what could not be read, then the rest by name."""
    place = _FIRST.index(result.outcome) if result.outcome in _FIRST else len(_FIRST)
    scores = [row.score for row in result.analysis.practices] if result.analysis else []
    return place, -max(scores, default=0.0), result.source


def _row(result: CheckResult) -> dict[str, Any]:
    analysis = result.analysis
    touched = [row.practice for row in analysis.practices if row.level.at_least(Level.MEDIUM)] if analysis else []
    return {
        "source": result.source,
        "outcome": str(result.outcome),
        "reason": result.reason,
        "changes": len(analysis.changes) if analysis else 0,
        "change_ids": [change.id for change in analysis.changes] if analysis else [],
        "substance": str(analysis.substance) if analysis else None,
        "direction": str(analysis.direction) if analysis else None,
        "restructured": analysis.restructured if analysis else False,
        "practices": touched,
        "work": [item.id for item in analysis.work] if analysis else [],
        "message": result.message,
    }


def _summary(results: Sequence[CheckResult]) -> str:
    counts: dict[str, int] = {}
    for result in results:
        counts[str(result.outcome)] = counts.get(str(result.outcome), 0) + 1
    return f"{len(results)} source{'' if len(results) == 1 else 's'}: " + ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in counts.items()
    )


def _touched(results: Sequence[CheckResult], level: Level) -> bool:
    return any(row.level.at_least(level) for result in results if result.analysis for row in result.analysis.practices)
