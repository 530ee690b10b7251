"""``regdrift run``: the daemon."""

from __future__ import annotations

import os

import click

from regdrift.cli.options import Common, common_options
from regdrift.cli.output import say
from regdrift.cli.settings import load_configuration
from regdrift.clock import now
from regdrift.errors import UsageError


@click.command()
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default=None,
    envvar="REGDRIFT_LISTEN",
    help="Where health and metrics are served (default: 127.0.0.1:8790, where it is free).",
)
@click.option("--no-listen", is_flag=True, help="Serve neither health nor metrics.")
@common_options
def run(common: Common, listen: str | None, no_listen: bool) -> None:
    """Serve until SIGTERM: check what is due, deliver alerts. SIGHUP reads the three files again.

    One daemon serves one history; what is due is kept in the history, so a restart catches up once. GET /healthz,
    /readyz and /metrics tell how it fares.

    \b
    Example:
      regdrift run --db var/regdrift.db --config .
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
    )
    if not Daemon(settings).serve():
        # A job is stuck in a call that cannot be interrupted; what it has not committed is rolled back.
        os._exit(0)


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
