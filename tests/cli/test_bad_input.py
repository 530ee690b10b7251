"""Bad input gets a clear error, and nothing that was stored is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from terminal import Done, Pages, Runner, law

from regdrift.store.history import History, canonical_dump

_NOBODY = 65534
LAW = law("7.1 Consent | A provider shall obtain consent.", "7.2 Records | A provider shall keep records for 2 years.")


@contextmanager
def without_rights() -> Iterator[None]:
    """Run as somebody whom permissions bind, also where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def dump(runner: Runner) -> list[str]:
    with History.open(runner.database, read_only=True) as history:
        return list(canonical_dump(history))


@pytest.mark.parametrize("command", [["check"], ["sources", "list"], ["run"], ["sources", "check"]], ids=" ".join)
def test_a_missing_sources_file_is_said_with_the_next_step(fresh: Runner, command: list[str]) -> None:
    done = fresh(*command)
    assert done.code == 2
    assert "sources.yaml:1:1" in done.err
    assert "regdrift init" in done.err
    assert not fresh.database.exists()


def test_malformed_yaml_is_placed(fresh: Runner) -> None:
    fresh.write("sources.yaml", "schema: regdrift/sources@1\nsources:\n  - id: [unclosed\n")
    done = fresh("check")
    assert done.code == 2
    assert "sources.yaml:" in done.err
    assert "Traceback" not in done.err


def test_an_unknown_key_is_placed_and_guessed(fresh: Runner, pages: Pages) -> None:
    text = pages.sources("one").replace("name:", "naem:")
    fresh.write("sources.yaml", text)
    done = fresh("check")
    assert done.code == 2
    assert "sources.yaml:4:15:" in done.err
    assert "did you mean 'name'" in done.err
    assert "nothing was done" in done.err


def test_an_unknown_connector_is_placed(fresh: Runner, pages: Pages) -> None:
    fresh.write("sources.yaml", pages.sources("one").replace("id: one,", "id: one, connector: teleport,"))
    done = fresh("sources", "list")
    assert done.code == 2
    assert "sources.yaml:4:" in done.err
    assert "unknown connector; known are boe, " in done.err


def test_mistakes_of_all_files_come_at_once_and_the_history_stays(own: Runner) -> None:
    before = dump(own)
    own.write("practices.yaml", "schema: regdrift/practices@1\npractices: 7\n")
    own.write("alerts.yaml", "schema: regdrift/alerts@1\nchanels: []\n")
    done = own("check")
    assert done.code == 2
    assert "practices.yaml:2:" in done.err
    assert "alerts.yaml:2:" in done.err
    assert "3 mistakes" in done.err
    assert dump(own) == before


READING = [["log", "--json"], ["show", "ab"], ["text", "us-health"], ["impacts"], ["work", "list"], ["verify"]]


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_missing_history_is_said_and_not_made(fresh: Runner, command: list[str]) -> None:
    done = fresh(*command)
    assert done.code == 3
    assert "no history yet" in done.err
    assert done.out == ""
    assert not fresh.database.exists()


def make_text(path: Path) -> None:
    path.write_text("a shopping list\n" * 400, encoding="utf-8")


