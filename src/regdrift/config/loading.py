"""The three files of a folder, read together and checked against each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from regdrift.config.alert_file import read_alerts, report_unknown
from regdrift.config.findings import Finding, check_owners
from regdrift.config.practice_file import empty_register, read_practices
from regdrift.config.source_file import read_sources
from regdrift.config.validation import entries_of
from regdrift.config.yaml_file import YamlFile
from regdrift.errors import ConfigurationError, Mistake
from regdrift.model.alert import AlertConfig
from regdrift.model.practice import PracticeRegister
from regdrift.model.source import Source

SOURCES, PRACTICES, ALERTS = "sources.yaml", "practices.yaml", "alerts.yaml"


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that the three files say."""

    sources: tuple[Source, ...]
    register: PracticeRegister
    alerts: AlertConfig
    findings: tuple[Finding, ...] = ()
    """What does not stop regdrift but should be looked at: owners that nobody can write to."""


def load_all(
    folder: Path, environ: Mapping[str, str], connectors: Mapping[str, Collection[str]] | None = None
) -> Configuration:
    """Read the three files of a folder; ``practices.yaml`` and ``alerts.yaml`` may be absent.

    ``connectors`` as in :func:`regdrift.config.load_sources`. Raises ConfigurationError with the mistakes of all
    three files at once.
    """
    missing = folder / SOURCES
    if not missing.exists():
        message = "there is no such file; run 'regdrift init' to write one, or name its folder with --config"
        raise ConfigurationError((Mistake(str(missing), 1, 1, "(file)", message),))
    files: list[YamlFile] = []
    file, sources = read_sources(missing, environ, connectors)
    files.append(file)
    register, alerts = empty_register(), AlertConfig()
    practices_file = alerts_file = None
    if (folder / PRACTICES).exists():
        practices_file, register = read_practices(folder / PRACTICES, environ)
        files.append(practices_file)
    if (folder / ALERTS).exists():
        alerts_file, alerts = read_alerts(folder / ALERTS, environ)
        files.append(alerts_file)
        _check_route_targets(alerts_file, file, practices_file)
    mistakes = tuple(mistake for each in files for mistake in each.sorted_mistakes())
    if mistakes:
        raise ConfigurationError(mistakes)
    findings = check_owners(register, alerts.people, practices_file)
    return Configuration(sources, register, alerts, findings)


def _check_route_targets(alerts: YamlFile, sources: YamlFile, practices: YamlFile | None) -> None:
    """A route for a source or a practice that does not exist would stay silent for ever."""
    known_sources = _ids(sources, "sources")
    known_practices = _ids(practices, "practices") if practices else []
    for index, entry in enumerate(entries_of(alerts, "routes")):
        if not isinstance(entry, dict):
            continue
        report_unknown(alerts, ("routes", index, "sources"), entry.get("sources"), known_sources, "source")
        report_unknown(alerts, ("routes", index, "practices"), entry.get("practices"), known_practices, "practice")


def _ids(file: YamlFile, name: str) -> list[str]:
    return [str(entry["id"]) for entry in entries_of(file, name) if isinstance(entry, dict) and "id" in entry]
