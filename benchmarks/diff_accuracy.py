"""How well the diff finds known edits, per operation: ``python -m benchmarks.diff_accuracy [SEEDS]``.

The edits are synthetic and by the author of the algorithm: read the figures as an upper bound.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from benchmarks.law_generator import Edited, edit_law, make_law

from regdrift.diff import DocumentDiff, compare_documents
from regdrift.model.document import LegalDocument

ACCEPTED = {
    "added": {"added"},
    "amended": {"amended"},
    "repealed": {"repealed"},
    "editorial": {"editorial", "renumbered"},
    "renumbered": {"renumbered"},
    "move": {"moved", "renumbered"},
    "move_amend": {"amended"},
    "split": {"split"},
    "merged": {"merged"},
}
"""Kinds that are right for an operation: an edited provision may be renumbered as well by its neighbours, and a
provision moved by one place between sections keeps its order."""


@dataclass
class Score:
    """Counts over several runs."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    links_found: int = 0
    links_true: int = 0
    links_right: int = 0
    redlines: int = 0
    redlines_exact: int = 0

    @property
    def links_f1(self) -> float:
        precision, recall = self.links_right / max(self.links_found, 1), self.links_right / max(self.links_true, 1)
        return 2 * precision * recall / max(precision + recall, 1e-9)

    @property
    def kinds_accuracy(self) -> float:
        return sum(self.right.values()) / max(sum(self.total.values()), 1)

    def share(self, operation: str) -> float:
        return self.right[operation] / max(self.total[operation], 1)


def score_run(old: LegalDocument, edited: Edited, score: Score) -> None:
    diff = compare_documents(old, edited.new)
    _score_kinds(diff, edited, score)
    found = {link for link in diff.links if link[0] != link[1] or link[0] in _touched(edited)}
    true = {link for link in edited.links if link[0] != link[1] or link[0] in _touched(edited)}
    score.links_found += len(found)
    score.links_true += len(true)
    score.links_right += len(found & true)
    for change in diff.changes:
        before = "\n".join(side.text for side in change.befores)
        after = "\n".join(side.text for side in change.afters)
        score.redlines += 1
        score.redlines_exact += (
            "".join(text for mark, text in change.redline if mark != "+") == before
            and "".join(text for mark, text in change.redline if mark != "-") == after
        )


def _touched(edited: Edited) -> set[str]:
    return {path for _, olds, _ in edited.truth for path in olds}


def _score_kinds(diff: DocumentDiff, edited: Edited, score: Score) -> None:
    found: dict[tuple[frozenset[str], frozenset[str]], str] = {}
    for change in diff.changes:
        key = frozenset(side.path for side in change.befores), frozenset(side.path for side in change.afters)
        found[key] = str(change.kind)
    for operation, olds, news in edited.truth:
        kind = found.get((frozenset(olds), frozenset(news)), "-")
        score.total[operation] += 1
        if kind in ACCEPTED[operation]:
            score.right[operation] += 1
        else:
            score.wrong[operation][kind] += 1


def run(seeds: int = 4, provisions: int = 3000, operations: int = 110) -> Score:
    score = Score()
    for seed in range(seeds):
        old = make_law(seed, provisions)
        score_run(old, edit_law(old, seed, operations), score)
    return score


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    score = run(seeds)
    print(f"{'operation':<12} {'right':>6} {'of':>6}  share  found instead")
    for operation in sorted(score.total):
        wrong = ", ".join(f"{kind} {count}" for kind, count in score.wrong[operation].most_common(4))
        right, total = score.right[operation], score.total[operation]
        print(f"{operation:<12} {right:>6} {total:>6}  {score.share(operation):.3f}  {wrong}")
    print(f"kinds {score.kinds_accuracy:.3f}   links F1 {score.links_f1:.3f} of {score.links_true}")
    print(f"redlines exact {score.redlines_exact}/{score.redlines}")


if __name__ == "__main__":
    main()
