from __future__ import annotations

from pathlib import Path

import pytest

from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse import ReadHints, read
from regdrift.parse.pdf import drop_running_lines


def _pdf(*pages: tuple[str, ...]) -> bytes:
    """Write a small PDF (ISO 32000-1 §7.5) with one line of Helvetica below the other."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        drawn = "".join(
            f"BT /F1 10 Tf 60 {760 - 16 * at} Td ({line}) Tj ET\n" for at, line in enumerate(_escaped(lines))
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
        content = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {content} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    tail = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}".encode()


def _escaped(lines: tuple[str, ...]) -> list[str]:
    return [line.replace("(", r"\(").replace(")", r"\)") for line in lines]


def test_law_in_a_pdf_is_read_without_running_heads_and_page_numbers() -> None:
    body = _pdf(
        ("Example Data Act - print", "Section 1. Records", "(a) A person shall keep every record for two years.", "1"),
        ("Example Data Act - print", "(b) A record may be kept on paper or in a file.", "Section 2. Fees", "2"),
        ("Example Data Act - print", "(a) No fee is due for a copy of a record.", "3"),
    )
    document = read(body, ReadHints(name="act.pdf"))
    assert isinstance(document, LegalDocument), document
    assert [(item.path, item.text) for item in document.provisions if item.text] == [
        ("1/a", "A person shall keep every record for two years."),
        ("1/b", "A record may be kept on paper or in a file."),
        ("2/a", "No fee is due for a copy of a record."),
    ]


def test_pdf_without_text_is_scanned_and_a_broken_one_malformed() -> None:
    empty = read(_pdf(()), ReadHints())
    broken = read(b"%PDF-1.4\nnothing else", ReadHints())
    assert isinstance(empty, Unreadable)
    assert isinstance(broken, Unreadable)
    assert (empty.reason, broken.reason) == ("scanned", "malformed")


def test_a_line_that_stands_once_is_no_running_head() -> None:
    pages = [["Head 1", "law one", "x"], ["Head 2", "law two", "y"], ["Head 3", "law three", "z"]]
    assert drop_running_lines(pages) == [["law one", "x"], ["law two", "y"], ["law three", "z"]]


@pytest.mark.corpus
def test_real_state_code_in_pdf(corpus: Path) -> None:
    document = read((corpus / "pdf/pdf-iowa-504-1504/504.1504.pdf").read_bytes(), ReadHints(name="504.1504.pdf"))
    assert isinstance(document, LegalDocument)
    texts = {item.path: item.text for item in document.provisions}
    assert texts["504.1504/1/b"] == "The period of its duration."


@pytest.mark.corpus
def test_real_pdf_with_unmapped_fonts_is_scanned(corpus: Path) -> None:
    body = (corpus / "pdf/pdf-hhs-ocr-health-app/OCR-health-app-developer-scenarios-2-2016.pdf").read_bytes()
    result = read(body, ReadHints(name="x.pdf"))
    assert isinstance(result, Unreadable)
    assert result.reason == "scanned"
