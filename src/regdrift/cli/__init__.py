"""The command line: one file per command group, imported only when its command is called."""

from __future__ import annotations

import errno
import io
import os
import sys

import click

from regdrift import __version__
from regdrift.cli.lazy import LazyGroup
from regdrift.cli.output import inert
from regdrift.errors import ConfigurationError, RegdriftError

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_COMPLETION = "_REGDRIFT_COMPLETE"
"""Set by a shell that asks click for completions."""
_OUR_SURROUNDINGS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})
"""What the machine refuses and no bug causes."""

COMMANDS = {
    "init": "regdrift.cli.init:init",
    "demo": "regdrift.cli.demo:demo",
    "check": "regdrift.cli.check:check",
    "run": "regdrift.cli.run:run",
    "compare": "regdrift.cli.compare:compare",
    "log": "regdrift.cli.log:log",
    "show": "regdrift.cli.log:show",
    "diff": "regdrift.cli.text:diff",
    "text": "regdrift.cli.text:text",
    "history": "regdrift.cli.text:history",
    "search": "regdrift.cli.search:search",
    "sources": "regdrift.cli.sources:sources",
    "practices": "regdrift.cli.practices:practices",
    "impacts": "regdrift.cli.impacts:impacts",
    "work": "regdrift.cli.work:work",
    "outlook": "regdrift.cli.outlook:outlook",
    "alerts": "regdrift.cli.alerts:alerts",
    "report": "regdrift.cli.report:report",
    "export": "regdrift.cli.export:export",
    "backfill": "regdrift.cli.backfill:backfill",
    "reparse": "regdrift.cli.reparse:reparse",
    "serve": "regdrift.cli.serve:serve",
    "doctor": "regdrift.cli.doctor:doctor",
    "verify": "regdrift.cli.upkeep:verify",
    "backup": "regdrift.cli.upkeep:backup",
}
"""Command name → ``module:attribute``, in the order in which ``--help`` lists them."""

SUMMARIES = {
    "init": "Write commented sources.yaml, practices.yaml and alerts.yaml.",
    "demo": "Play the whole job offline: several years of law over real HTTP on loopback.",
    "check": "Look at sources now: fetch, compare, assess, plan, alert.",
    "run": "Run the daemon: scheduler and outbox.",
    "compare": "Compare two local files; needs no database.",
    "log": "List changes, newest first.",
    "show": "Show one change: redline, signals, dates, impacts and why.",
    "diff": "Show all changes of a source between two dates.",
    "text": "Print the law as it applied, or as it was known, at a date.",
    "history": "Show every version of one provision.",
    "search": "Find provisions of the law by their words.",
    "sources": "List, show, probe and add sources; the catalogue.",
    "practices": "List, show and check declared practices.",
    "impacts": "List change × practice with scores and reasons.",
    "work": "The future-proofing work: list it and move it on.",
    "outlook": "How future-proof each practice is: measures, gaps, direction of the law.",
    "alerts": "The outbox: list, test, retry.",
    "report": "Write the report: one HTML file for a period.",
    "export": "Write changes, impacts, work, a calendar or a feed for others.",
    "backfill": "Fill the history with versions from before the first check.",
    "reparse": "Read the newest versions again by today's parser.",
    "serve": "Serve the dashboard: inbox, triage, sources, search.",
    "doctor": "Check configuration, history, network, mail and clock.",
    "verify": "Check the integrity of the history.",
    "backup": "Write a consistent copy of the history.",
}


@click.group(cls=LazyGroup, commands_at=COMMANDS, summaries=SUMMARIES, context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="regdrift")
def cli() -> None:
    """Track changes of privacy law and see which of your data practices they touch.

    \b
    Begin with:
      regdrift demo                 the whole job, offline
      regdrift init                 three commented files to fill in
      regdrift check                one round now
      regdrift log                  what changed
    """


def main() -> None:
    """Run the command line and turn errors into messages and exit codes."""
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a sign of the law (Windows code pages) shows another one instead of failing.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Run one command; gives its exit code (0 done, 1 found, 2 usage, 3 partly failed, 4 internal error)."""
    try:
        return _run(arguments)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 130
    except ConfigurationError as error:
        click.echo(inert(_count_mistakes(error)), err=True)
        return error.exit_code
    except RegdriftError as error:
        click.echo(f"error: {inert(str(error))}", err=True)
        return error.exit_code
    except OSError as error:
        return _tell_system(error)
    except Exception as error:  # noqa: BLE001  # the one place where a bug becomes a message
        _report_bug(error)
        return 4


def _run(arguments: list[str]) -> int:
    if _COMPLETION in os.environ:
        cli.main(args=arguments, prog_name="regdrift")
    # Not by `cli.main`: it ends the program by itself, with 1, where the reader of stdout has gone (`| head -1`).
    with cli.make_context("regdrift", list(arguments)) as context:
        result = cli.invoke(context)
    if sys.stdout is not None:
        sys.stdout.flush()
    return result if isinstance(result, int) else 0


def _tell_system(error: OSError) -> int:
    if error.errno == errno.EPIPE:
        _drop_output()
        return 0
    if error.errno not in _OUR_SURROUNDINGS:
        _report_bug(error)
        return 4
    where = f"{error.filename}: " if error.filename else "the results cannot be written: "
    click.echo(f"error: {inert(where)}{error.strerror}", err=True)
    _drop_output()
    return 3


def _count_mistakes(error: ConfigurationError) -> str:
    count = len(error.mistakes)
    return f"{error}\n{count} mistake{'s' if count != 1 else ''} in the configuration; nothing was done"


def _drop_output() -> None:
    """Point stdout at nothing, so that the interpreter's last flush meets no closed pipe or full disk again."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, OSError, io.UnsupportedOperation):
        return


def _report_bug(error: Exception) -> None:
    import traceback

    click.echo("".join(traceback.format_exception(error)), err=True)
    click.echo(f"internal error: {error!r}; please report it with the lines above", err=True)
