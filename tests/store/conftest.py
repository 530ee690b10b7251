"""A fresh history for each test of the store, and tests' own modules made importable."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from store_law import SOURCE

from regdrift.store.history import History


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "regdrift.db"


@pytest.fixture
def history(place: Path) -> Iterator[History]:
    with History.open(place) as opened:
        opened.sync_sources([SOURCE])
        yield opened
