"""Seeded laws and seeded edits with known truth, for the benchmarks of the diff; illustrations, nobody enacted them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from regdrift.model.document import LegalDocument, Provision, ProvisionKind

SUBJECTS = (
    "controller",
    "processor",
    "carrier",
    "broker",
    "operator",
    "agency",
    "bank",
    "insurer",
    "employer",
    "school",
    "clinic",
    "platform",
)
VERBS = (
    "collect",
    "retain",
    "disclose",
    "sell",
    "transfer",
    "combine",
    "infer",
    "publish",
    "delete",
    "encrypt",
    "audit",
    "review",
    "profile",
    "log",
)
OBJECTS = (
    "location",
    "browsing",
    "biometric",
    "health",
    "payment",
    "contact",
    "device",
    "children",
    "salary",
    "credit",
    "voice",
    "genetic",
)
FILLER_WORDS = (
    "any the such personal data information record notice request consent under section where unless within days after "
    "before written clear reasonable purpose service person customer resident regulation authority period measure risk "
    "third party affiliate contract breach report appeal fine order court hearing rule exemption public interest"
)
FILLER = FILLER_WORDS.split()
MODALS = ("shall", "may", "shall not", "must", "may only")
EDITS = ("amend_3", "amend_15", "amend_45", "insert", "delete", "move", "move_amend", "split", "merge", "typographic")
CURLY = str.maketrans({"'": "’", '"': "“", "-": "–", " ": "\u00a0"})


@dataclass
class Edited:
    """The newer document and what was done: kind and links by newer path, lost older paths."""

    new: LegalDocument
    truth: list[tuple[str, tuple[str, ...], tuple[str, ...]]]
    """(operation, older paths, newer paths) of every provision that was edited or renumbered."""
    links: set[tuple[str | None, str | None]]


def make_sentence(rng: random.Random, words: int, rare: list[str]) -> str:
    body = [rng.choice(rare) if rng.random() < 0.12 else rng.choice(FILLER) for _ in range(words)]
    head = f"The {rng.choice(SUBJECTS)} {rng.choice(MODALS)} {rng.choice(VERBS)} {rng.choice(OBJECTS)} data"
    return f"{head} {' '.join(body)}."


def make_text(rng: random.Random, rare: list[str]) -> str:
    if rng.random() < 0.04:
        return rng.choice(["Repealed.", "[Reserved]", "As used in this part:", "The following apply:"])
    sentences = rng.choice([1, 1, 2, 2, 3, 4])
    return " ".join(make_sentence(rng, max(5, int(rng.gauss(18, 7))), rare) for _ in range(sentences))


def make_rare_words(rng: random.Random, count: int = 3000) -> list[str]:
    letters = "abcdefghilmnoprstuv"
    return ["".join(rng.choice(letters) for _ in range(rng.randint(5, 9))) for _ in range(count)]


def make_law(seed: int, provisions: int) -> LegalDocument:
    """Sections of one to eight paragraphs each, numbered from 1."""
    rng = random.Random(seed)
    rare = make_rare_words(rng)
    groups: list[list[str]] = []
    left = provisions
    while left > 0:
        size = min(left, rng.randint(2, 9))
        groups.append([make_text(rng, rare) for _ in range(size)])
        left -= size
    return number_law([[(text, "") for text in group] for group in groups])[0]


def number_law(groups: list[list[tuple[str, str]]]) -> tuple[LegalDocument, dict[str, str]]:
    """Number sections and their paragraphs; also gives the path of each (non-empty) key of the rows."""
    rows: list[Provision] = []
    paths: dict[str, str] = {}
    for section, group in enumerate((group for group in groups if group), start=1):
        for place, (text, key) in enumerate(group):
            path = str(section) if place == 0 else f"{section}/{place}"
            label = f"§ {section}" if place == 0 else f"({place})"
            kind = ProvisionKind.SECTION if place == 0 else ProvisionKind.UNIT
            citation = f"§ {section}" if place == 0 else f"§ {section}({place})"
            rows.append(Provision(path, label, None, text, citation, kind))
            if key:
                paths[key] = path
    return LegalDocument("generated", "generated@1", tuple(rows)), paths


def amend(rng: random.Random, text: str, share: float, rare: list[str]) -> str:
    words = text.split(" ")
    for at in rng.sample(range(len(words)), max(1, round(len(words) * share))):
        words[at] = rng.choice(rare)
    return " ".join(words)


@dataclass
class _Row:
    text: str
    olds: tuple[str, ...]
    operation: str = ""


def edit_law(old: LegalDocument, seed: int, operations: int) -> Edited:
    """Do ``operations`` seeded edits of every sort; each touches provisions that no other edit touches."""
    rng = random.Random(seed)
    rare = make_rare_words(random.Random(seed + 1000), 800)
    groups: list[list[_Row]] = []
    for provision in old.provisions:
        if "/" not in provision.path:
            groups.append([])
        groups[-1].append(_Row(provision.text, (provision.path,)))
    lost: list[str] = []
    for number in range(operations):
        _edit_once(rng, EDITS[number % len(EDITS)], groups, rare, lost)
    return _finish(groups, lost)


def _pick(rng: random.Random, groups: list[list[_Row]], words: int) -> tuple[list[_Row], int]:
    while True:
        group = rng.choice(groups)
        if len(group) < 3:
            continue
        at = rng.randrange(1, len(group))
        if not group[at].operation and len(group[at].text.split()) >= words:
            return group, at


def _edit_once(rng, operation, groups, rare, lost) -> None:
    group, at = _pick(rng, groups, 24 if operation in {"split", "merge"} else 8)
    row = group[at]
    if operation.startswith("amend"):
        group[at] = _Row(amend(rng, row.text, int(operation[6:]) / 100, rare), row.olds, "amended")
    elif operation == "insert":
        group.insert(at, _Row(make_sentence(rng, 20, rare), (), "added"))
    elif operation == "delete":
        lost.extend(group.pop(at).olds)
    elif operation in {"move", "move_amend"}:
        group.pop(at)
        target = rng.choice([other for other in groups if other is not group and len(other) >= 2])
        text = row.text if operation == "move" else amend(rng, row.text, 0.15, rare)
        target.insert(rng.randrange(1, len(target) + 1), _Row(text, row.olds, operation))
    elif operation == "split":
        words = row.text.split(" ")
        cut = rng.randint(len(words) // 3, 2 * len(words) // 3)
        group[at : at + 1] = [
            _Row(" ".join(words[:cut]), row.olds, "split"),
            _Row(" ".join(words[cut:]), row.olds, "split"),
        ]
    elif operation == "merge":
        if at + 1 >= len(group) or group[at + 1].operation or len(group[at + 1].text.split()) < 8:
            _edit_once(rng, operation, groups, rare, lost)
            return
        group[at : at + 2] = [_Row(f"{row.text} {group[at + 1].text}", row.olds + group[at + 1].olds, "merged")]
    elif operation == "typographic":
        group[at] = replace(row, text=row.text.replace(" ", "\u00a0", 2).replace(".", " ."), operation="editorial")


def _finish(groups: list[list[_Row]], lost: list[str]) -> Edited:
    keyed = [[(row.text, str(id(row))) for row in group] for group in groups]
    new, paths = number_law(keyed)
    truth: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [("repealed", (path,), ()) for path in lost]
    links: set[tuple[str | None, str | None]] = {(path, None) for path in lost}
    splits: dict[tuple[str, ...], list[str]] = {}
    for row in (row for group in groups for row in group):
        path = paths[str(id(row))]
        links.update((old, path) for old in row.olds)
        if not row.olds:
            links.add((None, path))
        if row.operation == "split":
            splits.setdefault(row.olds, []).append(path)
        elif row.operation or row.olds != (path,):
            truth.append((row.operation or "renumbered", row.olds, (path,)))
    truth.extend(("split", olds, tuple(news)) for olds, news in splits.items())
    return Edited(new, truth, links)
