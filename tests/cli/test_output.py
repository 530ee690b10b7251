"""How results leave the program: terminals, pipes, full disks, widths, odd signs."""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from terminal import Runner, invoke

from regdrift.cli import COMMANDS, SUMMARIES, cli
from regdrift.cli.naming import choose_id
from regdrift.cli.output import inert, print_json, print_rows
from regdrift.cli.table import fit_widths, short, wrapped
from regdrift.errors import UsageError


def program(run: Runner, *arguments: str) -> list[str]:
    return [
        sys.executable, "-m", "regdrift", *arguments, "--db", str(run.database), "--config", str(run.folder),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv", "md"])
def test_a_reader_who_leaves_ends_it_quietly(run: Runner, form: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            program(run, "log", "-q", "--limit", "1000", "--format", form),
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("form", ["json", "csv"])
def test_results_that_cannot_be_written_are_an_error(run: Runner, form: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            program(run, "log", "-q", "--format", form), stdout=full, stderr=subprocess.PIPE, check=False, text=True
        )
    assert done.returncode == 3
    assert done.stderr.strip() == "error: the results cannot be written: No space left on device"


def on_terminal(run: Runner, *arguments: str, **environment: str) -> str:
    """Run a command on a pseudo-terminal of 100 columns and give all it wrote."""
    pty, fcntl, termios = (pytest.importorskip(name) for name in ("pty", "fcntl", "termios"))
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "FORCE_COLOR"}}
    told = {**kept, "TERM": "xterm-256color", "REGDRIFT_PAGER": "cat", **environment}
    process = subprocess.Popen(program(run, *arguments), stdin=follower, stdout=follower, stderr=follower, env=told)
    os.close(follower)
    parts = []
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    process.wait()
    os.close(leader)
    return b"".join(parts).decode()


@pytest.mark.parametrize(
    "command",
    [["log"], ["impacts"], ["sources", "list"], ["work", "list"], ["alerts", "list"], ["diff", "us-contact"]],
    ids=" ".join,
)
def test_tables_fit_a_terminal_and_have_colours(run: Runner, command: list[str]) -> None:
    plain = on_terminal(run, *command, "--no-color")
    assert "\x1b" not in plain
    assert max(len(line) for line in plain.splitlines()) <= 100
    assert "…" not in plain.replace(" …”", "")
    assert "\x1b" not in on_terminal(run, *command, NO_COLOR="1")
    assert "\x1b[" in on_terminal(run, *command)


def test_check_shows_a_bar_on_a_terminal(own: Runner) -> None:
    assert "checking" in on_terminal(own, "check", "us-health", "--no-alerts")
    assert "checking" not in on_terminal(own, "check", "us-health", "--no-alerts", "-q")


def test_report_shows_a_bar_on_a_terminal(run: Runner, tmp_path: Path) -> None:
    shown = on_terminal(run, "report", "-o", str(tmp_path / "report.html"))
    assert "reading changes" in shown
    assert "wrote" in shown


def test_a_console_without_the_signs_of_law_still_gets_results(run: Runner) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp437", "PYTHONUTF8": "0"}
    done = subprocess.run(program(run, "log"), capture_output=True, check=False, env=environment)
    assert done.returncode == 0
    assert b"? 161.4" in done.stdout
    data = subprocess.run(program(run, "log", "--json"), capture_output=True, check=False, env=environment)
    assert "§ 161.4" in {row["citation"] for row in json.loads(data.stdout.decode("cp437"))}


@given(
    st.lists(st.tuples(st.integers(1, 60), st.one_of(st.none(), st.integers(1, 30))), min_size=1, max_size=10),
    st.integers(20, 200),
)
def test_widths_fit_where_they_can_and_never_vanish(columns: list[tuple[int, int | None]], available: int) -> None:
    natural, floors = [width for width, _ in columns], [floor for _, floor in columns]
    widths = fit_widths(natural, floors, available)
    room = available - 2 * (len(columns) - 1)
    assert all(min(wide, 1) <= width <= wide for width, wide in zip(widths, natural, strict=True))
    if sum(natural) <= room:
        assert widths == natural
    elif sum(min(width, 6) for width in natural) <= room:
        assert sum(widths) <= room


@given(st.text(alphabet=" ab§é“”…", max_size=400), st.integers(0, 8), st.integers(20, 60), st.booleans())
def test_a_wrapped_line_fits_and_loses_nothing(words: str, indent: int, width: int, colored: bool) -> None:
    line = " " * indent + (click.style(words, fg="red") if colored else words)
    parts = [click.unstyle(part) for part in wrapped(line, width)]
    assert all(len(part) <= width for part in parts)
    assert "".join("".join(parts).split()) == "".join(words.split())


@given(st.text())
def test_inert_text_has_no_controls_and_keeps_the_rest(text: str) -> None:
    clean = inert(text)
    assert inert(clean) == clean
    assert not [sign for sign in clean if sign not in "\t\n" and (ord(sign) < 32 or 127 <= ord(sign) < 160)]
    assert set(text) - set(clean) <= {chr(code) for code in range(160)} | set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
    )


@given(st.text(alphabet=st.characters(codec="utf-8")) | st.just("\x9b2J\u202e\udc80"))
def test_json_says_the_same_with_active_signs_escaped(text: str) -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        print_json({"text": text})
    assert json.loads(out.getvalue()) == {"text": text}
    assert not [sign for sign in out.getvalue() if 127 <= ord(sign) < 160 or sign in "\u202e\udc80"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "  =1", "＝1", "\t=1", "\n=1"])
def test_csv_cells_are_no_formulas(capsys: pytest.CaptureFixture[str], text: str) -> None:
    print_rows([{"text": text}], ("text",), "csv")
    assert capsys.readouterr().out.removeprefix("text\n").lstrip('"').startswith("'")


def test_values_are_shortened_for_people() -> None:
    assert short("2026-09-07T08:00:37.000000Z") == "2026-09-07 08:00"
    assert short("967b48ad6381207c") == "967b48ad"
    assert short("a  line\nand another") == "a line and another"
    assert short("cafe") == "cafe"


def test_an_id_is_chosen_by_its_beginning_and_exact_ones_win() -> None:
    assert choose_id(["us", "us-me"], "us", "source", "x") == "us"
    assert choose_id(["us", "eu-x"], "e", "source", "x") == "eu-x"
    with pytest.raises(UsageError, match="more than one"):
        choose_id(["ab", "ac"], "a", "source", "x")
    with pytest.raises(UsageError, match="there is no source"):
        choose_id(["ab"], "", "source", "x")


def all_commands() -> list[tuple[str, click.Command]]:
    found = []
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found += [(f"{name} {below}", each) for below, each in command.commands.items()]
        else:
            found.append((name, command))
    return found


@pytest.mark.parametrize(("name", "command"), all_commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_help_has_an_example_and_shared_options_last(name: str, command: click.Command) -> None:
    text = command.help or ""
    assert "Example" in text
    assert f"regdrift {name}" in text
    options = [option for option in command.params if isinstance(option, click.Option)]
    shared = ["db", "config", "format_name", "as_json", "no_color", "quiet", "verbose"]
    assert [option.name for option in options][-len(shared) :] == shared
    assert all(option.help for option in options), [option.name for option in options if not option.help]


def test_every_summary_and_every_command_agree() -> None:
    assert set(SUMMARIES) == set(COMMANDS)


def test_a_mistyped_command_is_guessed() -> None:
    done = invoke("chekc")
    assert done.code == 2
    assert "Did you mean check?" in done.err
