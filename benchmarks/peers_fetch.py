"""300 pages on loopback, side by side: regdrift, webchanges, urlwatch and a bare httpx + lxml loop, in one run.

``python -m benchmarks.peers_fetch [--peers FOLDER] [--workload FOLDER] [--rounds 6] [--runs 3]``. FOLDER of the peers
(or ``REGDRIFT_PEERS``) is where the programs ``webchanges`` and ``urlwatch`` stand; those not found are left out.
The workload (or ``REGDRIFT_BENCH``) holds ``legalserver.py``, 300 legal-like pages of which a round changes 30 by one
sentence each, and ``floor.py``. Each program has a server of its own with the same pages, is started anew for every
round, and takes its turn in every round, so that a busy machine disturbs all alike.

CPU seconds (user and system, with all child processes) are the medians of the rounds; what counts is their ratio.
Memory is the largest process, and for regdrift also the sum over its processes as sampled from /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES, HOSTS, CHANGED = 300, 30, 30
FIRST_PORT = 18_100
SAMPLE_SECONDS = 0.02

FIRST, VALIDATED, NONCE, AMENDED = "first visit", "no change, validators", "no change, nonce in page", "10 % changed"
PHASES = (FIRST, VALIDATED, NONCE, AMENDED)


@dataclass
class Spent:
    """What one start of a program cost."""

    cpu_seconds: float
    peak_mib: float
    tree_mib: float
    changes: int


@dataclass
class Contender:
    """A program that watches the pages, with the server it asks."""

    name: str
    command: list[str]
    folder: Path
    port: int
    stores: tuple[str, ...]
    """Names below the folder where it keeps what it saw."""
    count: Callable[[str], int]
    """Changes that its output tells of."""
    spent: dict[str, list[Spent]] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)

    def stored_bytes(self) -> int:
        """Bytes on disk of all that the program keeps."""
        paths = (path for name in self.stores for path in (self.folder / name, *(self.folder / name).rglob("*")))
        return sum(path.stat().st_size for path in paths if path.is_file())

    def start(self, phase: str) -> Spent:
        """Run one round and keep what it cost under ``phase``."""
        log = self.folder / "output.txt"
        home = {name: str(self.folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
        # An empty value lets Python keep its bytecode, as an installed program has it.
        home["PYTHONDONTWRITEBYTECODE"] = ""
        with log.open("wb") as output:
            process = subprocess.Popen(
                self.command, stdout=output, stderr=output, cwd=self.folder, env={**os.environ, **home}
            )
            sampler = Sampler(process.pid)
            sampler.start()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            sampler.end()
        told = log.read_text(encoding="utf-8", errors="replace")
        if process.returncode != 0:
            sys.exit(f"{self.name} ended with {process.returncode}: {told[-2000:]}")
        spent = Spent(
            usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, sampler.peak_kib / 1024, self.count(told)
        )
        self.spent.setdefault(phase, []).append(spent)
        return spent


class Sampler(threading.Thread):
    """Sums the memory of a process and its children every few milliseconds; shared pages are split among them."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak_kib = 0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            self.peak_kib = max(self.peak_kib, sum(proportional_kib(pid) for pid in family(self.pid)))

    def end(self) -> None:
        self._over.set()
        self.join()


def family(pid: int) -> list[int]:
    """Give a process and its descendants; those that ended meanwhile are left out."""
    found = [pid]
    for parent in found:
        for listing in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in listing.read_text(encoding="ascii").split()]
            except OSError:
                continue
    return found


def proportional_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def addresses(port: int) -> list[str]:
    return [f"http://127.0.0.1:{port + page % HOSTS}/p/{page}.html" for page in range(PAGES)]


