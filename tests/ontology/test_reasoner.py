"""The ontology and the data are consistent under a description-logic reasoner (HermiT)."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest

from imet_graph import resources
from imet_graph.engines.local import read_rdf
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Quad

# Figures alike in every row, two thirds of the graph: HermiT takes twice as long
# with them and finds nothing more.
FIGURES = {"country_allocations", "country_funding"}
pytestmark = pytest.mark.long


@pytest.fixture(scope="module", autouse=True)
def _java() -> None:
    if shutil.which("java") is None:
        pytest.skip("HermiT needs Java: apt-get install default-jre-headless")


def quads(*, data: bool) -> list[Quad]:
    """Return the ontology, with the data except the long tables of figures."""
    files = [
        path
        for path in resources.graph_files()
        if path.parent.name == "ontology" or (data and path.stem not in FIGURES)
    ]
    return [quad for path in files for quad in read_rdf(path)]


def unsatisfiable(given: Iterable[Quad], folder: Path) -> list[str]:
    """Return the classes that can have no instance, by HermiT.

    Raises:
        owlready2.OwlReadyInconsistentOntologyError: if the whole is inconsistent.
    """
    import owlready2

    file = folder / "graph.nt"
    triples = [quad.triple for quad in given]
    pyoxigraph.serialize(triples, str(file), format=pyoxigraph.RdfFormat.N_TRIPLES)
    world = owlready2.World()
    ontology = world.get_ontology(file.as_uri()).load()
    with ontology:
        # Years and months are no datatypes of OWL 2; they have no part in the axioms.
        owlready2.sync_reasoner(world, debug=0, ignore_unsupported_datatypes=True)
    return [found.iri for found in world.inconsistent_classes()]


def test_ontology_and_data_are_consistent(tmp_path: Path) -> None:
    """HermiT finds no contradiction, and no class that can't have an instance."""
    given = quads(data=True)
    assert len(given) > 40_000
    assert unsatisfiable(given, tmp_path) == []


@pytest.mark.parametrize(
    ("subject", "predicate", "thing"),
    [
        ("country/PAK", vocab.RDF_TYPE, vocab.term("Statute")),
        ("figure/one", vocab.term("source"), vocab.iri("source", "one")),
        ("event/one", vocab.term("amends"), vocab.iri("event", "two")),
        ("citation/one", vocab.term("triggeredBy"), vocab.iri("event", "two")),
    ],
    ids=["two-classes", "domain", "statute-or-event", "activity-or-entity"],
)
def test_a_contradiction_is_found(subject: str, predicate: str, thing: str, tmp_path: Path) -> None:
    """The reasoner reports a thing that is said to be what it can't be."""
    import owlready2

    kinds = {"country": "Country", "figure": "Figure", "event": "Event", "citation": "Citation"}
    focus = NamedNode(vocab.ID + subject)
    kind = NamedNode(vocab.term(kinds[subject.split("/", maxsplit=1)[0]]))
    planted = [
        Quad(focus, NamedNode(vocab.RDF_TYPE), kind),
        Quad(focus, NamedNode(predicate), NamedNode(thing)),
    ]
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable([*quads(data=False), *planted], tmp_path)
