"""CELLAR, BOE, Fedlex, gesetze-im-internet.de and the D.C. Code: what is asked for, and what becomes of the answers."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from regdrift.model.capture import Capture, FetchFailure, NotModified
from regdrift.model.document import LegalDocument
from regdrift.parse import read

EXAMPLES = Path(__file__).parents[1] / "parse" / "examples"


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            archive.writestr(name.replace("_", "."), body)
    return out.getvalue()


def test_cellar_is_asked_for_xhtml_in_the_language(stage, fetcher, make_source, reply):
    page = b"<html lang='fr'><body><p>Article premier</p></body></html>"
    stage.plays["/resource/celex/32016R0679"] = [reply(page, ETag='"1"'), reply(status="304 Not Modified")]
    source = make_source(stage.url(""), connector="cellar", language="fr", options={"celex": "32016R0679"})
    first = fetcher.fetch(source)
    assert isinstance(first, Capture)
    (heard,) = stage.pages()
    assert (heard.headers["Accept"], heard.headers["Accept-Language"]) == ("application/xhtml+xml", "fra")
    assert isinstance(fetcher.fetch(source, first.validators), NotModified)


def test_the_xml_of_a_german_law_is_taken_from_its_archive(stage, fetcher, make_source, reply):
    law = (EXAMPLES / "gii" / "law.xml").read_bytes()
    stage.plays["/mdg/xml.zip"] = reply(zipped(law_xml=law, picture_jpg=b"x"))
    result = fetcher.fetch(make_source(stage.url(""), connector="gesetze_im_internet", options={"law": "mdg"}))
    assert isinstance(result, Capture)
    assert result.body == law


@pytest.mark.parametrize("files", [{}, {"a_xml": b"<dokumente/>", "b_xml": b"<x/>"}, {"a_xml": b"<html/>"}])
def test_an_archive_without_one_law_is_a_failure(stage, fetcher, make_source, reply, files):
    stage.plays["/mdg/xml.zip"] = reply(zipped(**files))
    result = fetcher.fetch(make_source(stage.url(""), connector="gesetze_im_internet", options={"law": "mdg"}))
    assert isinstance(result, FetchFailure)
    assert result.reason == "protocol"


def test_fedlex_gives_the_version_that_applies_and_knows_it_again(stage, fetcher, make_source, reply):
    def row(day):
        return {"date": {"value": day}, "file": {"value": stage.url(f"/{day}.xml")}}

    class Fedlex(dict):
        def get(self, path, default=None):
            if path.startswith("/sparqlendpoint?"):
                rows = [row("2023-09-01"), row("2026-01-01"), row("2028-01-01")]
                return reply(json.dumps({"results": {"bindings": rows}}).encode())
            return super().get(path, default)

    law = (EXAMPLES / "akn" / "swiss.xml").read_bytes()
    stage.plays = Fedlex({"/2026-01-01.xml": reply(law)})
    source = make_source(stage.url(""), connector="fedlex", language="de", options={"eli": "cc/2022/491"})
    first = fetcher.fetch(source)
    assert isinstance(first, Capture)
    assert first.body == law
    asked = len(stage.pages())
    assert isinstance(fetcher.fetch(source, first.validators), NotModified)
    assert len(stage.pages()) == asked + 1


def test_sections_of_the_dc_code_are_one_law(stage, fetcher, make_source, reply):
    section = (EXAMPLES / "dc_code" / "section.xml").read_bytes()
    for number in ("99-101", "99-102"):
        body = section.replace(b"<num>99-101</num>", f"<num>{number}</num>".encode())
        stage.plays[f"/titles/99/sections/{number}.xml"] = reply(body, ETag='"1"')
    source = make_source(stage.url(""), connector="dc_code", options={"sections": ["99-101", "99-102"]})
    result = fetcher.fetch(source)
    document = read(result.body)
    assert isinstance(document, LegalDocument)
    assert [item.path for item in document.provisions if "/" not in item.path] == ["99-101", "99-102"]
