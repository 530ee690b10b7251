"""What all tests share: where real law lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real law: ``REGDRIFT_CORPUS``, else ``../shared/corpus`` beside the repository."""
    declared = os.environ.get("REGDRIFT_CORPUS")
    folder = Path(declared) if declared else _ROOT.parent / "shared" / "corpus"
    if (folder / "manifest.csv").is_file():
        return folder
    if declared:
        pytest.fail(f"REGDRIFT_CORPUS is set to {declared}, and no manifest.csv lies there")
    pytest.skip(f"real law is not here ({folder}); set REGDRIFT_CORPUS to run this test")
