"""Entries added to ``sources.yaml``: read as meant, and nothing else of the file changes."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regdrift.config import PACKS, load_sources, starter_files
from regdrift.config.additions import NewSource, add_sources
from regdrift.errors import ConfigurationError, InputError, UsageError

HEAD = "schema: regdrift/sources@1\n"
VALUES = {
    "id": "new",
    "name": "New: a law # of note",
    "jurisdiction": "US-ME",
    "url": "https://law.example/new?a=[1]&b=2",
}
NEW = NewSource({**VALUES, "topics": ["isp", "opt-in"], "expect": {"min_provisions": 3}}, "seen", "Blocks programs.")


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.yaml"
    path.write_bytes(text.encode("utf-8"))
    return path


def added_text(old: bytes, new: bytes) -> bytes:
    """Give the one piece that was put into ``old``; fails where anything else changed."""
    length = len(new) - len(old)
    for place in reversed(range(len(old) + 1)):
        if new[:place] == old[:place] and new[place + length :] == old[place:]:
            return new[place : place + length]
    raise AssertionError("something besides the addition changed")


def add(path: Path, *additions: NewSource) -> bytes:
    """Add and give the piece that was put in."""
    old = path.read_bytes()
    add_sources(path, additions or (NEW,), {})
    return added_text(old, path.read_bytes())


def ids(path: Path) -> Sequence[str]:
    return [source.id for source in load_sources(path, {})]


@pytest.mark.parametrize("pack", PACKS)
def test_a_starter_file_keeps_every_byte_and_reads_with_the_new_entry(pack: str, tmp_path: Path) -> None:
    path = write(tmp_path, starter_files(pack)["sources.yaml"])
    before = load_sources(path, {})
    piece = add(path).decode()
    *old, new = load_sources(path, {})
    assert tuple(old) == before
    assert (new.id, new.name, new.url) == (VALUES["id"], VALUES["name"], VALUES["url"])
    assert (new.topics, new.expect.min_provisions) == (("isp", "opt-in"), 3)
    assert piece.startswith("\n  - id: new\n")
    assert "    # Blocks programs.\n    url: https://law.example/new?a=[1]&b=2 # seen\n" in piece
    assert "    topics: [isp, opt-in]\n    expect: {min_provisions: 3}\n" in piece


OLD = "{id: old, name: Old, jurisdiction: US, url: 'https://law.example/old'}"
BLOCK = "  - id: old\n    name: Old\n    jurisdiction: US\n    url: https://law.example/old\n"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"sources:\n{BLOCK}", id="block"),
        pytest.param(f"sources:\n{BLOCK.rstrip()}", id="no line break at the end"),
        pytest.param(f"sources:\n  - {OLD}   # one line\n", id="entries of one line"),
        pytest.param(f"sources:\n- {OLD}\n", id="at the margin"),
        pytest.param(f"sources:\n        - {OLD}\n", id="far in"),
        pytest.param(f"sources: [{OLD}]  # between brackets\n", id="between brackets"),
        pytest.param(f"sources: [\n  {OLD},\n  # the end\n]\n", id="between brackets in lines"),
        pytest.param(
            f"# above\nsources:\n{BLOCK}    # select: main\n\n# below\ndefaults: {{delay: 2s}}\n", id="key below"
        ),
        pytest.param(f"sources:\n{BLOCK}    topics:\n    - a\n    - b # last\n", id="list last"),
        pytest.param(
            f"sources:\n{BLOCK}    publisher: >-\n      A very\n      long name\n\n# below\n", id="folded text last"
        ),
        pytest.param("sources: &all\n" + BLOCK, id="named"),
        pytest.param("# été\n" + f"sources:\n{BLOCK}", id="letters beyond ASCII"),
    ],
)
@pytest.mark.parametrize("break_", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "BOM"])
def test_any_shape_of_file_keeps_its_bytes(body: str, break_: str, mark: str, tmp_path: Path) -> None:
    path = write(tmp_path, mark + (HEAD + body).replace("\n", break_))
    piece = add(path)
    assert ids(path) == ["old", "new"]
    if break_ == "\r\n":
        assert piece.count(b"\n") == piece.count(b"\r\n")


def test_comments_within_the_last_entry_stay_with_it(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEAD}sources:\n{BLOCK}    # select: main\n  # --- end ---\n")
    add(path)
    text = path.read_text("utf-8")
    assert text.index("# select: main") < text.index("id: new") < text.index("# --- end ---")


@pytest.mark.parametrize("empty", ["sources: []\n", "sources: [ ]  # none yet\n# below\n", "sources: []"])
def test_an_empty_list_is_filled_and_its_comments_stay(empty: str, tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + empty)
    add_sources(path, (NEW, NewSource({**VALUES, "id": "two", "url": "https://law.example/two"})), {})
    text = path.read_text("utf-8")
    assert ids(path) == ["new", "two"]
    assert text.startswith(HEAD + "sources:")
    assert ("# none yet" in text, "# below" in text) == ("# none yet" in empty, "# below" in empty)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["", "# a comment", "  # within", "      # deep"]), max_size=4),
    st.lists(
        st.sampled_from(["", "# a comment", "  # within", "      # deep", "defaults: {delay: 2s}"]),
        max_size=3,
        unique=True,
    ),
    st.integers(min_value=0, max_value=6),
    st.integers(min_value=1, max_value=3),
)
def test_comments_and_blank_lines_anywhere_stay_as_they_are(
    between: list[str], after: list[str], indent: int, count: int
) -> None:
    space = " " * indent
    lines = ["schema: regdrift/sources@1", "sources:"]
    for number in range(count):
        lines += [f"{space}- id: s{number}", f"{space}  name: Law", f"{space}  jurisdiction: US  # where", *between]
        lines += [f"{space}  url: https://law.example/{number}   # seen"]
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), "\n".join([*lines, *after]) + "\n")
        add(path)
        assert ids(path) == [*(f"s{number}" for number in range(count)), "new"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({**VALUES, "id": "old"}, "old is there already"),
        ({**VALUES, "url": "http://law.example/old/"}, "new has the address of old"),
    ],
)
def test_what_is_there_already_is_refused_and_nothing_written(
    values: dict[str, object], told: str, tmp_path: Path
) -> None:
    path = write(tmp_path, f"{HEAD}sources:\n{BLOCK}")
    old = path.read_bytes()
    other = NewSource({**VALUES, "id": "other", "url": "https://law.example/other"})
    with pytest.raises(UsageError, match=told):
        add_sources(path, (other, NewSource(values)), {})
    assert path.read_bytes() == old


def test_the_same_entry_twice_in_one_go_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEAD}sources:\n{BLOCK}")
    with pytest.raises(UsageError, match="new is there already"):
        add_sources(path, (NEW, NEW), {})
    assert ids(path) == ["old"]


def test_a_file_with_mistakes_is_left_alone(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEAD}sources:\n{BLOCK}    evry: 2h\n")
    old = path.read_bytes()
    with pytest.raises(ConfigurationError, match="did you mean 'every'"):
        add_sources(path, (NEW,), {})
    assert path.read_bytes() == old


def test_an_entry_that_the_configuration_refuses_is_not_written(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEAD}sources:\n{BLOCK}")
    old = path.read_bytes()
    with pytest.raises(InputError, match="not a jurisdiction"):
        add_sources(path, (NewSource({**VALUES, "jurisdiction": "Maine"}),), {})
    assert path.read_bytes() == old
    assert [item.name for item in tmp_path.iterdir()] == ["sources.yaml"]


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="regdrift init"):
        add_sources(tmp_path / "sources.yaml", (NEW,), {})


def test_a_shape_that_cannot_be_extended_is_refused_rather_than_torn(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEAD}sources:\n  - !!map\n    # - here\n    ? id\n    : old\n    ? {{a: b}}\n    : c\n")
    old = path.read_bytes()
    with pytest.raises((ConfigurationError, InputError)):
        add_sources(path, (NEW,), {})
    assert path.read_bytes() == old


def test_an_alias_as_the_last_entry_never_tears_the_file(tmp_path: Path) -> None:
    """The marks of an alias are those of what it stands for, further up in the file."""
    entry = "{name: Old, jurisdiction: US, url: 'https://law.example/old', "
    body = f"defaults: {{headers: &head {{Accept: text/html}}}}\nsources:\n  - {entry}id: old}}\n"
    body += "  - id: two\n    name: Two\n    jurisdiction: US\n    url: https://law.example/two\n    headers: *head\n"
    path = write(tmp_path, HEAD + body)
    add(path)
    assert ids(path) == ["old", "two", "new"]


def test_rights_and_links_of_the_file_stay(tmp_path: Path) -> None:
    real = write(tmp_path, f"{HEAD}sources:\n{BLOCK}")
    real.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(real)
    add_sources(link, (NEW,), {})
    assert link.is_symlink()
    assert ids(real) == ["old", "new"]
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_values_of_the_environment_are_not_written_into_the_file(tmp_path: Path) -> None:
    body = BLOCK + "    auth: {username: me, password: '${LAW_PASSWORD}'}\n"
    path = write(tmp_path, f"{HEAD}sources:\n{body}")
    add_sources(path, (NEW,), {"LAW_PASSWORD": "s3cret"})
    assert "${LAW_PASSWORD}" in path.read_text("utf-8")
    assert "s3cret" not in path.read_text("utf-8")
