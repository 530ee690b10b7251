"""Makes the illustrations of ``tests/assess`` importable: tests are no package under ``--import-mode=importlib``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "assess"))
