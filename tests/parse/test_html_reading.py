from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regdrift.model.document import LegalDocument, Provision, ProvisionStatus, Unreadable
from regdrift.parse.decoding import decode_text
from regdrift.parse.hints import ReadHints
from regdrift.parse.html import parse_html
from regdrift.parse.markdown import parse_markdown
from regdrift.parse.plain import parse_plain
from regdrift.text.normalise import fold

_BODY = (
    "<h1>Data Act</h1><h2>§ 1 Scope</h2><p>(a) All data.</p><p>(b) No toys.</p>"
    "<h2>§ 2 Duty</h2><p>Operators shall ask.</p>"
)


def _read(markup: str, **hints: object) -> LegalDocument:
    document = parse_html(markup.encode(), ReadHints(**hints))  # type: ignore[arg-type]
    assert isinstance(document, LegalDocument), document
    return document


def _law(document: LegalDocument) -> list[tuple[str, str | None, str]]:
    return [(item.path, item.heading, fold(item.full_text)) for item in document.provisions]


def test_rebuilt_site_gives_the_same_provisions() -> None:
    plain = _read(f"<html><body>{_BODY}</body></html>")
    rebuilt = _read(
        "<!DOCTYPE html><html><head><title>Data Act – Portal</title></head>"
        "<body class='x'><header><nav><a href='/'>Home</a></nav></header>"
        "<div class='breadcrumb'><a href='/acts'>Acts</a></div><main><article>"
        + _BODY.replace("<p>", "<div class='para'>").replace("</p>", "</div>")
        + "</article></main><aside class='sidebar'>News: data everywhere</aside><footer>Imprint</footer></body></html>"
    )
    assert _law(plain) == _law(rebuilt)


def test_header_of_an_article_keeps_its_heading_of_any_level() -> None:
    units = "".join(
        f"<article><header><h4><b>§ {number}</b> Duty {number}</h4></header><p>Keep log {number}.</p></article>"
        for number in (1, 2)
    )
    found = _read(f"<html><body><header><h5>Portal</h5></header><main><h1>Data Act</h1>{units}</main></body></html>")
    assert _law(found) == [("1", "Duty 1", "Keep log 1."), ("2", "Duty 2", "Keep log 2.")]


def test_text_below_the_parsers_depth_limit_is_kept() -> None:
    document = _read("<html><body>" + "<div>" * 600 + _BODY + "</div>" * 600 + "</body></html>")
    assert "All data." in [item.text for item in document.provisions]


def test_absurd_depth_is_unreadable() -> None:
    result = parse_html(("<html><body>" + "<div>" * 30_000 + "text").encode(), ReadHints())
    assert isinstance(result, Unreadable)
    assert result.reason in ("too_deep", "no_provisions")


def test_selector_narrows_and_its_loss_is_told() -> None:
    page = f"<html><body><div id='law'>{_BODY}</div><div id='other'><h2>§ 9 Blog</h2><p>Talk.</p></div></body></html>"
    chosen = _read(page, select="#law", remove=("h1",))
    assert [item.path for item in chosen.provisions] == ["1", "1/a", "1/b", "2"]
    lost = parse_html(page.encode(), ReadHints(select="#gone"))
    broken = parse_html(page.encode(), ReadHints(select="div[["))
    assert isinstance(lost, Unreadable)
    assert isinstance(broken, Unreadable)
    assert lost.reason == broken.reason == "selector_lost"


@pytest.mark.parametrize(
    ("markup", "labels"),
    [
        ("<ol start='3'><li>x</li><li>y</li></ol>", ["3.", "4."]),
        ("<ol type='a'><li>x</li><li value='4'>y</li></ol>", ["a.", "d."]),
        ("<ol type='I'><li>x</li><li>y</li></ol>", ["I.", "II."]),
        ("<ol reversed><li>x</li><li>y</li></ol>", ["2.", "1."]),
    ],
)
def test_numbers_of_ordered_lists_are_kept(markup: str, labels: list[str]) -> None:
    document = _read(f"<html><body><h2>§ 1 Points</h2><p>These:</p>{markup}</body></html>")
    assert [item.label.split()[-1] for item in document.provisions if item.label and item.path != "1"] == labels


