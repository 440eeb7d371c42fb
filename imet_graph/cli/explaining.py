"""Shows how a query is answered: what is sent, how long it took, and the engine's plan."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from imet_graph.answers import Truth
from imet_graph.queries.parameters import bind
from imet_graph.rdf.vocab import with_prefixes

if TYPE_CHECKING:
    from imet_graph.api import Graph
    from imet_graph.queries import QueryFile
    from imet_graph.rdf.terms import Term


def explain(graph: Graph, query: QueryFile, values: dict[str, list[Term]], stream: IO[str]) -> None:
    """Write the query with its parameters bound, its timings, and a plan where there is one.

    The plan comes from the program ``oxigraph`` (`pip install oxigraph`), since
    Oxigraph's Python library gives none.
    """
    text = bind(query.text, values)
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
    begun = time.perf_counter()
    result = graph.result(query, values)
    rows = [1] if isinstance(result, Truth) else iter(result)
    count, first = 0, 0.0
    for _ in rows:
        count += 1
        first = first or time.perf_counter() - begun
    total = time.perf_counter() - begun
    stream.write(f"{body.strip()}\n\nengine      {graph.backend.name}\n")
    stream.write(f"rows        {count:,}\n")
    if count:
        stream.write(f"first row   {first * 1000:,.1f} ms\n")
    stream.write(f"all rows    {total * 1000:,.1f} ms\n")
    if plan := _plan(graph, text):
        stream.write("\nplan (rows, ms of each step with what is below it)\n")
        _write_plan(plan, stream, 0)


def _plan(graph: Graph, text: str) -> dict[str, Any] | None:
    """Return the plan of Oxigraph's own program, or None where it is not installed."""
    folder = getattr(graph.backend, "folder", None)
    beside = str(Path(sys.executable).with_name("oxigraph"))
    program = shutil.which(beside) or shutil.which("oxigraph")
    if folder is None or program is None:
        return None
    with tempfile.TemporaryDirectory() as scratch:
        # The program opens a store for writing: it gets a copy.
        location = shutil.copytree(folder, Path(scratch) / "store")
        target = Path(scratch) / "plan.json"
        done = subprocess.run(  # noqa: S603 - the program is Oxigraph's, the query has been checked
            [program, "query", "--location", str(location), "--union-default-graph",
             "--results-file", str(Path(scratch) / "rows.nt"), "--results-format", "tsv",
             "--explain-file", str(target), "--stats", "--query", with_prefixes(text)],
            capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode or not target.is_file():
            return None
        plan: dict[str, Any] | None = json.loads(target.read_text(encoding="utf-8")).get("plan")
    return plan


def _write_plan(step: dict[str, Any], stream: IO[str], depth: int) -> None:
    rows = step.get("number of results", "")
    seconds = step.get("duration in seconds")
    timed = f"{seconds * 1000:>9,.1f}" if isinstance(seconds, int | float) else " " * 9
    stream.write(f"{rows:>9} {timed}  {'  ' * depth}{step.get('name', '')}\n")
    for child in step.get("children", ()):
        _write_plan(child, stream, depth + 1)
