"""Measures the import of the training reports beside `oxigraph load`, in one run.

python -m tests.benchmarks.fmtr FOLDER-OF-REPORTS

Prints seconds and memory of the import, of `oxigraph load` for the same triples as
N-Triples, and their quotient. Needs the PyPI package oxigraph.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from imet_graph.importers.fmtr import store


def timed(command: list[str]) -> tuple[float, float]:
    """Return seconds and megabytes of a command."""
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def main(reports: Path) -> None:
    """Import, write the triples out, load them with oxigraph, and compare."""
    beside = Path(sys.executable).parent
    oxigraph = shutil.which("oxigraph") or str(beside / "oxigraph")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = [str(beside / "imet-graph"), "import", "fmtr", str(reports), "--store"]
        seconds, memory = timed([*ours, str(folder / "store")])
        found = store.current(folder / "store")
        assert found is not None
        dump = folder / "all.nt"
        with dump.open("wb") as file:
            triples = (quad.triple for quad in ox.Store.read_only(str(found)))
            ox.serialize(triples, file, format=ox.RdfFormat.N_TRIPLES)
        load = [oxigraph, "load", "--location", str(folder / "ox"), "--file", str(dump)]
        theirs, other = timed(load)
    print(f"import {seconds:.1f} s, {memory:.0f} MB")
    print(f"oxigraph load {theirs:.1f} s, {other:.0f} MB; quotient {seconds / theirs:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
