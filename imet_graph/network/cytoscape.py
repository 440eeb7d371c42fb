"""Writes the network as Cytoscape JSON, for Cytoscape and Cytoscape.js."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imet_graph.network import Network


def write(network: Network) -> bytes:
    """Return a network as Cytoscape JSON; ``name`` is the label, as Cytoscape shows it."""
    nodes = [
        {
            "data": {
                # "value" is what networkx's reader calls the node.
                "id": node.id, "value": node.id, "name": node.label,
                "kind": node.kind, "type": node.type,
                "date": node.date, "short_name": node.name,
            }
        }
        for node in network.nodes
    ]  # fmt: skip
    edges = [
        {
            "data": {
                "id": f"e{number}", "source": edge.source, "target": edge.target,
                "label": edge.label, "interaction": edge.label, "property": edge.property,
                "weight": edge.weight,
            }
        }
        for number, edge in enumerate(network.edges)
    ]  # fmt: skip
    content = {
        "format_version": "1.0",
        "generated_by": "imet-graph",
        "data": {"name": network.title},
        "directed": True,
        "multigraph": True,
        "elements": {"nodes": nodes, "edges": edges},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
