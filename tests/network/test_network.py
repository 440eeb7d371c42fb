"""The network of the small graph is the one that can be counted by hand."""

from __future__ import annotations

import re

import networkx
import pytest

from imet_graph import resources
from imet_graph.answers import Triples
from imet_graph.network import Edge, Network, Node, of_triples, to_networkx, whole
from imet_graph.network.gather import at
from imet_graph.network.model import merged
from imet_graph.network.stories import entries_of
from imet_graph.pictures.neighbourhood import neighbourhood
from imet_graph.rdf import vocab
from imet_graph.things import kinds
from tests import small
from tests.small import iri


def test_every_named_thing_is_a_node_and_nothing_else() -> None:
    """A country without links is a node; roles, citations and sources are not."""
    network = small.network()
    assert len(network.nodes) == 21
    assert len(network.edges) == 23
    assert network.node(iri("country:FJI")) is not None
    assert network.node(iri("role:dsca-imet")) is None
    assert network.node(iri("citation:faa")) is None
    assert network.kinds() == [
        "program", "statute", "provision", "agency", "country", "event", "topic",
    ]  # fmt: skip


def test_a_node_tells_its_most_special_class_and_its_date() -> None:
    """A suspension is said to be one, not an event; a provision says what it does."""
    network = small.network()
    event = network.node(iri("event:suspension"))
    assert event is not None
    assert (event.type, event.date, event.kind) == ("Suspension", "1999", "event")
    bar = network.node(iri("provision:coup"))
    assert bar is not None
    assert bar.type == "Provision: prohibits"


def test_a_role_becomes_one_edge_that_remembers_it() -> None:
    """The link of an agency and a programme is named after the role and cites it."""
    found = [e for e in small.network().edges if e.source == iri("agency:dsca") and e.via]
    assert [(e.label, e.target, e.via) for e in found] == [
        ("administration", iri("program:imet"), (iri("role:dsca-imet"),))
    ]


def test_reading_twice_gives_the_same_order() -> None:
    """Nodes and edges are sorted, so that exports are the same bytes each time."""
    first, second = whole(small.backend()), whole(small.backend())
    assert first.nodes == second.nodes
    assert first.edges == second.edges
    assert [n.id for n in first.nodes] == sorted(n.id for n in first.nodes)


def test_what_links_some_things_is_that_part_of_the_whole() -> None:
    """Reading the links of a few things gives the nodes and edges that the whole has for them."""
    network = small.network()
    every = [n.id for n in network.nodes]
    for things in (*([one] for one in every), every[:5], every):
        part = at(small.backend(), things)
        edges = [e for e in network.edges if {e.source, e.target} & set(things)]
        assert part.edges == edges
        kept = {*things, *(end for e in edges for end in (e.source, e.target))}
        assert part.nodes == network.only(kept).nodes


def test_what_links_a_thing_can_be_read_of_one_kind() -> None:
    """Only events remain beside the thing itself; what is no thing of the network has nothing."""
    saudi = iri("country:SAU")
    part = at(small.backend(), [saudi], "event")
    assert {n.kind for n in part.nodes if n.id != saudi} == {"event"}
    assert part.edges == [
        e
        for e in small.network().edges
        if saudi in (e.source, e.target) and "/event/" in e.source + e.target
    ]
    assert at(small.backend(), [iri("citation:faa"), "no IRI"]) == Network()
    assert at(small.backend(), [iri("country:XXX")]).nodes == []


def test_edges_of_one_property_are_merged_with_their_weight() -> None:
    """Two statements of one link make an edge of weight two."""
    edges = [Edge("a", "b", "p", "l", 1, ("x",)), Edge("a", "b", "p", "l", 1, ("y",))]
    assert merged(edges) == [Edge("a", "b", "p", "l", 2, ("x", "y"))]


# Object properties that are no links: sources and codes, which cards show; between a link by
# way of a thing and its ends; of figures, periods and records, which are no nodes; of annual
# instruments, determinations and versions, which are none either: cards and lists tell them.
NO_LINKS = frozenset(
    {
        "about", "accountStatute", "addedBy", "agencyKind", "amendedCodeSection",
        "amendedStatute", "amendingStatute", "appropriates", "closedBy", "concernsProgram",
        "continuesRulesOf", "contradictedBy",
        "correctedBy", "country", "coverageKind", "effect", "effectiveIn", "figureKind", "finding",
        "hasCopy", "fiscalYear", "ground", "hasCitation", "hasClaim", "imetLink", "imetReach",
        "institutionKind",
        "instrumentType", "issuedBy", "lifts", "liftsInPart", "listedIn", "mayLift",
        "nextFiscalYear",
        "notListedIn", "ofInstrument", "openedBy", "program", "programKind", "recordedAs", "region",
        "requiredBy", "restrictionEvent",
        "roleAgency", "roleProgram", "service", "setsStatus", "source", "sourceKind",
        "status", "statusBasis", "support", "unit", "versionOf",
    }
)  # fmt: skip


