"""Measures the import of the training reports beside `oxigraph load`, in one run.

python -m tests.benchmarks.fmtr FOLDER-OF-REPORTS
python -m tests.benchmarks.fmtr FOLDER-OF-REPORTS --times 4

Prints seconds and memory of the import, with and without putting the store in order, of
`oxigraph load` for the same triples as N-Triples, and their quotients. Needs the PyPI
package oxigraph. With ``--times`` it measures growth instead: the rows once, then N times
under the years of other reports.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from imet_graph.training_reports import store

APART = 25
"""Years from a report to its copy: more than lie between the first report and the last."""

YEARS = re.compile(r"((?:19|20)\d\d)_((?:19|20)\d\d)")


def timed(command: list[str]) -> tuple[float, float]:
    """Return seconds and megabytes of a command."""
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def importing(reports: Path, folder: Path, *options: str) -> tuple[float, float]:
    """Return seconds and megabytes of an import into a new store."""
    ours = str(Path(sys.executable).parent / "imet-graph")
    return timed([ours, "import", "fmtr", str(reports), "--store", str(folder), *options])


def compare(reports: Path) -> None:
    """Import, write the triples out, load them with oxigraph, and compare."""
    oxigraph = shutil.which("oxigraph") or str(Path(sys.executable).parent / "oxigraph")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds, memory = importing(reports, folder / "store")
        found = store.current(folder / "store")
        assert found is not None
        dump = folder / "all.nt"
        with dump.open("wb") as file:
            triples = (quad.triple for quad in ox.Store.read_only(str(found)))
            ox.serialize(triples, file, format=ox.RdfFormat.N_TRIPLES)
        load = [oxigraph, "load", "--location", str(folder / "ox"), "--file", str(dump)]
        theirs, other = timed(load)
        plain, _ = importing(reports, folder / "plain", "--no-optimize")
    print(f"import {seconds:.1f} s, {memory:.0f} MB")
    print(f"oxigraph load {theirs:.1f} s, {other:.0f} MB; quotient {seconds / theirs:.2f}")
    print(f"import --no-optimize {plain:.1f} s; quotient {plain / theirs:.2f}")


def multiplied(reports: Path, folder: Path, times: int) -> int:
    """Write the reports N times, each copy as a report of its own; return the rows.

    A copy's years lie later, where no report is: activities, groups and citations are
    new, while courses, units and places are those of the first.
    """
    rows = 0
    for path in sorted(reports.glob("*.tsv*")):
        found = YEARS.search(path.name)
        if not found:
            raise SystemExit(f"{path}: the name says no years")
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        first, last = found.groups()
        for number in range(times):
            copy = data
            for mark in "-_":
                shifted = [str(int(year) + APART * number) for year in (first, last)]
                old, new = mark.join((first, last)), mark.join(shifted)
                copy = copy.replace(old.encode(), new.encode())
            (folder / f"fmtr_{'_'.join(shifted)}.tsv").write_bytes(copy)
            rows += data.count(b"\n") - 1
    return rows


def growth(reports: Path, times: int) -> None:
    """Import the rows once and N times, and print how time and memory grow.

    The reports are told apart in the end: if one took the place of another, less
    would have been imported than was to be measured.
    """
    seconds: list[float] = []
    for copies in (1, times):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "rows").mkdir()
            rows = multiplied(reports, folder / "rows", copies)
            took, memory = importing(folder / "rows", folder / "store")
            held = len(store.digests(folder / "store"))
            files = len(list((folder / "rows").iterdir()))
            if held != files:
                raise SystemExit(f"{files} reports were written and {held} imported")
        seconds.append(took)
        print(f"{copies} times: {rows} rows, {held} reports, {took:.1f} s, {memory:.0f} MB")
    print(f"{times} times the rows take {seconds[1] / seconds[0]:.2f} times as long")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("reports", type=Path)
    parser.add_argument("--times", type=int, default=0, help="measure growth: the rows N times")
    given = parser.parse_args()
    if given.times:
        growth(given.reports, given.times)
    else:
        compare(given.reports)


if __name__ == "__main__":
    main()
