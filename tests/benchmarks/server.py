"""Loads `imet-graph serve` with many clients, beside `oxigraph serve` on the same queries.

::

    python -m tests.benchmarks.server [--clients 32] [--seconds 60] [--store DIR] [--runaway]
        [--new]

Every named query that needs no other machine is asked in turn, with its parameters'
defaults and examples, by each client on a connection that it keeps. Both servers
hold the same store and run in the same run, one after the other. With ``--runaway``
one further client asks a query that does not end; with ``--new`` every request has
another text than all before (a comment with a number), so that no server can give an
answer that it kept. Prints a table in Markdown: requests, errors (answers other than
200, broken and timed-out connections), lost (asked, but never heard of again), answers
per second without the errors, and percentiles in milliseconds over all of them; beside
it the load of the machine before and after, which must be near nothing before.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from imet_graph import load, resources
from imet_graph.engines import local
from imet_graph.errors import ImetGraphError
from imet_graph.queries.parameters import bind
from imet_graph.rdf import vocab

_RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass
class Measured:
    """What came of a load: the time of each answer, and what went wrong."""

    seconds: float = 0.0
    asked: int = 0
    times: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    by_query: dict[str, list[float]] = field(default_factory=dict)

    def row(self, name: str) -> str:
        """Return the row of the table."""
        ordered = sorted(self.times) or [0.0]

        def at(share: float) -> str:
            return f"{1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]:,.0f}"

        wrong = sum(self.wrong.values())
        rate = (len(self.times) - wrong) / self.seconds if self.seconds else 0
        lost = self.asked - len(self.times)
        cells = (f"{self.asked:,}", f"{wrong}", f"{lost}", f"{rate:,.1f}",
                 at(0.5), at(0.95), at(0.99))  # fmt: skip
        return f"| {name} | {' | '.join(cells)} |"


def texts(store: Path | None) -> dict[str, str]:
    """Return the text of each named query with its parameters bound, prefixes declared."""
    graph = load(store)
    found, left_out = {}, []
    for name in graph.catalog.names():
        query = graph.catalog.get(name)
        if query.allow:
            left_out.append(f"{name} (asks another machine)")
            continue
        given = {p.name: p.default or p.example for p in query.parameters if p.required}
        try:
            text = bind(query.text, graph.bound(query, given))
        except ImetGraphError as error:  # an example that this store does not know
            left_out.append(f"{name} ({error.message})")
            continue
        # Oxigraph's server knows no prefixes but those that a query declares.
        used = {p for p in vocab.PREFIXES if re.search(rf"\b{p}:", text)}
        declared = set(re.findall(r"PREFIX\s+([\w-]+):", text))
        head = "".join(f"PREFIX {p}: <{vocab.PREFIXES[p]}>\n" for p in sorted(used - declared))
        found[name] = head + text
    if left_out:
        print(f"Left out: {'; '.join(left_out)}.")
    return found


@contextlib.contextmanager
def ours(store: Path | None) -> Iterator[int]:
    """Run our server; yield its port."""
    options = ["--store", str(store)] if store else []
    process = subprocess.Popen(
        [sys.executable, "-m", "imet_graph", "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.match(r"Serving http://[\d.]+:(\d+)/", line):
                yield int(found[1])
                break
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[int]:
    """Run Oxigraph's server on a store; yield its port."""
    beside = Path(sys.executable).with_name("oxigraph")
    program = str(beside) if beside.is_file() else shutil.which("oxigraph")
    if program is None:
        sys.exit("oxigraph is not installed: pip install oxigraph")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [program, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"],
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                yield port
                break
            time.sleep(0.05)
    finally:
        process.terminate()
        process.wait()


def loaded(
    port: int,
    path: str,
    queries: dict[str, str],
    clients: int,
    seconds: float,
    extra: str,
    new: bool = False,
) -> Measured:
    """Return what came of loading a server for so many seconds; ``new``: no text twice."""
    measured = Measured()
    lock = threading.Lock()
    end = time.monotonic() + seconds
    numbers = itertools.count(1)

    def request(name: str) -> str:
        text = queries[name] + (f"\n# {next(numbers)}" if new else "")
        return path + "?" + urlencode({"query": text}) + extra

    def client(start: int) -> None:
        names = itertools.islice(itertools.cycle(queries), start, None)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        headers = {"accept": "application/sparql-results+json, text/turtle;q=0.9"}
        while time.monotonic() < end:
            name = next(names)
            target = request(name)
            with lock:
                measured.asked += 1
            begin = time.monotonic()
            try:
                connection.request("GET", target, headers=headers)
                response = connection.getresponse()
                body = response.read()  # less than was announced raises IncompleteRead
                wrong = "" if response.status == 200 else f"{name}: {response.status} {body[:60]!r}"
            except (OSError, http.client.HTTPException) as error:
                wrong = f"{name}: {type(error).__name__}"
                connection.close()
            took = time.monotonic() - begin
            with lock:
                measured.times.append(took)
                measured.by_query.setdefault(name, []).append(took)
                if wrong:
                    measured.wrong[wrong] += 1

    threads = [threading.Thread(target=client, args=(2 * i,)) for i in range(clients)]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    measured.seconds = time.monotonic() - begin
    return measured


def runaway(port: int) -> threading.Thread:
    """Ask what does not end, in the background, and say when and how it was stopped."""

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        begin = time.monotonic()
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/sparql?" + urlencode({"query": _RUNAWAY}))
            response = connection.getresponse()
            response.read()
            took = time.monotonic() - begin
            print(f"(the runaway: {response.status} after {took:.1f} s)", flush=True)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    return thread


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--runaway", action="store_true")
    parser.add_argument("--new", action="store_true")
    given = parser.parse_args()
    queries = texts(given.store)
    load_before = os.getloadavg()[0]
    print(f"{len(queries)} queries, {given.clients} clients, {given.seconds:g} s each\n")
    print("| server | requests | errors | lost | per second | p50 ms | p95 ms | p99 ms |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    folder = given.store and local.current(given.store)
    if folder is None:
        files = resources.graph_files()
        name = f"{resources.fingerprint(files)}-oxigraph-{local.ox.__version__}"
        folder = resources.cache_folder() / name
    extra = "&union-default-graph" if given.store else ""
    runs = []
    with ours(given.store) as port:
        found = loaded(port, "/sparql", queries, given.clients, given.seconds, "", given.new)
        runs.append(("imet-graph serve", found))
        print(found.row("imet-graph serve"), flush=True)
        if given.runaway:
            stopped = runaway(port)
            time.sleep(1.5)
            seconds = min(20, given.seconds)
            found = loaded(port, "/sparql", queries, given.clients, seconds, "", given.new)
            runs.append(("beside a runaway", found))
            print(found.row("imet-graph serve, beside a runaway"), flush=True)
            stopped.join(60)
    with oxigraph(folder) as port:
        found = loaded(port, "/query", queries, given.clients, given.seconds, extra, given.new)
        runs.append(("oxigraph", found))
        print(found.row("oxigraph serve-read-only"), flush=True)
    after = os.getloadavg()[0]
    print(f"\nLoad of {os.cpu_count()} cores: {load_before:.1f} before, {after:.1f} after")
    for name, found in runs:
        slowest = sorted(found.by_query, key=lambda q: -statistics.median(found.by_query[q]))[:5]
        print(
            f"\n{name}, slowest at the median: "
            + ", ".join(
                f"{q} {1000 * statistics.median(found.by_query[q]):,.0f} ms" for q in slowest
            )
        )
        for wrong, count in found.wrong.most_common(5):
            print(f"{name}: {count} x {wrong}")


if __name__ == "__main__":
    main()
