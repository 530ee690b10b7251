"""Builds a large, seeded history through the store itself, for the benchmarks of reading.

``python -m benchmarks.history_generator FILE [SOURCES] [PROVISIONS] [VERSIONS] [CHANGED]``: invented law, each version
amends ``CHANGED`` provisions of each source. The defaults give 1,000,000 provisions and 100,000 changes.
"""

import argparse
import hashlib
import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from regdrift.model.analysis import Analysis
from regdrift.model.capture import Capture, Validators
from regdrift.model.change import Change, ChangeKind, Direction, ProvisionChange, Side, Substance, change_id
from regdrift.model.check import CheckRow, Outcome
from regdrift.model.document import DateKind, LegalDate, LegalDocument, Provision
from regdrift.model.impact import Impact, Reason, ScoreParts
from regdrift.model.level import Level
from regdrift.model.signal import Signal, SignalKind
from regdrift.model.source import Source
from regdrift.model.work import WorkItem, WorkOrigin
from regdrift.store.history import History
from regdrift.store.records import VersionCommit

SOURCES, PROVISIONS, VERSIONS, CHANGED = 200, 5_000, 6, 100
START = datetime(2024, 1, 1, 6, tzinfo=UTC)
PLACES = ("US", "US-ME", "US-CA", "US-CO", "EU", "FR", "DE", "GB", "IE", "ES")
PRACTICES = tuple(f"practice-{number}" for number in range(20))
LEVELS = (Level.HIGH, Level.MEDIUM, Level.LOW, Level.NONE)
RARE_IN = 20
"""One provision in so many holds the word that the search looks for."""
_FIRST = ("pro", "con", "dis", "trans", "sub", "inter", "re", "de", "ex", "per", "ob", "ad", "com", "in", "en", "sup")
_LAST = ("tain", "duct", "sent", "vide", "scribe", "quire", "press", "late", "mit", "ject", "form", "port", "pose")
_ENDINGS = ("", "s", "ed", "ing", "ion", "er", "able", "ment", "al")


def words_of_law(count: int) -> list[str]:
    """Give invented words; the first are drawn most often, as words of a language are."""
    words = [a + b for b in _LAST for a in _FIRST]
    return [word + ending for ending in _ENDINGS for word in words][:count]


