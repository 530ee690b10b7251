"""Seeded edits in the source files of real laws: ``python -m benchmarks.source_series CORPUS [LAWS] [SEEDS]``.

CORPUS is a folder of files of law; what is printed is how many edits of each operation were told by the right kind,
the F1 of the links between provisions, the redlines' round trip, and what typographic edits were taken for.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.source_draft import Draft
from benchmarks.source_law import Site, SourceLaw, marks_in, parse, read_law
from benchmarks.source_operations import OPERATIONS, retype
from benchmarks.source_text import join_pieces
from benchmarks.source_words import WordDonor

from regdrift.diff import DocumentDiff, compare_documents
from regdrift.model.document import LegalDocument

ACCEPTED = {
    "delete": {"repealed"},
    "repeal_note": {"repealed"},
    "renumber": {"renumbered"},
    "move": {"moved", "renumbered"},
    "split": {"split"},
    "moved_split": {"split"},
    "merge": {"merged"},
}
"""Kinds that are right for an operation; for all others ``amended``."""
HARMLESS = {"editorial", "renumbered"}
SUFFIXES = {".xml", ".html", ".htm", ".md", ".txt"}
LARGEST = 300_000
"""Bytes of a file that takes part, at most: the generator reads each edited file twice."""


@dataclass
class Tally:
    """Counts over all edits."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    links_found: int = 0
    links_true: int = 0
    links_right: int = 0
    redlines: int = 0
    redlines_exact: int = 0
    retyped: int = 0
    retyped_wrong: int = 0

    @property
    def links_f1(self) -> float:
        """F1 of the links between provisions."""
        precision, recall = self.links_right / max(self.links_found, 1), self.links_right / max(self.links_true, 1)
        return 2 * precision * recall / max(precision + recall, 1e-9)

    def count(self, operation: str, kind: str) -> None:
        """Count one edit and the kind that it was told by."""
        self.total[operation] += 1
        if kind in ACCEPTED.get(operation, {"added"} if operation.startswith("insert") else {"amended"}):
            self.right[operation] += 1
        else:
            self.wrong[operation][kind] += 1


def score_operation(law: SourceLaw, donor: WordDonor, seed: int, operation: str, tally: Tally) -> None:
    """Do one operation at up to three places of a law and score what the diff makes of it."""
    draft = Draft(law, random.Random(f"{law.name} {operation} {seed}"), donor)
    try:
        done = sum(OPERATIONS[operation](draft) for _ in range(3))
        if done:
            _score(draft, operation, tally)
    finally:
        draft.restore()


def _score(draft: Draft, operation: str, tally: Tally) -> None:
    law = draft.law
    new = parse(join_pieces(draft.pieces), law.suffix)
    marked = {piece for piece in draft.pieces if piece in law.marked or piece.is_new or piece not in draft.saved}
    tagged = parse(join_pieces(draft.pieces, marked), law.suffix)
    if new is None or tagged is None or [x.path for x in new.provisions] != [x.path for x in tagged.provisions]:
        return
    diff = compare_documents(law.document, new)
    _score_links(draft, tagged, diff, tally)
    _score_kinds(draft, tagged, diff, operation, tally)
    _score_redlines(diff, tally)


def _owners(law: SourceLaw) -> dict[int, Site]:
    index = {piece: at for at, piece in enumerate(law.pieces)}
    return {index[run]: site for site in law.sites for run in site.runs}


def _score_links(draft: Draft, tagged: LegalDocument, diff: DocumentDiff, tally: Tally) -> None:
    """Score the links whose both ends have words that the generator can follow."""
    owners = _owners(draft.law)
    gone = {site.path for site, operation in draft.operations.items() if operation == "repeal_note"}
    true: set[tuple[str, str]] = set()
    known = set()
    for item in tagged.provisions:
        pieces = [draft.pieces[at] for at in marks_in(item.full_text)]
        if pieces:
            known.add(item.path)
        true |= {(owners[at].path, item.path) for piece in pieces for at in piece.origins if at in owners}
    followed = {site.path for site in owners.values()} - gone
    found = {(old, new) for old, new in diff.links if old in followed and new in known}
    true = {(old, new) for old, new in true if old in followed}
    tally.links_found += len(found)
    tally.links_true += len(true)
    tally.links_right += len(found & true)


