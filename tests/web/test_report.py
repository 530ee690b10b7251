"""The report tells what the history holds, in one file that cannot act."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from store_law import LAW_A, LAW_B, START, day, observe

from regdrift.store.history import History
from regdrift.store.overview import Period
from regdrift.web.render import render_report, shade
from regdrift.web.report import Report, gather_report, period_of

TODAY = date(2026, 2, 1)


def gathered(history: History, since: date | None = None, today: date = TODAY) -> Report:
    return gather_report(history, (since, today), today, {"ads": "Advertising"})


def page(report: Report, language: str = "en", *, board: bool = False) -> BeautifulSoup:
    return BeautifulSoup(render_report(report, language, board=board), "html.parser")


def changed(history: History) -> History:
    observe(history, LAW_A, 0)
    observe(history, LAW_B, 3)
    return history


def test_reading_tells_each_change_that_was_counted_before(history: History) -> None:
    told: list[str] = []
    changed(history)
    found = gather_report(history, (None, TODAY), TODAY, {}, told.append)
    assert len(told) == found.counts["changes"] == history.count_changes(period_of((None, TODAY))) > 0
    assert set(told) == {day(3).date().isoformat()}


def test_a_change_stands_with_its_redline_level_and_whom_it_touches(history: History) -> None:
    card = page(gathered(changed(history))).find("article")
    assert card is not None
    assert card["class"] == ["high"]
    assert card.find("del").get_text() == "A provider may use data unless the customer opts out."
    assert card.find("ins").get_text() == "A provider shall not use data unless the customer opts in."
    assert "Advertising" in card.get_text()
    assert "opts in" in card.find("q").get_text()


def test_the_heat_map_counts_changes_by_practice_and_jurisdiction(history: History) -> None:
    report = gathered(changed(history))
    assert report.grid.jurisdictions == ("US-ME",)
    assert report.grid.rows == (("ads", ((1, 1),), (1, 1)),)
    cells = [cell.get_text() for cell in page(report).select("table.heat tbody td")]
    assert cells == ["1 (1)", "1 (1)"]


def test_dates_of_the_law_and_open_work_lie_ahead(history: History) -> None:
    report = gathered(changed(history))
    assert [(row["on"], row["kind"]) for row in report.dates] == [("2026-11-01", "in_force")]
    assert [item["title"] for item in report.next_work] == ["Opt-in for ads"]
    assert report.ahead[-1] == ("2026-11", {"in_force": 1})
    assert not report.overdue


def test_work_past_its_day_is_overdue(history: History) -> None:
    report = gathered(changed(history), today=date(2026, 11, 2))
    assert [item["title"] for item in report.overdue] == ["Opt-in for ads"]
    assert report.counts["overdue"] == 1


def test_a_period_without_changes_says_that_nothing_changed(history: History) -> None:
    report = gathered(changed(history), since=date(2026, 1, 20))
    assert report.counts["changes"] == 0
    assert "Nothing changed" in page(report).get_text()


def test_the_last_day_of_a_period_belongs_to_it(history: History) -> None:
    changed(history)
    last = day(3).date()
    assert gather_report(history, (last, last), TODAY, {}).counts["changes"] == 1
    assert gather_report(history, (None, START.date()), TODAY, {}).counts["changes"] == 0


def test_sources_that_were_never_read_are_named(history: History) -> None:
    report = gathered(history)
    assert [row["id"] for row in report.unread] == ["opt-in-act"]
    assert "never read" in page(report).get_text()


@pytest.mark.parametrize("board", [False, True])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_hostile_law_is_only_text(hostile: History, language: str, board: bool) -> None:
    report = gathered(hostile)
    soup = page(report, language, board=board)
    assert not soup.find_all(["script", "img", "iframe", "form", "link"])
    assert not [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert all(link["href"].startswith("#") for link in soup.find_all("a"))
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy["content"].startswith("default-src 'none'")
    if not board:
        assert "<script>alert(1)</script>" in soup.find("ins").get_text()


def test_french_has_no_english_headings(history: History) -> None:
    report = gathered(changed(history))
    english = {one.get_text() for one in page(report).find_all("h2")}
    french = {one.get_text() for one in page(report, "fr").find_all("h2")}
    assert len(french) == len(english)
    assert not french & english


def test_charts_tell_their_figures_in_words(history: History) -> None:
    soup = page(gathered(changed(history)))
    charts = soup.find_all("svg")
    assert [chart.find("desc").get_text() for chart in charts] == ["2026-01: tighter 1", "2026-11: in force 1"]
    assert all(chart["role"] == "img" and chart.find("title").get_text() for chart in charts)


def test_a_long_span_is_drawn_by_year(history: History) -> None:
    observe(history, LAW_A, 0)
    observe(history, LAW_B, 3)
    observe(history, LAW_A, 3000)
    burden = gathered(history, today=day(3001).date()).burden
    assert [name for name, _ in burden] == [str(year) for year in range(2026, 2035)]


def test_the_overview_keeps_to_its_period(history: History) -> None:
    changed(history)
    assert [line["citation"] for line in history.change_lines(Period())] == ["Act § 1"]
    assert not list(history.change_lines(Period(since=day(4))))
    assert not history.exposure(Period(until=day(3)))
    assert history.burden_by_month(Period(since=day(3))) == [
        {"month": "2026-01", "direction": "tightened", "changes": 1}
    ]


@pytest.mark.parametrize(
    ("count", "high", "name"), [(0, 0, "h0"), (1, 0, "m1"), (5, 0, "m2"), (1, 1, "h1"), (9, 2, "h2")]
)
def test_the_shade_follows_count_and_gravity(count: int, high: int, name: str) -> None:
    assert shade(count, high) == name
