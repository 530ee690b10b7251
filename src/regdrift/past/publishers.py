"""Which service gives the past of a source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from regdrift.errors import UsageError
from regdrift.fetch.connectors.shape import PageGetter
from regdrift.model.source import Source
from regdrift.past.cellar import cellar_versions, is_in_cellar
from regdrift.past.dated import DatedVersion
from regdrift.past.ecfr import ecfr_versions
from regdrift.past.federal_register import federal_register_versions
from regdrift.past.fedlex import fedlex_versions
from regdrift.past.legislation_gov_uk import legislation_gov_uk_versions
from regdrift.past.wayback import wayback_versions

ListVersions = Callable[[PageGetter, Source, date, date], list[DatedVersion]]
"""Fetcher, source, first and last day → the versions, oldest first."""

_BY_CONNECTOR: Final[dict[str, ListVersions]] = {
    "cellar": cellar_versions,
    "ecfr": ecfr_versions,
    "federal_register": federal_register_versions,
    "fedlex": fedlex_versions,
    "legislation_gov_uk": legislation_gov_uk_versions,
    "page": wayback_versions,
}


def find_publisher(source: Source) -> ListVersions:
    """Give what lists the past of a source: its publisher's own service, for a plain page the Internet Archive.

    Raises:
        UsageError: there is none for its connector.
    """
    if is_in_cellar(source):
        return cellar_versions
    found = _BY_CONNECTOR.get(source.connector)
    if found is None:
        raise UsageError(
            f"source {source.id}: no service gives the past of the connector {source.connector}; "
            "use --from-git or --from-dir with an archive of your own"
        )
    return found
