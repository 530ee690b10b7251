"""Dates of the law and due dates of the work → an iCalendar file (RFC 5545).

An event keeps its UID for as long as the source states that date, or the work item lives; SEQUENCE grows when it moves,
and what no longer stands is CANCELLED, so that a calendar that subscribed follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from icalendar import Event

from regdrift.model.law_day import LawDay
from regdrift.model.work import CLOSED_STATES
from regdrift.notify.french import title_in_french
from regdrift.notify.invitation import all_day, clean, empty_calendar, law_event, revised
from regdrift.web.words import report_words


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
    calendar = empty_calendar()
    calendar.add("x-wr-calname", words["report_title"])
    for day in days:
        calendar.add_component(law_event(day, words, public_url))
    for item, revision in work:
        if item["due_on"]:
            calendar.add_component(_work_event(item, revision, words, public_url))
    made: bytes = calendar.to_ical()
    return made


def _work_event(item: Mapping[str, Any], revision: int, words: Mapping[str, str], public_url: str | None) -> Event:
    title = title_in_french(item["title"]) if words["language"] == "fr" else item["title"]
    event = all_day(f"work/{item['id']}", item["due_on"], f"{words['due_column']}{words['colon']}{title}")
    facts = [item["task"], f"{words['state']}{words['colon']}{words['work_state.' + item['state']]}"]
    if item["practice"]:
        facts.append(f"{words['practice']}{words['colon']}{item['practice']}")
    if item["owner"]:
        facts.append(f"{words['owner_column']}{words['colon']}{item['owner']}")
    event.add("description", clean("\n".join(facts)))
    event.add("categories", [item["jurisdiction"]])
    if public_url:
        event.add("url", f"{public_url.rstrip('/')}/work/{item['id']}")
    return revised(event, item["updated_at"], revision, standing=item["state"] not in CLOSED_STATES)