def regdrift(folder: Path, port: int) -> Contender:
    """Prepare regdrift as ``init`` leaves it, with the starter's practices and the peers' selector."""
    program = [sys.executable, "-m", "regdrift"]
    subprocess.run([*program, "init", str(folder), "--pack", "eu-privacy", "-q"], check=True, stderr=subprocess.DEVNULL)
    sources = [
        f"  - {{id: reg-{page}, name: Data Regulation {page}, jurisdiction: EU, url: '{url}', select: main}}"
        for page, url in enumerate(addresses(port))
    ]
    defaults = "defaults: {delay: 0s, allow_private_addresses: true}"
    text = "\n".join(["schema: regdrift/sources@1", defaults, "sources:", *sources])
    (folder / "sources.yaml").write_text(text, encoding="utf-8")
    command = [*program, "check", "--json", "-q", "--config", str(folder), "--db", str(folder / "var" / "history.db")]
    return Contender("regdrift", command, folder, port, ("var",), count_rows)


def count_rows(told: str) -> int:
    """Count changed sources in ``check --json``; the talk on stderr stands in front of the JSON."""
    return sum(row["outcome"] == "changed" for row in json.loads(told[told.index("[") :]))


def count_named(told: str) -> int:
    """Count the pages that a peer calls changed; it names each in a summary and again above its lines."""
    return len(set(re.findall(r"CHANGED: (reg \d+)", told)))


def peer(name: str, program: str, folder: Path, port: int) -> Contender:
    """Prepare webchanges or urlwatch with the same selector and their text of a page."""
    html = "html2text" if name == "webchanges" else "html2text: pyhtml2text"
    key = "filters" if name == "webchanges" else "filter"
    jobs = (
        f"name: reg {page}\nurl: {url}\n{key}:\n  - css: main\n  - {html}\n" for page, url in enumerate(addresses(port))
    )
    (folder / "jobs.yaml").write_text("---\n".join(jobs), encoding="utf-8")
    report = "report: {stdout: {enabled: true, color: false}, browser: {enabled: false}}\n"
    if name == "urlwatch":
        report = "report: {stdout: {enabled: true, color: false}}\n"
    (folder / "config.yaml").write_text("display: {new: true, error: true, unchanged: false}\n" + report, "utf-8")
    urls, cache = ("--jobs", "--database") if name == "webchanges" else ("--urls", "--cache")
    files = {urls: "jobs.yaml", "--config": "config.yaml", "--hooks": "hooks.py", cache: "cache.db"}
    command = [program, *(part for option, file in files.items() for part in (option, str(folder / file)))]
    return Contender(name, command, folder, port, ("cache.db",), count_named)


def bare(workload: Path, folder: Path, port: int) -> Contender:
    command = [sys.executable, str(workload / "floor.py"), "floor", str(port), str(folder / "floor.db")]
    return Contender("httpx + lxml", command, folder, port, ("floor.db",), lambda told: told.count("CHANGED"))


