"""The archive channel."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

from regdrift.model.alert import Alert, FileChannel
from regdrift.notify.channels.file import send
from regdrift.notify.result import Delivered, Surroundings, TryAgain


def around() -> Surroundings:
    return Surroundings(datetime.now(UTC))


def test_example_both_files_are_written_and_a_second_delivery_replaces_them(
    tmp_path: Path, alert_of: Callable[..., Alert]
) -> None:
    alert, channel = alert_of(), FileChannel("box", str(tmp_path / "a" / "b"))
    for _ in range(2):
        assert isinstance(send(alert, channel, around()), Delivered)
    names = sorted(path.name for path in (tmp_path / "a" / "b").iterdir())
    assert names == [f"change.detected-{alert.id}.eml", f"change.detected-{alert.id}.json"]
    mail = message_from_bytes((tmp_path / "a" / "b" / names[0]).read_bytes())
    assert mail["X-Regdrift-Alert"] == alert.id
    body = json.loads((tmp_path / "a" / "b" / names[1]).read_text(encoding="utf-8"))
    assert body["data"]["alert_id"] == alert.id


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path, alert_of: Callable[..., Alert]) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    assert isinstance(send(alert_of(), FileChannel("box", str(tmp_path / "taken")), around()), TryAgain)
