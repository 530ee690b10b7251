"""Federal Register documents: the dates that they state, and the blanks that their conversion lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from regdrift.model.document import DateKind, LegalDocument
from regdrift.parse import ReadHints, read
from regdrift.parse.fr_dates import dates_stated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This rule is effective January 1, 2030.", [(DateKind.IN_FORCE, date(2030, 1, 1))]),
        (
            "This bulletin is effective October 23, 2014 and applicable beginning August 19, 2014.",
            [(DateKind.IN_FORCE, date(2014, 10, 23)), (DateKind.APPLICABLE, date(2014, 8, 19))],
        ),
        (
            "Comments: Comments must be received on or before September 22, 2011.",
            [(DateKind.COMMENT_CLOSES, date(2011, 9, 22))],
        ),
        (
            "Effective date: This rule is effective March 2, 2030. Compliance date: Compliance is required by "
            "June 1, 2031.",
            [(DateKind.IN_FORCE, date(2030, 3, 2)), (DateKind.APPLICABLE, date(2031, 6, 1))],
        ),
        (
            "On July 22, 2012, compliance with § 1004.4 is mandatory for all creditors.",
            [(DateKind.APPLICABLE, date(2012, 7, 22))],
        ),
        ("Compliance is optional until July 22, 2012.", []),
        ("The rule published on May 3, 2029 is withdrawn.", []),
        ("The Bureau will announce the effective date later.", []),
    ],
)
def test_dates_are_those_that_the_caption_states(text: str, expected: list[tuple[DateKind, date]]) -> None:
    assert [(item.kind, item.on) for item in dates_stated(text)] == expected
    assert all(item.quote in text for item in dates_stated(text))


def _rule(paragraph: str) -> str:
    body = (
        "<RULE><PREAMB><SUBJECT>Records</SUBJECT></PREAMB><SUPLINF>"
        '<REGTEXT TITLE="99" PART="7"><SECTION><SECTNO>§ 7.1</SECTNO><SUBJECT>Scope.</SUBJECT>'
        f"<P>{paragraph}</P></SECTION></REGTEXT></SUPLINF></RULE>"
    )
    document = read(body.encode(), ReadHints(name="rule.xml"))
    assert isinstance(document, LegalDocument), document
    return document.provisions[-1].text


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ('amended under<E T="03">Section 9,</E>by adding', "amended under Section 9, by adding"),
        ('12 U.S.C. 3801<E T="03">et seq.</E> and', "12 U.S.C. 3801 et seq. and"),
        ('each <E T="03">Form</E>s filed', "each Forms filed"),
        ('see (<E T="03">i.e.,</E> this)', "see (i.e., this)"),
    ],
)
def test_blanks_round_italics_are_put_back_between_words_only(printed: str, words: str) -> None:
    assert _rule(printed) == words


@pytest.mark.corpus
def test_real_rules_state_their_dates(corpus: Path) -> None:
    path = corpus / "fr_document/fr-xml-2011-18676/2011-18676.xml"
    document = read(path.read_bytes(), ReadHints(name=path.name))
    assert isinstance(document, LegalDocument)
    assert [(item.kind, item.on.isoformat()) for item in document.dates] == [
        (DateKind.IN_FORCE, "2011-07-22"),
        (DateKind.APPLICABLE, "2012-07-22"),
        (DateKind.COMMENT_CLOSES, "2011-09-22"),
    ]
    definition = next(
        item for item in document.provisions if item.path.endswith("def:alternative-mortgage-transaction")
    )
    assert definition.text.startswith("Alternative mortgage transaction means a loan")
