"""The daemon in numbers, in the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from regdrift import __version__
from regdrift.daemon.pulse import Pulse
from regdrift.store.history import History

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_GOOD = ("first_seen", "unchanged", "changed")
_STATES = ("pending", "leased", "sent", "digested", "dead")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})

Sample = tuple[Mapping[str, str], float]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric with its samples."""

    name: str
    kind: str
    """``counter`` or ``gauge``."""
    help: str
    samples: tuple[Sample, ...]


def render(metrics: Iterable[Metric]) -> str:
    """Give the exposition of metrics, each once."""
    return "".join(line for metric in metrics for line in _lines(metric))


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.help}\n# TYPE {metric.name} {metric.kind}\n"
    for labels, value in metric.samples:
        told = ",".join(f'{name}="{text.translate(_ESCAPES)}"' for name, text in labels.items())
        yield f"{metric.name}{{{told}}} {value:.17g}\n" if told else f"{metric.name} {value:.17g}\n"


def process_metrics(pulse: Pulse) -> Iterator[Metric]:
    """Give what the process knows without the history."""
    yield Metric("regdrift_build_info", "gauge", "The version that runs.", (({"version": __version__}, 1),))
    counts = pulse.counts()
    outcomes = {label: count for (name, label), count in counts.items() if name == "checks"}
    yield Metric(
        "regdrift_checks_total", "counter", "Checks since the start, by outcome.", _labelled("outcome", outcomes)
    )
    totals = {
        "changes": "Changes found since the start.",
        "alerts_sent": "Alerts delivered since the start.",
        "alerts_failed": "Deliveries that failed and will be tried again, since the start.",
        "alerts_dead": "Alerts given up since the start; a person has to look.",
        "backups": "Copies of the history written since the start.",
    }
    for name, told in totals.items():
        yield Metric(f"regdrift_{name}_total", "counter", told, _one(counts.get((name, ""), 0)))
    idle = dict(sorted(pulse.idle_seconds().items()))
    yield Metric("regdrift_job_idle_seconds", "gauge", "Since when a job did not move.", _labelled("job", idle))
    problems = dict.fromkeys(sorted(pulse.problems()), 1)
    yield Metric("regdrift_problem", "gauge", "1 for what stands in the way now.", _labelled("subject", problems))


def history_metrics(history: History, now: datetime) -> Iterator[Metric]:
    """Give what the history tells of sources, alerts and itself."""
    health = [row for row in history.sources_health() if row["enabled"] and row["declared"]]
    yield Metric("regdrift_sources", "gauge", "Sources that are enabled.", _one(len(health)))
    bad = [row for row in health if row["last_outcome"] is not None and row["last_outcome"] not in _GOOD]
    yield Metric("regdrift_sources_not_read", "gauge", "Enabled sources whose last check was not good.", _one(len(bad)))
    late = [max(0.0, _age(row["next_due_at"], now)) for row in health if row["next_due_at"]]
    yield Metric(
        "regdrift_source_longest_overdue_seconds", "gauge", "Since when the longest waiting source is due.",
        _one(max(late, default=0.0)),
    )  # fmt: skip
    yield Metric(
        "regdrift_source_last_success_timestamp_seconds", "gauge", "When each source was last read.",
        tuple(({"source": row["id"]}, _seconds(row["last_success_at"])) for row in health if row["last_success_at"]),
    )  # fmt: skip
    yield Metric(
        "regdrift_source_consecutive_failures", "gauge", "Checks of each source in a row that failed or were refused.",
        tuple(({"source": row["id"]}, float(row["consecutive_failures"])) for row in health),
    )  # fmt: skip
    outbox = history.outbox_overview()
    states = {state: outbox["states"].get(state, 0) for state in _STATES}
    yield Metric("regdrift_alerts", "gauge", "Alerts in the outbox, by state.", _labelled("state", states))
    waiting = max(0.0, _age(outbox["waiting_since"], now)) if outbox["waiting_since"] else 0.0
    yield Metric("regdrift_alerts_oldest_waiting_seconds", "gauge", "Age of the oldest unsent alert.", _one(waiting))
    yield Metric("regdrift_chain_links", "gauge", "Links in the chain of evidence.", _one(history.chain_head().seq))
    yield Metric("regdrift_history_bytes", "gauge", "Size of the history's file.", _one(history.path.stat().st_size))
    free = shutil.disk_usage(history.path.parent).free
    yield Metric("regdrift_disk_free_bytes", "gauge", "Room left beside the history.", _one(free))


def _one(value: float) -> tuple[Sample, ...]:
    return (({}, float(value)),)


def _labelled(name: str, values: Mapping[str, float]) -> tuple[Sample, ...]:
    return tuple(({name: label}, float(value)) for label, value in values.items())


def _seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()


def _age(instant: str, now: datetime) -> float:
    return now.timestamp() - _seconds(instant)
