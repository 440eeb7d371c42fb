"""Measures commands as whole processes, in units of ``python -c 'import rdflib'``.

::

    python -m tests.benchmarks.commands [--runs 10]

A unit that is measured in the same run travels between machines; seconds do not.
Peers are a Python process that loads the same Turtle into rdflib and runs the same
query there (rdflib has no command for queries), and Oxigraph's own `oxigraph query`.
Our queries run with their limits of time and memory, as always. Commands and unit
are run in turn, so that a slow minute of the machine touches all of them alike.
Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from compileall import compile_dir
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
IMET = (sys.executable, "-m", "imet_graph")
UNIT = (sys.executable, "-c", "import rdflib")
PEER = """
import sys, rdflib
from imet_graph import resources
from imet_graph.queries import Catalog
from imet_graph.queries.parameters import bind
from imet_graph.rdf.terms import NamedNode
graph = rdflib.Graph()
for path in resources.graph_files():
    graph.parse(path, format="turtle")
query = Catalog().get("country-history")
text = bind(query.text, {"country": [NamedNode("https://w3id.org/imet-graph/id/country/PAK")]})
print(len(list(graph.query(text))))
"""


def completing(line: str) -> tuple[str, ...]:
    """Return what bash runs when the Tab key is pressed at the end of a line."""
    words = f"COMP_WORDS={line}", f"COMP_CWORD={len(line.split()) - 1}"
    return ("env", "_IMET_GRAPH_COMPLETE=bash_complete", *words, *IMET)


COMMANDS: dict[str, tuple[tuple[str, ...], float]] = {
    "imet-graph --help": ((*IMET, "--help"), 0.6),
    "imet-graph query country-history --country Pakistan": (
        (*IMET, "query", "country-history", "--country", "Pakistan"),
        1.0,
    ),
    "the same with --cite": (
        (*IMET, "query", "country-history", "--country", "Pakistan", "--cite"),
        1.2,
    ),
    "imet-graph show pl-94-329": ((*IMET, "show", "pl-94-329"), 1.0),
    "imet-graph show Pakistan": ((*IMET, "show", "Pakistan"), 1.2),
    "imet-graph show IMET": ((*IMET, "show", "IMET"), 1.2),
    "imet-graph stats": ((*IMET, "stats"), 1.0),
    "completing `query country-h`": (completing("imet-graph query country-h"), 1.0),
    "completing `--country Pak`": (
        completing("imet-graph query country-history --country Pak"),
        1.0,
    ),
}


RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def stopped(cache: str) -> float:
    """Return the wall time of a cross product that is stopped after two seconds."""
    start = time.perf_counter()
    done = subprocess.run(
        (*IMET, "query", "-", "--timeout", "2"),
        input=RUNAWAY.encode(),
        capture_output=True,
        env={**os.environ, "IMET_GRAPH_CACHE": cache},
        cwd=ROOT,
        check=False,
    )
    if done.returncode != 2:
        sys.exit(f"the runaway query was not stopped: {done.stderr.decode()}")
    return time.perf_counter() - start


def timed(command: tuple[str, ...], cache: str) -> float:
    """Return the wall time of a command in seconds; it must succeed."""
    environment = {**os.environ, "IMET_GRAPH_CACHE": cache}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, env=environment, cwd=ROOT, check=False)
    taken = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{command}: {done.stderr.decode()}")
    return taken


def oxigraph_query(cache: str) -> tuple[str, ...] | None:
    """Return Oxigraph's own command for the same query on a copy of the same store."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.is_file():
        return None
    store = next(Path(f"{cache}/first0").glob("*-oxigraph-*"))
    shutil.copytree(store, f"{cache}/copy")
    from imet_graph.queries import Catalog
    from imet_graph.queries.parameters import bind
    from imet_graph.rdf.terms import NamedNode

    pakistan = NamedNode("https://w3id.org/imet-graph/id/country/PAK")
    text = bind(Catalog().get("country-history").text, {"country": [pakistan]})
    asked = ("--query", text, "--results-format", "csv")
    return (str(program), "query", "--location", f"{cache}/copy", *asked)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    compile_dir(ROOT / "imet_graph", quiet=1)  # as installing would; a checkout may lack it
    with tempfile.TemporaryDirectory() as cache:
        command = COMMANDS["imet-graph show pl-94-329"][0]
        firsts = []
        for number in range(3):
            firsts.append(timed(command, f"{cache}/first{number}"))
        times: dict[str, list[float]] = {name: [] for name in COMMANDS}
        units: list[float] = []
        theirs = oxigraph_query(cache)
        others: list[float] = []
        for _ in range(runs):
            units.append(timed(UNIT, cache))
            for name, (command, _limit) in COMMANDS.items():
                times[name].append(timed(command, f"{cache}/first0"))
            if theirs:
                others.append(timed(theirs, cache))
        stops = [stopped(f"{cache}/first0") for _ in range(3)]
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        peers = [timed((sys.executable, "-c", PEER), cache) for _ in range(3)]
    unit = statistics.median(units)
    print(f"R = {unit:.3f} s (median of {runs})\n")
    print("| command | median | in R | limit |\n|---|---|---|---|")
    for name, values in times.items():
        median = statistics.median(values)
        print(f"| `{name}` | {median:.3f} s | {median / unit:.2f} | {COMMANDS[name][1]} |")
    first = statistics.median(firsts)
    print(f"| the very first command, making the store | {first:.3f} s | {first / unit:.2f} | 8 |")
    if others:
        other = statistics.median(others)
        print(
            f"| `oxigraph query`, the same query and store | {other:.3f} s | {other / unit:.2f} | |"
        )
    peer = statistics.median(peers)
    query = statistics.median(times["imet-graph query country-history --country Pakistan"])
    what = "rdflib: load the same data, run the same query"
    print(f"| {what} | {peer:.3f} s | {peer / unit:.2f} | |")
    print(f"\nA cross product under --timeout 2 is back after {statistics.median(stops):.2f} s.")
    print(f"The query takes 1/{peer / query:.0f} of the time of the rdflib process.")
    print(f"Largest memory of any of our processes: {memory:.0f} MB.")


if __name__ == "__main__":
    main()
