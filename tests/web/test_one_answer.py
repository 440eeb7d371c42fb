"""One answer for every face: command line, Python, shell and server give the same.

Each named query is asked with the examples of its header.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from imet_graph.answering import Answer
from imet_graph.answers.writers import binding
from imet_graph.api import Graph
from imet_graph.cli import cli
from imet_graph.cli.shell import command_of
from imet_graph.queries import Catalog, QueryFile

from .running import Running

TABLES = [query for query in Catalog() if "CONSTRUCT" not in query.text]


def examples(query: QueryFile) -> dict[str, str]:
    """Return the values that a query's header gives as examples."""
    return {p.name: p.example for p in query.parameters if p.example}


def options(query: QueryFile) -> list[str]:
    """Return the examples as options of the command line."""
    return [word for p in query.parameters if p.example for word in (p.option, p.example)]


def by_python(graph: Graph, query: QueryFile) -> dict[str, Any]:
    """Return what Python gives, in the words of the JSON that the others write."""
    answer: Answer = graph.query(query.name, **examples(query))
    about: dict[str, Any] = {
        "vars": [*answer.variables, "citation"],
        "sources": [ref.as_dict() for ref in answer.sources],
        "references": [[answer.sources.index(r) + 1 for r in refs] for refs in answer.references],
    }
    if answer.gaps:
        about["gaps"] = [gap.as_dict() for gap in answer.gaps]
    if answer.notes:
        about["notes"] = [str(note) for note in answer.notes]
    rows = []
    for row, refs in zip(answer.rows, answer.references, strict=True):
        cells = {n: binding(t) for n, t in zip(answer.variables, row, strict=True) if t is not None}
        cited = {"type": "literal", "value": " | ".join(ref.text for ref in refs)}
        rows.append({**cells, "citation": cited})
    return {"head": about, "results": {"bindings": rows}}


@pytest.mark.parametrize("query", TABLES, ids=lambda query: query.name)
def test_the_faces_agree(query: QueryFile, bundled: Graph, server: Running) -> None:
    """Rows, references, gaps and notes are the same through every face."""
    words = ["query", query.name, *options(query), "-f", "json", "--cite"]
    done = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert done.exit_code == 0
    printed = json.loads(done.stdout)
    assert printed == by_python(bundled, query)
    asked = urlencode({**examples(query), "format": "json", "cite": "1"})
    assert json.loads(server.ask(f"/queries/{query.name}?{asked}").body) == printed
    for text in [gap["text"] for gap in printed["head"].get("gaps", ())]:
        assert text in done.stderr
    for text in printed["head"].get("notes", ()):
        assert text.rstrip(".") in done.stderr
    # The shell hands each line to a process of the command line, word for word.
    assert command_of(shlex.join(words), []) == words


def test_the_shell_prints_what_the_command_prints(bundled: Graph) -> None:
    """Lines that a person types give the same rows, references, gaps and notes."""
    asked = [bundled.catalog.get(name) for name in ("obligated-by-year", "status-on-date")]
    lines = [shlex.join(["query", q.name, *options(q), "-f", "json", "--cite"]) for q in asked]
    done = subprocess.run(
        [sys.executable, "-m", "imet_graph", "shell"],
        input="\n".join(lines),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    decoder, text = json.JSONDecoder(), done.stdout
    for query in asked:
        found, end = decoder.raw_decode(text)
        assert found == by_python(bundled, query)
        text = text[end:].lstrip()
