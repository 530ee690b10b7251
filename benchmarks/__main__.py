"""Runs the benchmark programs of this folder one after another: ``python -m benchmarks [NAME…]``."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def find_programs() -> list[str]:
    """Names of the modules here that can be run."""
    return sorted(path.stem for path in FOLDER.glob("[a-z]*.py") if "__main__" in path.read_text(encoding="utf-8"))


def main() -> int:
    programs = sys.argv[1:] or find_programs()
    failed = 0
    for name in programs:
        print(f"== {name}", flush=True)
        failed += (
            subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=FOLDER.parent, check=False).returncode != 0
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
