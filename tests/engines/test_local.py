"""The store of the bundled graph: cut into pieces, loaded whole, faults named."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from imet_graph.engines import local
from imet_graph.errors import ParseProblem, QueryError

PREFIXES = "@prefix : <http://example.org/> .\n\n"
SUBJECTS = [f':s{i} :p "{"x" * i}", :o{i} ;\n\t:q {i} .\n' for i in range(40)]


def write(folder: Path, name: str, subjects: list[str]) -> Path:
    """Write canonical Turtle, a subject a paragraph."""
    path = folder / name
    path.write_text(PREFIXES + "\n".join(subjects), encoding="utf-8")
    return path


@pytest.mark.parametrize("piece", [1, 60, 200, 1_000_000])
def test_no_triple_is_lost_between_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    """Whatever the size of a piece, the store holds what the files say."""
    files = [
        write(tmp_path, "a.ttl", SUBJECTS[:3]),
        write(tmp_path, "b.ttl", SUBJECTS[3:38]),
        write(tmp_path, "c.ttl", SUBJECTS[38:]),
    ]
    monkeypatch.setattr(local, "_PIECE", piece)
    whole = ox.Store()
    for path in files:
        whole.load(path=str(path), format=ox.RdfFormat.TURTLE)
    assert set(local._load(ox.Store(), files)) == set(whole)
    assert len(whole) == 3 * len(SUBJECTS)


def test_a_fault_is_named_by_file_and_line(tmp_path: Path) -> None:
    """The piece that failed may hold many files; the message names the one."""
    good = write(tmp_path, "a.ttl", SUBJECTS)
    bad = write(tmp_path, "b.ttl", [*SUBJECTS[:2], ":s :p .\n"])
    with pytest.raises(ParseProblem, match=r"b\.ttl, line 9"):
        local._load(ox.Store(), [good, bad])


@pytest.mark.parametrize(
    ("ask", "text", "words"),
    [
        ("select", "ASK { ?s ?p ?o }", "no SELECT: ASK.*Write SELECT where ASK"),
        ("ask", "SELECT * { ?s ?p ?o }", "no ASK: SELECT"),
        ("construct", "SELECT * { ?s ?p ?o }", "no CONSTRUCT or DESCRIBE: SELECT"),
    ],
)
def test_a_query_of_another_form_is_named(ask: str, text: str, words: str) -> None:
    """Who asks for rows, a yes or no, or triples is told what the query gives instead."""
    with pytest.raises(QueryError, match=words):
        getattr(local.LocalBackend.of_quads([]), ask)(text)
