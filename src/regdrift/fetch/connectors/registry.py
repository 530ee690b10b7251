"""Connectors by the name that ``sources.yaml`` gives them."""

from __future__ import annotations

import sys

from regdrift.errors import UsageError
from regdrift.fetch.connectors import (
    boe,
    cellar,
    congress,
    dc_code,
    ecfr,
    federal_register,
    fedlex,
    feed,
    gesetze_im_internet,
    govinfo,
    legifrance,
    legiscan,
    legislation_gov_uk,
    openstates,
    page,
    regulations_gov,
    sitemap,
)
from regdrift.fetch.connectors.shape import Connector

_CONNECTORS: dict[str, Connector] = {
    "boe": boe.CONNECTOR,
    "cellar": cellar.CONNECTOR,
    "congress": congress.CONNECTOR,
    "dc_code": dc_code.CONNECTOR,
    "ecfr": ecfr.CONNECTOR,
    "federal_register": federal_register.CONNECTOR,
    "fedlex": fedlex.CONNECTOR,
    "feed": feed.CONNECTOR,
    "gesetze_im_internet": gesetze_im_internet.CONNECTOR,
    "govinfo": govinfo.CONNECTOR,
    "legifrance": legifrance.CONNECTOR,
    "legiscan": legiscan.CONNECTOR,
    "legislation_gov_uk": legislation_gov_uk.CONNECTOR,
    "openstates": openstates.CONNECTOR,
    "page": page.CONNECTOR,
    "regulations_gov": regulations_gov.CONNECTOR,
    "sitemap": sitemap.CONNECTOR,
}


def connector_names() -> tuple[str, ...]:
    """Give the names that a source's ``connector`` may have, sorted."""
    return tuple(sorted(_CONNECTORS))


def connector_keys() -> dict[str, tuple[str, ...]]:
    """Give the own keys of every connector, by its name."""
    return {name: connector.OPTION_KEYS for name, connector in _CONNECTORS.items()}


def connector_mark(name: str) -> str:
    """Give against what a connector was checked: the line of its module; "" for an unknown one."""
    connector = _CONNECTORS.get(name)
    said = (sys.modules[type(connector).__module__].__doc__ or "") if connector else ""
    _, _, mark = said.partition("Checked against: ")
    return " ".join(mark.partition("\n\n")[0].split())


def find_connector(name: str) -> Connector:
    """Give the connector of that name.

    Raises:
        UsageError: where there is none; the message lists those there are.
    """
    connector = _CONNECTORS.get(name)
    if connector is None:
        raise UsageError(f"there is no connector named {name!r}; there are: {', '.join(connector_names())}")
    return connector
