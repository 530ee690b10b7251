"""One check, with real parts: a loopback publisher, the reader's process, the history."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from regdrift.data.load_rules import load_rule_book
from regdrift.errors import UsageError
from regdrift.fetch.client import Fetcher
from regdrift.model.alert import AlertConfig, AlertKind, FileChannel, Route
from regdrift.model.change import ChangeKind
from regdrift.model.check import CheckRow, Outcome
from regdrift.model.level import Level
from regdrift.model.practice import Consent, ConsentModel, Organization, Practice, PracticeRegister
from regdrift.model.source import Expectation, Source
from regdrift.parse import ReadHints
from regdrift.pipeline import Checker, CheckResult, Recorded
from regdrift.reading import Reader
from regdrift.reassessment import assess_again
from regdrift.rounds import Round, run_round
from regdrift.schedule import next_due
from regdrift.store.history import History, canonical_dump
from regdrift.store.provisions import TextQuery

BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)
REGISTER = PracticeRegister(Organization("Test"), (), "none")


def law(*sections: str) -> str:
    """Give a page of law, an illustration, with one section for each text."""
    body = "".join(
        f"<h2>§ {number}. Matter {number}</h2><p>{text}</p>" for number, text in enumerate(sections, start=1) if text
    )
    return f"<html lang='en'><head><title>Act</title></head><body><main><h1>Act</h1>{body}</main></body></html>"


FIRST = law(
    "A provider shall keep records of consent for two years.",
    "A provider shall answer a request within 30 days after receipt.",
    "A provider may charge a fee for a second copy in one year.",
    "This Act applies to providers of broadband service in the State.",
)
SECOND = FIRST.replace("within 30 days", "within 15 days")
GUTTED = law("A provider shall keep records of consent for two years.")


@dataclass
class Bench:
    """A publisher whose one page can be set, a clock that can be turned, and everything a round needs."""

    history: History
    reader: Reader
    server: ThreadingHTTPServer
    page: bytes = FIRST.encode()
    status: int = 200
    etag: str | None = None
    at: datetime = BEGIN
    asked: list[dict[str, str]] = field(default_factory=list)
    alerts: AlertConfig = field(default_factory=AlertConfig)
    results: tuple[CheckResult, ...] = ()
    register: PracticeRegister = REGISTER

    @property
    def source(self) -> Source:
        url = f"http://127.0.0.1:{self.server.server_address[1]}/act.html"
        return Source("act", "Act", "US", url=url, delay_seconds=0, allow_private_addresses=True, every_seconds=3600)

    def check(self, page: str | None = None, *, days: float = 1, source: Source | None = None) -> CheckResult:
        """Turn the clock, set the page and check once."""
        if page is not None:
            self.page = page.encode()
        self.at += timedelta(days=days)
        chosen = source or self.source
        self.history.sync_sources([chosen])
        with Fetcher(clock=lambda: self.at, sleep=lambda _: None) as fetcher:
            how = Round(fetcher, lambda: self.at, threading.Event())
            self.results = run_round(self.checker(), [chosen], how, lambda _: None)
        return self.results[-1]

    def checker(self) -> Checker:
        return Checker(self.history, self.reader, self.register, self.alerts, load_rule_book())

    def told(self) -> list[str]:
        return [row["kind"] for row in self.history.alerts()][::-1]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                self.send_response(404)
                self.end_headers()
                return
            made.asked.append(dict(self.headers))
            fresh = made.etag is not None and self.headers.get("If-None-Match") == made.etag
            self.send_response(304 if fresh else made.status)
            if made.etag:
                self.send_header("ETag", made.etag)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if not fresh:
                self.wfile.write(made.page)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    with History.open(tmp_path / "h.db") as history, Reader() as reader:
        made = Bench(history, reader, server)
        folder = FileChannel("archive", str(tmp_path / "sent"))
        made.alerts = AlertConfig(channels=(folder,), routes=(Route("all", ("archive",), min_level=Level.NONE),))
        yield made
    server.shutdown()
    server.server_close()


def count(bench: Bench, table: str) -> int:
    with sqlite3.connect(bench.history.path) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_unchanged_bytes_are_not_read_again_and_leave_a_check_row_only(bench: Bench) -> None:
    assert bench.check().outcome is Outcome.FIRST_SEEN
    before, reads = list(canonical_dump(bench.history)), count(bench, "parse_attempts")
    assert bench.check().outcome is Outcome.UNCHANGED
    assert list(canonical_dump(bench.history)) == before
    assert count(bench, "parse_attempts") == reads == 1
    assert (count(bench, "checks"), count(bench, "captures"), count(bench, "versions")) == (2, 1, 1)


def test_the_servers_own_validators_are_sent_back_and_304_is_unchanged(bench: Bench) -> None:
    bench.etag = 'W/"odd-one"'
    bench.check()
    assert bench.check().outcome is Outcome.UNCHANGED
    assert [headers.get("If-None-Match") for headers in bench.asked] == [None, 'W/"odd-one"']
    assert not any("If-Modified-Since" in headers for headers in bench.asked)


def test_a_304_that_lies_hides_a_change_for_a_week_at_most(bench: Bench) -> None:
    bench.etag = '"one"'
    bench.check()
    outcomes = [bench.check(SECOND).outcome for _ in range(7)]
    assert outcomes == [Outcome.UNCHANGED] * 6 + [Outcome.CHANGED]
    assert bench.check().outcome is Outcome.UNCHANGED
    assert bench.asked[-1].get("If-None-Match") == '"one"'


def test_back_and_forth_are_as_many_changes(bench: Bench) -> None:
    bench.check(FIRST)
    results = [bench.check(page) for page in (SECOND, FIRST, SECOND)]
    ids = [change.id for result in results if result.analysis for change in result.analysis.changes]
    assert [result.outcome for result in results] == [Outcome.CHANGED] * 3
    assert len(ids) == len(set(ids)) == 3


def test_new_bytes_around_the_same_law_are_unchanged(bench: Bench) -> None:
    bench.check(FIRST)
    assert bench.check(FIRST.replace("<main>", "<nav><a href='/'>Home</a></nav><main>")).outcome is Outcome.UNCHANGED
    assert (count(bench, "captures"), count(bench, "versions")) == (2, 1)


def test_a_lost_body_is_no_repeal_and_the_source_recovers(bench: Bench) -> None:
    bench.check(FIRST)
    lost = bench.check(GUTTED)
    assert (lost.outcome, lost.reason) == (Outcome.UNREADABLE, "body_lost")
    assert bench.check(GUTTED, days=0.1).outcome is Outcome.UNREADABLE
    assert bench.check(FIRST).outcome is Outcome.UNCHANGED
    assert count(bench, "changes") == 0
    assert bench.told() == [AlertKind.SOURCE_UNREADABLE, AlertKind.SOURCE_RECOVERED]


def test_a_loss_seen_three_times_over_two_days_is_told_and_a_person_accepts_it(bench: Bench) -> None:
    bench.check(FIRST)
    for _ in range(4):
        bench.check(GUTTED)
    assert bench.told() == [AlertKind.SOURCE_UNREADABLE, AlertKind.SUSPECTED_REPEAL]
    result = bench.checker().decide(bench.source, accepted=True)
    assert result.analysis is not None
    assert {change.kind for change in result.analysis.changes} == {ChangeKind.REPEALED}
    assert bench.check(GUTTED).outcome is Outcome.UNCHANGED


def test_a_person_rejects_a_loss_and_nothing_becomes_law(bench: Bench) -> None:
    bench.check(FIRST)
    bench.check(GUTTED)
    bench.checker().decide(bench.source, accepted=False)
    assert count(bench, "versions") == 1
    with pytest.raises(UsageError, match="nothing is in quarantine"):
        bench.checker().decide(bench.source, accepted=True)


def test_an_expectation_that_is_missed_is_unreadable(bench: Bench) -> None:
    strict = Source(
        "act",
        "Act",
        "US",
        url=bench.source.url,
        delay_seconds=0,
        allow_private_addresses=True,
        expect=Expectation(must_contain=("unicorn",)),
    )
    result = bench.check(source=strict)
    assert (result.outcome, result.reason) == (Outcome.UNREADABLE, "expectation_missed")


def test_failures_are_rows_and_the_third_in_a_row_is_told_once(bench: Bench) -> None:
    bench.status = 404
    outcomes = [bench.check().outcome for _ in range(4)]
    assert outcomes == [Outcome.FAILED] * 4
    assert bench.told() == [AlertKind.SOURCE_FAILING]
    assert count(bench, "checks") == 4


def test_two_episodes_on_one_day_are_told_as_two(bench: Bench) -> None:
    bench.check()
    for _ in range(2):
        for status in (500, 500, 500, 500, 200):
            bench.status = status
            bench.check(days=0.01)
    assert bench.told() == [AlertKind.SOURCE_FAILING, AlertKind.SOURCE_RECOVERED] * 2
    first = bench.history.alerts()[-1]["payload"]["message"]
    assert first.startswith("failing since 2026-03-02 08:14 UTC: ")


def test_what_a_stopped_process_left_unread_is_read_by_the_next_check(bench: Bench) -> None:
    bench.check(FIRST)
    source, history = bench.source, bench.history
    bench.page = SECOND.encode()
    with Fetcher(clock=lambda: bench.at, sleep=lambda _: None) as fetcher:
        fetched = fetcher.fetch(source)
    checker = bench.checker()
    row_only = checker.history.record_check(
        _row_of(source, bench.at), fetched, next_due_at=next_due(source, bench.at)
    )  # a process that dies here has stored the capture and read nothing
    assert row_only.capture_id is not None
    assert [unread.capture_id for unread in history.source_state("act").unread] == [row_only.capture_id]
    assert bench.check().outcome is Outcome.UNCHANGED
    assert [result.outcome for result in bench.results] == [Outcome.CHANGED, Outcome.UNCHANGED]
    assert [row["kind"] for row in history.changes()] == ["amended"]


def test_a_process_killed_again_and_again_while_it_reads_does_not_blame_the_bytes(bench: Bench) -> None:
    bench.check()
    recorded = _stored_unread(bench, SECOND)
    for _ in range(5):
        bench.history.note_parse_attempt(recorded)
    assert [one.outcome for one in bench.checker().finish_unread(bench.source)] == [Outcome.CHANGED]


def test_bytes_that_take_every_process_down_are_given_up(bench: Bench) -> None:
    bench.check()
    recorded = _stored_unread(bench, SECOND)
    for _ in range(10):
        bench.history.note_parse_attempt(recorded)
    (result,) = bench.checker().finish_unread(bench.source)
    assert (result.outcome, result.reason) == (Outcome.UNREADABLE, "parser_crash")


def _stored_unread(bench: Bench, page: str) -> int:
    """Do transaction 1 of a check and stop there; give the capture's id."""
    bench.page = page.encode()
    bench.at += timedelta(days=1)
    with Fetcher(clock=lambda: bench.at) as fetcher:
        fetched = fetcher.fetch(bench.source)
    recorded = bench.checker().record(bench.source, fetched, bench.at, bench.at)
    assert isinstance(recorded, Recorded)
    return recorded.capture_id


