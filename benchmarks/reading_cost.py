"""What it costs to read a large history: CPU seconds of whole commands, cold, beside git and urlwatch.

``python -m benchmarks.reading_cost [HISTORY]``: without a file a history of 1,000,000 provisions and 100,000 changes is
built first (minutes, 2 GB in the temporary folder). ``REGDRIFT_PEERS`` names the folder of urlwatch.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.history_generator import CHANGED, PROVISIONS, SOURCES, VERSIONS, build_history

RUNS = 9
REGDRIFT = (sys.executable, "-m", "regdrift")
AT = "2024-04-15"


def cpu_seconds(command: Sequence[str | Path], folder: Path, environment: dict[str, str]) -> float:
    """Give user and system time of one run. Raises CalledProcessError where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # An empty value lets Python keep its bytecode, as an installed program has it.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environment},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def git_history(folder: Path, commits: int) -> Path:
    """Make a repository whose log is as long as the history's list of changes."""
    place = folder / "git"
    subprocess.run(["git", "init", "-q", "-b", "main", str(place)], check=True)
    lines = []
    for number in range(1, commits + 1):
        when = 1_700_000_000 + number * 60
        message, body = f"amend section {number}", f"section {number}\n"
        lines.append(
            f"commit refs/heads/main\ncommitter law <law@example.org> {when} +0000\n"
            f"data {len(message)}\n{message}\nM 644 inline act/{number % 50}\ndata {len(body)}\n{body}\n"
        )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=place, input="".join(lines).encode(), check=True)
    return place


def urlwatch_list(folder: Path) -> tuple[list[str], dict[str, str]] | None:
    """Give the command that lists 200 watched addresses; None where urlwatch is not there."""
    program = shutil.which("urlwatch", path=os.environ.get("REGDRIFT_PEERS"))
    if program is None:
        return None
    jobs = folder / "urls.yaml"
    jobs.write_text("---\n".join(f"name: act {n}\nurl: https://law.example/act-{n}\n" for n in range(SOURCES)))
    (folder / "urlwatch.yaml").write_text("")
    files = ["--urls", str(jobs), "--config", str(folder / "urlwatch.yaml"), "--cache", str(folder / "urlwatch.db")]
    return [program, *files, "--list"], {"HOME": str(folder)}


def measure(
    name: str, asked: float | None, run: Callable[[], float], floor: float | None = None, runs: int = RUNS
) -> float:
    """Run, print and give the median of CPU seconds."""
    taken = sorted(run() for _ in range(runs))
    middle = statistics.median(taken)
    target = "" if asked is None else f"asked ≤ {asked:.2f}: {'reached' if middle <= asked else 'NOT reached'}"
    ratio = "" if floor is None else f"× {middle / floor:5.1f}"
    print(f"{name:42} {taken[0]:6.3f} {middle:6.3f} {taken[-1]:6.3f}  {ratio:9} {target}", flush=True)
    return middle


def compare_commands(history: Path, folder: Path) -> None:
    """Print the table."""
    database = ["--db", str(history)]
    commands: list[tuple[str, float | None, list[str]]] = [
        ("--version", 0.10, ["--version"]),
        ("--help", 0.10, ["--help"]),
        ("log --json (newest 50)", 0.15, ["log", "--json", *database]),
        ("log --severity high --jurisdiction US", None, ["log", "--severity=high", "--jurisdiction=US", *database]),
        ("search, a term in 5 % of provisions", 0.20, ["search", "geolocation", *database]),
        ("search, a term and the beginning of one", None, ["search", "geolocation", "provide*", *database]),
        ("text --at, a law of 5,000 provisions", 0.20, ["text", "act-00003", "--at", AT, *database]),
        ("history of one provision", None, ["history", "act-00003", "act-00003 § 7(3)", *database]),
        ("impacts --json (newest 50)", None, ["impacts", "--json", *database]),
        ("work list --json", None, ["work", "list", "--json", *database]),
    ]
    print(f"{'CPU s of whole commands, ' + str(RUNS) + ' runs':42} {'min':>6} {'median':>6} {'max':>6}  × floor")
    floor = measure("floor: python -c pass", None, lambda: cpu_seconds([sys.executable, "-c", "pass"], folder, {}))
    for name, asked, command in commands:
        measure(name, asked, lambda command=command: cpu_seconds([*REGDRIFT, *command], folder, {}), floor)  # type: ignore[misc]
    repository = git_history(folder, (VERSIONS - 1) * CHANGED * SOURCES)
    measure("git log -50", None, lambda: cpu_seconds(["git", "log", "-50"], repository, {}), floor)
    measure(
        "git log -50 -- one file",
        None,
        lambda: cpu_seconds(["git", "log", "-50", "--", "act/7"], repository, {}),
        floor,
        runs=3,
    )
    listing = urlwatch_list(folder)
    if listing is None:
        print("urlwatch: not there; set REGDRIFT_PEERS to the folder that holds it")
    else:
        measure("urlwatch --list (200 jobs)", None, lambda: cpu_seconds(listing[0], folder, listing[1]), floor)


def report_cost(folder: Path) -> None:
    """Print what the report over 10,000 changes costs."""
    history, page = folder / "report.db", folder / "report.html"
    build_history(history, 20, 1_000, 6, 100)
    command = [*REGDRIFT, "report", "--since", "2023-01-01", "-o", str(page), "--db", str(history)]
    measure("report over 10,000 changes", 10.0, lambda: cpu_seconds(command, folder, {}), runs=3)
    print(f"{'its size':42} {page.stat().st_size / 1e6:6.2f} MB, asked ≤ 5 MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("history", type=Path, nargs="?")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        history: Path = asked.history or folder / "large.db"
        if asked.history is None:
            build_history(history, SOURCES, PROVISIONS, VERSIONS, CHANGED)
        compare_commands(history.absolute(), folder)
        report_cost(folder)


if __name__ == "__main__":
    main()
