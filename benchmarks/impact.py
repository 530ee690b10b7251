"""What regdrift finds in the labelled pairs: touched practices, substance, direction; read and unread half apart.

    python benchmarks/impact.py [--corpus DIR] [--labels DIR] [--details] [--json]

``impact_split.json`` fixes which pairs rules may be tuned on. ``--details`` prints single pairs, of the read half
only: the unread half is measured in aggregate and never shown. A pair that cannot be read yet counts as a miss.
Labels ``low`` and ``disputed`` count neither way. Intervals are percentile bootstraps over pairs.

Each pair runs through the whole of :func:`regdrift.analysis.analyse`. Statements of fact in the labels (which
deadline, which amount) are not measured here. A second run with every citation blanked shows how far the result
rests on citations. Pairs are split singly, so both halves hold versions of some laws: the figures also say how many
laws they share, and what the unread half gives on laws that the read half does not hold. The threshold of ``medium``
is checked on the read half by leaving one law out at a time: chosen on the others, applied to the one.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from regdrift.analysis import analyse
from regdrift.config import load_practices
from regdrift.data.load_rules import load_rule_book
from regdrift.diff import find_loss
from regdrift.model.analysis import Analysis
from regdrift.model.document import LegalDocument, Unreadable
from regdrift.model.jurisdiction import canonical_jurisdiction
from regdrift.model.law import LawContext
from regdrift.model.level import Level
from regdrift.model.practice import PracticeRegister
from regdrift.model.source import SourceKind
from regdrift.parse import ReadHints, read

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 23)
BOOTSTRAPS = 1000
SEED = 20261123
THRESHOLDS = tuple(number / 100 for number in range(25, 61))
_CITATIONS = re.compile(
    r"(?:§+\s*[\w.:-]+(?:\([\w]+\))*|\b\d+\s+(?:U\.?\s?S\.?\s?C\.?|C\.?\s?F\.?\s?R\.?)\s*(?:§+\s*)?[\w.:-]+(?:\(\w+\))*"
    r"|\b[Ss]ec(?:tion|tions|\.)\s+[\w.:-]+(?:\(\w+\))*|\bPub(?:lic|\.)\s*L(?:aw|\.)\s*[\d–-]+"
    r"|\b(?:article|articles|Artikel|Artikels|Art\.)\s+[LRDA]?\.?\s?\d[\w.-]*(?:\(\w+\))*"
    r"|\b[LRD]\.\s?\d[\d-]*|\b(?:Regulation|Directive|Richtlinie|Verordnung|règlement|directive)\s*\([A-Z]+\)[^,;.]{0,14}\d+)"
)


@dataclass
class Pair:
    """One labelled pair and what was found in it."""

    id: str
    label: dict[str, object]
    substance: str = "unreadable"
    direction: str = "neutral"
    scores: dict[str, float] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    peaks: dict[str, float] = field(default_factory=dict)
    """The highest score of a single change, by practice: what the level is read from."""
    reasons: dict[str, str] = field(default_factory=dict)
    baseline: dict[str, float] = field(default_factory=dict)
    error: str = ""


def main() -> int:
    """Run the benchmark and print its figures."""
    arguments = _arguments()
    split = json.loads((ROOT / "benchmarks" / "impact_split.json").read_text())
    register = load_practices(arguments.labels / "practices.yaml", os.environ)
    labels = [json.loads(line) for line in (arguments.labels / "labels.jsonl").read_text().splitlines()]
    manifest = {row["id"]: row for row in csv.DictReader((arguments.corpus / "manifest.csv").open())}
    started = time.process_time()
    pairs = [run_pair(label, manifest[label["pair"]], arguments, register) for label in labels]
    seconds = time.process_time() - started
    blank = argparse.Namespace(**{**vars(arguments), "blank_citations": True})
    blanked = [run_pair(label, manifest[label["pair"]], blank, register) for label in labels]
    halves = {half: [pair for pair in pairs if pair.id in set(split[half])] for half in ("read", "unread")}
    figures: dict[str, object] = {half: measure(chosen) for half, chosen in halves.items()}
    figures["all"] = measure(pairs)
    figures["checks"] = checks(halves, [pair for pair in blanked if pair.id in set(split["read"])], blanked)
    if arguments.json:
        print(json.dumps(figures, indent=1))
        return 0
    for half in ("read", "unread", "all"):
        _print_figures(half, figures[half])  # type: ignore[arg-type]
    for name, value in figures["checks"].items():  # type: ignore[attr-defined]
        print(f"{name}: {value}")
    print(f"unreadable or failed: {dict(Counter(pair.error for pair in pairs if pair.error))}; {seconds:.1f} CPU s")
    if arguments.details:
        for pair in halves["read"]:
            _print_details(pair)
    return 0


def checks(halves: dict[str, list[Pair]], read_blanked: list[Pair], blanked: list[Pair]) -> dict[str, object]:
    """Give what keeps the figures honest: citations blanked, laws shared by the halves, the threshold left out."""
    read, unread = halves["read"], halves["unread"]
    known = {law_of(pair.id) for pair in read}
    apart = [pair for pair in unread if law_of(pair.id) not in known]
    kept = {pair.id for pair in read_blanked}
    fall = {
        "read": f1(read) - f1(read_blanked),
        "unread": f1(unread) - f1([pair for pair in blanked if pair.id not in kept]),
    }
    threshold, left_out = leave_one_law_out(read)
    return {
        "F1 lost with citations blanked": {half: round(value, 3) for half, value in fall.items()},
        "laws in both halves": len(known & {law_of(pair.id) for pair in unread}),
        "unread pairs of other laws": {"pairs": len(apart), "f1": round(f1(apart), 3)},
        "leave-one-law-out on the read half": {"thresholds chosen": threshold, "f1": round(left_out, 3)},
    }


def law_of(pair: str) -> str:
    """Give the law of a pair: its id without the date of the version."""
    return re.sub(r"-(?:19|20)\d\d(?:-\d\d){0,2}$", "", pair)


def leave_one_law_out(pairs: Sequence[Pair]) -> tuple[dict[str, int], float]:
    """Give how often each threshold was best on all laws but one, and F1 where each law is judged by the others'."""
    chosen: Counter[str] = Counter()
    hits = misses = false = 0
    for law in sorted({law_of(pair.id) for pair in pairs}):
        others = [pair for pair in pairs if law_of(pair.id) != law]
        best = max(THRESHOLDS, key=lambda limit: (_f1_at(_counts(others, limit)), -limit))
        chosen[f"{best:.2f}"] += 1
        found = _counts([pair for pair in pairs if law_of(pair.id) == law], best)
        hits, misses, false = hits + found[0], misses + found[1], false + found[2]
    return dict(sorted(chosen.items())), _f1_at((hits, misses, false))


