"""The ``console`` blocks of README and tutorial: run and compared, or written again.

``python tests/readme_blocks.py`` writes the outputs into both. The README's blocks are single commands over a fresh
demonstration; the tutorial is one session in a shell, its ``sh`` blocks included, in which only days may differ.
"""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
TUTORIAL = ROOT / "docs" / "tutorial.md"
_BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)
_STEP = re.compile(r"(?<!<!-- not run -->\n)```(?P<kind>sh|console)\n(?P<body>.*?)```", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?")
_READER = re.compile(r"(?<=read by html)@\d+")
_PORT = "8765"
_MARK = "=====step "


def blocks() -> list[tuple[str, str]]:
    """Give command and expected output of each block of the README."""
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
    return _trimmed(done.stdout)


def tutorial_steps() -> list[tuple[str, str]]:
    """Give the tutorial's session: each ``sh`` block as it stands, each ``console`` block as command and output.

    The output of a ``sh`` block is empty: it is run, and only has to succeed.
    """
    steps = []
    for found in _STEP.finditer(TUTORIAL.read_text(encoding="utf-8")):
        if found["kind"] == "sh":
            steps.append((found["body"], ""))
        else:
            command, _, output = found["body"].partition("\n")
            steps.append((command.removeprefix("$ "), output))
    return steps


def play_tutorial(folder: Path) -> list[str]:
    """Run the tutorial's session in a shell; give what each step wrote on the terminal, ``sh`` blocks nothing."""
    steps = tutorial_steps()
    consoles = [found["kind"] == "console" for found in _STEP.finditer(TUTORIAL.read_text(encoding="utf-8"))]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    binaries = folder / "bin"
    binaries.mkdir()
    (binaries / "regdrift").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m regdrift "$@"\n', encoding="utf-8")
    (binaries / "regdrift").chmod(0o755)
    script = ["set -e", "trap 'kill $(jobs -p) 2>/dev/null' EXIT"]
    for command, _ in steps:
        script += [f"echo '{_MARK}'", command.replace(_PORT, port)]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("REGDRIFT_")},
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "120",
    }
    done = subprocess.run(
        ["bash", "-c", "\n".join(["exec 2>&1", *script])],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"exit code {done.returncode}\n{done.stdout[-2000:]}")
    parts = done.stdout.replace(port, _PORT).split(f"{_MARK}\n")[1:]
    return [_trimmed(part) if shown else "" for part, shown in zip(parts, consoles, strict=True)]


def without_days(output: str) -> str:
    """Give an output in which days and the versions of readers are the same whenever it was written."""
    return _READER.sub("@N", _DAY.sub("DAY", output))


def _trimmed(output: str) -> str:
    return "".join(line.rstrip() + "\n" for line in output.splitlines())


def write() -> None:
    """Write the outputs of today into README and tutorial."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        play_demo(folder)
        text = README.read_text(encoding="utf-8")

        def fresh(found: re.Match[str]) -> str:
            return f"```console\n$ {found['command']}\n{run(found['command'], folder)}```"

        README.write_text(_BLOCK.sub(fresh, text), encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        outputs = iter(play_tutorial(Path(name)))

        def again(found: re.Match[str]) -> str:
            output = next(outputs)
            if found["kind"] == "sh":
                return found[0]
            return f"```console\n{found['body'].partition(chr(10))[0]}\n{output}```"

        TUTORIAL.write_text(_STEP.sub(again, TUTORIAL.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
