"""Seeded edits that move, split and merge units in the source file of a real law."""

from __future__ import annotations

import itertools
import re

from benchmarks.label_series import LabelSeries
from benchmarks.source_draft import (
    Draft,
    Operation,
    amend_site,
    copy_leaf,
    lock_group,
    pick_group,
    relabel,
    series_of,
    words_of,
)
from benchmarks.source_law import Site
from benchmarks.source_text import body_start, find_label
from benchmarks.source_words import cut_body

FAR = 4
"""Sites between the old and the new place of what is moved, at least."""


def move(share: float | None) -> Operation:
    """Move a unit with its sub-units to another place of its group, or of another group with labels of that kind."""

    def do(draft: Draft) -> bool:
        picked = pick_group(draft, 3)
        if picked is None:
            return False
        group, series = picked
        site = draft.rng.choice(group)
        target = _find_target(draft, site, group)
        if target is None:
            return False
        there, there_series, after = target
        block = draft.cut(site.block)
        draft.put_after(after.block, block)
        name = "move" if share is None else "move_amend"
        stay = [item for item in group if item is not site]
        if there is group:
            stay.insert(stay.index(after) + 1, site)
        else:
            joined = [*there]
            joined.insert(there.index(after) + 1, site)
            relabel([item.label_piece for item in joined if item.label_piece], there_series)
        relabel([item.label_piece for item in stay if item.label_piece], series)
        for member in site.family():
            if member.runs:
                draft.operations[member] = "move"
        fitting = [item for item in site.family() if len(item.runs) == 1 and words_of(item) >= 8]
        if share is not None and fitting:
            amend_site(draft, draft.rng.choice(fitting), share, name)
        lock_group(draft, group)
        lock_group(draft, there)
        return True

    return do


def _find_target(draft: Draft, site: Site, group: list[Site]) -> tuple[list[Site], LabelSeries, Site] | None:
    """Find where a unit can go: what it passes must be more than it is itself, else the others seem to have moved."""
    size = len(site.family())
    order = {item: at for at, item in enumerate(draft.law.sites)}
    label = find_label(site.label_piece.raw) if site.label_piece else None
    found = []
    for other in draft.law.groups():
        if other is not group and not draft.is_free([member for item in other for member in item.family()]):
            continue
        if any(site in item.family() for item in other) and other is not group:
            continue
        if any(item in site.family() for item in other) and other is not group:
            continue
        series = series_of(other)
        own = find_label(other[0].label_piece.raw) if other[0].label_piece else None
        if series is None or label is None or own is None or not _same_style(label[0], own[0]):
            continue
        if site.path.count("/") != other[0].path.count("/"):
            continue
        for after in other:
            between = _passed(order, site, after)
            if after is not site and between >= max(FAR, size + 2):
                found.append((other, series, after))
    return draft.rng.choice(found) if found else None


def _passed(order: dict[Site, int], site: Site, after: Site) -> int:
    start, end = order[site], order[site] + len(site.family())
    place = order[after] + len(after.family())
    return place - end if place >= end else start - place


def _same_style(first: str, second: str) -> bool:
    return re.sub(r"\w+", "", first) == re.sub(r"\w+", "", second) and first[-1] == second[-1]


def split(far: bool) -> Operation:
    """Split a unit in two, side by side or with the second part elsewhere."""

    def do(draft: Draft) -> bool:
        groups = [item for item in [pick_group(draft, 2) for _ in range(8)] if item]
        for group, series in groups:
            whole = [site for site in group if site.is_whole_leaf and cut_body(draft.rng, site.runs[0].raw)]
            for site in draft.rng.sample(whole, len(whole)):
                target = _find_target(draft, site, group) if far else (group, series, site)
                if target is not None and target[0] is group and far:
                    target = None
                if target is not None and _split_site(draft, site, (group, series), target):
                    return True
        return False

    return do


def _split_site(
    draft: Draft,
    site: Site,
    home: tuple[list[Site], LabelSeries],
    target: tuple[list[Site], LabelSeries, Site],
) -> bool:
    run = site.runs[0]
    at = cut_body(draft.rng, run.raw)
    if at is None:
        return False
    blanks = run.raw[len(run.raw.rstrip()) :]
    second = run.raw[at:].strip()
    if draft.rng.random() < 0.7:
        second = second[:1].upper() + second[1:]
    block, label = copy_leaf(draft, site, second)
    piece = block[site.block.index(run)]
    piece.is_new, piece.origins = False, run.origins
    run.raw = re.sub(r"[\s,;:]+$", "", run.raw[:at]) + draft.rng.choice((".", ";")) + blanks
    there, series, after = target
    draft.put_after(after.block, block)
    labelled = [item.label_piece for item in there if item.label_piece]
    labelled.insert(there.index(after) + 1, label)
    relabel(labelled, series)
    draft.operations[site] = "split" if there is home[0] else "moved_split"
    lock_group(draft, home[0])
    lock_group(draft, there)
    return True


def merge(draft: Draft) -> bool:
    """Join two neighbouring units in one."""
    for _ in range(12):
        picked = pick_group(draft, 3)
        if picked is None:
            return False
        group, series = picked
        pairs = [
            (first, second)
            for first, second in itertools.pairwise(group)
            if first.is_whole_leaf and second.is_whole_leaf and min(words_of(first), words_of(second)) >= 10
        ]
        if pairs:
            return _merge_sites(draft, group, series, draft.rng.choice(pairs))
    return False


def _merge_sites(draft: Draft, group: list[Site], series: LabelSeries, pair: tuple[Site, Site]) -> bool:
    first, second = pair
    run, gone = first.runs[0], second.runs[0]
    blanks = run.raw[len(run.raw.rstrip()) :]
    addition = gone.raw[body_start(gone.raw) :].strip()
    if not _is_closed(addition):
        return False
    joint = draft.rng.choice((" ", ", and ", "; "))
    body = run.raw.rstrip()
    run.raw = (body if joint == " " else body.rstrip(".;, ")) + joint + addition + blanks
    run.origins |= gone.origins
    draft.cut(second.block)
    relabel([site.label_piece for site in group if site is not second and site.label_piece], series)
    draft.operations[first] = draft.operations[second] = "merge"
    lock_group(draft, group)
    return True


def _is_closed(raw: str) -> bool:
    """Tell whether every inline element that ends here also began here."""
    opened = len(re.findall(r"<[a-zA-Z][^>/]*>", raw))
    closed = len(re.findall(r"</[^>]*>", raw))
    return opened == closed and raw.count("**") % 2 == 0