def test_secrets_in_an_address_are_neither_stored_nor_told(bench: Bench) -> None:
    url = f"{bench.source.url}?key=s3cr%2Ft-value"
    keyed = Source(
        "act",
        "Act",
        "US",
        url=url,
        delay_seconds=0,
        allow_private_addresses=True,
        secrets=("s3cr/t-value",),
    )
    bench.etag = '"one"'
    assert bench.check(source=keyed).outcome is Outcome.FIRST_SEEN
    assert bench.check(source=keyed).outcome is Outcome.UNCHANGED
    assert bench.asked[-1].get("If-None-Match") == '"one"'
    bench.status, bench.etag = 500, None
    assert "s3cr" not in str(bench.check(source=keyed))
    with sqlite3.connect(bench.history.path) as connection:
        assert not any("s3cr" in line for line in connection.iterdump())


def test_a_bug_over_one_law_is_that_sources_failure(bench: Bench) -> None:
    bench.check(FIRST)
    bench.register = None  # type: ignore[assignment]  # what no caller may hand in: every assessment breaks
    result = bench.check(SECOND)
    assert (result.outcome, result.reason) == (Outcome.FAILED, "bug")
    bench.register = REGISTER
    bench.check(SECOND)
    assert [result.outcome for result in bench.results] == [Outcome.CHANGED, Outcome.UNCHANGED]


