"""Backfill of a git repository with many versions of a long code: CPU, disk, and whether ``text --at`` tells the truth.

``python -m benchmarks.backfill [--versions 400] [--repository PATH --file NAME]``: without a repository one is made,
with a code of about 1.3 MB in which each commit amends, adds and repeals a few provisions. The law of 50 random
days is compared with what the repository itself says, read by the same parser.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.law_generator import make_rare_words, make_text

from regdrift.backfill import Filler, choose_versions
from regdrift.data.load_rules import load_rule_book
from regdrift.model.document import LegalDocument
from regdrift.model.practice import Organization, PracticeRegister
from regdrift.model.source import Source
from regdrift.parse import ReadHints, read
from regdrift.past.dated import DatedVersion
from regdrift.past.git import GitFile
from regdrift.reading import Reader
from regdrift.store.history import History
from regdrift.store.provisions import TextQuery

FIRST_DAY = date(1990, 1, 1)
DAYS = 50
MEGABYTES = 1.3


def commit_code(folder: Path, versions: int, seed: int) -> None:
    """Make a repository in which every commit changes about five sections of a Markdown code, an illustration."""
    chance = random.Random(seed)
    rare = make_rare_words(chance)
    sections: dict[int, list[str]] = {}
    size = 0
    while size < MEGABYTES * 1_000_000:
        sections[len(sections) + 1] = [make_text(chance, rare) for _ in range(chance.randint(1, 5))]
        size += sum(len(text) + 8 for text in sections[len(sections)])
    run(folder, "init", "-q", "-b", "main")
    for number in range(versions):
        if number:
            edit(sections, chance, rare)
        (folder / "code.md").write_text("\n".join(told(sections)), encoding="utf-8")
        run(folder, "add", "code.md")
        run(folder, "commit", "-q", "-m", "amended", day=FIRST_DAY + timedelta(days=25 * number))


def edit(sections: dict[int, list[str]], chance: random.Random, rare: list[str]) -> None:
    for _ in range(5):
        number = chance.choice(list(sections))
        match chance.randrange(5):
            case 0:
                sections[max(sections) + 1] = [make_text(chance, rare)]
            case 1 if len(sections) > 100:
                del sections[number]
            case _:
                texts = sections[number]
                words = texts[0].split(" ")
                for place in chance.sample(range(len(words)), max(1, len(words) // 8)):
                    words[place] = chance.choice(rare)
                texts[0] = " ".join(words)


def told(sections: dict[int, list[str]]) -> Iterator[str]:
    yield "# Code of records (illustration)\n"
    for number, texts in sorted(sections.items()):
        yield f"## Section {number}. Records\n"
        for place, text in enumerate(texts):
            yield f"({chr(97 + place)}) {text}\n" if len(texts) > 1 else f"{text}\n"


def run(folder: Path, *arguments: str, day: date = FIRST_DAY) -> None:
    when = f"{day}T12:00:00+0000"
    who = {"GIT_AUTHOR_NAME": "law", "GIT_AUTHOR_EMAIL": "law@example.org", "GIT_AUTHOR_DATE": when}
    by = {"GIT_COMMITTER_NAME": "law", "GIT_COMMITTER_EMAIL": "law@example.org", "GIT_COMMITTER_DATE": when}
    environment = {**os.environ, **who, **by, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, check=True, env=environment)


def cpu_seconds() -> float:
    """Give the CPU seconds of this process and of those it waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def words(rows: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{path} {text}" for path, text in rows if text)


def said_by_the_repository(version: DatedVersion) -> str:
    document = read(version.load(), ReadHints(media_type=version.media_type, name=version.address))
    assert isinstance(document, LegalDocument)
    return words([(one.path, one.full_text) for one in document.provisions])


def said_by_the_history(history: History, day: date) -> str:
    found = history.provisions_at(TextQuery("code", at=day))
    return words([(row["path"], row["text"]) for row in found["provisions"]])


def measure(repository: Path, name: str, database: Path, most: int) -> None:
    source = Source("code", "Code", "FR", url="https://law.example/code")
    now = datetime.now(UTC)
    with ExitStack() as stack:
        git = stack.enter_context(GitFile(repository, name))
        history = stack.enter_context(History.open(database))
        history.sync_sources([source])
        versions = choose_versions(history, source, git.versions())[:most]
        register = PracticeRegister(Organization("none"), (), "none")
        before = cpu_seconds()
        with Reader() as reader:
            filler = Filler(history, reader, register, load_rule_book(), lambda: now)
            done = filler.fill(source, versions, lambda _: None)
        used = cpu_seconds() - before
        stored = [one for one in done if one.outcome == "stored"]
        changes = sum(one.changes for one in stored)
        with sqlite3.connect(database) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = sum(path.stat().st_size for path in database.parent.glob(f"{database.name}*")) / 1024
        print(f"versions {len(done)}, stored {len(stored)}, changes {changes} ({changes / len(stored):.1f} a version)")
        print(f"CPU {used:.1f} s, {used / len(done):.3f} s a version; of the newest {len(versions[0].load()):,} bytes")
        print(f"on disk {size:,.0f} KB, {size / len(stored):.1f} KB a version")
        kept = {one.version.on: one.version for one in done if one.outcome != "unreadable"}
        days = sorted(kept)
        chance = random.Random(5)
        right = 0
        for _ in range(DAYS):
            day = days[0] + timedelta(days=chance.randrange((days[-1] - days[0]).days + 1))
            version = kept[max(one for one in days if one <= day)]
            right += said_by_the_history(history, day) == said_by_the_repository(version)
        print(f"text --at agrees with the repository on {right} of {DAYS} random days")
        print(f"verify: {'ok' if history.verify().ok else 'DAMAGED'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", type=int, default=400)
    parser.add_argument("--repository", type=Path)
    parser.add_argument("--file", default="code.md")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        repository = options.repository
        if repository is None:
            repository = Path(name) / "repository"
            repository.mkdir()
            commit_code(repository, options.versions, options.seed)
        measure(repository, options.file, Path(name) / "history.db", options.versions)


if __name__ == "__main__":
    main()
