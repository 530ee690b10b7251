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
from benchmarks.source_pages import MARKUPS, print_page
from benchmarks.source_text import join_pieces
from benchmarks.source_words import WordDonor

from regdrift.diff import DocumentDiff, compare_documents, find_loss
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
    touched_found: int = 0
    """Links of provisions that changed in words or place, or were told to have."""
    touched_true: int = 0
    touched_right: int = 0
    redlines: int = 0
    redlines_exact: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    """Edited files, by operation, that were not scored: unreadable, or read in another structure with marks."""
    harmless: Counter[str] = field(default_factory=Counter)
    """Edits that change no law, by their kind."""
    harmless_wrong: Counter[str] = field(default_factory=Counter)
    """Changes told as more than editorial."""
    replaced: int = 0
    replaced_told: int = 0
    """Pages that now hold another law, and how many of them were told as such."""

    @property
    def links_f1(self) -> float:
        """F1 of the links between provisions."""
        return _f1(self.links_found, self.links_true, self.links_right)

    @property
    def touched_f1(self) -> float:
        """F1 of the links, those of untouched provisions left out."""
        return _f1(self.touched_found, self.touched_true, self.touched_right)

    @property
    def retyped(self) -> int:
        """Typographic edits."""
        return self.harmless["typography"]

    @property
    def retyped_wrong(self) -> int:
        """Changes that typographic edits were told as, other than editorial ones."""
        return self.harmless_wrong["typography"]

    def count(self, operation: str, kind: str) -> None:
        """Count one edit and the kind that it was told by."""
        self.total[operation] += 1
        if kind in ACCEPTED.get(operation, {"added"} if operation.startswith("insert") else {"amended"}):
            self.right[operation] += 1
        else:
            self.wrong[operation][kind] += 1


def _f1(found: int, true: int, right: int) -> float:
    precision, recall = right / max(found, 1), right / max(true, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9)


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
        tally.dropped[operation] += 1
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
    done = {site.path for site in draft.operations}
    found, true = ({link for link in links if link[0] != link[1] or link[0] in done} for links in (found, true))
    tally.touched_found += len(found)
    tally.touched_true += len(true)
    tally.touched_right += len(found & true)


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
        count = retype(draft)
        new = parse(join_pieces(draft.pieces), law.suffix)
    finally:
        draft.restore()
    _score_harmless("typography", count, law.document, new, tally)


def score_pages(law: SourceLaw, seed: int, tally: Tally) -> None:
    """Print a law as pages: with other navigation around it, and with other markup, as where a site was rebuilt.

    Each link of navigation that came or went is an edit, and so is each provision in other markup.
    """
    rng = random.Random(f"{law.name} pages {seed}")
    first, read = None, []
    for markup in MARKUPS:
        pages = [print_page(law.document, markup, rng) for _ in range(2)]
        one, other = (parse(page.decode(), "page.html") for page, _ in pages)
        _score_harmless("navigation", sum(links for _, links in pages), one, other, tally)
        first = first or one
        read.append(one)
    for other in read[1:]:
        _score_harmless("site rebuilt", len(law.document.provisions), first, other, tally)


def _score_harmless(kind: str, edits: int, old: LegalDocument | None, new: LegalDocument | None, tally: Tally) -> None:
    if old is None or new is None or find_loss(old, new) is not None:
        tally.dropped[kind] += 1
        return
    tally.harmless[kind] += edits
    changes = compare_documents(old, new).changes
    tally.harmless_wrong[kind] += sum(str(change.kind) not in HARMLESS for change in changes)


def score_replacement(law: SourceLaw, other: SourceLaw, tally: Tally) -> None:
    """Put another law in the place of a law; it is told as another document, or as losses and additions alone."""
    tally.replaced += 1
    if find_loss(law.document, other.document) is not None:
        tally.replaced_told += 1
        return
    diff = compare_documents(law.document, other.document)
    tally.replaced_told += not any(old and new and old != new for old, new in diff.links)


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
    for at, law in enumerate(laws):
        if _are_strangers(law, laws[at - 1]):
            score_replacement(law, laws[at - 1], tally)
        texts = [item.text for other in laws if other is not law for item in other.document.provisions]
        for seed in range(seeds):
            donor = WordDonor(random.Random(seed), texts, law.suffix.endswith(("ml", "htm")))
            for operation in OPERATIONS:
                score_operation(law, donor, seed, operation, tally)
            score_typography(law, donor, seed, tally)
            score_pages(law, seed, tally)
    return tally


def _are_strangers(law: SourceLaw, other: SourceLaw) -> bool:
    """Tell whether two files hold other laws, not two versions of one."""
    return law.document.title != other.document.title


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
    print(f"links F1 {tally.links_f1:.3f} of {tally.links_true}", end="; ")
    print(f"untouched provisions left out {tally.touched_f1:.3f} of {tally.touched_true}")
    print(f"redlines exact {tally.redlines_exact}/{tally.redlines}")
    for kind, edits in sorted(tally.harmless.items()):
        print(f"{kind}: {edits} edits, {tally.harmless_wrong[kind]} changes told as more than editorial")
    print(f"another law in the place of a law: {tally.replaced_told}/{tally.replaced} told as such")
    print(f"edited files not scored: {dict(sorted(tally.dropped.items())) or 'none'}")


if __name__ == "__main__":
    main()
