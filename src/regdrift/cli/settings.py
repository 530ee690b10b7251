"""The configuration as commands read it, with the connectors that this version knows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from regdrift.cli.naming import choose_id
from regdrift.cli.output import say

if TYPE_CHECKING:
    from regdrift.config import Configuration
    from regdrift.model.source import Source


def load_configuration(folder: Path) -> Configuration:
    """Read the three files of a folder and say what should be looked at in them.

    Raises:
        ConfigurationError: every mistake of all three files.
    """
    from regdrift.config import load_all
    from regdrift.fetch.connectors.registry import connector_keys

    return load_all(folder, os.environ, connectors=connector_keys())


def choose_sources(sources: Sequence[Source], ids: Sequence[str]) -> list[Source]:
    """Give the enabled sources, or those that were named by id or unique beginning of an id.

    Raises:
        UsageError: an id is unknown or ambiguous.
    """
    if not ids:
        return [source for source in sources if source.enabled]
    by_id = {source.id: source for source in sources}
    chosen = (choose_id(by_id, wanted, "source", "regdrift sources list") for wanted in ids)
    return [by_id[one] for one in dict.fromkeys(chosen)]


def tell_findings(configuration: Configuration) -> None:
    """Say what does not stop regdrift but should be looked at."""
    for finding in configuration.findings:
        say(f"note: {finding}")
