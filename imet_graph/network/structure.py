"""Centrality, communities, components and bridges, by networkx."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from imet_graph.answers import Row, Table
from imet_graph.network import plural
from imet_graph.network.measures import Finding
from imet_graph.rdf.terms import Literal, NamedNode

if TYPE_CHECKING:
    import networkx

    from imet_graph.network import Network, Node

_INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
_DECIMAL = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
_SAMPLES = 400


def integer(value: int) -> Literal:
    """Return a whole number as a term."""
    return Literal(str(value), datatype=_INTEGER)


def decimal(value: float, digits: int = 4) -> Literal:
    """Return a number as a term with so many decimals."""
    return Literal(f"{value:.{digits}f}", datatype=_DECIMAL)


def simple(network: Network) -> networkx.Graph[str]:
    """Return the network as a plain graph: no direction, one edge for each pair."""
    import networkx

    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(node.id for node in network.nodes)
    for edge in network.edges:
        known = graph.get_edge_data(edge.source, edge.target)
        weight = edge.weight + (known["weight"] if known else 0)
        graph.add_edge(edge.source, edge.target, weight=weight)
    return graph


def centrality(network: Network) -> Finding:
    """Return for each thing its links and the share of shortest ways that run through it.

    Betweenness is Freeman's, from 0 to 1, counting links and not their lengths. In
    a network of more than 400 things it is estimated from the ways that begin at
    400 of them, chosen with a fixed seed.
    """
    import networkx

    graph = simple(network)
    count = len(graph)
    samples = _SAMPLES if count > _SAMPLES else None
    between = networkx.betweenness_centrality(graph, k=samples, seed=1)
    by_id = network.by_id()
    order = sorted(graph, key=lambda i: (-between[i], -graph.degree[i], i))
    rows = [
        (*_named(by_id[i]), integer(graph.degree[i]), decimal(between[i]))
        for i in order
        if graph.degree[i]
    ]
    estimated = f", estimated from {samples} starting points" if samples else ""
    return Finding(
        Table(("thing", "label", "kind", "links", "betweenness"), rows),
        f"Betweenness is the share of shortest ways that run through a thing{estimated}.",
        values=between,
    )


def communities(network: Network) -> Finding:
    """Return groups of things more closely linked within than without (Louvain, fixed seed)."""
    import networkx

    graph = simple(network)
    found = networkx.community.louvain_communities(graph, weight="weight", seed=1)
    by_id = network.by_id()
    groups = sorted((sorted(g) for g in found), key=lambda g: (-len(g), g[0]))
    number = {iri: i for i, group in enumerate(groups, start=1) for iri in group}
    rows = []
    for i, group in enumerate(groups, start=1):
        if len(group) == 1:
            continue
        part = graph.subgraph(group)
        best = sorted(group, key=lambda n: (-part.degree[n], n))[:4]
        rows.append(
            (
                integer(i),
                integer(len(group)),
                Literal(_kinds(by_id[n] for n in group)),
                Literal("; ".join(by_id[n].label for n in best)),
            )
        )
    alone = sum(1 for group in groups if len(group) == 1)
    return Finding(
        Table(("community", "things", "kinds", "best_linked"), rows),
        f"Louvain communities; {_without(alone)} in this projection.",
        groups=number,
    )


def components(network: Network) -> Finding:
    """Return the parts of the network that no link joins, the largest first."""
    import networkx

    graph = simple(network)
    by_id = network.by_id()
    parts = sorted((sorted(p) for p in networkx.connected_components(graph)),
                   key=lambda p: (-len(p), p[0]))  # fmt: skip
    rows = []
    for i, part in enumerate(parts, start=1):
        best = sorted(part, key=lambda n: (-graph.degree[n], n))[:3]
        rows.append(
            (
                integer(i),
                integer(len(part)),
                Literal(_kinds(by_id[n] for n in part)),
                Literal("; ".join(by_id[n].label for n in best)),
            )
        )
    number = {iri: i for i, part in enumerate(parts, start=1) for iri in part}
    return Finding(
        Table(("component", "things", "kinds", "best_linked"), rows),
        "Nothing links one component to another.",
        groups=number,
    )


def bridges(network: Network) -> Finding:
    """Return links without which a part would fall off, those of large parts first.

    Things that hang by their only link are counted, not listed.
    """
    import networkx

    graph = simple(network)
    by_id = network.by_id()
    label = {frozenset((e.source, e.target)): e.label for e in network.edges}
    rows: list[tuple[int, Row]] = []
    hanging = 0
    found: list[tuple[str, str]] = list(networkx.bridges(graph))  # type: ignore[arg-type]
    for a, b in found:
        smaller = _smaller_side(graph, a, b)
        if len(smaller) == 1:
            hanging += 1
            continue
        first, second = sorted((a, b))
        rows.append(
            (
                len(smaller),
                (
                    NamedNode(first),
                    Literal(by_id[first].label),
                    Literal(label[frozenset((a, b))]),
                    NamedNode(second),
                    Literal(by_id[second].label),
                    integer(len(smaller)),
                ),
            )
        )
    ordered = [row for _size, row in sorted(rows, key=lambda r: (-r[0], str(r[1][0]), str(r[1])))]
    return Finding(
        Table(("thing", "label", "link", "other", "other_label", "falls_off"), ordered),
        f"{hanging:,} further links hold a single thing each; they are not listed.",
    )


def _smaller_side(graph: networkx.Graph[str], a: str, b: str) -> set[str]:
    """Return the smaller of the two parts into which cutting a bridge divides its component.

    Both sides are grown in turn, so that the larger one is never walked to its end.
    """
    sides = ({a}, {b})
    waiting = ([a], [b])
    while True:
        for mine, todo, other in zip(sides, waiting, (b, a), strict=True):
            if not todo:
                return mine
            node = todo.pop()
            for near in graph[node]:
                crosses = node in (a, b) and near == other and {node, near} == {a, b}
                if near not in mine and not crosses:
                    mine.add(near)
                    todo.append(near)


def _without(count: int) -> str:
    return f"{count:,} {'thing has' if count == 1 else 'things have'} no link"


def _named(node: Node) -> tuple[NamedNode, Literal, Literal]:
    return NamedNode(node.id), Literal(node.label), Literal(node.kind)


def _kinds(nodes: Iterable[Node]) -> str:
    counts = Counter(node.kind for node in nodes)
    return ", ".join(plural(kind, count) for kind, count in counts.most_common())
