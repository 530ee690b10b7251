"""Every channel file is registered, has one shape and an example test."""

from __future__ import annotations

import inspect
from pathlib import Path

from regdrift.notify.channels import SENDERS

ROOT = Path(__file__).resolve().parents[2]


def test_every_channel_file_is_registered_with_an_example() -> None:
    files = {path.stem for path in (ROOT / "src/regdrift/notify/channels").glob("*.py")} - {"__init__"}
    assert files == set(SENDERS)
    for name in files:
        example = Path(__file__).parent / "channels" / f"test_{name}.py"
        assert "def test_example_" in example.read_text(encoding="utf-8")


def test_every_channel_has_the_same_shape() -> None:
    for module in SENDERS.values():
        assert list(inspect.signature(module.send).parameters) == ["alert", "channel", "surroundings"]