def test_a_wording_that_builds_on_one_still_to_come_is_still_to_come(bench: Bench) -> None:
    optout = "A business may send messages unless the consumer has opted out of them."
    bench.check(law(optout, "A business shall name its sender in each message that it sends."))
    coming = (
        "A business may send messages only if the consumer has opted in. This section takes effect on June 1, 2027."
    )
    sender = "A business shall name its sender in each message that it sends."
    bench.check(law(coming, sender))
    bench.check(law(coming.replace("has opted in", "has expressly opted in"), sender))
    bench.check(law("", coming.replace("has opted in", "has expressly opted in"), sender))

    def text(day: date) -> list[str]:
        return [row["text"] for row in bench.history.provisions_at(TextQuery("act", at=day))["provisions"]]

    assert optout in text(date(2026, 12, 1))
    assert any("expressly opted in" in line for line in text(date(2027, 7, 1)))


def test_an_edit_of_the_practices_assesses_announced_and_future_changes_again(bench: Bench) -> None:
    bench.check(FIRST)
    dated = FIRST.replace(
        "A provider shall answer a request within 30 days after receipt.",
        "A provider shall send no advertising e-mail without the consumer's prior express consent. "
        "This section takes effect on January 1, 2027.",
    )
    bench.check(dated)
    assert list(bench.history.impacts()) == []
    mail = Practice(
        "newsletter",
        "Promotional e-mail",
        ("US",),
        data_categories=("user.contact.email",),
        data_uses=("marketing.communications.email",),
        channels=("email",),
        consent=Consent(ConsentModel.OPT_OUT),
        owner="crm",
    )
    edited = PracticeRegister(Organization("Test"), (mail,), "edited")
    book = load_rule_book()
    found = assess_again(bench.history, [bench.source], edited, book, bench.at)
    assert found is not None
    assert [item.practice for item in found.work] == ["newsletter"]
    assert [row["owner"] for row in bench.history.work_items()] == ["crm"]
    assert {row["practices_version"] for row in bench.history.impacts()} == {"edited"}
    assert assess_again(bench.history, [bench.source], edited, book, bench.at) is None
    gone = assess_again(bench.history, [bench.source], REGISTER, book, bench.at)
    assert gone is not None
    assert {row["level"] for row in bench.history.impacts()} == {"none"}
    assert [row["state"] for row in bench.history.work_items()] == ["new"]
    assert bench.history.verify().ok