def _counts(pairs: Sequence[Pair], limit: float) -> tuple[int, int, int]:
    found = [(score >= limit, bool(label)) for score, label in cells(pairs, lambda pair: pair.peaks)]
    return (
        sum(touch and label for touch, label in found),
        sum(label and not touch for touch, label in found),
        sum(touch and not label for touch, label in found),
    )


def _f1_at(counts: tuple[int, int, int]) -> float:
    hits, misses, false = counts
    return 2 * hits / (2 * hits + misses + false) if hits else 0.0


def _arguments() -> argparse.Namespace:
    shared = ROOT.parent / "shared"
    corpus = Path(os.environ.get("REGDRIFT_CORPUS", shared / "corpus"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=corpus)
    parser.add_argument("--labels", type=Path, default=corpus.parent / "impact")
    parser.add_argument("--details", action="store_true", help="show the pairs of the read half")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(blank_citations=False)
    return parser.parse_args()


def run_pair(
    label: dict[str, object], row: dict[str, str], arguments: argparse.Namespace, register: PracticeRegister
) -> Pair:
    """Read, compare and assess one pair."""
    pair = Pair(str(label["pair"]), label)
    before, after = (arguments.corpus / name for name in row["files"].split())
    old, new = (_read(path, row, arguments.blank_citations) for path in (before, after))
    pair.baseline = tfidf_scores(_plain(before), _plain(after), register)
    if isinstance(old, Unreadable) or isinstance(new, Unreadable):
        pair.error = "; ".join(side.reason for side in (old, new) if isinstance(side, Unreadable))
        return pair
    if find_loss(old, new) is not None:
        return pair
    found = _analyse(old, new, row, register)
    pair.substance, pair.direction = str(found.substance), str(found.direction)
    for item in found.practices:
        pair.scores[item.practice], pair.levels[item.practice] = item.score, str(item.level)
    for change in found.changes:
        for impact in change.impacts:
            pair.peaks[impact.practice] = max(impact.score, pair.peaks.get(impact.practice, 0.0))
    for change in sorted(found.changes, key=lambda item: -max((i.score for i in item.impacts), default=0)):
        for impact in change.impacts:
            reason = impact.reasons[0]
            pair.reasons.setdefault(
                impact.practice, f"{reason.rule} {impact.parts} {change.severity} {reason.quote[:90]!r}"
            )
    return pair


def _read(path: Path, row: dict[str, str], blank: bool) -> LegalDocument | Unreadable:
    body = path.read_bytes()
    if blank:
        body = without_citations(body.decode("utf-8", "replace")).encode()
    return read(body, ReadHints(name=path.name, language=row["language"] or None))


def without_citations(text: str) -> str:
    """Give the text with its citations blanked; markup and Markdown headings, which number the law itself, stay."""
    pieces = re.split(r"(<[^>]*>|^#+ .*$)", text, flags=re.MULTILINE)
    return "".join(piece if at % 2 else _CITATIONS.sub("", piece) for at, piece in enumerate(pieces))


def _analyse(old: LegalDocument, new: LegalDocument, row: dict[str, str], register: PracticeRegister) -> Analysis:
    kind = SourceKind.BILL if row["kind"] == "bill_pair" else SourceKind.STATUTE
    law = LawContext(
        source=row["id"],
        jurisdiction=canonical_jurisdiction(row["jurisdiction"]),
        kind=kind,
        dossier=row["id"],
        today=TODAY,
        language=row["language"] or None,
    )
    return analyse(old, new, law, register, load_rule_book())


def measure(pairs: Sequence[Pair]) -> dict[str, object]:
    """Give the figures of one half with bootstrap intervals."""
    figures = {name: rate(pairs) for name, rate in RATES.items()}
    dice = random.Random(SEED)
    draws: dict[str, list[float]] = {name: [] for name in figures}
    for _ in range(BOOTSTRAPS):
        sample = dice.choices(pairs, k=len(pairs))
        for name, rate in RATES.items():
            draws[name].append(rate(sample))
    return {
        name: {"value": round(value, 3), "from": _percentile(draws[name], 0.025), "to": _percentile(draws[name], 0.975)}
        for name, value in figures.items()
    } | {"pairs": len(pairs)}


def cells(pairs: Iterable[Pair], of: Callable[[Pair], dict[str, float]]) -> list[tuple[float, str]]:
    """Give (score, label) for each pair × practice that counts: label ``high``, ``medium`` or empty."""
    register_ids = sorted({name for pair in pairs for name in pair.baseline})
    found = []
    for pair in pairs:
        labelled: dict[str, str] = pair.label["practices"]  # type: ignore[assignment]
        for practice in register_ids:
            label = labelled.get(practice, "")
            if label not in {"low", "disputed"}:
                found.append((of(pair).get(practice, 0.0), label))
    return found


def touched(pair: Pair) -> dict[str, float]:
    """Give 1 for each practice that regdrift calls touched."""
    return {name: 1.0 for name, level in pair.levels.items() if Level(level).at_least(Level.MEDIUM)}


def precision(pairs: Sequence[Pair]) -> float:
    hits = [label for score, label in cells(pairs, touched) if score]
    return sum(bool(label) for label in hits) / len(hits) if hits else 0.0


def recall(pairs: Sequence[Pair], wanted: frozenset[str] = frozenset({"high", "medium"})) -> float:
    scores = [score for score, label in cells(pairs, touched) if label in wanted]
    return sum(scores) / len(scores) if scores else 1.0


def f1(pairs: Sequence[Pair]) -> float:
    got, found = precision(pairs), recall(pairs)
    return 2 * got * found / (got + found) if got + found else 0.0


def average_precision(
    pairs: Sequence[Pair], of: Callable[[Pair], dict[str, float]] = lambda pair: pair.scores
) -> float:
    """Area under the precision-recall curve; ties count at their expected place."""
    found = cells(pairs, of)
    positives = sum(bool(label) for _, label in found)
    total, seen, hits = 0.0, 0, 0
    for score in sorted({score for score, _ in found}, reverse=True):
        group = [label for value, label in found if value == score]
        gained = sum(bool(label) for label in group)
        seen, hits = seen + len(group), hits + gained
        total += gained * hits / seen
    return total / positives if positives else 1.0


def baseline_f1(pairs: Sequence[Pair]) -> float:
    """Best F1 of the TF-IDF baseline over all thresholds, chosen on these very pairs."""
    found = sorted(cells(pairs, lambda pair: pair.baseline), key=lambda cell: -cell[0])
    positives = sum(bool(label) for _, label in found)
    best, hits = 0.0, 0
    for number, (_, label) in enumerate(found, 1):
        hits += bool(label)
        if hits and positives:
            best = max(best, 2 * hits / (number + positives))
    return best


def substance(pairs: Sequence[Pair]) -> float:
    good = {"capture_failure": {"unreadable"}, "editorial": {"editorial", "none"}}
    return _share(pair.substance in good.get(str(pair.label["substance"]), {pair.label["substance"]}) for pair in pairs)


def direction(pairs: Sequence[Pair]) -> float:
    return _share(pair.direction == pair.label["direction"] for pair in pairs if pair.label["direction"] != "disputed")


def quiet_editorial(pairs: Sequence[Pair]) -> float:
    quiet = [pair for pair in pairs if pair.label["substance"] in {"editorial", "capture_failure"}]
    return _share(not touched(pair) for pair in quiet)


def tfidf_scores(before: str, after: str, register: PracticeRegister) -> dict[str, float]:
    """Give the cosine of the changed words with each practice's words: the baseline."""
    old, new = Counter(_words(before)), Counter(_words(after))
    changed = (new - old) + (old - new)
    practices = {
        item.id: Counter(_words(" ".join((item.name, item.description, *item.data_categories, *item.data_uses))))
        for item in register.practices
    }
    spread = Counter(word for words in practices.values() for word in words)
    idf = {word: math.log((1 + len(practices)) / (1 + count)) + 1 for word, count in spread.items()}
    rare = math.log(1 + len(practices)) + 1
    return {name: _cosine(changed, words, idf, rare) for name, words in practices.items()}


def _cosine(one: Counter[str], other: Counter[str], idf: dict[str, float], rare: float) -> float:
    def weigh(words: Counter[str]) -> dict[str, float]:
        return {word: (1 + math.log(count)) * idf.get(word, rare) for word, count in words.items()}

    left, right = weigh(one), weigh(other)
    dot = sum(weight * right[word] for word, weight in left.items() if word in right)
    norm = math.sqrt(sum(w * w for w in left.values())) * math.sqrt(sum(w * w for w in right.values()))
    return dot / norm if norm else 0.0


def _plain(path: Path) -> str:
    return re.sub(r"<[^>]*>", " ", path.read_text(encoding="utf-8", errors="replace"))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", text.lower())


def _share(flags: Iterable[bool]) -> float:
    listed = list(flags)
    return sum(listed) / len(listed) if listed else 1.0


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)


