"""Seeded edits in the source file of a real law, one kind of operation at a time."""

from __future__ import annotations

import re

from benchmarks.source_draft import (
    Draft,
    Operation,
    amend_site,
    copy_leaf,
    lock_group,
    pick_group,
    pick_site,
    relabel,
    relabel_one,
    words_of,
)
from benchmarks.source_law import Site
from benchmarks.source_moves import merge, move, split
from benchmarks.source_text import body_start, find_words
from benchmarks.source_words import amend, replace_body, restyle


def _amend(share: float) -> Operation:
    def do(draft: Draft) -> bool:
        site = pick_site(draft, lambda item: len(item.runs) == 1 and words_of(item) >= 8)
        if site is None:
            return False
        return amend_site(draft, site, share, f"amend_{round(share * 100)}")

    return do


def _new_words(draft: Draft) -> str:
    """Give a new provision's words: of another law, or of another place of this one with three words in ten changed."""
    if draft.rng.random() < 0.75:
        return draft.donor.sentence()
    leaves = [site for site in draft.law.sites if site.is_whole_leaf and 12 <= words_of(site) <= 80]
    if not leaves:
        return draft.donor.sentence()
    raw = draft.rng.choice(leaves).runs[0].raw
    changed = amend(draft.rng, raw, 0.3, draft.donor)
    return re.sub(r"<[^>]*>|\*\*?", "", changed[body_start(changed) :]).strip() if changed else draft.donor.sentence()


def _insert(renumber: bool) -> Operation:
    def do(draft: Draft) -> bool:
        picked = pick_group(draft, 3)
        models = [site for site in picked[0] if site.is_whole_leaf] if picked else []
        if picked is None or not models:
            return False
        group, series = picked
        model = draft.rng.choice(models)
        block, label = copy_leaf(draft, model, _new_words(draft))
        after = draft.rng.choice(group[:-1]) if renumber else group[-1]
        at = group.index(after) + 1
        draft.put_after(after.block, block)
        labelled = [site.label_piece for site in group if site.label_piece]
        labelled.insert(at, label)
        relabel(labelled, series)
        lock_group(draft, group)
        return True

    return do


def _delete(draft: Draft) -> bool:
    picked = pick_group(draft, 3)
    if picked is None:
        return False
    group, series = picked
    gone = draft.rng.choice(group)
    draft.cut(gone.block)
    if draft.rng.random() < 0.5:
        relabel([site.label_piece for site in group if site is not gone and site.label_piece], series)
    for member in gone.family():
        draft.operations[member] = "delete"
    lock_group(draft, group)
    return True


def _repeal_note(draft: Draft) -> bool:
    site = pick_site(draft, lambda item: item.is_whole_leaf and item.provision.label is not None)
    if site is None:
        return False
    note = {"fr": "(Abrogé)", "de": "(weggefallen)", "es": "(Derogado)"}.get(draft.law.document.language or "")
    replace_body(site.runs[0], note or draft.rng.choice(("[Repealed]", "[Reserved]", "Repealed.")))
    site.runs[0].origins = frozenset()
    draft.operations[site] = "repeal_note"
    draft.lock([site])
    return True


def _renumber(share: float | None) -> Operation:
    """Renumber the end of a group, as where a number was reserved; with a share, amend one of those."""

    def do(draft: Draft) -> bool:
        picked = pick_group(draft, 3)
        if picked is None:
            return False
        group, series = picked
        start = draft.rng.randrange(1, len(group))
        for place, site in enumerate(group[start:], start=start + 1):
            if site.label_piece:
                relabel_one(site.label_piece, series.at(place))
        draft.operations.update({site: "renumber" for site in group[start:] if site.runs})
        if share is not None:
            fitting = [site for site in group[start:] if len(site.runs) == 1 and words_of(site) >= 8]
            if fitting:
                amend_site(draft, draft.rng.choice(fitting), share, "renumber_amend")
        lock_group(draft, group)
        return True

    return do


