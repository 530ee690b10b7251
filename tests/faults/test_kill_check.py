"""kill -9 at random moments of a check: the next check ends where an undisturbed one would have ended."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from regdrift.cli import run_command
from regdrift.demo.law import load_pages
from regdrift.demo.site import Site
from regdrift.store.history import History, canonical_dump

sys.path.insert(0, str(Path(__file__).parent))
from watched import LATER, lay_out

MOMENTS = 12


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(load_pages()) as served:
        yield served


def start_check(folder: Path, database: Path) -> int:
    """Run a check in a forked process, quietly; give its id."""
    pid = os.fork()
    if pid:
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpgid(pid, pid)  # the child does so too; whoever is first, the group is there before the kill
        return pid
    os.setpgrp()
    null = os.open(folder / "output", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os._exit(run_command(["check", "-q", "--db", str(database), "--config", str(folder)]))


def check(folder: Path, database: Path) -> None:
    _, status = os.waitpid(start_check(folder, database), 0)
    assert os.waitstatus_to_exitcode(status) == 0


def dump(database: Path) -> list[str]:
    with History.open(database, read_only=True) as history:
        assert history.verify().ok
        return list(canonical_dump(history))


def test_a_killed_check_is_completed_by_the_next_one(tmp_path: Path, site: Site) -> None:
    kill_at_random_moments(tmp_path, site, MOMENTS)


@pytest.mark.soak
def test_a_check_killed_at_many_more_moments(tmp_path: Path, site: Site) -> None:
    kill_at_random_moments(tmp_path, site, 300)


def kill_at_random_moments(tmp_path: Path, site: Site, moments: int) -> None:
    """Kill a check at moments spread over its duration; each time the next check must end where it would have."""
    lay_out(tmp_path, site)
    first = tmp_path / "first.db"
    check(tmp_path, first)
    site.day = LATER
    undisturbed = tmp_path / "undisturbed.db"
    copy(first, undisturbed)
    began = time.monotonic()
    check(tmp_path, undisturbed)
    lasts = time.monotonic() - began
    expected = dump(undisturbed)
    assert expected != dump(first)
    dice = random.Random(20261123)
    killed = 0
    for moment in range(moments):
        database = tmp_path / f"killed-{moment}.db"
        copy(first, database)
        pid = start_check(tmp_path, database)
        time.sleep(dice.uniform(0, lasts))
        os.killpg(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        killed += os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        check(tmp_path, database)
        assert dump(database) == expected, f"moment {moment}"
    assert killed > moments // 2


def copy(source: Path, target: Path) -> None:
    with History.open(source, read_only=True) as history:
        history.backup(target)
