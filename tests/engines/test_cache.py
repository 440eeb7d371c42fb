"""The cached store of the bundled graph."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from imet_graph import resources
from imet_graph.answers import Table
from imet_graph.engines.local import LocalBackend, current
from imet_graph.errors import FileProblem, StoreError

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CODE = (
    "from imet_graph.engines.local import LocalBackend as L; "
    f"print(next(iter(L.bundled().query('{COUNT}')))[0].value)"
)


def count(backend: LocalBackend) -> int:
    """Return the number of triples."""
    found = backend.query(COUNT)
    assert isinstance(found, Table)
    return int(next(iter(found))[0].value)  # type: ignore[union-attr]


def start(cache: Path) -> subprocess.Popen[str]:
    """Start a process that opens the bundled graph with a cache of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", CODE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"IMET_GRAPH_CACHE": str(cache), "PATH": "/usr/bin:/bin"},
    )


def test_two_first_runs_at_once_both_succeed(tmp_path: Path) -> None:
    """Both answer, one store remains, and no draft is left."""
    both = [start(tmp_path / "cache") for _ in range(2)]
    outputs = [process.communicate(timeout=60) for process in both]
    assert outputs[0][0] == outputs[1][0] != ""
    assert [error for _, error in outputs] == ["", ""]
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """A file where the folder should be: the graph is loaded into memory, silently."""
    (tmp_path / "cache").write_text("")
    out, err = start(tmp_path / "cache").communicate(timeout=60)
    assert int(out) == count(LocalBackend.bundled())
    assert err == ""


def test_a_read_only_cache_is_no_error(tmp_path: Path) -> None:
    """A folder under /proc can't be made, even by root."""
    out, err = start(Path("/proc/imet")).communicate(timeout=60)
    assert (int(out) > 0, err) == (True, "")


def test_a_changed_file_gets_a_store_of_its_own(tmp_path: Path) -> None:
    """The fingerprint follows size and time, not only names."""
    path = tmp_path / "a.ttl"
    path.write_text("<a:a> <a:b> <a:c> .")
    before = resources.fingerprint([path])
    path.write_text("<a:a> <a:b> <a:c>, <a:d> .")
    assert resources.fingerprint([path]) != before


def test_the_bundled_graph_is_read_only() -> None:
    """Nothing can be added to the cached store."""
    from imet_graph.rdf.terms import NamedNode, Quad

    node = NamedNode("a:a")
    with pytest.raises(RuntimeError, match="read-write"):
        LocalBackend.bundled().store.add(Quad(node, node, node))


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    """The message names the folder and what to do."""
    with pytest.raises(StoreError, match=str(tmp_path)):
        LocalBackend.at(tmp_path)
    with pytest.raises(FileProblem, match="oxigraph load"):
        LocalBackend.at(tmp_path / "none")


def test_the_pointer_names_the_store_in_force(tmp_path: Path) -> None:
    """CURRENT may name a folder; RocksDB's own CURRENT names none."""
    (tmp_path / "generations" / "1").mkdir(parents=True)
    (tmp_path / "CURRENT").write_text("generations/1\n")
    assert current(tmp_path) == tmp_path / "generations" / "1"
    (tmp_path / "CURRENT").write_text("MANIFEST-000005\n")
    assert current(tmp_path) == tmp_path