RATES: dict[str, Callable[[Sequence[Pair]], float]] = {
    "precision": precision,
    "recall": recall,
    "recall_of_high": lambda pairs: recall(pairs, frozenset({"high"})),
    "f1": f1,
    "average_precision": average_precision,
    "substance": substance,
    "direction": direction,
    "editorial_without_impact": quiet_editorial,
    "baseline_f1": baseline_f1,
    "baseline_average_precision": lambda pairs: average_precision(pairs, lambda pair: pair.baseline),
}


def _print_figures(half: str, figures: dict[str, object]) -> None:
    print(f"{half}: {figures['pairs']} pairs")
    for name in RATES:
        entry: dict[str, float] = figures[name]  # type: ignore[assignment]
        print(f"  {name:<27} {entry['value']:.3f}   95 % {entry['from']:.3f} to {entry['to']:.3f}")


def _print_details(pair: Pair) -> None:
    labelled: dict[str, str] = pair.label["practices"]  # type: ignore[assignment]
    print(
        f"{pair.id}: {pair.label['substance']}/{pair.label['direction']}, got {pair.substance}/{pair.direction}",
        pair.error,
    )
    for practice in sorted({*labelled, *pair.scores}, key=lambda name: -pair.scores.get(name, 0)):
        label, level = labelled.get(practice, "-"), pair.levels.get(practice, "none")
        if label == "-" and pair.scores.get(practice, 0) < 0.15:
            continue
        mark = " " if (label in {"high", "medium"}) == (level in {"high", "medium"}) else "!"
        score = pair.scores.get(practice, 0)
        print(f"  {mark} {practice:<27} {label:<9} {level:<7} {score:.3f} {pair.reasons.get(practice, '')}")


if __name__ == "__main__":
    raise SystemExit(main())
