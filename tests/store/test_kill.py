"""kill -9 at any moment leaves a history that opens, verifies and goes on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from store_law import LAW_A, LAW_B, SOURCE, commit_of, day, observe

from regdrift.store.history import History

_WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from store_law import LAW_A, LAW_B, SOURCE, observe
from regdrift.store.history import History
with History.open(Path(sys.argv[1])) as history:
    history.sync_sources([SOURCE])
    print('ready', flush=True)
    number = 0
    while True:
        observe(history, (LAW_A, LAW_B)[number % 2], number, b'%d' % number)
        number += 1
"""


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_writer_leaves_a_whole_history(place: Path, seed: int) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(place), str(Path(__file__).parent)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0.005, 0.4))
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    with History.open(place) as history:
        assert history.verify().problems == ()
        for unread in history.source_state(SOURCE.id).unread:
            law = (LAW_A, LAW_B)[len(history.versions(SOURCE.id)) % 2]
            history.commit_version(commit_of(history, law, (unread.capture_id, unread.check_id), 900))
        assert history.source_state(SOURCE.id).unread == ()
        assert len(history.captures(SOURCE.id)) == len(history.versions(SOURCE.id))
        observe(history, (LAW_A, LAW_B)[len(history.versions(SOURCE.id)) % 2], 901, b"afterwards")
        assert history.verify().ok
        assert history.versions(SOURCE.id)[0]["observed_at"].startswith(day(901).date().isoformat())
