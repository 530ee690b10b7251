"""What regdrift finds in every described pair of real versions: ``python -m benchmarks.corpus_truth [CORPUS]``.

By kind of pair: ``law_pair`` and ``reg_pair`` change words of law, ``editorial_pair`` and ``bill_pair`` do not,
``pending_amendment_pair`` announces, ``fetch_failure_pair`` lost its body. The manifest describes each change by its
first hunks (``"older words" -> "newer words"``) and its count of words; the description was made by a plain word diff
of the files. A described hunk is found where its words stand in a change on their side; hunks in notes, front matter
and markup, which are no operative text, are counted apart. "Nothing else" is measured by words: what redlines mark
beyond what the description counts.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from regdrift.diff import DocumentDiff, compare_documents, find_loss
from regdrift.model.document import LegalDocument
from regdrift.parse import ReadHints, read
from regdrift.text.normalise import fold
from regdrift.text.tokens import find_words

EXPECTED = {
    "law_pair": "substantive",
    "reg_pair": "substantive",
    "editorial_pair": "quiet",
    "bill_pair": "quiet",
    "pending_amendment_pair": "pending",
    "fetch_failure_pair": "unreadable",
}
QUIET = {"editorial", "stage", "renumbered", "moved"}
_HUNK = re.compile(r'"([^"]*)" -> "([^"]*)"')
_COUNT = re.compile(r"\[words -(\d+)/\+(\d+) in \d+ hunks\]")
EXCESS = 1.25
"""Marked words over described words from which a pair is listed: redlines group what belongs together."""


@dataclass
class Tally:
    """What was found."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    hunks: Counter[str] = field(default_factory=Counter)
    """``found``, ``missed``, ``outside``: hunks in operative text that are told or not, and those in none."""
    notable: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def read_sides(folder: Path) -> list[LegalDocument | None]:
    """Read the earlier and the later version of a pair; None for one that is unreadable."""
    sides: list[LegalDocument | None] = []
    for name in ("before", "after"):
        (file,) = (path for path in folder.iterdir() if path.name.startswith(name))
        found = read(file.read_bytes(), ReadHints(name=file.name))
        sides.append(found if isinstance(found, LegalDocument) else None)
    return sides


def judge(diff: DocumentDiff) -> str:
    """Give ``substantive``, ``pending`` or ``quiet``."""
    kinds = {str(change.kind) for change in diff.changes}
    if kinds - QUIET - {"pending"}:
        return "substantive"
    return "pending" if "pending" in kinds else "quiet"


def score_pair(row: dict[str, str], corpus: Path, tally: Tally) -> None:
    """Compare one pair and score it."""
    kind, name = row["kind"], row["id"]
    old, new = read_sides(corpus / kind / name)
    tally.total[kind] += 1
    if old is None or new is None or find_loss(old, new) is not None:
        found = "unreadable"
    else:
        diff = compare_documents(old, new)
        found = judge(diff)
        if kind == "law_pair":
            _score_description(row, diff, (old, new), tally)
    if found == EXPECTED[kind]:
        tally.right[kind] += 1
    else:
        tally.notable["other substance than the kind of pair says"].append(f"{name}: {found}")


def _score_description(
    row: dict[str, str], diff: DocumentDiff, sides: tuple[LegalDocument, LegalDocument], tally: Tally
) -> None:
    befores = [side for change in diff.changes for side in change.befores]
    afters = [side for change in diff.changes for side in change.afters]
    told = tuple(
        _plain(" ".join(f"{side.label or ''} {side.heading or ''} {side.text}" for side in part))
        for part in (befores, afters)
    )
    law = tuple(
        _plain(" ".join(f"{x.label or ''} {x.heading or ''} {x.full_text}" for x in document.provisions))
        for document in sides
    )
    for hunk in _HUNK.findall(row["change"]):
        for side, words in enumerate(map(_whole_words, hunk)):
            if len(words.split()) < 2:
                continue
            outcome = "outside" if words not in law[side] else "found" if words in told[side] else "missed"
            tally.hunks[outcome] += 1
            if outcome == "missed":
                tally.notable["described, in operative text, not told"].append(f"{row['id']}: {words[:70]}")
    counts = _COUNT.search(row["change"])
    if counts:
        described = int(counts[1]) + int(counts[2])
        marked = sum(
            len(find_words(fold(text))) for change in diff.changes for mark, text in change.redline if mark != "="
        )
        if marked > EXCESS * described + 20:
            tally.notable["marks more words than described"].append(f"{row['id']}: {marked} of {described}")


def _whole_words(fragment: str) -> str:
    """Give the words of a fragment, without a last one that the description may have cut."""
    words = find_words(fold(fragment).casefold())
    return " ".join(words[:-1] if len(words) > 5 else words)


def _plain(text: str) -> str:
    return " ".join(find_words(fold(text).casefold()))


def run(corpus: Path) -> Tally:
    """Score every described pair."""
    tally = Tally()
    with (corpus / "manifest.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["kind"] in EXPECTED:
                score_pair(row, corpus, tally)
    return tally


def main() -> None:
    """Print the table."""
    tally = run(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/corpus"))
    for kind in EXPECTED:
        print(f"{kind:<24} {tally.right[kind]:>3}/{tally.total[kind]}")
    print(f"substance right {tally.right.total() / max(tally.total.total(), 1):.3f} of {tally.total.total()} pairs")
    inside = tally.hunks["found"] + tally.hunks["missed"]
    print(f"described hunks told {tally.hunks['found']}/{inside}; {tally.hunks['outside']} in no operative text")
    for title, items in tally.notable.items():
        print(f"{title}:")
        print("".join(f"  {item}\n" for item in items), end="")


if __name__ == "__main__":
    main()
