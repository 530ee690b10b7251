from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse import ReadHints, read
from regdrift.parse.pdf import drop_running_rows
from regdrift.parse.pdf_layout import Span

Drawn = tuple[float, float, int, str]
"""Place of a piece of text from the lower left corner in points, size of the font, words."""


def _pdf(*pages: tuple[str, ...]) -> bytes:
    """Write a small PDF with one line of Helvetica below the other."""
    return _draw(*([(60, 760 - 16 * at, 10, line) for at, line in enumerate(lines)] for lines in pages))


def _draw(*pages: list[Drawn]) -> bytes:
    """Write a small PDF (ISO 32000-1 §7.5) with pieces of Helvetica at given places, in the given order."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for pieces in pages:
        drawn = "".join(f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET\n" for x, y, size, text in pieces)
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


def _escaped(line: str) -> str:
    return line.replace("(", r"\(").replace(")", r"\)")


_LAW = {
    "1": "A controller shall keep every record of consent for two years and shall show it to the supervisory authority "
    "on request. The record names the person, the purpose, the time and the wording of the request for consent.",
    "2": "A person may withdraw consent at any time. It shall be as easy to withdraw consent as it was to give it, and "
    "the controller shall stop the processing without undue delay and inform every recipient of the data.",
    "3": "A controller that fails to notify the authority of a breach within seventy-two hours pays a penalty. The "
    "penalty is measured by the number of the persons concerned and by the turnover of the group.",
    "4": "This Act applies to every controller that offers services to residents of the State, wherever it is set up. "
    "It does not apply to a natural person in the course of a purely personal or household activity.",
}
_HEADINGS = {"1": "Records", "2": "Withdrawal", "3": "Penalty", "4": "Territorial scope"}


def _wrapped(text: str, width: int) -> list[str]:
    """Wrap as a printer does: a long word at the end of a line is divided with a hyphen."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) + 1 <= width:
            line = f"{line} {word}".strip()
            continue
        room = width - len(line) - 2
        if room >= 3 and len(word) - room >= 3 and word.isalpha():
            lines.append(f"{line} {word[:room]}-")
            line = word[room:]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def _two_columns(row_major: bool) -> bytes:
    """Two pages of two columns with line numbers, a running head, a page number and a heading over both columns."""
    printed = []
    for number, text in _LAW.items():
        printed += [f"Section {number}. {_HEADINGS[number]}", *_wrapped(text, 44)]
    half = [printed[: len(printed) // 2], printed[len(printed) // 2 :]]
    pages = []
    for page, lines in enumerate(half, start=1):
        middle = (len(lines) + 1) // 2
        drawn: list[Drawn] = []
        for side, column in enumerate((lines[:middle], lines[middle:])):
            for at, line in enumerate(column):
                x, y = 60 + 270 * side, 700 - 12 * at
                drawn += [(x - 24, y, 9, str(at + 1)), (x, y, 9, line)]
        if row_major:
            drawn.sort(key=lambda item: (-item[1], item[0]))
        head = (150.0, 760.0, 9, f"Example Consent Act - page {page} of 3")
        title = [(120.0, 730.0, 16, "An Act on the records of consent and their keeping")] if page == 1 else []
        pages.append([head, *title, *drawn, (290.0, 30.0, 9, str(page))])
    pages.append(
        [
            (150.0, 760.0, 9, "Example Consent Act - page 3 of 3"),
            (60, 700, 9, "Done at the Capitol."),
            (290, 30, 9, "3"),
        ]
    )
    return _draw(*pages)


@pytest.mark.parametrize("row_major", [False, True], ids=["column by column", "row by row"])
def test_two_columns_are_read_one_after_the_other(row_major: bool) -> None:
    document = read(_two_columns(row_major), ReadHints(name="act.pdf"))
    assert isinstance(document, LegalDocument), document
    assert document.title == "An Act on the records of consent and their keeping"
    read_back = {item.path: (item.heading, item.full_text.replace("\n", " ")) for item in document.provisions}
    expected = {number: (_HEADINGS[number], text) for number, text in _LAW.items()}
    expected["4"] = (_HEADINGS["4"], f"{_LAW['4']} Done at the Capitol.")
    assert read_back == expected


def test_heading_of_a_section_is_not_joined_into_its_text() -> None:
    document = read(
        _pdf(
            (
                "Records Act",
                "Section 1. Notice",
                "(a) A controller shall notify each person within thirty days of the discovery of",
                "the breach, in plain words.",
                "Section 2. Penalty",
                "A controller that fails to notify a person of a breach under section 1 pays one",
                "hundred euros to that person.",
            )
        ),
        ReadHints(name="act.pdf"),
    )
    assert isinstance(document, LegalDocument), document
    assert document.title == "Records Act"
    assert [(item.path, item.heading, item.text) for item in document.provisions] == [
        ("1", "Notice", ""),
        (
            "1/a",
            None,
            "A controller shall notify each person within thirty days of the discovery of the breach, in plain words.",
        ),
        (
            "2",
            "Penalty",
            "A controller that fails to notify a person of a breach under section 1 pays one hundred euros to that "
            "person.",
        ),
    ]


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
    rows = [[[Span(line, 0, 9, 0, 9)] for line in page] for page in pages]
    kept = [[row[0].text for row in page] for page in drop_running_rows(rows)]
    assert kept == [["law one", "x"], ["law two", "y"], ["law three", "z"]]


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_mutated_pdf_gives_a_value_and_never_raises(data: st.DataObject) -> None:
    body = bytearray(_two_columns(row_major=True))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 12))] = data.draw(
            st.sampled_from([b"", b"1e38 ", b"-9 ", b"Td ", b"(\\377\\001) Tj ", b"\xff", b"0 Tf ", b"endobj"])
        )
    assert isinstance(read(b"%PDF-1.4\n" + bytes(body)), LegalDocument | Unreadable)


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
