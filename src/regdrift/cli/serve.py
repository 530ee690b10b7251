"""``regdrift serve``: the dashboard."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import click

from regdrift.cli.naming import practice_names
from regdrift.cli.options import Common, common_options, reading
from regdrift.cli.output import say
from regdrift.clock import now
from regdrift.errors import UsageError
from regdrift.web.dashboard.settings import LOOPBACK_NAMES, Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8300, show_default=True, help="Port.")
@click.option("--public-url", help="Where people find it, e.g. https://law.example.org; reading needs a login then.")
@click.option("--read-only", is_flag=True, help="Nothing can be written; for a backup.")
@click.option("--users", type=click.Path(path_type=Path), help="File of local users (default: beside the history).")
@click.option("--add-user", metavar="NAME", help="Add a user, or set a new password, and stop.")
@click.option("--remove-user", metavar="NAME", help="Remove a user and stop.")
@click.option("--proxy-header", help="Header in which a trusted proxy names who signed in there.")
@click.option("--trusted-proxy", multiple=True, metavar="NETWORK", help="Proxy whose headers are believed.")
@common_options
def serve(common: Common, host: str, port: int, read_only: bool, **options: object) -> None:
    """Serve the dashboard: inbox, triage, wordings of a provision, sources, search.

    It listens on loopback unless told otherwise. Everything can be read there; writing needs a user. On another
    address, or with --public-url, reading needs one too.

    \b
    Examples:
      regdrift serve --add-user counsel
      regdrift serve --port 8300
    """
    try:
        import uvicorn

        from regdrift.web.dashboard.accounts import Accounts
        from regdrift.web.dashboard.app import make_app
    except ImportError as error:
        raise UsageError(f"the dashboard needs {error.name}; install it with: pip install 'regdrift[web]'") from error
    users = options["users"] or common.database.with_name(common.database.stem + "-users.json")
    assert isinstance(users, Path)
    accounts = Accounts(users)
    if options["add_user"]:
        accounts.put(str(options["add_user"]), click.prompt("Password", hide_input=True, confirmation_prompt=True))
        say(f"{options['add_user']} can sign in")
        return
    if options["remove_user"]:
        accounts.remove(str(options["remove_user"]))
        say(f"{options['remove_user']} is signed out and can no longer sign in")
        return
    with reading(common):
        pass  # says plainly where there is no history, before anything listens
    app = make_app(_settings(common, users, host, read_only=read_only, options=options))
    say(f"http://{f'[{host}]' if ':' in host else host}:{port}/ (Ctrl-C ends it)")
    uvicorn.run(app, host=host, port=port, proxy_headers=False, server_header=False, log_level="warning")


def _settings(common: Common, users: Path, host: str, *, read_only: bool, options: dict[str, object]) -> Settings:
    public, networks = options["public_url"], options["trusted_proxy"]
    address = urlsplit(str(public)) if public else None
    if address is not None and (address.scheme not in ("http", "https") or not address.hostname):
        raise UsageError(f"--public-url {public!r} is no address; write https://law.example.org")
    if options["proxy_header"] and not networks:
        raise UsageError("--proxy-header needs --trusted-proxy: whose header is believed?")
    assert isinstance(networks, tuple)
    try:
        trusted = tuple(ip_network(one) for one in networks)
    except ValueError as error:
        raise UsageError(f"--trusted-proxy: {error}") from error
    named = {address.hostname} if address is not None and address.hostname else set()
    return Settings(
        database=common.database,
        users=users,
        clock=now,
        hosts=LOOPBACK_NAMES | named | {host.lower()},
        names=practice_names(common.config),
        practices=common.config / "practices.yaml",
        read_only=read_only,
        private=address is not None or host not in LOOPBACK_NAMES,
        secure=address is not None and address.scheme == "https",
        proxy_header=str(options["proxy_header"]) if options["proxy_header"] else None,
        trusted_proxies=trusted,
    )
