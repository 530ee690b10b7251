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


def addresses(history: History) -> tuple[tuple[str, str], ...]:
    """Give what is asked for: name and address."""
    rows = list(history.changes(ChangeFilter(limit=2_000)))
    change, deep = rows[0]["id"], rows[-1]["id"]
    work = history.work_items()[0]["id"]
    return (
        ("sign-in (floor)", "/signin"),
        ("inbox", "/"),
        ("inbox, all changes", "/?tab=all"),
        ("inbox, 2,000 changes further on", f"/?tab=all&after={deep}"),
        ("inbox, in progress (nothing)", "/?tab=progress"),
        ("inbox, one jurisdiction and words", "/?tab=all&jurisdiction=US&text=geolocation"),
        ("inbox, severity and practice", "/?tab=all&severity=high&practice=practice-3"),
        ("a change", f"/changes/{change}"),
        ("a change, side by side", f"/changes/{change}?view=beside"),
        ("work", "/work"),
        ("a work item", f"/work/{work}"),
        ("sources", "/sources"),
        ("practices", "/practices"),
        ("a practice", "/practices/practice-3"),
        ("calendar", "/calendar"),
        ("search, a term in 5 % of provisions", "/search?q=geolocation"),
        ("search, former wordings too", "/search?q=geolocation&former=1"),
        ("all wordings of a provision", f"/sources/act-00003/provision?citation={CITATION}"),
        ("api: changes", "/api/changes"),
        ("api: changes, 500", "/api/changes?limit=500"),
        ("api: one practice's changes", "/api/changes?practice=practice-3"),
        ("api: impacts", "/api/impacts"),
        ("api: work", "/api/work"),
        ("api: sources", "/api/sources"),
        ("api: search", "/api/search?q=geolocation"),
        ("api: wordings of a provision", f"/api/provisions?source=act-00003&citation={CITATION}"),
        ("api: a law of 5,000 provisions", "/api/sources/act-00003/text"),
        ("api: outlook", "/api/outlook"),
    )


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
            wanted = addresses(history)
        print(f"{'milliseconds':42} {'first':>8} {'median':>8} {'CPU':>8}  asked ≤ {ASKED_MS:.0f}")
        for told, address in wanted:
            first, _ = ask(client, address)
            spent = [ask(client, address) for _ in range(RUNS)]
            wall, cpu = (statistics.median(one[part] for one in spent) for part in (0, 1))
            verdict = "" if wall <= ASKED_MS else "NOT reached"
            print(f"{told:42} {first:8.1f} {wall:8.1f} {cpu:8.1f}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
