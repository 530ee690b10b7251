"""Official interpretations stand where their labels say, however the file nests them."""

from __future__ import annotations

from regdrift.model.document import LegalDocument
from regdrift.parse import ReadHints, read


def _part(comments: str) -> LegalDocument:
    body = (
        '<regulation xmlns="eregs"><fdsys><cfrTitleNum>12</cfrTitleNum><title>RECORDS</title></fdsys>'
        '<part label="9002"><content><interpretations label="9002-Interp"><title>Supplement I</title>'
        '<interpSection label="9002-12-Interp" sectionNum="12"><title>Section 9002.12—Records</title>'
        f"{comments}</interpSection></interpretations></content></part></regulation>"
    )
    document = read(body.encode(), ReadHints(name="part.xml"))
    assert isinstance(document, LegalDocument), document
    return document


_NESTED = (
    '<interpParagraph label="9002-12-b-Interp" target="9002-12-b"><title>12(b) Keeping.</title>'
    '<interpParagraph label="9002-12-b-Interp-1" marker="1."><title type="keyterm">Copies.</title>'
    "<content>Copies are microfilm or files.</content></interpParagraph>"
    '<interpParagraph label="9002-12-b-3-Interp" target="9002-12-b-3"><title>Paragraph 12(b)(3).</title>'
    '<interpParagraph label="9002-12-b-3-Interp-1" marker="1."><content>Loans withdrawn count.</content>'
    '<interpParagraph label="9002-12-b-3-Interp-1-i" marker="i."><content>By the applicant.</content>'
    "</interpParagraph></interpParagraph></interpParagraph></interpParagraph>"
)
_LOOSE = (
    '<interpParagraph label="9002-12-b-Interp-1" marker="1."><content>Copies. Copies are microfilm or files.</content>'
    '</interpParagraph><interpParagraph label="9002-12-b-3-Interp-1" marker="1.">'
    "<content>Loans withdrawn count.</content></interpParagraph>"
    '<interpParagraph label="9002-12-b-3-Interp-1-i" marker="i."><content>By the applicant.</content></interpParagraph>'
)


def _comments(document: LegalDocument) -> list[tuple[str, str | None, str, str | None]]:
    return [(item.path, item.heading, item.text, item.citation) for item in document.provisions if item.text]


def test_comments_outside_their_heading_keep_path_citation_and_key_term() -> None:
    nested, loose = _part(_NESTED), _part(_LOOSE)
    assert _comments(nested) == _comments(loose)
    assert [path for path, *_ in _comments(nested)] == [
        "9002/interp/12/12-b/1",
        "9002/interp/12/12-b/12-b-3/1",
        "9002/interp/12/12-b/12-b-3/1/i",
    ]
    assert _comments(nested)[2][3] == "12 CFR Part 9002, Supp. I, comment 12(b)(3)-1.i"


def test_a_comment_without_the_heading_above_it_is_told() -> None:
    assert not _part(_NESTED).warnings
    assert any("12(b)-1" in warning for warning in _part(_LOOSE).warnings)
