"""Dates of the law and due dates of the work → an iCalendar file (RFC 5545).

An event keeps its UID for as long as the source states that date, or the work item lives; SEQUENCE grows when it moves,
and what no longer stands is CANCELLED, so that a calendar that subscribed follows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from regdrift.model.work import CLOSED_STATES
from regdrift.notify.french import title_in_french
from regdrift.notify.words import words_for
from regdrift.store.agenda import LawDay
from regdrift.web.words import report_words

_IDS = uuid.UUID("0d1a43b4-7b57-5a0c-9d0e-3f3f2f5d7a61")
"""Names the ids of this program's events among all name-based UUIDs."""
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def calendar_file(
    days: Iterable[LawDay],
    work: Iterable[tuple[Mapping[str, Any], int]],
    *,
    public_url: str | None = None,
    language: str = "en",
) -> bytes:
    """Give a calendar of dates of the law and of work items (rows of the history, each with its revision).

    Work without a due date is left out. Events link to the dashboard at ``public_url`` where there is one. The same
    history gives the same bytes.
    """
    words = report_words(language)
    calendar = Calendar()
    calendar.add("prodid", "-//regdrift//regdrift//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", words["report_title"])
    for day in days:
        calendar.add_component(_law_event(day, words, public_url))
    for item, revision in work:
        if item["due_on"]:
            calendar.add_component(_work_event(item, revision, words, public_url))
    made: bytes = calendar.to_ical()
    return made


def _law_event(day: LawDay, words: Mapping[str, str], public_url: str | None) -> Event:
    law = ", ".join(part for part in (day.source_name, day.citation) if part)
    event = _all_day(f"law/{day.key}", day.on, f"{law}{words['colon']}{words[f'on.{day.kind}']}")
    event.add("description", _clean(f"{words['open_quote']}{day.quote}{words['close_quote']}"))
    event.add("categories", [day.jurisdiction])
    event.add("transp", "TRANSPARENT")
    if public_url and day.change_id:
        event.add("url", f"{public_url.rstrip('/')}/changes/{day.change_id}")
    return _revised(event, day.observed_at, day.revision, standing=not day.gone)


def _work_event(item: Mapping[str, Any], revision: int, words: Mapping[str, str], public_url: str | None) -> Event:
    title = title_in_french(item["title"]) if words["semicolon"] == words_for("fr")["semicolon"] else item["title"]
    event = _all_day(f"work/{item['id']}", item["due_on"], f"{words['due_column']}{words['colon']}{title}")
    facts = [item["task"], f"{words['state']}{words['colon']}{words['work_state.' + item['state']]}"]
    if item["practice"]:
        facts.append(f"{words['practice']}{words['colon']}{item['practice']}")
    if item["owner"]:
        facts.append(f"{words['owner_column']}{words['colon']}{item['owner']}")
    event.add("description", _clean("\n".join(facts)))
    event.add("categories", [item["jurisdiction"]])
    if public_url:
        event.add("url", f"{public_url.rstrip('/')}/work/{item['id']}")
    return _revised(event, item["updated_at"], revision, standing=item["state"] not in CLOSED_STATES)


def _all_day(name: str, on: str, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{uuid.uuid5(_IDS, name)}@regdrift")
    day = date.fromisoformat(on)
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", _clean(summary))
    return event


def _revised(event: Event, at: str, revision: int, *, standing: bool) -> Event:
    event.add("dtstamp", datetime.fromisoformat(at))
    event.add("sequence", revision)
    event.add("status", "CONFIRMED" if standing else "CANCELLED")
    return event


def _clean(text: str) -> str:
    """Leave out control characters; icalendar itself escapes line ends, commas and semicolons."""
    return text.translate(_CONTROLS).replace("\r", "")
