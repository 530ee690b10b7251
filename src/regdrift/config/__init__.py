"""The three YAML files → model, with every mistake at its file, line and column."""

from regdrift.config.alert_file import load_alerts
from regdrift.config.findings import Finding, check_practices
from regdrift.config.loading import Configuration, load_all
from regdrift.config.practice_file import load_practices
from regdrift.config.schema import json_schema
from regdrift.config.source_file import load_sources
from regdrift.config.starter import PACKS, starter_files

__all__ = [
    "PACKS",
    "Configuration",
    "Finding",
    "check_practices",
    "json_schema",
    "load_alerts",
    "load_all",
    "load_practices",
    "load_sources",
    "starter_files",
]
