"""Fetched text in the daemon's log stays one value on one line, and cannot act on a terminal."""

from __future__ import annotations

import json
import sys

import pytest
import structlog

from regdrift.logs import set_up_logs

HOSTILE = 'no\nlevel="info" event="all is well"\r\x1b[2J\x9b31m\u2028\u202eevil\x00"}'


@pytest.mark.parametrize("terminal", [False, True])
def test_a_line_can_be_neither_forged_nor_acted_upon(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    set_up_logs(verbosity=0)
    try:
        structlog.get_logger("regdrift.daemon").warning("checked", reason=HOSTILE)
    finally:
        structlog.reset_defaults()
    written = capsys.readouterr().err
    assert written.endswith("\n")
    line = written[:-1]
    assert line.isprintable()
    assert len(line.splitlines()) == 1
    if not terminal:
        assert json.loads(line)["reason"] == HOSTILE