def test_every_object_property_is_a_link_or_is_not_for_a_reason() -> None:
    """A new object property of the ontology has a length as a link, or stands in the list."""
    text = (resources.folder("ontology") / "imet.ttl").read_text(encoding="utf-8")
    found = {vocab.term(n) for n in re.findall(r"^imet:(\w+) a owl:ObjectProperty", text, re.M)}
    assert len(found) > 50
    links = set(kinds.links())
    no_links = {vocab.term(name) for name in NO_LINKS}
    unsorted = found - links - no_links
    assert not unsorted, f"give them an imet:linkLength, or list them here: {unsorted}"
    assert not links & no_links
    for prop in links:
        for inverse in (False, True):  # the ontology has words for it, both ways
            assert ": " not in kinds.heading(prop, "3 events", inverse=inverse)


def test_a_neighbourhood_groups_neighbours_by_what_joins_them() -> None:
    """Pakistan has three events and nothing else."""
    near = neighbourhood(small.network(), iri("country:PAK"))
    assert [(g.label, g.incoming, g.kind, len(g.members)) for g in near.groups] == [
        ("affects country", True, "event", 3)
    ]
    assert {n.id for n in near.nodes} == {
        iri("country:PAK"), iri("event:coup"), iri("event:suspension"), iri("event:return"),
    }  # fmt: skip
    # The links among neighbours come along.
    assert sum(1 for e in near.edges if iri("country:PAK") not in (e.source, e.target)) == 2


def test_what_does_not_fit_is_counted_not_dropped() -> None:
    """Of IMET's seven neighbours three are drawn, from the groups that tell most, and four told."""
    near = neighbourhood(small.network(), iri("program:imet"), most=3)
    assert len(near.nodes) == 4
    assert sum(near.left_out.values()) == 7 - 3 - _same_thing_twice(near.groups)
    assert iri("statute:aeca") in near.by_id()  # that it established IMET tells most


def _same_thing_twice(groups: object) -> int:
    members = [m for g in groups for m in g.members]  # type: ignore[attr-defined]
    return 7 - len(members)


def test_the_second_ring_hangs_on_the_first() -> None:
    """At depth 2 each further thing has one parent among the neighbours."""
    near = neighbourhood(small.network(), iri("country:SAU"), depth=2)
    assert near.parent is not None
    assert near.parent == {iri("provision:general"): iri("event:pause")}


def test_a_hub_is_cut_fairly() -> None:
    """A group of a hundred does not crowd out a group of one."""
    nodes = [Node("hub", "Hub", "program")]
    nodes += [Node(f"e{i:03}", f"Event {i}", "event") for i in range(100)]
    nodes += [Node("law", "Law", "statute")]
    base = "https://w3id.org/imet-graph/def#"
    edges = [Edge(n.id, "hub", base + "affectsProgram", "affects") for n in nodes[1:101]]
    edges.append(Edge("law", "hub", base + "authorizes", "authorizes"))
    near = neighbourhood(Network(nodes, edges), "hub", most=20)
    assert [(len(g.members), g.shown, g.hidden) for g in near.groups] == [(1, 1, 0), (100, 19, 81)]
    assert near.left_out == {"event": 81}


def test_triples_become_a_network_with_labels_from_the_graph() -> None:
    """A CONSTRUCT's IRIs are labelled; types and literals are no edges."""
    backend = small.backend()
    found = backend.query(
        "CONSTRUCT { ?e imet:affectsCountry ?c ; a imet:Event ; rdfs:label ?l } "
        "WHERE { ?e imet:affectsCountry ?c ; rdfs:label ?l }"
    )
    assert isinstance(found, Triples)
    network = of_triples(backend, found)
    assert len(network.edges) == 6
    pakistan = network.node(iri("country:PAK"))
    assert pakistan is not None
    assert pakistan.label == "Pakistan"
    assert {e.label for e in network.edges} == {"affects country"}


def test_networkx_gets_the_same_nodes_and_edges() -> None:
    """The networkx graph keeps direction, labels and weights."""
    graph = to_networkx(small.backend())
    assert isinstance(graph, networkx.MultiDiGraph)
    assert (len(graph), graph.number_of_edges()) == (21, 23)
    assert graph.nodes[iri("country:PAK")]["label"] == "Pakistan"
    (edge,) = graph.get_edge_data(iri("statute:aeca"), iri("program:imet")).values()
    assert (edge["label"], edge["weight"], edge["cost"]) == ("establishes", 1, 1.0)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("", "", ["1999", "1999-10-12", "2001-10-27"]),
        ("1999-06", "", ["1999", "1999-10-12", "2001-10-27"]),
        ("2000", "", ["2001-10-27"]),
        ("", "1999", ["1999", "1999-10-12"]),
    ],
)
def test_a_timeline_is_in_order_and_keeps_vague_dates(
    first: str, last: str, expected: list[str]
) -> None:
    """An event known to lie in 1999 may lie after June 1999, so it is kept."""
    entries = entries_of(small.network(), iri("country:PAK"), first, last)
    assert [entry.event.date for entry in entries] == expected


def test_a_timeline_tells_what_led_to_what() -> None:
    """The return ended the suspension, which the coup triggered."""
    entries = {e.event.label: e for e in entries_of(small.network(), iri("country:PAK"))}
    assert [n.label for n in entries["Return"].ends] == ["Suspension"]
    assert [n.label for n in entries["Suspension"].triggered_by] == ["Coup"]
