"""The stages that prints of the U.S. Congress carry (``docStage`` of USLM, ``bill-stage`` of the Bill DTD).

Source: versions of bills as GPO lists them, and the values of ``bill-stage`` in bill.dtd
(https://github.com/usgpo/bill-dtd). A print of the chamber in which the bill did not begin says that the other one
has passed it, whatever else happened there.
"""

from __future__ import annotations

import re
from typing import Literal

from regdrift.model.document import Stage

Chamber = Literal["house", "senate"]

_STAGES: tuple[tuple[re.Pattern[str], Stage], ...] = tuple(
    (re.compile(words, re.IGNORECASE), stage)
    for words, stage in (
        (r"public law|private law|statute", Stage.SIGNED),
        (r"failed passage|indefinitely postponed", Stage.WITHDRAWN),
        (r"enrolled", Stage.PASSED),
        (r"received in|engrossed|referred in (?:senate|house)|passed|agreed to", Stage.PASSED_ONE_CHAMBER),
        (r"reported|discharged|committee", Stage.IN_COMMITTEE),
        (r"introduced|placed on calendar|ordered to be printed|sponsor|held at desk", Stage.INTRODUCED),
    )
)
_OTHER = {"house": "senate", "senate": "house"}
_HOUSE = re.compile(r"\s*(?:h\b|hr|h\.|house)", re.IGNORECASE)
_SENATE = re.compile(r"\s*(?:s\b|s\.|sj?res|sconres|senate)", re.IGNORECASE)


def origin_of(kind: str) -> Chamber | None:
    """Give the chamber in which a measure began, from its type or number (``H. R. 264``, ``sjres``, ``House Bill``)."""
    if _HOUSE.match(kind):
        return "house"
    return "senate" if _SENATE.match(kind) else None


def stage_of_print(words: str, origin: Chamber | None) -> Stage | None:
    """Give the stage that a print states (``Placed on Calendar Senate``); None where it states none that is known."""
    bare = words.replace("-", " ")
    stage = next((stage for pattern, stage in _STAGES if pattern.search(bare)), None)
    early = stage in (Stage.INTRODUCED, Stage.IN_COMMITTEE)
    if early and origin is not None and re.search(rf"\b{_OTHER[origin]}\b", bare, re.IGNORECASE):
        return Stage.PASSED_ONE_CHAMBER
    return stage
