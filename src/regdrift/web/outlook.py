"""What the declared practices lack, from the file of practices and what the history read of the law."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from regdrift.config import load_practices
from regdrift.data.load_rules import load_rule_book
from regdrift.plan import survey, survey_measures
from regdrift.store.history import History
from regdrift.web.report import Prospect, prospect


def read_outlook(practices: Path, history: History, today: date) -> Prospect | None:
    """Give how future-proof the practices of a file are; None where it declares none.

    Raises ConfigurationError where the file is missing or wrong.
    """
    register = load_practices(practices, os.environ)
    if not register.practices:
        return None
    book = load_rule_book()
    fields = survey_measures(book, history.law_readings(), today)
    return prospect(fields, survey(register, book, fields))
