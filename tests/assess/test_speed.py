"""Assessing keeps its pace on changes of the size that real law has."""

from __future__ import annotations

import time
from dataclasses import replace

from assess_illustrations import EVERYONE, amended, law, register

from regdrift.assess import assess
from regdrift.data.load_rules import load_rule_book

CHANGES, PRACTICES = 10_000, 200
CPU_SECONDS = 10.0
SAMPLE = 150
RUNS = 3
"""The fastest run counts: what else the machine does is not the program's cost."""
SENTENCE = (
    "A covered business that collects personal information from a consumer shall, at or before the point of "
    "collection, give notice of the categories collected, obtain consent where the information is sensitive data, and "
    "retain it no longer than is reasonably necessary; a business that suffers a breach of security shall notify each "
    "affected person within {days} days and shall keep a record of the notice for {years} years."
)
"""About 420 characters: the mean of the changed provisions of the labelled laws (their median is 215)."""


def test_a_sample_projects_ten_thousand_changes_by_200_practices_within_ten_cpu_seconds() -> None:
    copies = PRACTICES // len(EVERYONE.practices)
    practices = register(*(replace(item, id=f"{item.id}-{n}") for n in range(copies) for item in EVERYONE.practices))
    assert len(practices.practices) == PRACTICES
    changes = [
        amended(SENTENCE.format(days=n, years=n + 1), SENTENCE.format(days=n + 7, years=n + 2)) for n in range(SAMPLE)
    ]
    book, context = load_rule_book(), law(title="Data Protection Act")
    assess(changes[0], context, practices, book)
    seconds = []
    for _ in range(RUNS):
        started = time.process_time()
        for change in changes:
            assess(change, context, practices, book)
        seconds.append(time.process_time() - started)
    projected = min(seconds) / SAMPLE * CHANGES
    assert projected <= CPU_SECONDS, f"{projected:.1f} CPU s"
