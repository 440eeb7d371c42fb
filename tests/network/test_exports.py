"""Exports of the network, opened by readers of their formats."""

from __future__ import annotations

import csv
import io
import json

import networkx
import pytest

from imet_graph.answers import Triples
from imet_graph.errors import InputError
from imet_graph.network.exports import (
    cytoscape,
    edges_csv,
    export,
    gexf,
    graphml,
    nodes_csv,
    part,
)
from imet_graph.rdf.formats import names
from tests import small
from tests.small import iri


@pytest.mark.parametrize("name", names("network"))
def test_the_same_graph_gives_the_same_bytes(name: str) -> None:
    """No clock and no chance stands in an export."""
    assert export(small.backend(), name) == export(small.backend(), name)


def test_graphml_opens_in_networkx_with_all_it_had() -> None:
    """Every node, edge, label, kind, date and weight arrives."""
    graph = networkx.read_graphml(io.BytesIO(graphml(small.network())), force_multigraph=True)
    assert graph.is_directed()
    assert (len(graph), graph.number_of_edges()) == (21, 23)
    assert graph.nodes[iri("event:coup")] == {
        "label": "Coup", "kind": "event", "type": "Coup", "date": "1999-10-12",
        "name": "event:coup",
    }  # fmt: skip
    assert graph.nodes[iri("provision:coup")]["label"] == 'Coup bar <508> & "others"'
    (edge,) = graph.get_edge_data(iri("statute:aeca"), iri("statute:faa")).values()
    assert edge["weight"] == 1


def test_gexf_opens_in_networkx_with_all_it_had() -> None:
    """Labels and kinds arrive, and a node begins on the first day of its date."""
    graph = networkx.read_gexf(io.BytesIO(gexf(small.network())))
    assert (len(graph), graph.number_of_edges()) == (21, 23)
    node = graph.nodes[iri("event:pause")]
    assert (node["label"], node["kind"], node["start"]) == (
        "Pause of training", "event", "2019-12-01",
    )  # fmt: skip


def test_cytoscape_opens_in_networkx_with_all_it_had() -> None:
    """The reader of Cytoscape's JSON finds every node and edge."""
    content = json.loads(cytoscape(small.network()))
    graph = networkx.cytoscape_graph(content)
    assert (len(graph), graph.number_of_edges()) == (21, 23)
    assert graph.nodes[iri("country:SAU")]["name"] == "Saudi Arabia"


def test_csv_lists_join_on_ids() -> None:
    """Both ends of every edge are in the list of nodes; degrees agree with the edges."""
    nodes = list(csv.DictReader(io.StringIO(nodes_csv(small.network()).decode())))
    edges = list(csv.DictReader(io.StringIO(edges_csv(small.network()).decode())))
    assert (len(nodes), len(edges)) == (21, 23)
    ids = {row["id"] for row in nodes}
    assert {row["source"] for row in edges} | {row["target"] for row in edges} <= ids
    assert sum(int(row["degree"]) for row in nodes) == 2 * len(edges)


def test_a_part_is_a_thing_with_all_its_neighbours() -> None:
    """Nothing is left out of an export, however many neighbours there are."""
    network = part(small.backend(), iri("program:imet"))
    assert len(network.nodes) == 7
    assert network.title == "IMET"


def test_a_thing_that_is_no_node_is_refused() -> None:
    """A citation has no neighbourhood in the network, and the error says what has."""
    with pytest.raises(InputError, match="citation:faa is no node"):
        part(small.backend(), iri("citation:faa"))


def test_triples_can_be_exported_as_a_network() -> None:
    """A CONSTRUCT's triples go into GraphML too."""
    found = small.backend().query("CONSTRUCT { ?a imet:amends ?b } WHERE { ?a imet:amends ?b }")
    assert isinstance(found, Triples)
    data = export(small.backend(), "graphml", triples=found)
    assert len(networkx.read_graphml(io.BytesIO(data))) == 2
