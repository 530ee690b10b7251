"""Provisions are placed by lineage: every version comes back whole, and what did not change writes nothing."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_law import SOURCE, capture, check, day, observe

from regdrift.model.analysis import Analysis, Link
from regdrift.model.change import Direction, Substance
from regdrift.model.check import Outcome
from regdrift.model.document import LegalDocument, Note, NoteKind, Provision, ProvisionKind, ProvisionStatus, Stage
from regdrift.store.history import History
from regdrift.store.placements import assign_ranks, match_lineages
from regdrift.store.records import VersionCommit

_WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
_MAYBE = st.none() | _WORDS
_PROVISION = st.builds(
    Provision,
    path=st.sampled_from([f"a/{n}" for n in range(12)]),
    label=_MAYBE,
    heading=_MAYBE,
    text=_WORDS,
    citation=_MAYBE,
    kind=st.sampled_from(ProvisionKind),
    status=st.sampled_from(ProvisionStatus),
    continuation=_WORDS,
)
_NOTE = st.builds(Note, kind=st.sampled_from(NoteKind), text=_WORDS, heading=_MAYBE, provision_path=_MAYBE)
_DOCUMENT = st.builds(
    LegalDocument,
    format=st.just("html"),
    parser=st.just("html@1"),
    provisions=st.lists(_PROVISION, max_size=10, unique_by=lambda one: one.path).map(tuple),
    title=_MAYBE,
    identifiers=st.dictionaries(_WORDS, _WORDS, max_size=2),
    notes=st.lists(_NOTE, max_size=4).map(tuple),
    stage=st.none() | st.sampled_from(Stage),
    warnings=st.lists(_WORDS, max_size=1).map(tuple),
)


@st.composite
def _versions(draw: st.DrawFn) -> list[tuple[LegalDocument, tuple[Link, ...]]]:
    found: list[tuple[LegalDocument, tuple[Link, ...]]] = []
    for document in draw(st.lists(_DOCUMENT, min_size=1, max_size=5)):
        before = [one.path for one in found[-1][0].provisions] if found else []
        reach = st.tuples(
            st.none() | st.sampled_from([*before, "gone"]),
            st.none() | st.sampled_from([*(one.path for one in document.provisions), "gone"]),
        )
        if before and draw(st.booleans()):
            # Keep most of the older text, so that unchanged, moved and edited provisions all occur.
            kept = draw(st.permutations(found[-1][0].provisions))
            names = {one.path for one in kept[:7]}
            new = [one for one in document.provisions if one.path not in names][:3]
            document = replace(document, provisions=(*kept[:7], *new))  # noqa: PLW2901
        found.append((document, tuple(draw(st.lists(reach, max_size=8)))))
    return found


def _commit(history: History, document: LegalDocument, number: int, links: tuple[Link, ...]) -> int:
    recorded = history.record_check(check(number), capture(b"%d" % number, number), next_due_at=None)
    head = history.source_state(SOURCE.id).head
    return history.commit_version(
        VersionCommit(
            SOURCE,
            recorded.capture_id or 0,
            recorded.check_id,
            head.id if head else None,
            document,
            Analysis(Substance.SUBSTANTIVE, Direction.NEUTRAL, links=links),
            day(number),
            Outcome.CHANGED,
        )
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(versions=_versions())
def test_any_sequence_of_versions_comes_back_equal(
    versions: list[tuple[LegalDocument, tuple[Link, ...]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, History.open(Path(folder) / "h.db") as history:
        history._db.execute("PRAGMA synchronous=OFF")
        history.sync_sources([SOURCE])
        ids = [_commit(history, document, number, links) for number, (document, links) in enumerate(versions)]
        assert [history.load_document(one) for one in ids] == [document for document, _ in versions]
        assert history.verify().problems == ()


@given(st.lists(st.none() | st.integers(0, 40), max_size=40))
def test_ranks_increase_and_keep_what_they_can(old: list[int | None]) -> None:
    seen: set[int] = set()
    unique = [None if rank in seen or rank is None else seen.add(rank) or rank for rank in old]
    ranks = assign_ranks(unique)
    assert len(ranks) == len(unique)
    assert all(a < b for a, b in pairwise(ranks))
    if None not in unique and unique == sorted(seen):
        assert ranks == unique


def test_an_insertion_in_front_moves_nothing_else() -> None:
    ranks = assign_ranks([None] * 5)
    assert assign_ranks([None, *ranks])[1:] == ranks
    assert assign_ranks([ranks[0], None, *ranks[1:]])[2:] == ranks[1:]


def test_insertions_at_one_place_rarely_move_others() -> None:
    ranks = assign_ranks([None] * 200)
    moved = 0
    for _ in range(300):
        after = assign_ranks([*ranks[:100], None, *ranks[100:]])
        moved += sum(a != b for a, b in zip(ranks, [*after[:100], *after[101:]], strict=True))
        ranks = after
    assert moved < 300


def test_a_lineage_follows_the_links_and_prefers_the_same_path() -> None:
    continues, edges = match_lineages(
        ["1", "2", "3", "4"],
        ["1", "2a", "2", "5", "new"],
        [("1", "1"), ("2", "2a"), ("2", "2"), ("3", "5"), ("4", "5"), (None, "new")],
    )
    assert continues == {"1": "1", "2": "2", "5": "3"}
    assert sorted(edges) == [("2", "2a"), ("4", "5")]


def test_an_unchanged_provision_writes_nothing(history: History) -> None:
    many = LegalDocument(
        "html",
        "html@1",
        tuple(Provision(f"a/{n}", f"§ {n}", None, f"Text {n}.", f"Act § {n}") for n in range(300)),
        notes=tuple(Note(NoteKind.SOURCE_CREDIT, f"PL {n}.", None, f"a/{n}") for n in range(300)),
    )
    observe(history, many, 0)
    inserted = Provision("a/new", "§ 0a", None, "New text.", None)
    amended = replace(many.provisions[7], text="Amended text.")
    provisions = (inserted, *many.provisions[:7], amended, *many.provisions[8:])
    note = Note(NoteKind.EDITORIAL, "Inserted.", None, "a/new")
    second = replace(many, provisions=provisions, notes=(note, *many.notes))
    version = observe(history, second, 1)
    assert history.load_document(version) == second
    count = "SELECT count(*) FROM {} WHERE valid_from_version = ?"
    assert history._db.value(count.format("placements"), (version,)) == 2
    assert history._db.value(count.format("note_placements"), (version,)) == 1
    assert history._db.value("SELECT count(*) FROM placements WHERE valid_to_version IS NOT NULL") == 1
