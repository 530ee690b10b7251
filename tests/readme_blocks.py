"""The README's ``console`` blocks: run against a fresh demonstration and compared, or written again.

``python tests/readme_blocks.py`` writes the outputs into the README.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
_BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)


def blocks() -> list[tuple[str, str]]:
    """Give command and expected output of each block."""
    return [(found["command"], found["output"]) for found in _BLOCK.finditer(README.read_text(encoding="utf-8"))]


def play_demo(folder: Path) -> None:
    """Play the demonstration into ``var/demo`` of a folder."""
    run("regdrift demo --json", folder)


def run(command: str, folder: Path) -> str:
    """Run a README command in a folder as the README sets it up; give its standard output."""
    place = {"REGDRIFT_DB": "var/demo/regdrift.db", "REGDRIFT_CONFIG": "var/demo", "COLUMNS": "120"}
    words = [sys.executable, "-m", *shlex.split(command)]
    environment = {**os.environ, **place}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{command}: exit code {done.returncode}\n{done.stderr}")
    return "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())


def write() -> None:
    """Write the outputs of today into the README."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        play_demo(folder)
        text = README.read_text(encoding="utf-8")

        def fresh(found: re.Match[str]) -> str:
            return f"```console\n$ {found['command']}\n{run(found['command'], folder)}```"

        README.write_text(_BLOCK.sub(fresh, text), encoding="utf-8")


if __name__ == "__main__":
    write()
