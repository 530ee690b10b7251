"""A history with hostile law in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "store"))

from store_law import SOURCE, document, observe

from regdrift.store.history import History

HOSTILE = "</style></article><script>alert(1)</script><img src=x onerror=alert(2)>\"'><a href='javascript:alert(3)'>"


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / "regdrift.db") as opened:
        opened.sync_sources([SOURCE])
        yield opened


@pytest.fixture
def hostile(history: History) -> History:
    """A law whose amended text tries to be markup."""
    observe(history, document(("1", "A provider may use data."), ("2", "Fines: $100.")), 0)
    observe(history, document(("1", f"A provider shall not use data {HOSTILE}."), ("2", "Fines: $100.")), 3)
    return history