def test_struck_text_goes_and_inserted_text_stays() -> None:
    document = _read("<html><body><h2>§ 1 Term</h2><p>Within <s>30</s><ins>14</ins> days.</p></body></html>")
    assert document.provisions[0].text == "Within 14 days."
    redline = parse_markdown(
        b"# \xc2\xa7 1 - Term\n\n(a) Within ~~30~~ *14* days.\n\n~~(b) Gone.~~\n", ReadHints(name="x.md")
    )
    assert isinstance(redline, LegalDocument)
    assert [item.full_text for item in redline.provisions if item.full_text] == ["Within 14 days."]


def test_page_of_headings_without_text_lost_its_body() -> None:
    heads = "".join(f"<h2>§ {number} Heading</h2>" for number in range(1, 12))
    result = parse_html(f"<html><body>{heads}</body></html>".encode(), ReadHints())
    assert isinstance(result, Unreadable)
    assert result.reason == "body_lost"


def test_contents_before_the_law_are_dropped() -> None:
    contents = "<ul><li>§ 1 Scope</li><li>§ 2 Duty</li></ul>"
    assert (
        _law(_read(f"<html><body>{contents}{_BODY}</body></html>"))[-4:]
        == _law(_read(f"<html><body>{_BODY}</body></html>"))[-4:]
    )


@pytest.mark.parametrize(
    ("body", "media_type", "text"),
    [
        ("\ufeff§ 1".encode(), None, "§ 1"),
        ("§ 1 für".encode("cp1252"), "text/html; charset=ISO-8859-1", "§ 1 für"),
        ("<meta charset='windows-1252'>“x”".encode("cp1252"), None, "<meta charset='windows-1252'>“x”"),
        ("§ 1".encode("utf-16"), None, "§ 1"),
        (("<meta charset=utf-8>" + "é" * 2000).encode() + b"\xa7", None, "<meta charset=utf-8>" + "é" * 2000 + "§"),
    ],
)
def test_encoding_is_found(body: bytes, media_type: str | None, text: str) -> None:
    assert decode_text(body, media_type) == text


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(alphabet="<>/=\"'ab1() §.#*|~`[]\n-olitabrpdv&;", max_size=400)))
def test_no_input_raises(noise: bytes | str) -> None:
    body = noise if isinstance(noise, bytes) else noise.encode()
    for parse in (parse_html, parse_markdown, parse_plain):
        assert isinstance(parse(body, ReadHints()), LegalDocument | Unreadable)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="abcdefg ", min_size=12, max_size=60).filter(str.strip), min_size=1, max_size=8))
def test_no_word_of_a_paragraph_is_lost(paragraphs: list[str]) -> None:
    markup = "".join(f"<p>({index}) Xx {text}.</p>" for index, text in enumerate(paragraphs, start=1))
    document = _read(f"<html><body><h2>§ 7 Words</h2>{markup}</body></html>")
    read = " ".join(f"{item.label} {item.full_text}" for item in document.provisions)
    for index, text in enumerate(paragraphs, start=1):
        assert " ".join(f"({index}) Xx {text}.".split()).replace(" .", ".") in " ".join(read.split()).replace(" .", ".")


def _by_path(path: Path, parse: object = parse_markdown) -> dict[str, Provision]:
    document = parse(path.read_bytes(), ReadHints(name=str(path)))  # type: ignore[operator]
    assert isinstance(document, LegalDocument), document
    return {item.path: item for item in document.provisions}


def _differing(folder: Path, suffix: str = "md") -> set[str]:
    parse = parse_html if suffix == "html" else parse_markdown
    before, after = (_by_path(folder / f"{side}.{suffix}", parse) for side in ("before", "after"))
    return {
        path
        for path in before.keys() | after.keys()
        if (fold(before[path].full_text) if path in before else None)
        != (fold(after[path].full_text) if path in after else None)
    }


