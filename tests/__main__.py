"""Runs every check of the project, each once: ``python -m tests``.

Tests run in as many processes as there are processors, four at most; what takes longer is run
by ``python -m tests.long``. Options are passed on to pytest. The exit code is that of the first
check that fails.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = (sys.executable, "-m", "pytest", "-n", "auto", "--maxprocesses=4")
CHECKS: tuple[tuple[str, ...], ...] = (
    (str(BIN / "ruff"), "check", "."),
    (str(BIN / "ruff"), "format", "--check", "."),
    (str(BIN / "mypy"),),
    PYTEST,
)


def main(options: list[str]) -> int:
    """Run the checks in order; return 0 if all pass."""
    for check in CHECKS:
        command = [*check, *(options if "pytest" in check else [])]
        print("$", " ".join(command), flush=True)
        begun = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, check=False)
        print(f"({(time.monotonic() - begun) / 60:.1f} minutes)", flush=True)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