def make_foreign(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()


def make_newer(path: Path) -> None:
    History.open(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version=99")
        newer.execute("PRAGMA journal_mode=DELETE")
    newer.close()


@pytest.mark.parametrize("command", [["log", "--json"], ["check"], ["work", "start", "ab"]], ids=" ".join)
@pytest.mark.parametrize(
    ("make", "told"),
    [(make_text, "not an SQLite database"), (make_foreign, "another program"), (make_newer, "newer regdrift")],
    ids=["text", "foreign", "newer"],
)
def test_a_file_that_is_no_usable_history_is_left_alone(
    fresh: Runner, pages: Pages, command: list[str], make, told: str
) -> None:
    fresh.write("sources.yaml", pages.sources("one"))
    make(fresh.database)
    before = fresh.database.read_bytes()
    done = fresh(*command)
    assert done.code == 3
    assert told in done.err
    assert "--db" in done.err
    assert fresh.database.read_bytes() == before


def test_a_folder_as_history_is_refused(fresh: Runner) -> None:
    done = fresh("log", "--db", str(fresh.folder))
    assert done.code == 3
    assert "folder" in done.err


def test_a_read_only_history_can_be_read_and_refuses_work(played: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        runner = Runner(Path(name))
        with History.open(played / "regdrift.db", read_only=True) as history:
            history.backup(runner.database)
        item = runner("work", "list", "--json").json[0]["id"]
        before = dump(runner)
        runner.database.chmod(0o444)
        runner.folder.chmod(0o555)
        with without_rights():
            refused = runner("work", "start", item)
            read = runner("log", "--json", "--limit", "2")
        runner.folder.chmod(0o700)
        assert refused.code == 3
        assert "read-only" in refused.err
        assert len(read.json) == 2
        assert dump(runner) == before


def test_a_full_disk_keeps_what_was_stored(fresh: Runner, pages: Pages) -> None:
    """The disk is a limit on file size: SQLite then meets the same failed write as on a full one."""
    pytest.importorskip("resource")
    pages.texts = {"one": LAW}
    fresh.write("sources.yaml", pages.sources("one"))
    assert fresh("check").code == 0
    before = dump(fresh)
    pages.texts = {"one": LAW.replace("</main>", f"<p>{os.urandom(400_000).hex()}</p></main>")}
    limit = fresh.database.stat().st_size + 100_000
    program = (
        "import resource, signal, sys; from regdrift.cli import run_command;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); sys.exit(run_command(sys.argv[1:]))"
    )
    arguments = ["check", "--db", str(fresh.database), "--config", str(fresh.folder)]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert dump(fresh) == before
    assert fresh("check").code in {0, 3}
    assert fresh("verify").code == 0


def test_an_unreadable_page_keeps_the_rest(fresh: Runner, pages: Pages) -> None:
    pages.texts = {"one": LAW, "two": LAW}
    fresh.write("sources.yaml", pages.sources("one", "two"))
    assert fresh("check").code == 0
    pages.texts = {
        "one": "<html><body><p>Checking your browser before you continue.</p></body></html>",
        "two": LAW.replace("2 years", "5 years"),
    }
    done = fresh("check", "--json")
    assert done.code == 3
    assert [(row["source"], row["outcome"]) for row in done.json] == [("two", "changed"), ("one", "unreadable")]
    assert {row["source"] for row in fresh("log", "--json").json} == {"two"}
    assert "2 years" not in fresh("text", "two").out
    assert "2 years" in fresh("text", "one").out


def test_a_page_that_is_gone_is_a_failure_that_is_told(fresh: Runner, pages: Pages) -> None:
    pages.texts, pages.statuses = {"one": LAW}, {"two": 404}
    fresh.write("sources.yaml", pages.sources("one", "two"))
    done = fresh("check")
    assert done.code == 3
    assert "404" in done.out
    assert "1 first seen" in done.err


def test_a_backup_is_never_written_over(own: Runner) -> None:
    target = own.folder / "copy.db"
    assert own("backup", str(target)).code == 0
    again: Done = own("backup", str(target))
    assert again.code == 3
    assert "exists already" in again.err
    assert own("verify", "--db", str(target)).code == 0
    assert own("backup", str(own.folder / "copy.db" / "below.db")).code == 3


def test_init_never_overwrites(fresh: Runner) -> None:
    fresh.write("practices.yaml", "mine")
    assert fresh("init", str(fresh.folder)).code == 0
    assert (fresh.folder / "practices.yaml").read_text(encoding="utf-8") == "mine"
    assert (fresh.folder / "sources.yaml").exists()
    assert fresh("init", str(fresh.folder), "--pack", "mars").code == 2


def test_the_demonstration_never_writes_over_own_files(fresh: Runner) -> None:
    own_file = fresh.write("sources.yaml", "schema: regdrift/sources@1\nsources: []\n")
    fresh.database.write_bytes(b"precious")
    done = fresh("demo", "--into", str(fresh.folder))
    assert done.code == 2
    assert "left alone" in done.err
    assert fresh.database.read_bytes() == b"precious"
    assert own_file.read_text(encoding="utf-8").endswith("sources: []\n")
    assert fresh("demo", "--into", str(own_file)).code == 2
    assert fresh("demo", "--into", str(own_file / "below")).code == 2


def test_a_history_that_is_gone_is_not_made_by_commands_that_act(own: Runner) -> None:
    own.database.unlink()
    for command in (["alerts", "retry", "--all"], ["sources", "accept", "us-health"], ["work", "note", "a", "b"]):
        assert own(*command).code == 3
    assert not own.database.exists()
