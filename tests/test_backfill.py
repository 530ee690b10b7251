"""Versions from before the first check: real repositories and folders, the reader's process, the history."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from regdrift.backfill import Filled, Filler, choose_versions
from regdrift.data.load_rules import load_rule_book
from regdrift.errors import UsageError
from regdrift.model.alert import AlertConfig
from regdrift.model.capture import Capture
from regdrift.model.change import ChangeKind
from regdrift.model.practice import Consent, ConsentModel, Organization, Practice, PracticeRegister
from regdrift.model.source import Source
from regdrift.past.dated import DatedVersion
from regdrift.past.folder import folder_versions
from regdrift.past.git import GitFile
from regdrift.pipeline import Checker
from regdrift.reading import Reader
from regdrift.store.filters import ChangeFilter
from regdrift.store.history import History, canonical_dump
from regdrift.store.provisions import TextQuery

SOURCE = Source("act", "Act", "US", url="https://law.example/act", topics=("isp",))
TODAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
ADS = Practice(
    id="ads",
    name="Broadband customers' browsing history for advertising",
    jurisdictions=("US",),
    data_subjects=("x.subscriber",),
    data_uses=("marketing.advertising.first_party.targeted",),
    consent=Consent(model=ConsentModel.OPT_OUT),
)
REGISTER = PracticeRegister(Organization("Test"), (ADS,), "v1")


def law(*sections: str) -> bytes:
    """Give a page of law, an illustration: ``number text`` for each section."""
    body = "".join(f"<h2>§ {one.split(' ', 1)[0]}. Matter</h2><p>{one.split(' ', 1)[1]}</p>" for one in sections)
    page = f"<html lang='en'><head><title>Act</title></head><body><main><h1>Act</h1>{body}</main></body></html>"
    return page.encode()


RECORDS = "1 A provider shall keep records of consent for two years."
SCOPE = "9 This Act applies to providers of broadband service in the State."
FIRST = law(RECORDS, "2 A provider may use customer personal information unless the customer opts out.", SCOPE)
ASKED = "A provider may not use customer personal information unless the customer gives prior express consent."
SECOND = law(RECORDS, f"2 {ASKED}", SCOPE)
THIRD = law(
    RECORDS,
    "2 A provider shall answer a request within 30 days after receipt.",
    f"3 {ASKED}",
    SCOPE,
)
FOURTH = THIRD.replace(b"30 days", b"15 days")


@dataclass
class Bench:
    history: History
    reader: Reader

    def check(self, body: bytes) -> None:
        """Observe a page today, as a check would."""
        self.history.sync_sources([SOURCE])
        checker = Checker(self.history, self.reader, REGISTER, AlertConfig(), load_rule_book())
        capture = Capture(
            SOURCE.url or "",
            SOURCE.url or "",
            200,
            {"content-type": "text/html"},
            body,
            hashlib.sha256(body).hexdigest(),
            TODAY,
            0.1,
        )
        checker.settle(SOURCE, capture, TODAY, TODAY + timedelta(days=1))

    def fill(self, versions: list[DatedVersion]) -> tuple[Filled, ...]:
        self.history.sync_sources([SOURCE])
        filler = Filler(self.history, self.reader, REGISTER, load_rule_book(), lambda: TODAY)
        return filler.fill(SOURCE, choose_versions(self.history, SOURCE, versions), lambda _: None)

    def words(self, day: date) -> str:
        found = self.history.provisions_at(TextQuery("act", at=day))
        return "\n".join(row["text"] for row in found["provisions"])


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with History.open(tmp_path / "h.db") as history, Reader() as reader:
        yield Bench(history, reader)


def kept(*pairs: tuple[str, bytes]) -> list[DatedVersion]:
    """Give versions as an archive keeps them."""
    return [
        DatedVersion(date.fromisoformat(day), f"file:{day}.html", (lambda body=body: body), "text/html")
        for day, body in pairs
    ]


def test_the_past_is_added_in_front_and_what_was_observed_stays(bench: Bench) -> None:
    bench.check(FOURTH)
    head = bench.history.chain_head()
    done = bench.fill(kept(("2019-01-01", FIRST), ("2021-06-01", SECOND), ("2023-03-01", THIRD)))
    assert [one.outcome for one in done] == ["stored"] * 3
    assert [row["seq"] for row in bench.history.versions("act")] == [1, 0, -1, -2]
    assert bench.history.verify(head).ok
    assert bench.history.chain_head().seq > head.seq


def test_text_at_gives_the_wording_of_the_day(bench: Bench) -> None:
    bench.check(FOURTH)
    bench.fill(kept(("2019-01-01", FIRST), ("2021-06-01", SECOND), ("2023-03-01", THIRD)))
    assert bench.words(date(2018, 12, 31)) == ""
    assert "opts out" in bench.words(date(2019, 1, 1))
    assert "opts out" in bench.words(date(2021, 5, 31))
    assert "prior express consent" in bench.words(date(2021, 6, 1))
    assert "30 days" in bench.words(date(2026, 5, 3))
    assert "15 days" in bench.words(date(2026, 5, 4))
    found = bench.history.provisions_at(TextQuery("act", at=date(2020, 1, 1)))
    assert (found["applies_from"], found["basis"]) == ("2019-01-01", "archived")


def test_what_was_known_then_is_not_made_up(bench: Bench) -> None:
    bench.check(FOURTH)
    bench.fill(kept(("2019-01-01", FIRST)))
    assert bench.history.provisions_at(TextQuery("act", known_at=TODAY - timedelta(days=1)))["version"] is None


def test_one_provision_is_followed_through_its_numbers(bench: Bench) -> None:
    bench.check(FOURTH)
    bench.fill(kept(("2019-01-01", FIRST), ("2021-06-01", SECOND), ("2023-03-01", THIRD)))
    rows = bench.history.provision_history("act", "§ 3")
    assert [row["label"] for row in rows] == ["§ 2", "§ 2", "§ 3"]
    assert ["opts out" in row["text"] for row in rows] == [True, False, False]


def test_changes_stand_at_their_days_and_touch_practices_without_work_or_alerts(bench: Bench) -> None:
    bench.check(FOURTH)
    work = len(bench.history.work_items())
    bench.fill(kept(("2019-01-01", FIRST), ("2021-06-01", SECOND), ("2023-03-01", THIRD)))
    rows = list(bench.history.changes(ChangeFilter(source="act")))
    assert [row["observed_at"][:10] for row in rows] == ["2026-05-04", "2023-03-01", "2023-03-01", "2021-06-01"]
    assert all(row["late_found"] for row in rows)
    assert rows[-1]["impacts"][0]["practice"] == "ads"
    assert {row["kind"] for row in rows} >= {str(ChangeKind.AMENDED), str(ChangeKind.ADDED)}
    assert len(bench.history.work_items()) == work
    assert list(bench.history.alerts()) == []


def test_the_next_check_compares_with_the_newest_observation(bench: Bench) -> None:
    bench.check(FOURTH)
    state = bench.history.source_state("act")
    (health,) = bench.history.sources_health("act")
    bench.fill(kept(("2019-01-01", FIRST)))
    assert bench.history.source_state("act") == state
    assert bench.history.sources_health("act") == [{**health, "changes": 2}]


def test_a_stopped_backfill_goes_on_and_ends_in_the_same_history(bench: Bench, tmp_path: Path) -> None:
    versions = kept(("2019-01-01", FIRST), ("2021-06-01", SECOND), ("2023-03-01", THIRD))
    bench.check(FOURTH)
    bench.fill(versions[1:])
    bench.fill(versions)
    assert bench.fill(versions) == ()
    with History.open(tmp_path / "other.db") as history:
        other = Bench(history, bench.reader)
        other.check(FOURTH)
        other.fill(versions)
        assert list(canonical_dump(history)) == list(canonical_dump(bench.history))


def test_equal_wordings_count_from_their_first_day_and_are_stored_once(bench: Bench) -> None:
    bench.check(FOURTH)
    done = bench.fill(kept(("2020-01-01", FOURTH), ("2021-01-01", FOURTH), ("2022-01-01", FOURTH + b"\n")))
    assert [one.outcome for one in done] == ["same"] * 3
    assert [row["dated_on"] for row in bench.history.versions("act")] == [None, "2020-01-01"]
    assert "15 days" in bench.words(date(2020, 1, 1))
    assert bench.words(date(2019, 12, 31)) == ""


def test_a_source_that_was_never_checked_gets_its_past_and_then_compares_with_it(bench: Bench) -> None:
    bench.fill(kept(("2019-01-01", FIRST), ("2021-06-01", SECOND)))
    bench.check(THIRD)
    assert [row["seq"] for row in bench.history.versions("act")] == [1, 0, -1]
    assert bench.history.verify().ok
    kinds = {row["kind"] for row in bench.history.changes(ChangeFilter(source="act")) if row["version"] == 1}
    assert "added" in kinds


def test_a_broken_version_is_told_and_the_others_are_kept(bench: Bench) -> None:
    bench.check(FOURTH)
    done = bench.fill(kept(("2019-01-01", FIRST), ("2021-06-01", b"<html><body></body></html>")))
    assert [one.outcome for one in done] == ["unreadable", "stored"]
    assert done[0].message
    assert "opts out" in bench.words(date(2026, 1, 1))


def test_many_edits_in_a_repository_read_as_the_repository_says(bench: Bench, tmp_path: Path) -> None:
    days = [date(2010, 1, 1) + timedelta(days=40 * number) for number in range(25)]
    chance = random.Random(7)
    keep = "{0} A provider shall keep record {0} for {1} months."
    sections = {number: keep.format(number, number + 2) for number in range(1, 30)}
    pages: list[bytes] = []
    for _ in days:
        number = chance.choice(sorted(sections))
        match chance.randrange(3):
            case 0 if len(sections) > 20:
                del sections[number]
            case 1:
                new = max(sections) + 1
                sections[new] = f"{new} A carrier must file report {new} each year with the Board."
            case _:
                sections[number] = keep.format(number, chance.randrange(40, 99))
        pages.append(law(*(sections[one] for one in sorted(sections))))
    commit_pages(tmp_path / "repository", list(zip(days, pages, strict=True)))
    bench.check(FOURTH)
    with GitFile(tmp_path / "repository", "act.html") as repository:
        bench.fill(repository.versions())
    for day in [date(2010, 1, 1) + timedelta(days=chance.randrange(40 * 25)) for _ in range(12)]:
        page = next(page for start, page in reversed(list(zip(days, pages, strict=True))) if start <= day)
        with History.open(tmp_path / f"{day}.db") as alone:
            one = Bench(alone, bench.reader)
            one.check(page)
            assert bench.words(day) == one.words(TODAY.date()), day
    assert bench.history.verify().ok


def commit_pages(folder: Path, pages: list[tuple[date, bytes]], name: str = "act.html") -> None:
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    for day, page in pages:
        (folder / name).write_bytes(page)
        git(folder, "add", name)
        git(folder, "commit", "-q", "-m", "law", "--allow-empty", day=day)


def git(folder: Path, *arguments: str, day: date | None = None) -> None:
    when = f"{day or date(2020, 1, 1)}T12:00:00+0000"
    person = {"GIT_AUTHOR_NAME": "law", "GIT_AUTHOR_EMAIL": "law@example.org"}
    place = {"GIT_COMMITTER_NAME": "law", "GIT_COMMITTER_EMAIL": "law@example.org", "GIT_CONFIG_GLOBAL": os.devnull}
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": "2026-01-01T00:00:00+0000"}
    subprocess.run(["git", *arguments], cwd=folder, check=True, env={**os.environ, **person, **place, **dates})


def test_git_follows_renames_skips_untouched_commits_and_takes_the_authors_day(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    commit_pages(folder, [(date(2001, 2, 3), FIRST), (date(2002, 3, 4), FIRST), (date(2003, 4, 5), SECOND)])
    git(folder, "mv", "act.html", "code.html")
    git(folder, "commit", "-q", "-m", "renamed", day=date(2004, 5, 6))
    with GitFile(folder, "code.html") as repository:
        found = repository.versions()
        assert [one.on for one in found] == [date(2001, 2, 3), date(2003, 4, 5)]
        assert [one.load() for one in found] == [FIRST, SECOND]
        assert found[0].media_type == "text/html"
    with GitFile(folder, "code.html", "committer") as repository:
        assert {one.on for one in repository.versions()} == {date(2026, 1, 1)}
    with GitFile(folder, "none.html") as repository, pytest.raises(UsageError, match="no commit has a file"):
        repository.versions()


def test_a_folders_days_are_found_in_names(tmp_path: Path) -> None:
    for name in ("act-2019-06-10.html", "20200101/act.html", "2021_12_31.html", "readme.txt", "act-20211399.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(FIRST)
    found, undated = folder_versions(tmp_path)
    assert [one.on.isoformat() for one in found] == ["2019-06-10", "2020-01-01", "2021-12-31"]
    assert undated == ["act-20211399.html", "readme.txt"]
    with pytest.raises(UsageError, match="date-pattern"):
        folder_versions(tmp_path, "(?P<year>")
    with pytest.raises(UsageError, match="day"):
        folder_versions(tmp_path, r"(?P<year>\d{4})(?P<month>\d\d)")