def _row_of(source: Source, at: datetime) -> CheckRow:
    return CheckRow(source.id, at, 0.1, source.url or "", None, 200)


def test_what_differs_outside_the_selected_part_is_kept_and_not_read_again(bench: Bench, tmp_path: Path) -> None:
    source = replace(bench.source, select="main")
    pages = [text.replace("<body>", f"<body><p>Printed at {n}</p>") for n, text in enumerate((FIRST, FIRST, SECOND))]
    assert bench.check(pages[0], source=source).outcome is Outcome.FIRST_SEEN
    known = bench.history.material("act")
    assert known is not None
    hints = ReadHints(select="main", jurisdiction="US")
    assert bench.reader.read_unless(pages[1].encode(), hints, known).result is None
    assert bench.check(pages[1], source=source).outcome is Outcome.UNCHANGED
    assert (count(bench, "captures"), count(bench, "versions")) == (2, 1)
    assert bench.check(pages[2], source=source).outcome is Outcome.CHANGED
    assert bench.history.material("act") not in (None, known)


def test_another_selector_is_read_although_the_page_is_the_same(bench: Bench) -> None:
    bench.check(FIRST, source=replace(bench.source, select="main"))
    known = bench.history.material("act")
    again = FIRST.replace("<body>", "<body><p>Printed at noon</p>")
    assert bench.check(again, source=replace(bench.source, select="body")).outcome is not Outcome.FAILED
    assert bench.history.material("act") != known
