"""``regdrift run``: the daemon."""

from __future__ import annotations

import click

from regdrift.cli.options import Common, common_options
from regdrift.cli.settings import load_configuration
from regdrift.clock import now


@click.command()
@common_options
def run(common: Common) -> None:
    """Serve until SIGTERM: check what is due, deliver alerts. SIGHUP reads the three files again.

    One daemon serves one history; what is due is kept in the history, so a restart catches up once.

    \b
    Example:
      regdrift run --db var/regdrift.db --config .
    """
    from regdrift.daemon import Daemon, DaemonSettings
    from regdrift.data.load_rules import load_rule_book
    from regdrift.logs import set_up_logs

    set_up_logs(verbosity=common.verbosity)
    settings = DaemonSettings(
        database=common.database, load=lambda: load_configuration(common.config), book=load_rule_book(), clock=now
    )
    Daemon(settings).serve()
