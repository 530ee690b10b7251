"""A played history, a page server on loopback, and the commands run in this process."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from terminal import Pages, Runner

from regdrift.demo import play


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's folder, with its history; only for reading."""
    folder = tmp_path_factory.mktemp("played") / "demo"
    play(folder, lambda *_: None)
    return folder


@pytest.fixture
def run(played: Path) -> Runner:
    """Run a command on the played history."""
    return Runner(played)


@pytest.fixture
def own(played: Path, tmp_path: Path) -> Runner:
    """Run a command on a copy of the played history that may be written."""
    shutil.copytree(played, tmp_path / "demo")
    return Runner(tmp_path / "demo")


@pytest.fixture
def fresh(tmp_path: Path) -> Runner:
    """Run a command in an empty folder."""
    return Runner(tmp_path)


@pytest.fixture
def pages() -> Iterator[Pages]:
    """A publisher on loopback whose pages a test sets."""
    server = Pages()
    yield server
    server.close()
