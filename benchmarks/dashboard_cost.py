"""What a page of the dashboard, or an answer of its API, costs over a large history.

``python -m benchmarks.dashboard_cost [HISTORY]``: without a file a history of 1,000,000 provisions and 100,000 changes
is built first (minutes, 2 GB in the temporary folder). The application itself is asked, without a socket; the first
asking, which opens files that nobody read yet, is told beside the median of the others. The floor is the page of
signing in, which asks the history nothing.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.history_generator import CHANGED, PROVISIONS, SOURCES, VERSIONS, build_history
from starlette.testclient import TestClient

from regdrift.store.filters import ChangeFilter
from regdrift.store.history import History
from regdrift.web.dashboard.app import make_app
from regdrift.web.dashboard.settings import Settings

ASKED_MS = 100.0
RUNS = 7
CITATION = "act-00003 § 7(3)"
PRACTICES = Path(__file__).resolve().parent.parent / "practices.yaml"


def addresses(history: History) -> Iterator[tuple[str, str]]:
    """Give what is asked for, by name."""
    rows = list(history.changes(ChangeFilter(limit=2_000)))
    change, deep = rows[0]["id"], rows[-1]["id"]
    work = history.work_items()[0]["id"]
    yield "sign-in (floor)", "/signin"
    yield "inbox", "/"
    yield "inbox, all changes", "/?tab=all"
    yield "inbox, 2,000 changes further on", f"/?tab=all&after={deep}"
    yield "inbox, in progress (nothing)", "/?tab=progress"
    yield "inbox, one jurisdiction and words", "/?tab=all&jurisdiction=US&text=geolocation"
    yield "inbox, severity and practice", "/?tab=all&severity=high&practice=practice-3"
    yield "a change", f"/changes/{change}"
    yield "a change, side by side", f"/changes/{change}?view=beside"
    yield "work", "/work"
    yield "a work item", f"/work/{work}"
    yield "sources", "/sources"
    yield "practices", "/practices"
    yield "a practice", "/practices/practice-3"
    yield "calendar", "/calendar"
    yield "search, a term in 5 % of provisions", "/search?q=geolocation"
    yield "search, former wordings too", "/search?q=geolocation&former=1"
    yield "all wordings of a provision", f"/sources/act-00003/provision?citation={CITATION}"
    yield "api: changes", "/api/changes"
    yield "api: changes, 500", "/api/changes?limit=500"
    yield "api: one practice's changes", "/api/changes?practice=practice-3"
    yield "api: impacts", "/api/impacts"
    yield "api: work", "/api/work"
    yield "api: sources", "/api/sources"
    yield "api: search", "/api/search?q=geolocation"
    yield "api: wordings of a provision", f"/api/provisions?source=act-00003&citation={CITATION}"
    yield "api: a law of 5,000 provisions", "/api/sources/act-00003/text"
    yield "api: outlook", "/api/outlook"


def ask(client: TestClient, address: str) -> tuple[float, float]:
    """Give wall and CPU milliseconds of one answer."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = client.get(address)
    spent = (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code} {answer.text[:200]}")
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("history", type=Path, nargs="?")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place: Path = asked.history or Path(name) / "large.db"
        if asked.history is None:
            build_history(place, SOURCES, PROVISIONS, VERSIONS, CHANGED)
        settings = Settings(
            database=place.absolute(), users=Path(name) / "users.json", clock=lambda: datetime.now(UTC),
            practices=PRACTICES,
        )  # fmt: skip
        client = TestClient(make_app(settings), base_url="http://localhost", client=("127.0.0.1", 5000))
        with History.open(place, read_only=True) as history:
            wanted = list(addresses(history))
        print(f"{'milliseconds':42} {'first':>8} {'median':>8} {'CPU':>8}  asked ≤ {ASKED_MS:.0f}")
        for told, address in wanted:
            first, _ = ask(client, address)
            spent = [ask(client, address) for _ in range(RUNS)]
            wall, cpu = (statistics.median(one[part] for one in spent) for part in (0, 1))
            verdict = "" if wall <= ASKED_MS else "NOT reached"
            print(f"{told:42} {first:8.1f} {wall:8.1f} {cpu:8.1f}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
