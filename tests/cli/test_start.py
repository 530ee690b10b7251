"""Cold start: what the quick commands do not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from regdrift.store.history import History

HEAVY = {"httpx", "pydantic", "rich", "apscheduler", "sqlite_utils"}


def modules_after(*arguments: str) -> set[str]:
    """Run a command in a fresh interpreter and give the top-level packages it had imported at its end."""
    program = (
        "import sys; from regdrift.cli import run_command; code = run_command(sys.argv[1:]); "
        "print('\\n' + ' '.join(sorted({name.partition('.')[0] for name in sys.modules}))); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rsplit("\n", 2)[-2].split())


@pytest.fixture
def empty_history(tmp_path: Path) -> Path:
    path = tmp_path / "h.db"
    History.open(path).close()
    return path


def test_help_imports_nothing_heavy() -> None:
    assert not modules_after("--help") & HEAVY


def test_log_as_json_imports_nothing_heavy(empty_history: Path) -> None:
    assert not modules_after("log", "--json", "--db", str(empty_history)) & HEAVY


@pytest.mark.parametrize("command", [["impacts"], ["work", "list"], ["alerts", "list"]])
def test_other_reading_commands_start_light_too(empty_history: Path, command: list[str]) -> None:
    assert not modules_after(*command, "--json", "--db", str(empty_history)) & HEAVY
