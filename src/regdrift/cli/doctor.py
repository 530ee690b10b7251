"""``regdrift doctor``: looks whether everything is there that a year of unattended work needs."""

from __future__ import annotations

import platform
import shutil
import smtplib
import sqlite3
import ssl
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import click

from regdrift.cli.diagnosis import Diagnosis, check_daemon, check_history, check_time_zones
from regdrift.cli.options import Common, common_options
from regdrift.cli.output import inert, on_terminal, print_rows
from regdrift.cli.settings import load_configuration
from regdrift.clock import now
from regdrift.errors import ConfigurationError
from regdrift.model.alert import EmailChannel
from regdrift.model.capture import Capture, FetchFailure

if TYPE_CHECKING:
    from regdrift.config import Configuration

_CLOCK_TOLERANCE = timedelta(minutes=5)
_DISK_BYTES = 500 * 1024**2
_SQLITE_WANTED = (3, 35, 0)
_MARKS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command()
@click.option("--offline", is_flag=True, help="Ask no publisher and no mail server.")
@common_options
def doctor(common: Common, offline: bool) -> int:
    """Check configuration, history, daemon, alerts, disk, network, mail and clock, and say what to do.

    Exit code 0: nothing stands in the way; 3: something does.

    \b
    Example:
      regdrift doctor --offline
    """
    findings = list(_examine(common, offline=offline))
    color = on_terminal(color=common.color)
    if common.format == "table":
        for finding in findings:
            mark = f"{finding.state:>4}"
            mark = click.style(mark, fg=_MARKS[finding.state]) if color else mark
            click.echo(f"{mark}  {finding.subject}: {inert(finding.message)}")
            if finding.advice:
                click.echo(f"      → {inert(finding.advice)}")
    else:
        print_rows([asdict(finding) for finding in findings], ("subject", "state", "message", "advice"), common.format)
    return 3 if any(finding.state == "fail" for finding in findings) else 0


def _examine(common: Common, *, offline: bool) -> Iterator[Diagnosis]:
    yield _check_python()
    try:
        configuration = load_configuration(common.config)
    except ConfigurationError as error:
        for mistake in error.mistakes:
            yield Diagnosis("configuration", "fail", str(mistake), "mend the file; nothing runs before")
        configuration = None
    yield from check_history(common, now())
    yield check_daemon(common)
    yield check_time_zones()
    yield _check_disk(common)
    if configuration is None:
        return
    yield Diagnosis("configuration", "ok", _count(configuration))
    for finding in configuration.findings:
        yield Diagnosis("configuration", "warn", str(finding), "look at it; it does not stop regdrift")
    if offline:
        return
    yield from _check_network(configuration)
    yield from _check_mail(configuration)


def _count(configuration: Configuration) -> str:
    enabled = sum(1 for source in configuration.sources if source.enabled)
    alerts = configuration.alerts
    counts = {
        "practice": len(configuration.register.practices),
        "channel": len(alerts.channels),
        "route": len(alerts.routes),
    }
    told = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in counts.items())
    return f"{enabled} of {len(configuration.sources)} sources enabled, {told}"


def _check_python() -> Diagnosis:
    text = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    with sqlite3.connect(":memory:") as probe:
        options = {row[0] for row in probe.execute("PRAGMA compile_options")}
    if "ENABLE_FTS5" not in options:
        return Diagnosis("program", "fail", f"{text} without FTS5", "use a Python whose SQLite has FTS5")
    if sqlite3.sqlite_version_info < _SQLITE_WANTED:
        return Diagnosis("program", "fail", f"{text} is too old", "SQLite 3.35 or newer is needed (RETURNING)")
    return Diagnosis("program", "ok", text)


def _check_disk(common: Common) -> Diagnosis:
    folder = common.database.parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    text = f"{free / 1024**3:.1f} GiB free in {folder}"
    return (
        Diagnosis("disk", "ok", text)
        if free > _DISK_BYTES
        else Diagnosis("disk", "fail", text, "make room: a full disk stops every check")
    )


def _check_network(configuration: Configuration) -> Iterator[Diagnosis]:
    from regdrift.fetch.client import Fetcher

    source = next((source for source in configuration.sources if source.enabled), None)
    if source is None:
        yield Diagnosis("network", "warn", "no source is enabled", "enable one in sources.yaml")
        return
    with Fetcher(clock=now) as fetcher:
        answer = fetcher.probe(source)
    if not isinstance(answer, Capture):
        message = (
            source.without_secrets(answer.message) if isinstance(answer, FetchFailure) else f"{source.id}: no answer"
        )
        yield Diagnosis("network", "fail", message, "`regdrift sources check` asks every source")
        return
    yield Diagnosis("network", "ok", f"{source.id} answered {answer.status} in {answer.elapsed_seconds:.1f} s")
    yield _check_clock(answer)


def _check_clock(answer: Capture) -> Diagnosis:
    told = answer.headers.get("date")
    try:
        theirs = parsedate_to_datetime(told or "")
    except ValueError:
        return Diagnosis("clock", "warn", "the publisher sent no date to compare with", "check that NTP runs")
    away = abs(answer.fetched_at - theirs)
    if away > _CLOCK_TOLERANCE:
        return Diagnosis("clock", "warn", f"{away} away from {answer.final_url}", "check that NTP runs")
    return Diagnosis("clock", "ok", f"within {max(1, int(away.total_seconds()))} s of the publisher's")


def _check_mail(configuration: Configuration) -> Iterator[Diagnosis]:
    mails = [channel for channel in configuration.alerts.channels if isinstance(channel, EmailChannel)]
    if not configuration.alerts.channels:
        yield Diagnosis("alerts", "warn", "no channel is declared", "add one to alerts.yaml, or nobody is told")
    for channel in mails:
        yield _greet(channel)


def _greet(channel: EmailChannel) -> Diagnosis:
    open_smtp: Callable[..., smtplib.SMTP] = smtplib.SMTP_SSL if channel.security == "tls" else smtplib.SMTP
    where = f"{channel.id} ({channel.host}:{channel.port})"
    try:
        with open_smtp(channel.host, channel.port, timeout=10) as smtp:
            if channel.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            code, _ = smtp.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Diagnosis("mail", "fail", f"{where}: {error}", "check host, port and security in alerts.yaml")
    return Diagnosis("mail", "ok", f"{where} answers {code}; `regdrift alerts test {channel.id}` sends a sample")
