"""``regdrift run``: the daemon."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from regdrift.cli.options import Common, common_options
from regdrift.cli.output import say
from regdrift.cli.settings import load_configuration
from regdrift.clock import now
from regdrift.errors import UsageError

if TYPE_CHECKING:
    from regdrift.daemon.backups import BackupPlan


@click.command()
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default=None,
    envvar="REGDRIFT_LISTEN",
    help="Where health and metrics are served (default: 127.0.0.1:8790, where it is free).",
)
@click.option("--no-listen", is_flag=True, help="Serve neither health nor metrics.")
@click.option(
    "--backup-to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write a copy of the history into this folder on a schedule.",
)
@click.option("--backup-every", "every", default="1d", show_default=True, help="How often: 6h, 1d, 1w.")
@click.option("--backup-keep", "keep", type=click.IntRange(1), default=14, show_default=True, help="Copies that stay.")
@common_options
def run(common: Common, listen: str | None, no_listen: bool, **backup: Any) -> None:  # noqa: ANN401
    """Serve until SIGTERM: check what is due, deliver alerts. SIGHUP reads the three files again.

    One daemon serves one history; what is due is kept in the history, so a restart catches up once. GET /healthz,
    /readyz and /metrics tell how it fares.

    \b
    Examples:
      regdrift run --db var/regdrift.db --config .
      regdrift run --backup-to /backup --backup-every 6h --backup-keep 28
    """
    from regdrift.daemon import Daemon, DaemonSettings
    from regdrift.data.load_rules import load_rule_book
    from regdrift.logs import set_up_logs

    set_up_logs(verbosity=common.verbosity)
    settings = DaemonSettings(
        database=common.database,
        load=lambda: load_configuration(common.config),
        book=load_rule_book(),
        clock=now,
        listen=None if no_listen else _address(listen),
        backup=_backup_plan(**backup),
    )
    if not Daemon(settings).serve():
        # A job is stuck in a call that cannot be interrupted; what it has not committed is rolled back.
        os._exit(0)


def _backup_plan(folder: Path | None, every: str, keep: int) -> BackupPlan | None:
    from regdrift.config.values import every_seconds
    from regdrift.daemon.backups import BackupPlan

    if folder is None:
        return None
    try:
        return BackupPlan(folder, every_seconds(every), keep)
    except ValueError as error:
        raise UsageError(f"--backup-every: {error}") from error


def _address(listen: str | None) -> str | None:
    """Give where to serve: what was asked for, else the usual address, else nothing where that one is taken."""
    import socket

    from regdrift.daemon.health import DEFAULT_LISTEN, split_listen

    host, port = split_listen(listen or DEFAULT_LISTEN)
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return listen or DEFAULT_LISTEN
    except OSError as error:
        if listen is not None:
            raise UsageError(f"cannot listen on {listen}: {error.strerror or error}; name another address") from error
        say(f"note: {DEFAULT_LISTEN} is taken, so health and metrics are not served; choose one with --listen")
        return None
