"""The configuration as commands read it, with the connectors that this version knows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from regdrift.cli.output import say
from regdrift.errors import UsageError

if TYPE_CHECKING:
    from regdrift.config import Configuration
    from regdrift.model.source import Source


def load_configuration(folder: Path) -> Configuration:
    """Read the three files of a folder and say what should be looked at in them.

    Raises:
        ConfigurationError: every mistake of all three files.
    """
    from regdrift.config import load_all

    return load_all(folder, os.environ)


def choose_sources(sources: Sequence[Source], ids: Sequence[str]) -> list[Source]:
    """Give the enabled sources, or those that were named by id or unique beginning of an id.

    Raises:
        UsageError: an id is unknown or ambiguous.
    """
    if not ids:
        return [source for source in sources if source.enabled]
    return [_choose(sources, wanted) for wanted in dict.fromkeys(ids)]


def _choose(sources: Sequence[Source], wanted: str) -> Source:
    exact = [source for source in sources if source.id == wanted]
    near = exact or [source for source in sources if source.id.startswith(wanted)]
    if len(near) == 1:
        return near[0]
    if near:
        raise UsageError(f"{wanted!r} begins {len(near)} sources: {', '.join(source.id for source in near)}")
    raise UsageError(f"there is no source {wanted!r}; `regdrift sources list` shows them all")


def tell_findings(configuration: Configuration) -> None:
    """Say what does not stop regdrift but should be looked at."""
    for finding in configuration.findings:
        say(f"note: {finding}")
