"""Markdown of law: emphasis round emphasis, headings that come twice, articles that are printed twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from regdrift.model.document import LegalDocument
from regdrift.parse import ReadHints, read
from regdrift.parse.markdown_inline import plain


def _read(text: str) -> LegalDocument:
    document = read(text.encode(), ReadHints(name="act.md"))
    assert isinstance(document, LegalDocument), document
    return document


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("**Conduct of investigation under *section 137***", "Conduct of investigation under section 137"),
        ("***Act of 2018* and its schedules**", "Act of 2018 and its schedules"),
        ("****Amendment of section 28****", "Amendment of section 28"),
        ("****Amendment of** National Act 2017**", "Amendment of National Act 2017"),
        ("**ARTICULO 1° —***Objeto.*El objeto", "ARTICULO 1° — Objeto. El objeto"),
        ("***all of it***", "all of it"),
    ],
)
def test_nested_and_uneven_emphasis_leaves_no_asterisk(marked: str, words: str) -> None:
    assert plain(marked).replace("—O", "— O") == words


_HEAD = '---\ntitle: "Records Act 2018"\ncountry: "ie"\n---\n# Records Act 2018\n\n'


@pytest.mark.parametrize(
    "heading",
    [
        "##### 137. Investigations\n\n**Investigations**\n\n",
        "##### 137. **Investigations**\n\n",
        "##### 137. ****Investigations****\n\n",
    ],
)
def test_a_heading_that_is_printed_twice_moves_no_subsection(heading: str) -> None:
    document = _read(
        f"{_HEAD}{heading}**137.** (1) The Commission may ask.\n\n(2) It may\u2014\n\n(a) look, and\n\n(b) listen.\n"
    )
    assert [(item.path, item.heading, item.text) for item in document.provisions] == [
        ("137", "Investigations", ""),
        ("137/1", None, "The Commission may ask."),
        ("137/2", None, "It may\u2014"),
        ("137/2/a", None, "look, and"),
        ("137/2/b", None, "listen."),
    ]


def _code(*articles: str) -> str:
    return '---\ntitle: "Code des registres"\ncountry: "fr"\n---\n# Code des registres\n\n' + "\n\n".join(articles)


def test_an_article_printed_twice_is_one_provision_and_a_warning() -> None:
    one = "Article R10-1\n\nI. - Le registre est public.\n\nII. - Il est tenu pendant dix ans."
    other = "Article R10-2\n\nLe registre est clos."
    twice, once = _read(_code(one, one, other)), _read(_code(one, other))
    assert twice.provisions == once.provisions
    assert any("R10-1" in warning for warning in twice.warnings)
    assert not once.warnings


def test_an_article_printed_twice_with_other_words_stays_twice() -> None:
    one = "Article R10-1\n\nLe registre est public."
    two = "Article R10-1\n\nLe registre est secret."
    assert [item.text for item in _read(_code(one, two)).provisions] == [
        "Le registre est public.",
        "Le registre est secret.",
    ]


@pytest.mark.corpus
def test_real_irish_act_has_no_asterisk_and_nests_alike(corpus: Path) -> None:
    folder = corpus / "law_pair/ie-2018-act-7"
    before, after = (_read((folder / f"{side}.md").read_text("utf-8")) for side in ("before", "after"))
    for document in (before, after):
        assert not [item.heading for item in document.provisions if "*" in (item.heading or "")]
    old, new = ({item.path for item in document.provisions} for document in (before, after))
    assert {"137/1", "216/a", "232/a"} <= old & new