def _heading(draft: Draft) -> bool:
    site = pick_site(draft, lambda item: len(item.headings) == 1 and item.provision.label is not None)
    if site is None:
        return False
    piece = site.headings[0]
    words = find_words(piece.raw, body_start(piece.raw))
    draft.lock([site])
    if not words:
        return False
    start, end = draft.rng.choice(words)
    piece.raw = piece.raw[:start] + draft.donor.phrase(2) + piece.raw[end:]
    draft.operations[site] = "heading"
    return True


def _definition(draft: Draft) -> bool:
    """Put a new term among definitions that are ordered by the alphabet and have no numbers."""
    groups = []
    for group in draft.law.groups():
        terms = [site for site in group if site.is_whole_leaf and site.provision.label is None and _term(site)]
        if len(terms) >= 3 and draft.is_free(terms):
            groups.append(terms)
    if not groups:
        return False
    group = draft.rng.choice(groups)
    model = draft.rng.choice(group)
    term = _term(model)
    assert term is not None
    word = draft.donor.phrase(2).strip(" .,;:()").lower() or "record"
    after = max((site for site in group if (_term(site) or "").lower() <= word), key=_term_key, default=group[0])
    block = [piece.copy() for piece in model.block]
    run = block[model.block.index(model.runs[0])]
    raw = model.runs[0].raw
    at = raw.index(term)
    verb = re.search(r"\bmeans\b|\bincludes\b|\bhas the\b", raw[at + len(term) :])
    middle = raw[at + len(term) :][: verb.start()] if verb else " "
    run.raw = f"{raw[:at]}{word}{middle}means {draft.donor.sentence()}{raw[len(raw.rstrip()) :]}"
    run.is_new = True
    draft.put_after(after.block, block)
    draft.lock(group)
    return True


def _term_key(site: Site) -> str:
    return (_term(site) or "").lower()


def _term(site: Site) -> str | None:
    raw = site.runs[0].raw if site.runs else ""
    found = re.match(r"(?:\s|<[^>]+>|[“\"*_])+([A-Za-z][\w ,-]{2,40}?)\s*(?:<[^>]+>|[”\"*_,])", raw)
    return found[1] if found else None


def _list_item(draft: Draft) -> bool:
    """Change, put in or take out one of several paragraphs, list items or cells of a provision."""
    site = pick_site(draft, lambda item: len(item.runs) >= 3 and words_of(item) >= 12)
    if site is None:
        return False
    run = draft.rng.choice(site.runs[1:])
    draft.lock([site])
    changed = amend(draft.rng, run.raw, 0.3, draft.donor)
    if changed is None:
        words = find_words(run.raw, body_start(run.raw))
        if not words:
            return False
        start, end = draft.rng.choice(words)
        changed = run.raw[:start] + draft.donor.phrase(2) + run.raw[end:]
    run.raw = changed
    draft.operations[site] = "list_item"
    return True


OPERATIONS: dict[str, Operation] = {
    "amend_3": _amend(0.03),
    "amend_15": _amend(0.15),
    "amend_45": _amend(0.45),
    "insert": _insert(renumber=False),
    "insert_renumber": _insert(renumber=True),
    "delete": _delete,
    "repeal_note": _repeal_note,
    "renumber": _renumber(None),
    "renumber_amend": _renumber(0.15),
    "move": move(None),
    "move_amend": move(0.15),
    "split": split(far=False),
    "moved_split": split(far=True),
    "merge": merge,
    "heading": _heading,
    "definition": _definition,
    "list_item": _list_item,
}


def retype(draft: Draft) -> int:
    """Change the typography of every run; give how many changed."""
    count = 0
    for piece in draft.pieces:
        if piece.kind == "run" and piece in draft.law.marked:
            changed = restyle(draft.rng, piece.raw)
            count += changed != piece.raw
            piece.raw = changed
    return count