@pytest.mark.corpus
@pytest.mark.parametrize(
    "pair",
    [
        "editorial_pair/usc-editorial-15-6501-2014-06-10",
        "editorial_pair/usc-editorial-47-222-2014-06-10",
        "editorial_pair/de-bdsg-meta-2021-04",
        "editorial_pair/de-uwg-meta-2021-04",
        "pending_amendment_pair/usc-15-1681c-2018-06-01",
    ],
)
def test_real_pairs_without_change_of_law_have_equal_text(corpus: Path, pair: str) -> None:
    assert _differing(corpus / pair) == set()


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("pair", "paths"),
    [
        ("usc-18-2703-2018-12-21", {"2703/a", "2703/b/1/a", "2703/c/1/a"}),
        ("usc-15-1681c-2019-07-05", {"1681c/a/7", "1681c/a/8"}),
        ("usc-18-2511-2018-05-09", {"2511/2/j"}),
        ("de-bdsg-2024-05", {"9/1"}),
        ("de-bdsg-2024-01", {"12/5", "12/5/1", "12/5/2"}),
        ("de-tdddg-2026-08", {"13a", "24a"}),
        ("fr-cpce-L34-1-2025-06-15", {"l34-1/ii-bis/1"}),
        ("fr-crpa-L311-6-2018-08-01", {"l311-6/1"}),
    ],
)
def test_real_amendments_show_up_and_nothing_else(corpus: Path, pair: str, paths: set[str]) -> None:
    assert _differing(corpus / "law_pair" / pair) == paths


@pytest.mark.corpus
def test_real_dc_page_keeps_the_chains_that_it_states(corpus: Path) -> None:
    page = _by_path(corpus / "web_page_pair/dcweb-28-3851-2022-04-01/after.html", parse_html)
    assert page["28-3851/2/c/ii/iii"].citation == "D.C. Code § 28-3851(2)(C)(ii)(III)"
    assert "28-3851/1b" in page


@pytest.mark.corpus
def test_real_lost_body_is_unreadable(corpus: Path) -> None:
    folder = corpus / "fetch_failure_pair/de-ttdsg-broken-2022-10"
    result = parse_markdown((folder / "after.md").read_bytes(), ReadHints(name="after.md"))
    assert isinstance(result, Unreadable)
    assert result.reason == "body_lost"
    assert len(_by_path(folder / "before.md")) > 300


@pytest.mark.corpus
def test_real_repeals_carry_their_mark(corpus: Path) -> None:
    uwg = _by_path(corpus / "law_pair/de-uwg-2023-10/after.md")
    assert uwg["17"].status is ProvisionStatus.REPEALED
    assert uwg["20/1/2"].citation == "§ 20 Abs. 1 Nr. 2 UWG"


def test_a_selector_that_only_some_engines_know_gives_the_same_law():
    page = (
        b"<html lang='en'><body><nav><p>1. Home</p></nav><div id=law><h2>Section 1. Duties</h2>"
        b"<p>(a) A carrier shall obtain consent.</p><p>(b) A carrier may not sell data.</p></div></body></html>"
    )
    simple = parse_html(page, ReadHints(media_type="text/html", select="#law"))
    clever = parse_html(page, ReadHints(media_type="text/html", select="div:has(> h2)"))
    assert isinstance(simple, LegalDocument)
    assert simple == clever


def test_nested_matches_of_a_selector_are_read_once():
    inner = b"<div><p>(a) A carrier shall ask for consent first.</p></div>"
    page = b"<body><div><h2>Section 1. Duties</h2>" + inner + b"</div></body>"
    found = parse_html(page, ReadHints(media_type="text/html", select="div"))
    assert isinstance(found, LegalDocument)
    assert sum("ask for consent" in provision.text for provision in found.provisions) == 1
