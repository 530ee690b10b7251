"""What scales and what does not: reading in processes, the one writer, and a plan past one machine.

``python -m benchmarks.scale [--pages 120] [--rounds 5] [--sources 60] [--simulate 1000000]``

1. Reading and comparing changed pages with a crew of one process and of two, alternated; wall times and their ratio.
2. The writer alone: changed versions a second (200 provisions, 5 changed) and unchanged check rows a second.
3. A seeded simulation of many sources on many hosts with polite delays, failures and bursts: workers, egress, disk and
   where the one writer ends. It rests on the costs measured in 1 and 2.
"""

from __future__ import annotations

import argparse
import hashlib
import heapq
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.history_generator import START, Writer, analysis_of, observe, source_of
from benchmarks.law_generator import make_rare_words, make_text

from regdrift.data.load_rules import load_rule_book
from regdrift.model.capture import Capture
from regdrift.model.check import CheckRow, Outcome
from regdrift.model.document import LegalDocument
from regdrift.model.practice import Organization, PracticeRegister
from regdrift.model.source import Source
from regdrift.parse import ReadHints, read
from regdrift.spread.crew import Crew, process_crew
from regdrift.spread.tasks import Packed, ReadTask, make_task
from regdrift.store.documents import content_hash
from regdrift.store.history import History
from regdrift.store.records import HeadVersion

SECTIONS = 60
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def page(seed: int, changed: int) -> bytes:
    """Give a page of law, an illustration, of sixty sections of which some are amended."""
    chance, rare = random.Random(seed), make_rare_words(random.Random(seed))
    texts = [make_text(chance, rare) for _ in range(SECTIONS)]
    for place in range(changed):
        texts[place * 7 % SECTIONS] = make_text(chance, rare)
    body = "".join(f"<h2>§ {number}. Records</h2><p>{text}</p>" for number, text in enumerate(texts, start=1))
    return f"<html lang='en'><title>Act</title><body><main><h1>Act {seed}</h1>{body}</main></body></html>".encode()


def captured(body: bytes, number: int) -> Capture:
    url = f"https://law.example/{number}"
    headers = {"content-type": "text/html"}
    return Capture(url, url, 200, headers, body, hashlib.sha256(body).hexdigest(), NOW, 0.1)


def tasks_of(pages: int) -> list[ReadTask]:
    """Give tasks whose page has five amended sections against the version before."""
    register = PracticeRegister(Organization("none"), (), "none")
    practices, versions = Packed.of(register), (register.version, load_rule_book().version)
    found = []
    for number in range(pages):
        old = read(page(number, 0), ReadHints(media_type="text/html", language="en"))
        assert isinstance(old, LegalDocument)
        head = HeadVersion(1, 1, content_hash(old), old.parser, 1, NOW)
        source = Source(f"act-{number}", "Act", "US", url=f"https://law.example/{number}", language="en")
        found.append(make_task(source, captured(page(number, 5), number), (head, old), practices, versions))
    return found


def wall_seconds(crew: Crew, tasks: Sequence[ReadTask]) -> float:
    began = time.monotonic()
    for future in [crew.submit(task) for task in tasks]:
        future.result()
    return time.monotonic() - began


def measure_reading(pages: int, rounds: int) -> float:
    """Print wall times of one and of two processes; give the seconds that one page costs one process."""
    tasks = tasks_of(pages)
    size = statistics.mean(len(task.capture.data) for task in tasks) / 1024
    with process_crew(1) as one, process_crew(2) as two:
        for crew in (one, two):
            wall_seconds(crew, tasks[:8])  # the workers load once
        times = [(wall_seconds(one, tasks), wall_seconds(two, tasks)) for _ in range(rounds)]
    alone, together = (statistics.median(column) for column in zip(*times, strict=True))
    ratios = [second / first for first, second in times]
    print(f"reading {pages} changed pages: one process {alone:.2f} s, two {together:.2f} s (medians of {rounds})")
    print(f"  two take {statistics.median(ratios):.2f} of one; {1000 * alone / pages:.1f} ms and {size:.1f} KB a page")
    return alone / pages


