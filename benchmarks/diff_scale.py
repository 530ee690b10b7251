"""How the diff grows, CPU seconds: size, edits, hostile input. ``python -m benchmarks.diff_scale``."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.law_generator import make_law, make_sentence

from regdrift.diff import compare_documents
from regdrift.model.document import LegalDocument, Provision

Case = tuple[str, LegalDocument, LegalDocument, float | None]


def edit_some(document: LegalDocument, edits: int, seed: int = 7) -> LegalDocument:
    """Reword ``edits`` provisions."""
    rng = random.Random(seed)
    provisions = list(document.provisions)
    for at in rng.sample(range(len(provisions)), edits):
        provisions[at] = replace(provisions[at], text=f"{provisions[at].text} This applies from next year on.")
    return replace(document, provisions=tuple(provisions))


def insert_section(document: LegalDocument) -> LegalDocument:
    """Put a section first and renumber everything."""
    shifted = []
    for item in document.provisions:
        head, slash, tail = item.path.partition("/")
        number = str(int(head) + 1)
        shifted.append(replace(item, path=number + slash + tail, citation=f"§ {number}{tail and f'({tail})'}"))
    first = Provision("1", "§ 1", None, "This act may be cited as the act of the first section.", "§ 1")
    return replace(document, provisions=(first, *shifted))


def flat(texts: list[str], labels: list[str] | None = None) -> LegalDocument:
    """A document without structure."""
    made = tuple(
        Provision(str(at + 1), labels[at] if labels else str(at + 1), None, text, None) for at, text in enumerate(texts)
    )
    return LegalDocument("generated", "generated@1", made)


def rewrite(document: LegalDocument, seed: int) -> LegalDocument:
    """Other words everywhere."""
    rng = random.Random(seed)
    rare = [f"{rng.randrange(16**6):06x}" for _ in range(5000)]
    made = tuple(
        replace(item, text=make_sentence(rng, max(4, len(item.text.split())), rare)) for item in document.provisions
    )
    return replace(document, provisions=made)


def retype(document: LegalDocument) -> LegalDocument:
    """The same words with other blanks, as after a site's redesign."""
    made = tuple(replace(item, text=item.text.replace(" ", "\u00a0", 3)) for item in document.provisions)
    return replace(document, provisions=made)


def make_cases() -> Iterator[Case]:
    small, large = make_law(1, 10_000), make_law(2, 100_000)
    yield "10,000 provisions, 10 edits", small, edit_some(small, 10), 0.25
    yield "100,000 provisions, 10 edits", large, edit_some(large, 10), 2.0
    yield "10,000, all reworded to others", small, rewrite(small, 3), 3.0
    yield "10,000, 1,000 edits", small, edit_some(small, 1_000), None
    yield "10,000, first section inserted", small, insert_section(small), None
    yield "10,000, blanks changed everywhere", small, retype(small), None
    yield "10,000, every provision amended", small, edit_some(small, len(small.provisions)), None
    repealed = flat(["Repealed."] * 10_000)
    yield "10,000 × Repealed., one more", repealed, flat(["Repealed."] * 10_001), None
    stock = "The carrier shall keep the records of every request for a period of five years after its end."
    yield "5,000 × boilerplate, all amended", flat([stock] * 5_000), flat([f"{stock} So it is."] * 5_000), None
    labels = ["(a)"] * 10_000
    texts = [item.text for item in small.provisions]
    shuffled = texts.copy()
    random.Random(5).shuffle(shuffled)
    yield "10,000, equal labels, shuffled", flat(texts, labels), flat(shuffled, labels), None
    long_text = " ".join(item.text for item in small.provisions[:3000])
    other_text = " ".join(item.text for item in edit_some(small, 1000).provisions[:3000])
    yield f"one provision of {len(long_text) // 1000} kB, edited", flat([long_text]), flat([other_text]), None
    hostile = flat(["a b " * 250_000])
    yield "one provision of 1 MB, two words, other order", hostile, flat(["b a a " * 166_000]), None


def main() -> None:
    print(f"{'case':<48} {'CPU s':>7} {'target':>7} {'changes':>8} {'max RSS MB':>11}")
    for name, old, new, target in make_cases():
        began = time.process_time()
        diff = compare_documents(old, new)
        spent = time.process_time() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        goal = f"{target:.2f}" if target else "-"
        print(f"{name:<48} {spent:>7.2f} {goal:>7} {len(diff.changes):>8} {memory:>11}")


if __name__ == "__main__":
    main()
