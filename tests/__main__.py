"""Runs every check of the project, each once: ``python -m tests``.

Options are passed on to pytest. The exit code is that of the first check that fails.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS: tuple[tuple[str, ...], ...] = (
    (str(BIN / "ruff"), "check", "."),
    (str(BIN / "ruff"), "format", "--check", "."),
    (str(BIN / "mypy"),),
    (
        sys.executable, "-m", "pytest", "--cov", "--cov-report=term:skip-covered",
        "--cov-fail-under=90",
    ),
)  # fmt: skip


def main(options: list[str]) -> int:
    """Run the checks in order; return 0 if all pass."""
    for check in CHECKS:
        extra = options if "pytest" in check else []
        print("$", " ".join([*check, *extra]), flush=True)
        done = subprocess.run([*check, *extra], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
