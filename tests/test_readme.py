"""The README is run: its commands and their output."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from regdrift.cli import COMMANDS
from regdrift.fetch.connectors.registry import connector_names
from regdrift.parse.registry import all_formats


def load_blocks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("readme_blocks", Path(__file__).parent / "readme_blocks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


readme = load_blocks()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    readme.play_demo(folder)
    return folder


@pytest.mark.parametrize(("command", "output"), readme.blocks(), ids=[command for command, _ in readme.blocks()])
def test_the_readme_shows_what_the_program_prints(played: Path, command: str, output: str) -> None:
    assert readme.run(command, played) == output


def test_the_tutorial_shows_what_the_program_prints(tmp_path: Path) -> None:
    expected = [readme.without_days(output) for _, output in readme.tutorial_steps()]
    assert [readme.without_days(output) for output in readme.play_tutorial(tmp_path)] == expected


def test_the_readme_names_every_connector() -> None:
    text = readme.README.read_text(encoding="utf-8")
    assert [name for name in connector_names() if f"`{name}`" not in text] == []


def test_the_readme_links_every_page_of_the_documentation() -> None:
    text = readme.README.read_text(encoding="utf-8")
    assert [page.name for page in (readme.ROOT / "docs").glob("*.md") if f"(docs/{page.name})" not in text] == []


def test_the_readme_names_every_command_and_format() -> None:
    text = readme.README.read_text(encoding="utf-8")
    assert all(f"{name} " in text for name in COMMANDS)
    assert all(f"`{item.name}`" in text for item in all_formats())
