"""Nodes and edges, as pictures, exports and measures use them.

A :class:`Network` is plain data: it knows neither RDF nor SPARQL, and the same
graph gives the same network, node for node in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from imet_graph.rdf import vocab

# What people call the kinds of thing, one and many, in the order of legends.
KIND_NAMES: dict[str, tuple[str, str]] = {
    "program": ("programme", "programmes"),
    "statute": ("statute", "statutes"),
    "provision": ("provision", "provisions"),
    "agency": ("agency", "agencies"),
    "country": ("country", "countries"),
    "group": ("country group", "country groups"),
    "event": ("event", "events"),
    "institution": ("school", "schools"),
    "topic": ("topic", "topics"),
    "other": ("other thing", "other things"),
}


@dataclass(frozen=True)
class Node:
    """A thing: ``id`` is its IRI, or a made-up name for a node that stands for many.

    ``kind`` is one of :data:`KIND_NAMES`; ``type`` the label of its most special
    class ("Suspension"), for provisions with what they do ("Provision: prohibits");
    ``date`` when it happened or began, as precise as its source, or empty;
    ``count`` how many things it stands for.
    """

    id: str
    label: str
    kind: str
    type: str = ""
    date: str = ""
    count: int = 1

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
        return [kind for kind in KIND_NAMES if kind in present]

    def only(self, ids: Iterable[str], title: str = "") -> Network:
        """Return the part of the network that these nodes and the edges between them make."""
        kept = set(ids)
        return Network(
            [n for n in self.nodes if n.id in kept],
            [e for e in self.edges if e.source in kept and e.target in kept],
            title or self.title,
            self.center if self.center in kept else "",
        )


def kind_of(iri: str) -> str:
    """Return the kind under which a thing is drawn.

    >>> kind_of("https://w3id.org/imet-graph/id/country/PAK")
    'country'
    >>> kind_of("https://w3id.org/imet-graph/id/figure/x")
    'other'
    """
    kind = vocab.kind_of(iri)
    return kind if kind in KIND_NAMES else "other"


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


def plural(kind: str, count: int) -> str:
    """Return a count and the name of a kind.

    >>> plural("agency", 2)
    '2 agencies'
    """
    one, many = KIND_NAMES.get(kind, KIND_NAMES["other"])
    return f"{count:,} {one if count == 1 else many}"