def serve(workload: Path, port: int, seconds: int) -> subprocess.Popen[str]:
    """Start a server of the pages; it ends by itself after so many seconds."""
    command = [sys.executable, str(workload / "legalserver.py"), "--base-port", str(port), "--life", str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    if not process.stdout.readline():
        sys.exit(f"the server of the pages did not start on port {port}")
    return process


def steer(contender: Contender, **settings: int) -> None:
    query = "&".join(f"{name}={value}" for name, value in settings.items())
    with urllib.request.urlopen(f"http://127.0.0.1:{contender.port}/__ctl?{query}") as answer:
        answer.read()


def turn(contenders: list[Contender], phase: str, **settings: int) -> None:
    for contender in contenders:
        steer(contender, **settings)
        spent = contender.start(phase)
        contender.sizes.append(contender.stored_bytes())
        print(f"{phase:26} {contender.name:14} {spent.cpu_seconds:7.2f} s  {spent.changes} changes", flush=True)


def median_cpu(contender: Contender, phase: str) -> float:
    return statistics.median(spent.cpu_seconds for spent in contender.spent[phase])


def kib_per_version(contender: Contender, rounds: int) -> float:
    """Growth on disk over the changed rounds, for each changed page."""
    return (contender.sizes[-1] - contender.sizes[-1 - rounds]) / 1024 / (rounds * CHANGED)


def print_table(contenders: list[Contender], rounds: int) -> None:
    own = contenders[0]
    others = contenders[1:]
    ratios = "".join(f"{'/ ' + other.name:>15}" for other in others)
    print(f"\n{'CPU s, median':26}" + "".join(f"{each.name:>15}" for each in contenders) + f"   regdrift {ratios}")
    for phase in PHASES:
        cells = "".join(f"{median_cpu(each, phase):15.2f}" for each in contenders)
        shares = "".join(f"{median_cpu(own, phase) / median_cpu(other, phase):15.2f}" for other in others)
        print(f"{phase:26}{cells}            {shares}")
    rows: tuple[tuple[str, Callable[[Contender], str]], ...] = (
        ("largest process, MiB", lambda each: f"{max(s.peak_mib for p in each.spent.values() for s in p):.0f}"),
        ("all processes, MiB", lambda each: f"{max(s.tree_mib for p in each.spent.values() for s in p):.0f}"),
        ("KiB per changed version", lambda each: f"{kib_per_version(each, rounds):.1f}"),
        ("changes in each round", lambda each: ",".join(sorted({str(s.changes) for s in each.spent[AMENDED]}))),
    )
    for name, value in rows:
        print(f"{name:26}" + "".join(f"{value(each):>15}" for each in contenders))


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--peers", type=Path, default=os.environ.get("REGDRIFT_PEERS"))
    arguments.add_argument(
        "--workload", type=Path, default=os.environ.get("REGDRIFT_BENCH", ROOT.parent / "shared" / "bench")
    )
    arguments.add_argument("--rounds", type=int, default=6, help="rounds in which pages change")
    arguments.add_argument("--runs", type=int, default=3, help="rounds of each kind without a change")
    arguments.add_argument("--only", help="leave all other programs out: regdrift, webchanges, urlwatch, floor")
    chosen = arguments.parse_args()
    if not (chosen.workload / "legalserver.py").is_file():
        print(f"no workload at {chosen.workload}: name its folder with --workload or REGDRIFT_BENCH")
        return 0
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        contenders = make_contenders(folder, chosen)
        for contender in contenders:
            server = serve(chosen.workload, contender.port, seconds=3600)
            ends.callback(server.wait)
            ends.callback(server.terminate)
        compete(contenders, chosen.rounds, chosen.runs)
    print_table(contenders, chosen.rounds)
    wrong = [each.name for each in contenders if any(s.changes != CHANGED for s in each.spent[AMENDED])]
    print(f"not exactly {CHANGED} changes in each round: {', '.join(wrong) or 'none'}")
    return 1 if "regdrift" in wrong else 0


def make_contenders(folder: Path, chosen: argparse.Namespace) -> list[Contender]:
    contenders: list[Contender] = []
    for place, name in enumerate(("regdrift", "webchanges", "urlwatch", "floor")):
        if chosen.only and name not in ("regdrift", *chosen.only.split(",")):
            continue
        port, home = FIRST_PORT + 40 * place, folder / name
        home.mkdir()
        if name == "regdrift":
            contenders.append(regdrift(home, port))
        elif name == "floor":
            contenders.append(bare(chosen.workload, home, port))
        elif program := shutil.which(name, path=str(chosen.peers) if chosen.peers else None):
            contenders.append(peer(name, program, home, port))
        else:
            print(f"{name} is left out: it is not at {chosen.peers or 'PATH'} (--peers or REGDRIFT_PEERS)")
    return contenders


def compete(contenders: list[Contender], rounds: int, runs: int) -> None:
    """Let all take part in the rounds, whose pages stand still first and change at the end."""
    began = time.monotonic()
    turn(contenders, FIRST, validators=1)
    for _ in range(runs):
        turn(contenders, VALIDATED, validators=1)
    turn(contenders, "first without validators", validators=0)
    for _ in range(runs):
        turn(contenders, NONCE, validators=0)
    for number in range(1, rounds + 1):
        turn(contenders, AMENDED, validators=0, round=number)
    print(f"{time.monotonic() - began:.0f} s in all")


if __name__ == "__main__":
    sys.exit(main())
