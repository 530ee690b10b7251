"""A report → one HTML file that needs no network: style and charts stand in it, everything fetched is escaped."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined

from regdrift.model.change import Direction
from regdrift.model.measure import Standing, counted_moves
from regdrift.notify.french import reason_in_french, title_in_french
from regdrift.notify.typeset import typeset_french
from regdrift.web.charts import Legend, Stack, bar_chart, column_chart
from regdrift.web.report import Report, Words
from regdrift.web.words import report_words

_BOARD_PRACTICES = 8
"""Rows of the heat map on the single page."""
_MANY = 5
"""From so many changes on a cell of the heat map is drawn stronger."""
_BURDEN = ("tightened", "mixed", "loosened")
_STANDINGS = (Standing.IN_FORCE, Standing.SIGNED, Standing.PENDING)
_MOST_FUTURE_WORK = 12
_DATES = ("in_force", "applicable", "published", "comment_closes", "sunset")


def render_report(report: Report, language: str, *, board: bool = False) -> str:
    """Give the report as HTML, in ``en`` or ``fr``; ``board`` asks for the single page."""
    words = report_words(language)
    kept = replace(report.grid, rows=report.grid.rows[:_BOARD_PRACTICES])
    template = _environment().get_template("board.html" if board else "report.html")
    return template.render(
        report=report,
        w=words,
        said=reason_in_french if language == "fr" else str,
        titled=title_in_french if language == "fr" else str,
        language=language,
        css=_read("report.css"),
        period=_period(report, words),
        burden=_burden(report, words),
        ahead=_ahead(report, words),
        measures=_measures(report, words, language),
        measure_rows=_measure_rows(report, language),
        future_work=_future_work(report, language),
        shown=frozenset(card["id"] for card in report.cards),
        grid=kept if board else report.grid,
    )


def _read(name: str) -> str:
    return resources.files("regdrift.data").joinpath("templates", "report", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_read), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["shade"] = shade
    environment.filters["cited"] = _cited
    return environment


def _cited(citation: str) -> str:
    """Keep a section sign and its number on one line."""
    return citation.replace("§ ", "§\N{NO-BREAK SPACE}")


def shade(count: int, high: int) -> str:
    """Give the CSS class of a cell of the heat map: how many changes, and whether some of them are high."""
    if not count:
        return "h0"
    return f"{'h' if high else 'm'}{2 if count >= _MANY else 1}"


def _set(text: str, language: str) -> str:
    return typeset_french(text) if language == "fr" else text


def _period(report: Report, words: Words) -> str:
    since = report.since.isoformat() if report.since else words["from_beginning"]
    return words["period"].format(since=since, until=report.until.isoformat())


def _burden(report: Report, words: Words) -> str:
    if not report.burden:
        return ""
    legend = [Legend(series, words[f"{series}_short"], below=series == "loosened") for series in _BURDEN]
    return column_chart(words["direction_alt"], [Stack(*one) for one in report.burden], legend)


def _ahead(report: Report, words: Words) -> str:
    if not report.ahead:
        return ""
    met = {kind for _, counted in report.ahead for kind in counted}
    legend = [Legend(kind, words[f"on.{kind}"]) for kind in _DATES if kind in met]
    return column_chart(words["timeline_alt"], [Stack(*one) for one in report.ahead], legend)


def _measures(report: Report, words: Words, language: str) -> str:
    if report.outlook is None:
        return ""
    legend = [Legend(str(standing), words[f"standing.{standing}"]) for standing in _STANDINGS]
    rows = [
        Stack(_set(row.title[language], language), {str(one): len(row.places(one)) for one in _STANDINGS})
        for row in report.outlook.fields
    ]
    return bar_chart(words["measures_alt"], rows, legend, label_width=380)


def _measure_rows(report: Report, language: str) -> list[dict[str, object]]:
    if report.outlook is None:
        return []
    return [
        {
            "title": _set(field.title[language], language),
            "tightened": ", ".join(counted_moves(field.moves, Direction.TIGHTENED)),
            "loosened": ", ".join(counted_moves(field.moves, Direction.LOOSENED)),
            "lacking": report.outlook.lacking(field.measure),
        }
        for field in report.outlook.fields
    ]


def _future_work(report: Report, language: str) -> list[dict[str, object]]:
    if report.outlook is None:
        return []
    return [
        {
            "practice": practice,
            "measure": _set(row.title[language], language),
            "task": _set(" ".join(gap.need.text[language] for gap in row.gaps), language),
            "asked": str(row.needed_by) if row.needed_by else "elsewhere",
            "due": row.due,
        }
        for practice, row in report.outlook.work()[:_MOST_FUTURE_WORK]
    ]
