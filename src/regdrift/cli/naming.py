"""Ids by their unique beginning: what a person typed → the one thing that is meant."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from regdrift.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from regdrift.store.reader import Reader

_SHOWN = 8


def choose_id(known: Iterable[str], wanted: str, noun: str, command: str) -> str:
    """Give the one id of ``known`` that is ``wanted`` or begins so.

    ``noun`` is the kind of thing in the singular; ``command`` lists them all.

    Raises:
        UsageError: none begins so, or more than one does; the message says which there are.
    """
    ids = list(dict.fromkeys(known))
    if wanted in ids:
        return wanted
    near = [one for one in ids if wanted and one.startswith(wanted)]
    if len(near) == 1:
        return near[0]
    if near:
        raise UsageError(f"{wanted!r} is the beginning of more than one {noun} ({_some(near)}). Give more of the id.")
    raise UsageError(f"there is no {noun} {wanted!r}{_guess(ids, wanted)}. `{command}` lists them.")


def choose_source(history: Reader, wanted: str) -> str:
    """Give the id of a source that the history knows, by its unique beginning. Raises UsageError."""
    return choose_id(history.source_ids(), wanted, "source", "regdrift sources list")


def choose_practice(history: Reader, wanted: str, config: Path) -> str:
    """Give the id of a practice that impacts or ``practices.yaml`` speak of, by its unique beginning.

    Raises:
        UsageError: no practice, or more than one, begins so.
    """
    seen = [row["practice"] for row in history.practices_seen()]
    try:
        return choose_id(seen, wanted, "practice", "regdrift practices list")
    except UsageError:
        # A practice that no change ever touched stands only in the file; reading it costs too much to do it always.
        return choose_id([*seen, *practice_names(config)], wanted, "practice", "regdrift practices list")


def practice_names(config: Path) -> dict[str, str]:
    """Give the names of the declared practices by id; none where ``practices.yaml`` is missing or wrong."""
    import os

    from regdrift.config import load_practices

    path = config / "practices.yaml"
    if not path.exists():
        return {}
    try:
        return {practice.id: practice.name for practice in load_practices(path, os.environ).practices}
    except ConfigurationError:
        return {}


def public_url(config: Path) -> str | None:
    """Give where ``alerts.yaml`` says that the dashboard is seen; None where it says nothing, is missing or wrong."""
    import os

    from regdrift.config import load_alerts

    path = config / "alerts.yaml"
    if not path.exists():
        return None
    try:
        return load_alerts(path, os.environ).public_url
    except ConfigurationError:
        return None


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:_SHOWN]) + (", …" if len(ids) > _SHOWN else "")


def _guess(ids: list[str], wanted: str) -> str:
    import difflib

    near = difflib.get_close_matches(wanted, ids, n=2)
    return f"; did you mean {' or '.join(near)}?" if near else ""
