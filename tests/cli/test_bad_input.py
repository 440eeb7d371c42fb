"""Bad input ends in one line that says what to do, exit code 2, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]

# Arguments, standard input, and what the message must name. {bad} is a folder of bad files.
CASES: dict[str, tuple[list[str], str, list[str]]] = {
    "unknown command": (["qeury"], "", ["qeury", "query"]),
    "unknown query": (["query", "country-histroy"], "", ["country-histroy", "country-history"]),
    "no query": (["query"], "", ["--list"]),
    "missing parameter": (["query", "country-history"], "", ["--country", "Pakistan"]),
    "unknown parameter": (["query", "country-history", "--land", "PAK"], "", ["--land"]),
    "unknown country": (
        ["query", "country-history", "--country", "Pakistann"],
        "",
        ["Pakistann", "Did you mean Pakistan"],
    ),
    "unknown thing": (
        ["show", "Foreign Assistence Act of 1961"],
        "",
        ["Foreign Assistance Act of 1961"],
    ),
    "malformed SPARQL": (["query", "-"], "SELECT *\nWHERE { ?s ?p }", ["line 2, column"]),
    "undeclared prefix": (["query", "-"], "SELECT * { ?s nope:p ?o }", ["column", "prefix"]),
    "malformed query file": (["query", "{bad}/bad.rq"], "", ["line 1, column"]),
    "bad header": (["query", "{bad}/header.rq"], "", ["header.rq", "titel"]),
    "missing query file": (["query", "none/such.rq"], "", ["none/such.rq"]),
    "malformed Turtle": (["validate", "{bad}/bad.ttl"], "", ["bad.ttl", "line 2"]),
    "missing file": (["validate", "{bad}/none.ttl"], "", ["none.ttl"]),
    "no Turtle by its name": (["validate", "{bad}/notes.docx"], "", ["notes.docx"]),
    "not UTF-8": (["validate", "{bad}/latin.ttl"], "", ["latin.ttl"]),
    "unwritable output": (
        ["query", "program-list", "-o", "/proc/none.csv"],
        "",
        ["/proc/none.csv"],
    ),
    "unknown format": (["query", "program-list", "-f", "word"], "", ["word", "csv"]),
    "format that does not fit": (["query", "program-list", "-f", "turtle"], "", ["turtle"]),
    "unknown extension": (["export", "-o", "graph.docx"], "", ["docx"]),
    "missing store": (["query", "program-list", "--store", "{bad}/none"], "", ["oxigraph load"]),
    "no store": (["query", "program-list", "--store", "{bad}"], "", ["store"]),
    "SERVICE": (
        ["query", "-"],
        "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }",
        ["SERVICE", "line 1"],
    ),
    "LOAD": (["query", "-"], "LOAD <http://localhost:1/>", ["LOAD", "reads"]),
    "FROM": (["query", "-"], "SELECT * FROM <http://localhost:1/> { ?s ?p ?o }", ["FROM"]),
    "INSERT": (["query", "-"], "INSERT DATA { <a:a> <a:b> <a:c> }", ["INSERT", "reads"]),
    "diff of a missing file": (["diff", "bundled", "{bad}/none.ttl"], "", ["none.ttl"]),
    "diff of malformed Turtle": (["diff", "{bad}/bad.ttl", "bundled"], "", ["bad.ttl", "line 2"]),
    "diff of no graph": (["diff", "{bad}/notes.docx", "bundled"], "", ["notes.docx", ".ttl"]),
    "diff of an empty folder": (["diff", "{bad}/empty", "bundled"], "", ["empty", "store"]),
    "diff in no such format": (["diff", "bundled", "bundled", "-f", "word"], "", ["word", "csv"]),
    "diff of one graph": (["diff", "bundled"], "", ["NEW"]),
    "empty query": (["query", "-"], "", ["valid SPARQL"]),
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of files with faults."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "bad.rq").write_text("SELECT * WHERE { ?s ?p ")
    (folder / "header.rq").write_text("#+ titel: x\nASK {}")
    (folder / "bad.ttl").write_text("<a:a> <a:b> <a:c> .\n<a:a> <a:b> .\n")
    (folder / "latin.ttl").write_bytes('<a:a> <a:b> "café" .'.encode("latin-1"))
    (folder / "notes.docx").write_text("x")
    (folder / "empty").mkdir()
    return folder


@pytest.mark.parametrize(("args", "stdin", "named"), CASES.values(), ids=CASES)
def test_bad_input_is_refused_with_a_next_step(
    imet: Run, bad: Path, args: list[str], stdin: str, named: list[str]
) -> None:
    """The message is one line on standard error; nothing is on standard output."""
    done = imet(*(arg.replace("{bad}", str(bad)) for arg in args), stdin=stdin)
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    message = [line for line in done.stderr.splitlines() if line.startswith("Error:")]
    assert len(message) == 1, done.stderr
    for name in named:
        assert name in message[0]
    others = [
        line
        for line in done.stderr.splitlines()
        if line and not line.startswith(("Error:", "Usage:", "Try "))
    ]
    assert others == []


def test_an_output_that_fails_leaves_the_old_file(imet: Run, tmp_path: Path) -> None:
    """A file is replaced when its successor is complete, not before."""
    target = tmp_path / "answer.csv"
    target.write_text("old")
    assert imet("query", "country-history", "-o", target).returncode == 2
    assert target.read_text() == "old"
    assert imet("query", "program-list", "-o", target).returncode == 0
    assert target.read_text().startswith("program")
    assert [p.name for p in tmp_path.iterdir()] == ["answer.csv"]


@pytest.mark.parametrize("args", [["query", "program-list"], ["export"], ["show", "IMET"]])
def test_a_closed_pipe_is_no_error(args: list[str]) -> None:
    """`| head -1` gets its line, and nothing is said."""
    command = " ".join([sys.executable, "-m", "imet_graph", *args])
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -1"],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        timeout=60,
        check=False,
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_verbose_keeps_the_traceback(imet: Run) -> None:
    """With -v, an error shows where it came from."""
    done = imet("query", "no-such-query", "-v")
    assert done.returncode == 2
    assert "Traceback" in done.stderr
    assert "Error:" in done.stderr