def _score_kinds(draft: Draft, tagged: LegalDocument, diff: DocumentDiff, operation: str, tally: Tally) -> None:
    kinds = {side.path: str(change.kind) for change in diff.changes for side in change.befores}
    for site, done in draft.operations.items():
        if site.runs:
            tally.count(done, kinds.get(site.path, "none"))
    if operation.startswith(("insert", "definition")):
        added = {side.path: str(change.kind) for change in diff.changes for side in change.afters}
        for item in tagged.provisions:
            if any(draft.pieces[at].is_new for at in marks_in(item.full_text)):
                tally.count("insert" if operation == "definition" else operation, added.get(item.path, "none"))


def _score_redlines(diff: DocumentDiff, tally: Tally) -> None:
    for change in diff.changes:
        before = "\n".join(side.text for side in change.befores)
        after = "\n".join(side.text for side in change.afters)
        tally.redlines += 1
        tally.redlines_exact += (
            "".join(text for mark, text in change.redline if mark != "+") == before
            and "".join(text for mark, text in change.redline if mark != "-") == after
        )


def score_typography(law: SourceLaw, donor: WordDonor, seed: int, tally: Tally) -> None:
    """Change nothing but typography in every run of a law; count what is told as more than that."""
    draft = Draft(law, random.Random(f"{law.name} typography {seed}"), donor)
    try:
        tally.retyped += retype(draft)
        new = parse(join_pieces(draft.pieces), law.suffix)
    finally:
        draft.restore()
    if new is not None:
        found = compare_documents(law.document, new).changes
        tally.retyped_wrong += sum(str(change.kind) not in HARMLESS for change in found)


def find_laws(folder: Path, most: int) -> list[SourceLaw]:
    """Read laws of a folder, the same ones each time: spread over all sizes, those with several groups of siblings."""
    files = [path for path in folder.rglob("*") if path.suffix in SUFFIXES and 3000 < path.stat().st_size < LARGEST]
    files = random.Random(16).sample(sorted(files), len(files))
    laws: list[SourceLaw] = []
    for file in files:
        if len(laws) == most:
            break
        law = read_law(file, str(file.relative_to(folder)))
        if law is not None and len(law.groups()) >= 3:
            laws.append(law)
    return laws


def run(laws: list[SourceLaw], seeds: int) -> Tally:
    """Do every operation on every law."""
    tally = Tally()
    for law in laws:
        texts = [item.text for other in laws if other is not law for item in other.document.provisions]
        for seed in range(seeds):
            donor = WordDonor(random.Random(seed), texts, law.suffix.endswith(("ml", "htm")))
            for operation in OPERATIONS:
                score_operation(law, donor, seed, operation, tally)
            score_typography(law, donor, seed, tally)
    return tally


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/corpus")
    most, seeds = (int(sys.argv[at]) if len(sys.argv) > at else default for at, default in ((2, 24), (3, 2)))
    laws = find_laws(folder, most)
    tally = run(laws, seeds)
    print(f"{len(laws)} laws, {seeds} seeds")
    for operation in sorted(tally.total):
        wrong = ", ".join(f"{kind} {count}" for kind, count in tally.wrong[operation].most_common(4))
        right, total = tally.right[operation], tally.total[operation]
        print(f"{operation:<16} {right:>6} {total:>6}  {right / total:.3f}  {wrong}")
    print(f"links F1 {tally.links_f1:.3f} of {tally.links_true}")
    print(f"redlines exact {tally.redlines_exact}/{tally.redlines}")
    print(f"typographic edits {tally.retyped}, changes told as more than editorial {tally.retyped_wrong}")


if __name__ == "__main__":
    main()
