"""Runs what takes longer than a change should wait for: ``python -m tests.long``.

These are the tests marked ``long``, and those marked ``drawn`` with ten times the examples of the
quick run. Each part is a folder of tests and must end within its minutes. What is drawn at random
follows from a seed, which is printed; ``IMET_GRAPH_TEST_SEED`` gives it again.

    python -m tests.long [--reports FOLDER] [PART ...]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time

from tests.__main__ import PYTEST, ROOT

MINUTES = {
    "engines": 20,
    "ontology": 8,
    "queries": 8,
    "training_reports": 20,
    "validate": 8,
    "web": 12,
}
"""The parts, each a folder, and how long each may take."""
ALONE = {"web"}
"""Parts that measure time, which nothing beside them may take."""


def run(part: str, seed: str, options: list[str]) -> int:
    """Run one part; return its exit code, or 1 when its time is over."""
    command = [
        *PYTEST, f"tests/{part}", "-m", "long or drawn", f"--hypothesis-seed={seed}",
        *(["-n", "0"] if part in ALONE else []), *options,
    ]  # fmt: skip
    print("$", " ".join(command), flush=True)
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "IMET_GRAPH_TEST_SEED": seed})
    try:
        code = process.wait(MINUTES[part] * 60)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)  # so that it ends its servers and says where it was
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
        print(f"{part}: stopped after {MINUTES[part]} minutes", flush=True)
        return 1
    print(f"{part}: {(time.monotonic() - begun) / 60:.1f} minutes", flush=True)
    return code


def main(arguments: list[str]) -> int:
    """Run the parts; return 0 if all pass."""
    parser = argparse.ArgumentParser(prog="python -m tests.long")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(MINUTES))
    parser.add_argument("--reports", metavar="FOLDER", help="keep a JUnit report of each part")
    given = parser.parse_args(arguments)
    if unknown := set(given.parts) - set(MINUTES):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    seed = os.environ.get("IMET_GRAPH_TEST_SEED") or str(random.SystemRandom().randrange(10**9))
    print(f"IMET_GRAPH_TEST_SEED={seed}", flush=True)
    failed = []
    for part in given.parts or MINUTES:
        kept = [f"--junitxml={given.reports}/long-{part}.xml"] if given.reports else []
        if run(part, seed, ["-rs", *kept]):
            failed.append(part)
    print(f"failed: {', '.join(failed)}" if failed else "All parts passed.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
