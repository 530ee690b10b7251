"""The daemon's log: structured lines on stderr, safe against fetched text."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logs(*, verbosity: int) -> None:
    """Write ``key=value`` lines on a terminal and JSON lines elsewhere, with UTC times.

    ``verbosity``: -1 warnings and worse, 0 what happens, 1 everything. Values are quoted or JSON-encoded, so a
    line break in fetched text cannot forge a line.
    """
    level = {-1: logging.WARNING, 0: logging.INFO}.get(max(-1, min(verbosity, 1)), logging.DEBUG)
    renderer = (
        structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=True)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
