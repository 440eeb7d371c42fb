"""Exports: the same bytes each time, the same graph in every format and every reader."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from imet_graph.api import Graph
from imet_graph.rdf.files import RDF_FORMATS, serialize
from imet_graph.rdf.formats import by_name
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Triple

Run = Callable[..., "subprocess.CompletedProcess[str]"]
RAPPER = {"turtle": "turtle", "ntriples": "ntriples", "rdfxml": "rdfxml", "nquads": "nquads"}


@pytest.fixture(scope="module")
def exported(imet: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the whole graph in every RDF format."""
    folder = tmp_path_factory.mktemp("exports")
    paths = {}
    for name in RDF_FORMATS:
        path = folder / f"graph.{by_name(name, 'rdf').extensions[0]}"
        done = imet("export", "-o", path)
        assert done.returncode == 0, done.stderr
        paths[name] = path
    return paths


@pytest.fixture(scope="module")
def whole(bundled: Graph) -> set[str]:
    """Return the triples of the bundled graph as N-Triples lines; it has no blank nodes."""
    return {f"{t} ." for t in bundled.triples()}


def test_exporting_twice_gives_identical_bytes(
    imet: Run, exported: dict[str, Path], tmp_path: Path
) -> None:
    """In another process, with another hash seed, every format is the same to the byte."""
    for name, path in exported.items():
        again = tmp_path / path.name
        imet("export", "-f", name, "-o", again, env={"PYTHONHASHSEED": "7"})
        assert again.read_bytes() == path.read_bytes(), name


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_pyoxigraph_reads_the_same_graph(
    exported: dict[str, Path], whole: set[str], name: str
) -> None:
    """Every format holds every triple, and no other."""
    quads = ox.parse(path=str(exported[name]), format=RDF_FORMATS[name])
    assert {f"{q.triple} ." for q in quads} == whole


def test_rdflib_reads_the_same_graph(exported: dict[str, Path], whole: set[str]) -> None:
    """rdflib's Turtle reader finds as many triples."""
    import rdflib

    graph = rdflib.Graph().parse(exported["turtle"], format="turtle")
    assert len(graph) == len(whole)


@pytest.mark.parametrize("name", RAPPER)
def test_rapper_reads_the_same_graph(exported: dict[str, Path], whole: set[str], name: str) -> None:
    """Raptor, a C library with no code in common, agrees."""
    if shutil.which("rapper") is None:
        pytest.skip("Debian's raptor2-utils is not installed")
    done = subprocess.run(
        ["rapper", "-q", "-i", RAPPER[name], "-o", "ntriples", exported[name]],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    read = {f"{q.triple} ." for q in ox.parse(done.stdout, format=ox.RdfFormat.N_TRIPLES)}
    assert read == whole


def test_blank_nodes_of_a_construct_keep_their_order() -> None:
    """Labels are canonical, whatever they were."""
    p = NamedNode("http://example.org/p")

    def graph(a: str, b: str) -> list[Triple]:
        first, second = BlankNode(a), BlankNode(b)
        return [Triple(first, p, second), Triple(second, p, Literal("x"))]

    for name in RDF_FORMATS:
        assert serialize(graph("a", "b"), name) == serialize(graph("z", "c")[::-1], name)


def test_an_entity_is_exported_with_its_sources(imet: Run) -> None:
    """The neighbourhood has the thing, its citations and the documents they name."""
    printed = imet("export", "pl-94-329", "-f", "ntriples").stdout
    triples = [q.triple for q in ox.parse(printed, format=ox.RdfFormat.N_TRIPLES)]
    predicates = {t.predicate.value.rsplit("#", 1)[-1] for t in triples}
    assert {"hasCitation", "locator", "sourceKind", "publicLaw"} <= predicates


def test_the_bibliography_is_complete_and_read_by_others(imet: Run, bundled: Graph) -> None:
    """BibTeX and CSL-JSON hold every source once."""
    import json
    import re

    listed = json.loads(imet("export", "-f", "csl-json").stdout)
    sources = bundled.sparql("SELECT DISTINCT ?s { ?s a imet:Source ; rdfs:label ?l }")
    keys = [item["id"] for item in listed]
    assert sorted(keys) == sorted(str(r[0].value).rsplit("/", 1)[-1] for r in sources)  # type: ignore[union-attr]
    bib = imet("export", "-f", "bibtex").stdout
    assert re.findall(r"^@misc\{([^,]+),$", bib, re.MULTILINE) == sorted(keys)
    assert bib.count("{") - bib.count("\\{") == bib.count("}") - bib.count("\\}")
