"""Law text that wants to act on terminals, spreadsheets or Markdown stays text in every form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from terminal import Pages, Runner, invoke, law

ESCAPES = "\x1b[31mred\x1b[0m \x1b]52;c;ZXZpbA==\x07 \x9b2J \x9d0;title\x9c \x08\x7f"
BIDI = "\u202eREVERSED\u202c \u2066isolate\u2069 \u200f\u061c"
ACTIVE = [chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))] + list(
    BIDI[0:1] + "\u2066\u2069\u200f\u061c"
)
FORMULA = "=HYPERLINK(&quot;http://evil.example&quot;)"
MARKDOWN = (
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png) `code` | cell | &lt;script&gt;alert(1)&lt;/script&gt;"
)


def hostile_law(days: int, heading: str) -> str:
    return law(
        f"7.1 {heading} | {FORMULA} A provider shall obtain consent {ESCAPES} within {days} days. {BIDI}",
        f"7.2 Records {ESCAPES} | A provider shall keep records for {days} months. {MARKDOWN}",
        title=f"Part 7 {ESCAPES} {BIDI} of data",
    )


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A history of a page that is hostile in titles, headings, citations and text."""
    runner = Runner(tmp_path_factory.mktemp("hostile"))
    pages = Pages()
    try:
        runner.write("sources.yaml", pages.sources("evil").replace("Law evil", "'=cmd \\e'"))
        for days in (30, 10):
            pages.texts = {"evil": hostile_law(days, "@SUM(1) Consent" if days == 30 else "=1+1 Consent")}
            done = runner("check", "--json")
            assert done.code == 0, done.err
    finally:
        pages.close()
    assert runner("log", "--json").json
    return runner


COMMANDS = [
    ["log"], ["show", "CHANGE"], ["show", "CHANGE", "--full"], ["diff", "evil"], ["text", "evil"],
    ["history", "evil", "7.1"], ["impacts", "--all"], ["work", "list", "--all"], ["sources", "list"],
    ["sources", "show", "evil"], ["alerts", "list"],
]  # fmt: skip


@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv", "md"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_active_reaches_the_terminal(watched: Runner, command: list[str], form: str) -> None:
    change = watched("log", "--json").json[0]["id"]
    done = watched(*(change if word == "CHANGE" else word for word in command), "--format", form)
    assert done.code == 0, done.err
    for sign in ACTIVE:
        assert sign not in done.out + done.err, hex(ord(sign))
    if form == "csv":
        for row in csv.reader(io.StringIO(done.out)):
            assert not any(cell.lstrip()[:1] in tuple("=+-@") for cell in row if cell)
    if form == "md":
        for line in done.out.splitlines()[2:]:
            assert "](" not in line.replace("\\]", "")
            assert "<script" not in line.replace("\\<", "")
            cells = line.replace("\\|", "").count("|")
            assert cells == done.out.splitlines()[0].count("|")


def test_json_keeps_every_sign_of_the_text(watched: Runner) -> None:
    texts = json.dumps(watched("text", "evil", "--json").json, ensure_ascii=False)
    assert "REVERSED" in texts
    assert "=HYPERLINK" in texts


@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv", "md"])
def test_compare_is_inert_too(tmp_path: Path, form: str) -> None:
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    old.write_text(hostile_law(30, "=2+2 Consent"), encoding="utf-8")
    new.write_text(hostile_law(10, "=2+2 Consent"), encoding="utf-8")
    done = invoke("compare", str(old), str(new), "--format", form)
    assert done.code == 1
    assert not [sign for sign in ACTIVE if sign in done.out + done.err]
    if form == "csv":
        rows = list(csv.reader(io.StringIO(done.out)))
        assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@")]
