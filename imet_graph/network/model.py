"""Nodes and edges, as pictures, exports and measures use them.

A :class:`Network` is plain data: it knows neither RDF nor SPARQL, and the same
graph gives the same network, node for node in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from imet_graph.errors import InputError
from imet_graph.rdf import vocab
from imet_graph.things.kinds import drawn, links


@dataclass(frozen=True)
class Node:
    """A thing: ``id`` is its IRI, or a made-up name for a node that stands for many.

    ``kind`` is one of those in :mod:`imet_graph.things.kinds`; ``type`` the label of its most
    special class ("Suspension"), for provisions with what they do ("Provision: prohibits");
    ``date`` when it happened or began, as precise as its source, or empty;
    ``count`` how many things it stands for; ``terms`` the IRIs of that class and of what
    it does, by which logic tells things apart: labels are for people.
    """

    id: str
    label: str
    kind: str
    type: str = ""
    date: str = ""
    count: int = 1
    terms: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The prefixed name, such as ``country:PAK``."""
        return vocab.compact(self.id)


@dataclass(frozen=True)
class Edge:
    """A link from one node to another, said as ``source label target``.

    ``property`` is the IRI of the property (of the last one, where a link of the
    graph goes by way of a role, an amendment or an account text: that thing is
    ``via``). ``weight`` counts the statements that the edge stands for.
    """

    source: str
    target: str
    property: str
    label: str
    weight: int = 1
    via: tuple[str, ...] = ()


def cost(edge: Edge) -> float:
    """Return the length of a link: the less it tells, the longer (`imet:linkLength`)."""
    return links().get(edge.property, 2.0)


@dataclass
class Network:
    """Nodes and edges, sorted, with what a reader must be told of them.

    ``center`` is the IRI of the thing whose neighbourhood it is; ``left_out``
    counts by kind the neighbours that are not among the nodes.
    """

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    title: str = ""
    center: str = ""
    left_out: dict[str, int] = field(default_factory=dict)

    def node(self, iri: str) -> Node | None:
        """Return the node of that IRI, or None."""
        return self.by_id().get(iri)

    def by_id(self) -> dict[str, Node]:
        """Return the nodes by their ids."""
        return {node.id: node for node in self.nodes}

    def degrees(self) -> dict[str, int]:
        """Return how many edges each node has."""
        found = dict.fromkeys((node.id for node in self.nodes), 0)
        for edge in self.edges:
            found[edge.source] += 1
            found[edge.target] += 1
        return found

    def links(self) -> dict[str, list[Edge]]:
        """Return the edges at each node, whichever way they point."""
        found: dict[str, list[Edge]] = {node.id: [] for node in self.nodes}
        for edge in self.edges:
            found[edge.source].append(edge)
            if edge.target != edge.source:
                found[edge.target].append(edge)
        return found

    def kinds(self) -> list[str]:
        """Return the kinds that occur, in the order of legends."""
        present = {node.kind for node in self.nodes}
        return [kind for kind in drawn() if kind in present]

    def only(self, ids: Iterable[str], title: str = "") -> Network:
        """Return the part of the network that these nodes and the edges between them make."""
        kept = set(ids)
        return Network(
            [n for n in self.nodes if n.id in kept],
            [e for e in self.edges if e.source in kept and e.target in kept],
            title or self.title,
            self.center if self.center in kept else "",
        )


def merged(edges: Iterable[Edge]) -> list[Edge]:
    """Return edges sorted, those of the same ends and property as one with their weight."""
    found: dict[tuple[str, str, str, str], Edge] = {}
    for edge in edges:
        key = (edge.source, edge.target, edge.property, edge.label)
        known = found.get(key)
        if known is None:
            found[key] = edge
        else:
            via = tuple(sorted({*known.via, *edge.via}))
            found[key] = replace(known, weight=known.weight + edge.weight, via=via)
    return [found[key] for key in sorted(found)]


PROJECTIONS: dict[str, tuple[str, ...]] = {
    "all": (),  # every named thing and every link
    # Who was affected by what, on what legal basis.
    "country-event-provision": ("country", "group", "event", "provision"),
    "agency-program": ("agency", "program"),  # who has a role in what, what is part of what
    "law": ("statute", "provision"),  # what amends what, what stands in what
    "country-country": ("country",),  # linked as often as one event or provision names both
}
"""Views of the network by name, with the kinds of thing that are kept.

Measured on everything, any country is near any other, since all events affect the one
programme. A projection leaves out what would make everything neighbours.
"""


def project(network: Network, name: str) -> Network:
    """Return a network seen through a projection; `InputError` if there is no such one."""
    if name not in PROJECTIONS:
        raise InputError(f"There is no projection {name!r}.", hint=f"Use {', '.join(PROJECTIONS)}.")
    kinds = PROJECTIONS[name]
    if not kinds:
        return network
    if name == "country-country":
        return _shared(network)
    kept = [node.id for node in network.nodes if node.kind in kinds]
    return network.only(kept, f"{network.title} ({name})")


def _shared(network: Network) -> Network:
    """Return countries, linked by what names both of them."""
    by_id = network.by_id()
    named: dict[str, set[str]] = {}
    for edge in network.edges:
        if (
            by_id[edge.target].kind == "country"
            and by_id[edge.source].kind in ("event", "provision")
        ):  # fmt: skip
            named.setdefault(edge.source, set()).add(edge.target)
    edges = [
        Edge(a, b, "shared", "share an event or provision", 1, (thing,))
        for thing, countries in named.items()
        for a in countries
        for b in countries
        if a < b
    ]
    nodes = [node for node in network.nodes if node.kind == "country"]
    return Network(nodes, merged(edges), f"{network.title} (country-country)")
