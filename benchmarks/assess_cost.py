"""What assessing 10,000 changes against 200 practices costs: ``python -m benchmarks.assess_cost``.

The changes are illustrations: random wordings with one sentence that speaks of a matter of privacy law, so that most
changes reach many practices. The practices are those of the demonstration, repeated under other ids. The floor is the
scan of the same words for the same terms, without rules or practices.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.law_generator import make_rare_words, make_text

from regdrift.assess import assess
from regdrift.assess.evidence import Reader
from regdrift.config import load_practices
from regdrift.data.load_rules import load_rule_book
from regdrift.diff import make_redline
from regdrift.model.change import Change, ChangeKind, Direction, ProvisionChange, Side, change_id
from regdrift.model.law import LawContext
from regdrift.model.level import Level
from regdrift.model.practice import PracticeRegister
from regdrift.model.source import SourceKind

ROOT = Path(__file__).resolve().parent.parent
MATTERS = (
    "The carrier shall obtain consent before it uses customer information for marketing calls.",
    "A bank must notify the customer of a breach of personal information within 30 days.",
    "Health records may be disclosed only with written authorization of the patient.",
    "An employer shall keep records of automated decisions on applicants.",
)


def make_changes(count: int, seed: int) -> list[Change]:
    chance = random.Random(seed)
    rare = make_rare_words(chance)
    changes = []
    for number in range(count):
        before, after = (f"{make_text(chance, rare)} {chance.choice(MATTERS)}" for _ in range(2))
        sides = [(Side(str(number), str(number), None, text, None, ()),) for text in (before, after)]
        found = ProvisionChange(ChangeKind.AMENDED, sides[0], sides[1], tuple(make_redline(before, after)), 0.5)
        identity = change_id("law", str(number), found)
        changes.append(Change(identity, found, Level.HIGH, Direction.TIGHTENED, (), ()))
    return changes


def make_register(count: int) -> PracticeRegister:
    register = load_practices(ROOT / "src" / "regdrift" / "data" / "demo" / "practices.yaml", os.environ)
    known = register.practices
    practices = tuple(replace(known[at % len(known)], id=f"{known[at % len(known)].id}-{at}") for at in range(count))
    return replace(register, practices=practices)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--practices", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    changes, register, book = make_changes(asked.changes, asked.seed), make_register(asked.practices), load_rule_book()
    law = LawContext("law", "US", SourceKind.STATUTE, "law", date(2026, 1, 1), language="en")
    assess(changes[0], law, register, book)
    began = time.process_time()
    impacts = sum(len(assess(change, law, register, book)) for change in changes)
    used = time.process_time() - began
    reader = Reader(book)
    began = time.process_time()
    for change in changes:
        reader.read_change(change, law)
    floor = time.process_time() - began
    print(f"{asked.changes:,} changes × {asked.practices} practices: {used:.1f} CPU s, {impacts:,} impacts")
    print(f"reading the words alone: {floor:.1f} CPU s; ratio {used / floor:.1f}")


if __name__ == "__main__":
    main()
