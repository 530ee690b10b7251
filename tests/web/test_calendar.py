"""The calendar is iCalendar that a library reads, with lasting ids, and text that stays text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from icalendar import Calendar, Event

from regdrift.model.law_day import LawDay
from regdrift.web.calendar import calendar_file

DAY = LawDay(
    key="act/in_force/Act § 1/0",
    revision=2,
    gone=False,
    kind="in_force",
    on="2027-01-01",
    quote="takes effect on January 1, 2027; see § 2\nBEGIN:VEVENT",
    citation="Act § 1",
    change_id="0123456789abcdef",
    source="act",
    source_name="Opt-In Act",
    jurisdiction="US-ME",
    observed_at="2026-01-05T08:00:00.000000+00:00",
)
ITEM = {
    "id": "00000000000000aa",
    "title": "Opt-in for ads",
    "task": "Ask before use.\nKeep the evidence.",
    "state": "in_progress",
    "practice": "ads",
    "owner": "privacy",
    "due_on": "2026-12-31",
    "jurisdiction": "US-ME",
    "updated_at": "2026-02-01T08:00:00.000000+00:00",
}


def events(made: bytes) -> list[Event]:
    return list(Calendar.from_ical(made).walk("VEVENT"))


def test_a_date_of_the_law_is_an_all_day_event() -> None:
    (event,) = events(calendar_file([DAY], [], public_url="https://law.example/"))
    assert event.decoded("dtstart") == date(2027, 1, 1)
    assert event.decoded("dtend") == date(2027, 1, 2)
    assert str(event["summary"]) == "Opt-In Act, Act § 1: in force"
    assert (event["sequence"], str(event["status"])) == (2, "CONFIRMED")
    assert str(event["url"]) == "https://law.example/changes/0123456789abcdef"


def test_fetched_words_add_no_event() -> None:
    made = calendar_file([replace(DAY, quote="x\r\nEND:VEVENT\r\nBEGIN:VEVENT\x07")], [])
    assert len(events(made)) == 1
    assert b"\x07" not in made


def test_the_id_lasts_while_the_rest_moves() -> None:
    moved = replace(DAY, on="2028-01-01", revision=3, gone=True)
    (first,), (second,) = events(calendar_file([DAY], [])), events(calendar_file([moved], []))
    assert first["uid"] == second["uid"]
    assert (second["sequence"], str(second["status"])) == (3, "CANCELLED")


def test_closed_work_is_cancelled_and_work_without_a_day_left_out() -> None:
    done = {**ITEM, "id": "00000000000000bb", "state": "done"}
    undated = {**ITEM, "id": "00000000000000cc", "due_on": None}
    found = events(calendar_file([], [(ITEM, 3), (done, 5), (undated, 0)], language="fr"))
    assert [(event["sequence"], str(event["status"])) for event in found] == [(3, "CONFIRMED"), (5, "CANCELLED")]
    assert str(found[0]["summary"]) == "Échéance\u202f: Opt-in for ads"
    assert "Keep the evidence." in str(found[0]["description"])


def test_the_same_history_gives_the_same_bytes() -> None:
    assert calendar_file([DAY], [(ITEM, 1)]) == calendar_file([DAY], [(ITEM, 1)])
