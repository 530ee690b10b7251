"""What a print of Congress says of the stage of a measure."""

from __future__ import annotations

import pytest

from regdrift.model.document import LegalDocument, Stage
from regdrift.parse import read
from regdrift.parse.congress import origin_of, stage_of_print


@pytest.mark.parametrize(
    ("kind", "words", "stage"),
    [
        ("H. R. 264", "Placed on Calendar Senate", Stage.PASSED_ONE_CHAMBER),
        ("H. R. 264", "Engrossed in House", Stage.PASSED_ONE_CHAMBER),
        ("H. R. 264", "Introduced-in-House", Stage.INTRODUCED),
        ("H. R. 264", "Reported-in-House", Stage.IN_COMMITTEE),
        ("H. R. 264", "Reported-in-Senate", Stage.PASSED_ONE_CHAMBER),
        ("S. 12", "Placed-on-Calendar-Senate", Stage.INTRODUCED),
        ("S. 12", "Reported-in-Senate", Stage.IN_COMMITTEE),
        ("S. 12", "Referred-in-House", Stage.PASSED_ONE_CHAMBER),
        ("S. 12", "Enrolled-Bill", Stage.PASSED),
        ("S. J. Res. 34", "Failed-Passage-Senate", Stage.WITHDRAWN),
        ("", "Introduced in Senate", Stage.INTRODUCED),
        ("H. R. 264", "Pre-Introduction", None),
        ("H. R. 264", "", None),
    ],
)
def test_stage_is_told_by_the_print_and_the_chamber_of_origin(kind: str, words: str, stage: Stage | None) -> None:
    assert stage_of_print(words, origin_of(kind)) == stage


def test_named_entities_of_the_dtd_are_letters() -> None:
    body = (
        b'<!DOCTYPE bill PUBLIC "-//US Congress//DTDs/bill.dtd//EN" "bill.dtd"><bill bill-stage="Introduced-in-House">'
        b"<form><legis-num>H. R. 9</legis-num></form><legis-body><section><enum>1.</enum><header>Keeping</header>"
        b"<text>Records &mdash; all &amp; every one &mdash; are kept.</text></section></legis-body></bill>"
    )
    document = read(body)
    assert isinstance(document, LegalDocument), document
    assert [item.text for item in document.provisions] == ["Records \u2014 all & every one \u2014 are kept."]
    assert (document.citation, document.stage) == ("H.R. 9", Stage.INTRODUCED)