def measure_writer(sources: int) -> tuple[float, float]:
    """Print and give what the writer sustains: changed versions and unchanged rows a second."""
    with tempfile.TemporaryDirectory() as name, History.open(Path(name) / "h.db") as history:
        declared = [source_of(number) for number in range(sources)]
        history.sync_sources(declared)
        spent, count = 0.0, 0
        for number, source in enumerate(declared):
            writer = Writer(number)
            old: LegalDocument | None = None
            provisions = writer.provisions(source.id, 200)
            for version in range(1, 7):
                new = LegalDocument("text", "text@1", provisions, "en", source.name)
                analysis = analysis_of(old, new, source, version, writer)
                began = time.process_time()
                observe(history, source, new, analysis, START + timedelta(days=30 * version, minutes=number))
                if version > 1:
                    spent, count = spent + time.process_time() - began, count + 1
                touched = set(writer.random.sample(range(200), 5))
                provisions = tuple(
                    writer.amend(one) if place in touched else one for place, one in enumerate(provisions)
                )
                old = new
        changed = count / spent
        began, rows = time.process_time(), 0
        for turn in range(20):
            for source in declared:
                at = START + timedelta(days=300 + turn)
                row = CheckRow(source.id, at, 0.1, source.url or "", Outcome.UNCHANGED, http_status=304)
                history.record_check(row, None, next_due_at=at + timedelta(hours=6))
                rows += 1
        unchanged = rows / (time.process_time() - began)
    print(f"writer: {changed:.0f} changed versions and {unchanged:.0f} unchanged rows a CPU second")
    return changed, unchanged


@dataclass(frozen=True, slots=True)
class World:
    """What is simulated."""

    sources: int
    hosts: int
    delay: float = 1.0
    """Seconds between two requests to one host."""
    every: float = 86_400.0
    failing: float = 0.02
    changing: float = 0.01
    """Share of checks that bring a change."""
    bytes_unchanged: int = 600
    bytes_page: int = 60_000
    not_modified: float = 0.4
    """Share of publishers whose validators tell the truth."""


def simulate(world: World, costs: tuple[float, float, float], seed: int = 1) -> None:
    """Play one day, host by host, and print what it asks for.

    ``costs``: seconds to read one page, changed versions and unchanged rows a second of the writer.
    """
    chance = random.Random(seed)
    page_seconds, changed_rate, unchanged_rate = costs
    # Hosts are unequal: a few publishers carry most laws (Zipf), so that their pace bounds the day.
    weights = [1 / rank**0.8 for rank in range(1, world.hosts + 1)]
    scale = world.sources / sum(weights)
    queue = [(chance.random() * world.delay, host) for host in range(world.hosts)]
    heapq.heapify(queue)
    left = [max(1, round(weight * scale)) for weight in weights]
    egress = reading = writing = 0.0
    asked = changed = late = 0
    second_of_reading: dict[int, float] = {}
    while queue:
        at, host = heapq.heappop(queue)
        if at > world.every:
            late += left[host]
            continue
        left[host] -= 1
        asked += 1
        pause = world.delay
        if chance.random() < world.failing:
            pause *= 4  # a failure makes us slower, not faster
            writing += 1 / unchanged_rate
        elif chance.random() < world.changing:
            changed += 1
            egress += world.bytes_page
            reading += page_seconds
            hour = int(at // 3600)
            second_of_reading[hour] = second_of_reading.get(hour, 0.0) + page_seconds
            writing += 1 / changed_rate
        else:
            egress += world.bytes_unchanged if chance.random() < world.not_modified else world.bytes_page
            writing += 1 / unchanged_rate
        if left[host] > 0:
            heapq.heappush(queue, (at + pause, host))
    busiest = max(second_of_reading.values(), default=0.0) / 3600
    print(f"a day of {asked:,} checks on {world.hosts:,} hosts, {changed:,} changes, {late:,} too many for their host")
    print(f"  reading {reading / 3600:.1f} CPU h: {busiest:.2f} workers in the busiest hour")
    print(f"  egress {egress / 1e9:.1f} GB a day; disk {changed * 12 * 365 / 1e6:.0f} GB a year at 12 KB a version")
    print(f"  the writer works {writing / 3600:.1f} h a day ({100 * writing / world.every:.0f} %)")
    print(f"  it ends at about {asked * world.every / writing:,.0f} checks a day; past it: histories by jurisdiction")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("pages", 120), ("rounds", 5), ("sources", 60), ("simulate", 1_000_000), ("hosts", 50_000)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    seconds = measure_reading(asked.pages, asked.rounds)
    changed, unchanged = measure_writer(asked.sources)
    simulate(World(asked.simulate, asked.hosts), (seconds, changed, unchanged))


if __name__ == "__main__":
    main()
