"""How well changes are understood, against two counsels' labels: ``python -m benchmarks.signals CORPUS LABELS``.

CORPUS is the folder of real law with its ``manifest.csv``, LABELS the file ``labels.jsonl``. Substance, direction and
the recall of facts are given apart for the pairs that rules were tuned on and for those that nobody read
(``impact_split.json``). A fact with a value counts as found where the value stands on either side of a signal of its
group; ``--list`` prints the misses of the read half.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from regdrift.diff import compare_documents, find_loss
from regdrift.model.change import Change, ChangeKind, Direction, Substance
from regdrift.model.document import LegalDocument
from regdrift.parse import ReadHints, read
from regdrift.text.amounts import find_amounts
from regdrift.text.durations import find_durations
from regdrift.text.legal_dates import find_dates
from regdrift.text.searchable import searchable
from regdrift.understand import summarise, understand

SPLIT = Path(__file__).with_name("impact_split.json")
GROUPS = {
    "deadline_changed": "value",
    "amount_changed": "value",
    "retention_changed": "value",
    "effective_date": "value",
    "penalty_raised": "penalty",
    "penalty_lowered": "penalty",
}
"""Facts whose values are compared; a counsel's deadline may be a rule's retention period and the reverse."""
SUBSTANCES = {"capture_failure": Substance.UNREADABLE}


@dataclass(frozen=True)
class Outcome:
    """What was made of one labelled pair."""

    label: dict
    language: str
    substance: Substance
    direction: Direction
    changes: tuple[Change, ...]


def outcomes(corpus: Path, labels: Path) -> Iterator[Outcome]:
    """Compare the two texts of each labelled pair."""
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = {row["id"]: row for row in csv.DictReader(handle)}
    for line in labels.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        row = rows[label["pair"]]
        sides = [_read(corpus / name, row["language"]) for name in row["files"].split()[:2]]
        yield _outcome(label, row["language"], sides)


def _read(path: Path, language: str):
    return read(path.read_bytes(), ReadHints(name=path.name, language=language))


def _outcome(label: dict, language: str, sides: list) -> Outcome:
    old, new = sides
    if not isinstance(old, LegalDocument) or not isinstance(new, LegalDocument) or find_loss(old, new):
        return Outcome(label, language, Substance.UNREADABLE, Direction.NEUTRAL, ())
    changes = []
    for found in compare_documents(old, new).changes:
        meaning = understand(found, old, new)
        changes.append(
            Change("", found, meaning.severity, meaning.direction, meaning.signals, meaning.dates),
        )
    return Outcome(label, language, *summarise(changes), tuple(changes))


def substance_is_right(outcome: Outcome) -> bool:
    """For an editorial pair, no change at all is right too."""
    wanted = outcome.label["substance"]
    if wanted == "editorial":
        return outcome.substance in {Substance.EDITORIAL, Substance.NONE}
    return outcome.substance is (SUBSTANCES.get(wanted) or Substance(wanted))


def values(text: str | None, language: str) -> set[str]:
    """Give the normal values that a label's words hold."""
    readable = searchable(text or "")
    return {
        *(item.value for item in find_durations(readable, language)),
        *(item.value for item in find_amounts(readable, language)),
        *(item.on.isoformat() for item in find_dates(readable, language)),
    }


def fact_is_found(fact: dict, outcome: Outcome) -> bool:
    """Tell whether a labelled fact with values stands in a signal; one without values, whether its kind does."""
    signals = [signal for change in outcome.changes for signal in change.signals]
    wanted = values(fact["before"], outcome.language) | values(fact["after"], outcome.language)
    if fact["kind"] in GROUPS and wanted:
        found = {value for signal in signals for value in (signal.before_value, signal.after_value) if value}
        return bool(wanted & found)
    return any(str(signal.kind) == fact["kind"] for signal in signals)


def show(name: str, found: list[Outcome], *, misses: bool) -> None:
    """Print the figures of one half."""
    substance = [outcome for outcome in found if not substance_is_right(outcome)]
    direction = [outcome for outcome in found if outcome.direction != outcome.label["direction"]]
    print(f"{name}: {len(found)} pairs")
    print(f"  substance {1 - len(substance) / len(found):.3f}  direction {1 - len(direction) / len(found):.3f}")
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    missed = defaultdict(list)
    for outcome in found:
        for fact in outcome.label["facts"]:
            group = "values" if GROUPS.get(fact["kind"]) == "value" else fact["kind"]
            for key in {group, fact["kind"]}:
                total[key] += 1
                right[key] += fact_is_found(fact, outcome)
            if not fact_is_found(fact, outcome):
                missed[outcome.label["pair"]].append(fact)
    for key in sorted(total):
        print(f"    {key:22} {right[key]:3}/{total[key]}")
    if not misses:
        return
    for outcome in substance:
        print("  substance:", outcome.label["pair"], outcome.label["substance"], "read as", str(outcome.substance))
    for outcome in direction:
        print("  direction:", outcome.label["pair"], outcome.label["direction"], "read as", str(outcome.direction))
    for pair, facts in missed.items():
        for fact in facts:
            print("  fact:", pair, fact["kind"], repr(fact["before"]), repr(fact["after"]), repr(fact["quote"]))


def sample(found: list[Outcome], size: int, seed: int) -> None:
    """Print value signals drawn at random, for review by hand."""
    drawn = [
        (outcome.label["pair"], signal)
        for outcome in found
        for change in outcome.changes
        if change.kind is not ChangeKind.STAGE
        for signal in change.signals
        if GROUPS.get(str(signal.kind)) == "value"
    ]
    random.Random(seed).shuffle(drawn)
    print(f"{len(drawn)} value signals")
    for pair, signal in drawn[:size]:
        print(
            f"{pair} {signal.kind} {signal.before!r} -> {signal.after!r} [{signal.after_value}]\n    {signal.quote!r}"
        )


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    corpus = Path(os.environ.get("REGDRIFT_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "corpus"))
    parser.add_argument("corpus", type=Path, nargs="?", default=corpus)
    parser.add_argument("labels", type=Path, nargs="?", default=corpus.parent / "impact" / "labels.jsonl")
    parser.add_argument("--list", action="store_true", help="print the misses of the read half")
    parser.add_argument("--sample", type=int, default=0, help="print N value signals of the read half for review")
    arguments = parser.parse_args()
    read_half = set(json.loads(SPLIT.read_text(encoding="utf-8"))["read"])
    started = process_time()
    found = list(outcomes(arguments.corpus, arguments.labels))
    print(f"{process_time() - started:.1f} CPU s")
    mine = [outcome for outcome in found if outcome.label["pair"] in read_half]
    show("read half", mine, misses=arguments.list)
    show("unread half", [outcome for outcome in found if outcome not in mine], misses=False)
    if arguments.sample:
        sample(mine, arguments.sample, seed=4)


if __name__ == "__main__":
    main()
