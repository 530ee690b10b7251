"""What the declared practices lack, from the file of practices and what the history read of the law."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from regdrift.config import load_practices
from regdrift.data.load_rules import load_rule_book
from regdrift.model.measure import LawReading, MeasureField, PracticeOutlook
from regdrift.plan import survey, survey_measures
from regdrift.store.history import History
from regdrift.web.report import Prospect, prospect


def survey_file(
    practices: Path, readings: Sequence[LawReading], today: date
) -> tuple[tuple[MeasureField, ...], tuple[PracticeOutlook, ...]]:
    """Give the measures everywhere, and the outlook of each practice that a file declares.

    Raises ConfigurationError where the file is missing or wrong.
    """
    book = load_rule_book()
    register = load_practices(practices, os.environ)
    fields = survey_measures(book, readings, today)
    return fields, survey(register, book, fields)


def read_outlook(practices: Path, history: History, today: date) -> Prospect | None:
    """Give how future-proof the practices of a file are; None where it declares none.

    Raises ConfigurationError where the file is missing or wrong.
    """
    fields, found = survey_file(practices, history.law_readings(), today)
    return prospect(fields, found) if found else None
