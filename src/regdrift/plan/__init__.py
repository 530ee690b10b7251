"""Impacts → work items: what a change of law, or a date seen in it, asks people to do.

What plans work at a first sight (:mod:`regdrift.plan.first_seen`) reads sentences, and is loaded by who does so.
"""

from __future__ import annotations

from regdrift.plan.outlook import survey, survey_measures
from regdrift.plan.states import ACTIONS, next_state
from regdrift.plan.tasks import plan_work

__all__ = ["ACTIONS", "next_state", "plan_work", "survey", "survey_measures"]
