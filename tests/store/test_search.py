"""The law is found by its words: what stands, and on request what stood."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from store_law import LAW_A, LAW_B, SOURCE, document, observe

from regdrift.errors import HistoryError
from regdrift.store.connection import APPLICATION_ID
from regdrift.store.excerpts import MARKS, marked_excerpt, search_terms
from regdrift.store.history import History
from regdrift.store.schema import FIRST_SCHEMA
from regdrift.store.search import LawFilter


def found(history: History, text: str, **more: object) -> list[str]:
    return [row["citation"] for row in history.search_law(LawFilter(text, **more))]


def test_words_find_what_stands_and_on_request_what_stood(history: History) -> None:
    observe(history, LAW_A, 0)
    observe(history, LAW_B, 3)
    assert found(history, "customer opts in") == ["Act § 1"]
    assert found(history, "opts out") == []
    (former,) = history.search_law(LawFilter("opts out", former=True))
    assert former["until"] is not None
    assert former["version"] == 1


@pytest.mark.parametrize(
    ("words", "citations"),
    [
        ("donnees", ["Act § 1"]),
        ("DONNÉES personnelles", ["Act § 1"]),
        ('"personnelles données"', []),
        ("consent*", ["Act § 1", "Act § 2"]),
        ("consent", ["Act § 2"]),
        ("§ 2", ["Act § 2"]),
        ("", []),
        ('"', []),
        ("AND OR NOT NEAR(", []),
    ],
)
def test_accents_prefixes_phrases_and_signs(history: History, words: str, citations: list[str]) -> None:
    law = document(("1", "Le consentement porte sur les données personnelles."), ("2", "No consent, no call."))
    observe(history, law, 0)
    assert sorted(found(history, words)) == citations


def test_an_excerpt_marks_the_words_found(history: History) -> None:
    observe(history, LAW_A, 0)
    (row,) = history.search_law(LawFilter("fines"))
    assert row["excerpt"] == f"{MARKS[0]}Fines{MARKS[1]}: $100."


def test_filters_and_pages(history: History) -> None:
    observe(history, document(*((str(n), f"Duty {n} of the carrier.") for n in range(1, 8))), 0)
    everything = found(history, "carrier")
    assert len(everything) == 7
    assert found(history, "carrier", limit=3) + found(history, "carrier", limit=4, offset=3) == everything
    assert found(history, "carrier", jurisdiction="US") == everything
    assert found(history, "carrier", jurisdiction="FR") == []
    assert found(history, "carrier", source=SOURCE.id) == everything


def test_a_history_of_the_first_schema_is_indexed_when_it_is_opened(place: Path, tmp_path: Path) -> None:
    with History.open(place) as history:
        history.sync_sources([SOURCE])
        observe(history, LAW_A, 0)
    old = tmp_path / "old.db"
    _without_search(place, old)
    with pytest.raises(HistoryError, match="older regdrift"), History.open(old, read_only=True):
        pass
    with History.open(old) as history:
        assert found(history, "customer") == ["Act § 1"]
        assert history.verify().ok


def test_a_provision_missing_from_the_index_is_told(history: History) -> None:
    observe(history, LAW_A, 0)
    with sqlite3.connect(history.path) as other:
        other.execute("INSERT INTO provisions_fts(provisions_fts) VALUES ('delete-all')")
    assert any("missing from the search index" in problem for problem in history.verify().problems)


def _without_search(source: Path, target: Path) -> None:
    """Write the rows of a history into a file of the first schema."""
    with sqlite3.connect(target) as copy:
        for statement in FIRST_SCHEMA:
            copy.execute(statement)
        copy.execute("ATTACH ? AS now", (str(source),))
        tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE '%USING%'"
        for (name,) in copy.execute(tables).fetchall():
            if not name.startswith(("changes_fts", "sqlite_")):
                copy.execute(f"INSERT INTO main.{name} SELECT * FROM now.{name}")
        applied = "SELECT * FROM now._sqlite_migrations WHERE name = '0001_history'"
        copy.execute(f"CREATE TABLE _sqlite_migrations AS {applied}")
        copy.execute(f"PRAGMA application_id={APPLICATION_ID}")
        copy.execute("PRAGMA user_version=1")
    copy.close()


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("Un traitement exige le consentement.", "consentement", "Un traitement exige le [consentement]."),
        ("Données agrégées seulement.", "donnees AGREGEES", "[Données] [agrégées] seulement."),
        ("The opt-out right stands.", '"opt out"', "The [opt-out] right stands."),
        ("Consents and consenting.", "consent*", "[Consents] and [consenting]."),
        ("inconsent is no consent", "consent", "inconsent is no [consent]"),
        ("nothing here", "other", "nothing here"),
        ("", "other", ""),
    ],
)
def test_an_excerpt_finds_words_as_the_index_does(text: str, asked: str, shown: str) -> None:
    excerpt = marked_excerpt([text], search_terms(asked))
    assert excerpt.replace(MARKS[0], "[").replace(MARKS[1], "]") == shown


def test_a_long_text_is_cut_around_the_first_word_found() -> None:
    excerpt = marked_excerpt([" ".join(["before"] * 50 + ["target"] + ["after"] * 50)], search_terms("target"))
    assert excerpt == f"… {'before ' * 6}{MARKS[0]}target{MARKS[1]}{' after' * 23} …"


def test_a_term_of_the_heading_shows_the_heading() -> None:
    assert marked_excerpt(["body", "Retention"], search_terms("retention")) == f"{MARKS[0]}Retention{MARKS[1]}"
