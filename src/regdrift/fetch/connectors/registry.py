"""Connectors by the name that ``sources.yaml`` gives them."""

from __future__ import annotations

from regdrift.errors import UsageError
from regdrift.fetch.connectors import ecfr, federal_register, feed, legislation_gov_uk, page, sitemap
from regdrift.fetch.connectors.shape import Connector

_CONNECTORS: dict[str, Connector] = {
    "ecfr": ecfr.CONNECTOR,
    "federal_register": federal_register.CONNECTOR,
    "feed": feed.CONNECTOR,
    "legislation_gov_uk": legislation_gov_uk.CONNECTOR,
    "page": page.CONNECTOR,
    "sitemap": sitemap.CONNECTOR,
}


def connector_names() -> tuple[str, ...]:
    """Give the names that a source's ``connector`` may have, sorted."""
    return tuple(sorted(_CONNECTORS))


def connector_keys() -> dict[str, tuple[str, ...]]:
    """Give the own keys of every connector, by its name."""
    return {name: connector.OPTION_KEYS for name, connector in _CONNECTORS.items()}


def find_connector(name: str) -> Connector:
    """Give the connector of that name.

    Raises:
        UsageError: where there is none; the message lists those there are.
    """
    connector = _CONNECTORS.get(name)
    if connector is None:
        raise UsageError(f"there is no connector named {name!r}; there are: {', '.join(connector_names())}")
    return connector
