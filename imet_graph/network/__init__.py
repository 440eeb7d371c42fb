"""Networks of nodes and edges, read from a graph.

>>> from imet_graph.engines.local import LocalBackend
>>> graph = whole(LocalBackend.bundled())
>>> graph.node("https://w3id.org/imet-graph/id/country/PAK").label
'Pakistan'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.network.gather import of_triples, whole
from imet_graph.network.model import Edge, Network, Node, cost

if TYPE_CHECKING:
    import networkx

    from imet_graph.engines import Backend

__all__ = ["Edge", "Network", "Node", "cost", "of_triples", "to_networkx", "whole"]


def to_networkx(source: Backend | Network) -> networkx.MultiDiGraph[str]:
    """Return a network, or that of all named things of a graph, for networkx.

    Nodes are IRIs with ``label``, ``kind``, ``type`` and ``date``; edges have the
    property's local name as key and ``label``, ``property``, ``weight`` and ``cost``.
    """
    import networkx

    network = source if isinstance(source, Network) else whole(source)
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(name=network.title)
    for node in network.nodes:
        graph.add_node(node.id, label=node.label, kind=node.kind, type=node.type, date=node.date)
    for edge in network.edges:
        graph.add_edge(
            edge.source,
            edge.target,
            key=f"{edge.property.rsplit('#', 1)[-1]} {edge.label}",
            label=edge.label,
            property=edge.property,
            weight=edge.weight,
            cost=cost(edge),
        )
    return graph
