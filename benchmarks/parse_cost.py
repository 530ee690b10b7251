"""What it costs to read a statute page of 2 MB: ``python -m benchmarks.parse_cost [--megabytes 2] [CORPUS]``.

The page is generated: sections with numbered paragraphs, between a publisher's furniture, in three kinds of markup.
Beside it stand, in the same run, lxml alone (the tree of the same page) and Beautiful Soup with the parser of the
standard library. With a corpus its largest files are read too, format by format.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import lxml.html
from benchmarks.law_generator import make_law
from benchmarks.source_pages import _articled, _sectioned, _soup, print_page
from bs4 import BeautifulSoup

from regdrift.model.document import LegalDocument, Provision
from regdrift.parse import ReadHints, read

ASKED_SECONDS = 0.35
RUNS = 5
MARKUPS: dict[str, Callable[[Provision], str]] = {"sections": _sectioned, "articles": _articled, "div soup": _soup}
HTML = ReadHints(media_type="text/html; charset=utf-8", select="main")


def cpu_seconds(call: Callable[[], object]) -> float:
    """Give the median of a few runs."""
    spent = []
    for _ in range(RUNS):
        began = time.process_time()
        call()
        spent.append(time.process_time() - began)
    return statistics.median(spent)


def page_of(markup: Callable[[Provision], str], megabytes: float) -> bytes:
    """Print a generated law as a page of about so many megabytes."""
    count = 2_000
    while True:
        body, _ = print_page(make_law(1, count), markup, random.Random(1))
        if len(body) >= megabytes * 900_000:
            return body
        count = int(count * max(1.1, megabytes * 1_000_000 / len(body)))


def largest(corpus: Path) -> list[tuple[str, bytes]]:
    """Give the largest file of each suffix that the corpus holds."""
    found: dict[str, Path] = {}
    for path in corpus.rglob("*"):
        if path.is_file() and path.suffix in {".html", ".xml", ".md", ".txt", ".json"}:
            best = found.get(path.suffix)
            if best is None or path.stat().st_size > best.stat().st_size:
                found[path.suffix] = path
    return [(f"{path.parent.name}/{path.name}", path.read_bytes()) for _, path in sorted(found.items())]


def tell(name: str, body: bytes, hints: ReadHints) -> None:
    document = read(body, hints)
    assert isinstance(document, LegalDocument), document
    own = cpu_seconds(lambda: read(body, hints))
    told = f"{name:40} {len(body) / 1e6:6.2f} {len(document.provisions):8} {own:8.3f}"
    if hints is HTML:
        tree = cpu_seconds(lambda: lxml.html.document_fromstring(body))
        soup = cpu_seconds(lambda: BeautifulSoup(body, "html.parser"))
        asked = "" if len(body) < 1_800_000 else "reached" if own <= ASKED_SECONDS else "NOT reached"
        told += f" {tree:8.3f} {soup:8.3f}   × {own / tree:5.1f} × {own / soup:5.2f}  {asked}"
    print(told, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--megabytes", type=float, default=2.0)
    asked = parser.parse_args()
    told = f"CPU s, median; asked ≤ {ASKED_SECONDS}"
    print(f"{told:40} {'MB':>6} {'units':>8} {'regdrift':>8} {'lxml':>8} {'bs4':>8}")
    for name, markup in MARKUPS.items():
        tell(f"generated page, {name}", page_of(markup, asked.megabytes), HTML)
    for name, body in largest(asked.corpus) if asked.corpus else ():
        tell(name[-40:], body, ReadHints(name=name))


if __name__ == "__main__":
    main()
