"""The same law in other clothes: a site that is rebuilt changes no provision."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

import pytest

from regdrift.demo.law import Edition, load_pages
from regdrift.demo.site import render
from regdrift.model.document import LegalDocument, NoteKind
from regdrift.parse import ReadHints, read
from regdrift.text.normalise import fold

_EDITIONS = [
    pytest.param(page.id, edition, id=f"{page.id}-{edition.on}")
    for page in load_pages()
    for edition in page.editions
    if edition.style != "challenge"
]
_NOTICE = "Illustration: written for a demonstration, not adopted by any legislature."

Line = tuple[str, str]
"""Kind of a line (``title``, ``head``, ``text``) and its words."""


def _lines(edition: Edition) -> list[Line]:
    kinds = {"# ": "title", "##": "head"}
    return [(kinds.get(block[:2], "text"), escape(block.lstrip("# "), quote=False)) for block in edition.blocks]


def _page(body: str, language: str, title: str = "") -> str:
    head = f'<meta charset="utf-8"><title>{title}</title>' if title else '<meta charset="utf-8">'
    return f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'


def _dressed(lines: list[Line], dress: dict[str, str], gap: str = "\n") -> str:
    return gap.join(dress[kind].format(text) for kind, text in lines)


def _spans_with_breaks(lines: list[Line], language: str) -> str:
    menu = '<span><a href="/">Home</a></span><br><span><a href="/laws">Laws</a></span><br>'
    dress = dict.fromkeys(("title", "head", "text"), "<span>{}</span>")
    foot = '<br><span><a href="/contact">Contact</a></span><br><span><a href="/legal">Legal notice</a></span>'
    return _page(f"{menu}<span>{_NOTICE}</span><br>{_dressed(lines, dress, '<br>')}{foot}", language, lines[0][1])


def _bold_lines_with_breaks(lines: list[Line], language: str) -> str:
    dress = {"title": "<b><font size=5>{}</font></b>", "head": "<b>{}</b>", "text": "{}"}
    return _page(f"<p>{_dressed(lines, dress, '<br><br>')}</p>", language)


def _layout_table(lines: list[Line], language: str) -> str:
    rows = "".join(f"<tr><td class='c{kind[0]}'>{text}</td></tr>" for kind, text in lines)
    menu = "<td><a href='/a'>Statutes</a><br><a href='/b'>Regulations</a><br><a href='/c'>Bills</a></td>"
    return _page(f"<table><tr>{menu}<td><table>{rows}</table></td></tr></table>", language, lines[0][1] + " | Portal")


def _one_cell_with_breaks(lines: list[Line], language: str) -> str:
    menu = "<td><a href='/a'>Statutes</a><br><a href='/b'>Regulations</a></td>"
    dress = {"title": "<big>{}</big>", "head": "<u>{}</u>", "text": "{}"}
    return _page(f"<table><tr>{menu}<td>{_dressed(lines, dress, '<br>')}</td></tr></table>", language)


def _bold_paragraphs(lines: list[Line], language: str) -> str:
    dress = {"title": "<p><b>{}</b></p>", "head": "<p><strong>{}</strong></p>", "text": "<p>{}</p>"}
    updated = "<p>Last updated: 12 March 2024</p>" if language == "en" else "<p>Dernière mise à jour : 12 mars 2024</p>"
    return _page(_dressed(lines, dress) + updated, language, lines[0][1])


def _classes_only(lines: list[Line], language: str) -> str:
    dress = {
        "title": '<p class="page-title">{}</p>',
        "head": '<p class="t2">{}</p>',
        "text": '<p class="body">{}</p>',
    }
    crumbs = '<p>Home › Laws › Privacy</p><p><a href="#">Share</a> | <a href="#">Print</a></p>'
    return _page(f"{crumbs}{_dressed(lines, dress)}<p>© 2024 Office of Publications</p>", language)


def _definition_list(lines: list[Line], language: str) -> str:
    title = "".join(f"<div class='title'>{text}</div>" for kind, text in lines if kind == "title")
    dress = {"head": "<dt>{}</dt>", "text": "<dd>{}</dd>"}
    listed = _dressed([line for line in lines if line[0] != "title"], dress)
    return _page(f"{title}<dl>{listed}</dl><div>Share on Facebook</div><div>Back to top</div>", language)


def _nested_wrappers(lines: list[Line], language: str) -> str:
    parts: list[str] = []
    for kind, text in lines:
        if kind == "head":
            parts.append(f"</div></div><div class='sec'><div class='inner'><div class='x9'>{text}</div>")
        else:
            parts.append(f"<div><div class='{'x1' if kind == 'title' else 'x2'}'><span>{text}</span></div></div>")
    law = f"<div><div>{''.join(parts)}</div></div>"
    around = f"<div class='alert'>{_NOTICE}</div><div class='crumb'>Home &gt; Laws &gt; Privacy</div>"
    foot = "<div class='f'><div>Contact</div><div>Imprint and data protection</div><div>Follow us</div></div>"
    return _page(f"<div id='a'><div id='b'>{around}<div class='w'>{law}</div></div></div>{foot}", language, lines[0][1])


def _aria_headings(lines: list[Line], language: str) -> str:
    dress = {
        "title": '<div role="heading" aria-level="1">{}</div>',
        "head": '<div role="heading" aria-level="2">{}<button>Copy link</button></div>',
        "text": "<div>{}</div>",
    }
    share = '<div><span>Share this page</span></div><div><a href="#">Print</a></div>'
    return _page(f"{share}<div>{_NOTICE}</div>{_dressed(lines, dress)}{share}", language, "Portal")


def _headings_under_a_brand(lines: list[Line], language: str) -> str:
    dress = {"title": "<h2>{}</h2>", "head": "<h3>{}</h3>", "text": "<p>{}</p>"}
    notice = "<p>Disclaimer: this page is no official publication and has no legal force.</p>"
    return _page(f"<div><h1>Portal</h1></div><div>{notice}{_dressed(lines, dress)}</div>", language)


def _split_labels(lines: list[Line], language: str) -> str:
    """Labels in cells of their own, as EUR-Lex and many codes print points."""
    parts = []
    for kind, text in lines:
        match = re.match(r"(\([a-z]\)|\d\.) (.*)", text)
        if kind == "text" and match:
            parts.append(f"<table><tr><td>{match[1]}</td><td>{match[2]}</td></tr></table>")
        else:
            parts.append(f"<p class='{kind}'>{text}</p>")
    return _page("".join(parts), language, lines[0][1])


_SOUPS: list[Callable[[list[Line], str], str]] = [
    _spans_with_breaks,
    _bold_lines_with_breaks,
    _layout_table,
    _one_cell_with_breaks,
    _bold_paragraphs,
    _classes_only,
    _definition_list,
    _nested_wrappers,
    _aria_headings,
    _headings_under_a_brand,
    _split_labels,
]


def _read(markup: str) -> LegalDocument:
    document = read(markup.encode(), ReadHints(media_type="text/html"))
    assert isinstance(document, LegalDocument), document
    return document


def _law(document: LegalDocument) -> list[tuple[str, str | None, str, str]]:
    return [
        (item.path, fold(item.label or "") or None, fold(item.heading or ""), fold(item.full_text))
        for item in document.provisions
    ]


@pytest.mark.parametrize(("page_id", "edition"), _EDITIONS)
def test_both_renderings_of_the_demonstration_give_the_same_provisions(page_id: str, edition: Edition) -> None:
    plain = _read(render(replace(edition, style="plain"), page_id))
    rebuilt = _read(render(replace(edition, style="rebuilt"), page_id))
    assert _law(plain) == _law(rebuilt)
    assert (plain.stage, fold(plain.title or "")) == (rebuilt.stage, fold(rebuilt.title or ""))


@pytest.mark.parametrize("soup", _SOUPS, ids=lambda soup: soup.__name__.strip("_"))
@pytest.mark.parametrize(("page_id", "edition"), _EDITIONS)
def test_every_soup_gives_the_same_provisions(
    page_id: str, edition: Edition, soup: Callable[[list[Line], str], str]
) -> None:
    plain = _read(render(replace(edition, style="plain"), page_id))
    cooked = _read(soup(_lines(edition), "fr" if page_id.startswith("fr-") else "en"))
    assert _law(cooked) == _law(plain)
    assert cooked.stage == plain.stage
    # In a page without any section the first heading would do as well as the title.
    assert not re.match(r"§|Article|Section", cooked.title or "")


def test_lines_before_the_first_section_are_front_matter_and_not_law() -> None:
    body = (
        "<h1>Data Act</h1><p>This consolidation was repealed on 1 May 2024.</p><p>Current as of 3 May 2024</p>"
        "<h2>§ 1 Scope</h2><p>All data.</p><h2>§ 2 Duty</h2><p>Operators shall ask.</p>"
    )
    document = _read(_page(body, "en"))
    assert [item.path for item in document.provisions] == ["1", "2"]
    front = "\n".join(note.text for note in document.notes if note.kind is NoteKind.FRONT_MATTER)
    assert "repealed on 1 May 2024" in front


def test_a_preamble_stays_law() -> None:
    whereas = "Whereas personal data are collected without the knowledge of the persons concerned,"
    body = f"<h1>Data Act</h1><p>{whereas}</p><h2>§ 1 Scope</h2><p>All data.</p><h2>§ 2 Duty</h2><p>Ask.</p>"
    assert whereas in [item.full_text for item in _read(_page(body, "en")).provisions]


def test_statement_behind_the_law_is_kept_as_a_note() -> None:
    law = "<h2>§ 1 Scope</h2><p>All data.</p><h2>§ 2 Duty</h2><p>Operators shall ask.</p>"
    behind = "<div class='x'><div>Contact</div><div>This act expires on 1 May 2030.</div></div>"
    document = _read(_page(f"<div class='law'>{law}</div>{behind}", "en"))
    assert [item.full_text for item in document.provisions] == ["All data.", "Operators shall ask."]
    assert any("expires on 1 May 2030" in note.text for note in document.notes)


def test_what_follows_the_last_head_and_may_be_law_stays_law() -> None:
    law = "<h2>§ 1 Scope</h2><p>All data.</p><h2>§ 2 Duty</h2><p>Operators shall ask:</p>"
    behind = "<div><p>(a) the customer, and</p><p>(b) the parent of a child.</p></div>"
    document = _read(_page(f"<div class='law'>{law}</div>{behind}", "en"))
    assert "the parent of a child." in [item.full_text for item in document.provisions]


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Data Act – Portal</title>", "<h1>Data Act</h1>", "Data Act"),
        ("<title>Data Act | Portal</title>", "", "Data Act"),
        ('<meta property="og:title" content="Data Act">', "", "Data Act"),
        ("", "<h2>Data Act</h2>", "Data Act"),
        ("", "", None),
    ],
)
def test_title_is_never_the_heading_of_a_section(head: str, body: str, title: str | None) -> None:
    law = "<h3>§ 1 Scope</h3><p>All data.</p><h3>§ 2 Duty</h3><p>Operators shall ask.</p>"
    markup = f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}{law}</body></html>"
    assert _read(markup).title == title


def test_words_of_the_law_are_no_controls() -> None:
    body = (
        "<h1>Search Act</h1><h2>§ 1 Definitions</h2><dl><dt>Link</dt><dd>means a reference to a page.</dd>"
        "<dt>Print</dt><dd>means a copy on paper.</dd></dl><h3>Search</h3><p>An officer may search a server.</p>"
        "<h2>§ 2 Duty</h2><p>Operators shall ask.</p>"
    )
    document = _read(_page(body, "en"))
    words = "\n".join(f"{item.heading}\n{item.full_text}" for item in document.provisions)
    assert all(word in words for word in ("Link", "Print", "Search"))
