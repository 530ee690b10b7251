"""Dates of the law as calendar events (RFC 5545), and the file that a mail about them carries.

An event keeps its UID for as long as the source states that date; SEQUENCE grows when it moves, and what no longer
stands is CANCELLED, so that a calendar that took it from an earlier mail follows.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from regdrift.model.law_day import LawDay
from regdrift.notify.words import words_for

_IDS = uuid.UUID("0d1a43b4-7b57-5a0c-9d0e-3f3f2f5d7a61")
"""Names the ids of this program's events among all name-based UUIDs."""
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
EFFECTIVE = frozenset({"in_force", "applicable", "sunset"})
"""Kinds of date from which on the law asks something, or no longer does."""


def invitation(days: Sequence[LawDay], language: str, public_url: str | None = None) -> bytes | None:
    """Give the calendar of the dates from which on a change applies; None where there is none."""
    told = [day for day in days if day.kind in EFFECTIVE]
    if not told:
        return None
    calendar = empty_calendar()
    calendar.add("method", "PUBLISH")
    for day in told:
        calendar.add_component(law_event(day, words_for(language), public_url))
    made: bytes = calendar.to_ical()
    return made


def empty_calendar() -> Calendar:
    """Give a calendar of this program without events."""
    calendar = Calendar()
    calendar.add("prodid", "-//regdrift//regdrift//EN")
    calendar.add("version", "2.0")
    return calendar


def law_event(day: LawDay, words: Mapping[str, str], public_url: str | None) -> Event:
    """Give the all-day event of a date of the law, in the given words; it links to the dashboard where there is one."""
    law = ", ".join(part for part in (day.source_name, day.citation) if part)
    event = all_day(f"law/{day.key}", day.on, f"{law}{words['colon']}{words[f'on.{day.kind}']}")
    event.add("description", clean(f"{words['open_quote']}{day.quote}{words['close_quote']}"))
    event.add("categories", [day.jurisdiction])
    event.add("transp", "TRANSPARENT")
    if public_url and day.change_id:
        event.add("url", f"{public_url.rstrip('/')}/changes/{day.change_id}")
    return revised(event, day.observed_at, day.revision, standing=not day.gone)


def all_day(name: str, on: str, summary: str) -> Event:
    """Give an event of one day (``on``, ISO 8601) whose UID follows from a lasting name."""
    event = Event()
    event.add("uid", f"{uuid.uuid5(_IDS, name)}@regdrift")
    day = date.fromisoformat(on)
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", clean(summary))
    return event


def revised(event: Event, at: str, revision: int, *, standing: bool) -> Event:
    """Give the event with DTSTAMP, SEQUENCE and STATUS: how often it was told anew, and whether it stands."""
    event.add("dtstamp", datetime.fromisoformat(at))
    event.add("sequence", revision)
    event.add("status", "CONFIRMED" if standing else "CANCELLED")
    return event


def clean(text: str) -> str:
    """Leave out control characters; icalendar itself escapes line ends, commas and semicolons."""
    return text.translate(_CONTROLS).replace("\r", "")
