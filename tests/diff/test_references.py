"""Where reference style ends and law begins."""

import pytest
from diff_laws import compare, law, provision, summary

from regdrift.model.document import ProvisionKind

STYLE = [
    ("under subsection (b) of this section to anyone", "under subsection (b) to anyone"),
    ("Subject to subsection (a) of this section, a carrier", "Subject to subsection (a), a carrier"),
    (
        "agencies described in subsection (a), other than the Bureau, of this section shall act",
        "agencies described in subsection (a), other than the Bureau, shall act",
    ),
    ("as defined in section 551(1) of this title", "as defined in § 551(1)"),
    ("nach Art. 6 Abs. 1 der Verordnung", "nach Artikel 6 Absatz 1 der Verordnung"),
    ("les articles L. 121-1 et suivants du présent code", "les articles L121-1 et suivants du présent code"),
    ("prévu à l'article L. 34-1 du présent code.", "prévu à l'article L. 34-1."),
    ("the term “child” means a minor;", 'the term "child" means a minor.'),
]
LAW = [
    ("nach § 115 Absatz 4 des TKG zuständig", "nach § 27 des TTDSG zuständig"),
    ("under subsection (b) of this section", "under subsection (c) of this section"),
    ("as defined in section 551 of title 5", "as defined in section 551 of title 6"),
    ("a period of 30 days", "a period of 20 days"),
    ("a fine of 1.5 million", "a fine of 15 million"),
    ("a fine of 10 %", "a fine of 10"),
    ("the carrier shall ask", "The carriers shall ask"),
    ("for the purposes of this section", "for the purposes of this chapter"),
    ("under section 5", "under section 6"),
    ("im Sinne des § 3 Nummer 1", "im Sinne des § 3 Nummer 2"),
]


@pytest.mark.parametrize(("old", "new"), STYLE)
def test_reference_style_is_editorial(old, new):
    assert summary(compare(law(("1", old)), law(("1", new)))) == [("editorial", ["1"], ["1"])]


@pytest.mark.parametrize(("old", "new"), LAW)
def test_other_target_or_word_is_an_amendment(old, new):
    assert summary(compare(law(("1", old)), law(("1", new)))) == [("amended", ["1"], ["1"])]


def code(text, other="A holder keeps the record of each report for ten years."):
    section = provision("41-154.02", text, label="§ 41-154.02", kind=ProvisionKind.SECTION)
    return law(section, provision("41-154.03", other, label="§ 41-154.03", kind=ProvisionKind.SECTION))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A report under section 7024 shall be filed.", "A report under § 41-154.01 shall be filed."),
        ("A report under section 7025 shall be filed.", "A report under this section shall be filed."),
        ("determined under Part 14; and", "determined under subchapter XIV of this chapter; and"),
    ],
)
def test_codifier_translating_act_numbers_is_editorial(old, new):
    assert summary(compare(code(old), code(new))) == [("editorial", ["41-154.02"], ["41-154.02"])]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A report under § 41-154.01 shall be filed.", "A report under § 41-156.06 shall be filed."),
        ("determined under Part 14; and", "determined under subchapter XV of this chapter; and"),
    ],
)
def test_other_number_of_the_code_is_an_amendment(old, new):
    assert summary(compare(code(old), code(new))) == [("amended", ["41-154.02"], ["41-154.02"])]


def test_number_translated_in_two_ways_is_an_amendment():
    old = code("A report under section 7024 shall be filed.", "A notice under section 7024 shall be sent.")
    new = code("A report under § 41-154.01 shall be filed.", "A notice under § 41-156.06 shall be sent.")
    assert {kind for kind, *_ in summary(compare(old, new))} == {"amended"}
