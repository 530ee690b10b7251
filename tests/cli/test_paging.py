"""Long results go through a pager on a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are of Unix")


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that keeps what it was given."""
    program = tmp_path / "pager.py"
    program.write_text("import pathlib, sys\npathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())\n")
    return program


def on_terminal(place: Path, pager: str, *words: str) -> tuple[int, bytes]:
    """Run a command with stdout on a pseudo-terminal; give its exit code and what the terminal showed."""
    master, slave = pty.openpty()
    environment = {**os.environ, "PAGER": pager, "REGDRIFT_DB": str(place), "TERM": "xterm"}
    for name in ("NO_COLOR", "REGDRIFT_PAGER"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "regdrift", *words], stdout=slave, stderr=subprocess.PIPE, env=environment, check=False
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(master)
    assert b"Traceback" not in done.stderr
    return done.returncode, shown


def test_results_and_notes_go_through_the_pager_with_their_colours(played: Path, pager: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    command = f"{shlex.quote(sys.executable)} {pager} {seen}"
    code, shown = on_terminal(played / "regdrift.db", command, "log", "--limit", "3")
    assert (code, shown) == (0, b"")
    told = seen.read_bytes()
    assert b"\x1b[" in told
    assert b"the newest 3" in told


def test_a_reader_who_leaves_the_pager_ends_the_command_in_peace(played: Path) -> None:
    code, shown = on_terminal(played / "regdrift.db", "false", "log")
    assert (code, shown) == (0, b"")


@pytest.mark.parametrize("none", ["", "cat", "no-such-pager", "'"])
def test_without_a_pager_the_terminal_shows_it(played: Path, none: str) -> None:
    code, shown = on_terminal(played / "regdrift.db", none, "log", "--limit", "3")
    assert code == 0
    assert b"observed" in shown


def test_json_and_errors_and_pipes_are_never_paged(played: Path, pager: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    command = f"{shlex.quote(sys.executable)} {pager} {seen}"
    code, shown = on_terminal(played / "regdrift.db", command, "log", "--limit", "1", "--json")
    assert code == 0
    assert shown.lstrip().startswith(b"[")
    piped = subprocess.run(
        [sys.executable, "-m", "regdrift", "log", "--db", str(played / "regdrift.db")],
        capture_output=True, env={**os.environ, "PAGER": command}, check=True,
    )  # fmt: skip
    assert b"observed" in piped.stdout
    assert not seen.exists()
    assert on_terminal(played / "regdrift.db", command, "show", "zzzz")[0] == 2


def test_shells_complete_commands_options_and_values() -> None:
    def complete(words: str, at: int) -> str:
        asked = {"COMP_WORDS": words, "COMP_CWORD": str(at), "_REGDRIFT_COMPLETE": "bash_complete"}
        program = "import sys; sys.argv[0] = 'regdrift'; from regdrift.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, env={**os.environ, **asked}, check=True
        ).stdout

    assert "plain,sources\n" in complete("regdrift sou", 1)
    assert "plain,--kind\n" in complete("regdrift log --ki", 2)
    assert "plain,amended\n" in complete("regdrift log --kind am", 3)