class Writer:
    """Invents provisions."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = words_of_law(2_000)
        self.weights = [1 / (place + 3) for place in range(len(self.words))]

    def text(self) -> str:
        """Give 30 to 50 words of invented law."""
        body = self.random.choices(self.words, self.weights, k=self.random.randint(25, 45))
        if self.random.randrange(RARE_IN) == 0:
            body.insert(5, "geolocation")
        return f"A provider shall {' '.join(body)}."

    def provisions(self, source: str, count: int) -> tuple[Provision, ...]:
        """Give sections of ten paragraphs."""
        return tuple(
            Provision(
                f"{place // 10 + 1}/{place % 10}",
                f"({place % 10})",
                None,
                self.text(),
                f"{source} § {place // 10 + 1}({place % 10})",
            )
            for place in range(count)
        )

    def amend(self, old: Provision) -> Provision:
        """Give the provision with some words replaced."""
        words = old.text.split()
        for _ in range(3):
            words[self.random.randrange(3, len(words) - 1)] = self.random.choice(self.words)
        return replace(old, text=" ".join(words))


def change_between(old: Provision, new: Provision, source: str, version: int, writer: Writer) -> Change:
    """Give an amendment with a signal, a date and two impacts."""
    sides = [Side(one.path, one.label, one.heading, one.text, one.citation) for one in (old, new)]
    found = ProvisionChange(ChangeKind.AMENDED, (sides[0],), (sides[1],), (("-", old.text), ("+", new.text)), 0.9)
    level = writer.random.choice(LEVELS)
    impacts = tuple(
        Impact(
            name,
            level,
            ScoreParts(0.9, 0.8, 1.0, round(writer.random.random(), 2)),
            (Reason("invented.rule", "Look at it.", new.text[:40], "consent.model"),),
            "v1",
        )
        for name in writer.random.sample(PRACTICES, 2)
    )
    start = (START + timedelta(days=30 * version)).date()
    return Change(
        change_id(source, str(version), found),
        found,
        level,
        writer.random.choice(list(Direction)),
        (Signal(SignalKind.DUTY_ADDED, new.text[:60], None, "shall"),),
        (LegalDate(DateKind.IN_FORCE, start + timedelta(days=writer.random.randint(1, 400)), "takes effect"),),
        impacts,
    )


def source_of(number: int) -> Source:
    """Give the declaration of one source."""
    name = f"act-{number:05d}"
    return Source(
        id=name,
        name=f"Invented Act {number}",
        jurisdiction=PLACES[number % len(PLACES)],
        url=f"https://law.example/{name}",
        topics=("consent", "location") if number % 2 else ("security",),
        every_seconds=21_600,
    )


def analysis_of(
    old: LegalDocument | None, new: LegalDocument, source: Source, version: int, writer: Writer
) -> Analysis:
    """Give what a comparison of the two would have found."""
    if old is None:
        return Analysis(Substance.NONE, Direction.NEUTRAL)
    changes = tuple(
        change_between(a, b, source.id, version, writer)
        for a, b in zip(old.provisions, new.provisions, strict=True)
        if a is not b
    )
    item = WorkItem(
        id=hashlib.sha256(source.id.encode()).hexdigest()[:16],
        practice=PRACTICES[int(source.id[-2:]) % len(PRACTICES)],
        source=source.id,
        dossier=source.id,
        origin=WorkOrigin.CHANGE,
        level=Level.HIGH,
        title=f"{source.name} was amended",
        task="Look at it.",
        owner="privacy",
        due_on=(START + timedelta(days=30 * version + 90)).date(),
        changes=tuple(one.id for one in changes),
    )
    links = tuple((one.path, one.path) for one in new.provisions)
    return Analysis(Substance.SUBSTANTIVE, Direction.TIGHTENED, changes, work=(item,), links=links)


def observe(history: History, source: Source, document: LegalDocument, analysis: Analysis, at: datetime) -> None:
    """Record one check whose capture gave one version."""
    body = "\n".join(one.text for one in document.provisions).encode()
    url = source.url or ""
    recorded = history.record_check(
        CheckRow(source.id, at, 0.2, url, None, http_status=200),
        Capture(url, url, 200, {}, body, hashlib.sha256(body).hexdigest(), at, 0.2, Validators()),
        next_due_at=at + timedelta(hours=6),
    )
    assert recorded.capture_id is not None
    head = history.source_state(source.id).head
    history.commit_version(
        VersionCommit(
            source=source,
            capture_id=recorded.capture_id,
            check_id=recorded.check_id,
            expected_head=head.id if head else None,
            document=document,
            analysis=analysis,
            observed_at=at,
            outcome=Outcome.CHANGED if head else Outcome.FIRST_SEEN,
        )
    )


def build_history(path: Path, sources: int, provisions: int, versions: int, changed: int, seed: int = 1) -> None:
    """Write the history; source by source, so that one law at a time is in memory."""
    with History.open(path) as history:
        # The file is thrown away afterwards: it need not survive a power cut.
        history._db.connection.execute("PRAGMA synchronous=OFF")
        declared = [source_of(number) for number in range(sources)]
        history.sync_sources(declared)
        for number, source in enumerate(declared):
            writer = Writer(seed * 1_000_003 + number)
            old: LegalDocument | None = None
            new = LegalDocument("text", "text@1", writer.provisions(source.id, provisions), "en", source.name)
            for version in range(1, versions + 1):
                at = START + timedelta(days=30 * version, minutes=number)
                observe(history, source, new, analysis_of(old, new, source, version, writer), at)
                touched = set(writer.random.sample(range(provisions), changed))
                amended = tuple(
                    writer.amend(one) if place in touched else one for place, one in enumerate(new.provisions)
                )
                old, new = new, replace(new, provisions=amended)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    for name, value in (("sources", SOURCES), ("provisions", PROVISIONS), ("versions", VERSIONS), ("changed", CHANGED)):
        parser.add_argument(name, type=int, nargs="?", default=value)
    asked = parser.parse_args()
    if asked.file is None:
        print("give a FILE to write the history to; see --help")
        return
    start = time.process_time()
    build_history(asked.file, asked.sources, asked.provisions, asked.versions, asked.changed)
    size = asked.file.stat().st_size / 1e6
    print(f"{asked.file}: {size:.0f} MB, {time.process_time() - start:.0f} CPU s")


if __name__ == "__main__":
    main()
