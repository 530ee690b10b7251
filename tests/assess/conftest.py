"""Makes the illustrations of this folder importable: tests are no package under ``--import-mode=importlib``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
