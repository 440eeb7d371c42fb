"""Writes the network as GraphML, for networkx, yEd, Gephi and igraph.

The text is made here and not by networkx, whose import takes longer than the
whole export and whose keys are numbered in the order in which they were met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imet_graph.network import Network

_KEYS = (
    ("label", "node", "string"),
    ("kind", "node", "string"),
    ("type", "node", "string"),
    ("date", "node", "string"),
    ("name", "node", "string"),
    ("label", "edge", "string"),
    ("property", "edge", "string"),
    ("weight", "edge", "int"),
)


def write(network: Network) -> bytes:
    """Return a network as GraphML; nodes are called by their IRIs, edges are directed."""
    from xml.sax.saxutils import escape, quoteattr

    def data(where: str, values: dict[str, object]) -> list[str]:
        return [
            f'      <data key="{where}-{name}">{escape(str(value))}</data>'
            for name, value in values.items()
            if value not in ("", None)
        ]

    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ]
    for name, where, kind in _KEYS:
        lines.append(
            f'  <key id="{where}-{name}" for="{where}" attr.name="{name}" attr.type="{kind}"/>'
        )
    lines.append(f'  <graph id={quoteattr(network.title)} edgedefault="directed">')
    for node in network.nodes:
        lines.append(f"    <node id={quoteattr(node.id)}>")
        lines += data(
            "node",
            {
                "label": node.label, "kind": node.kind, "type": node.type, "date": node.date,
                "name": node.name,
            },
        )  # fmt: skip
        lines.append("    </node>")
    for number, edge in enumerate(network.edges):
        lines.append(
            f'    <edge id="e{number}" source={quoteattr(edge.source)} '
            f"target={quoteattr(edge.target)}>"
        )
        lines += data(
            "edge", {"label": edge.label, "property": edge.property, "weight": edge.weight}
        )
        lines.append("    </edge>")
    lines += ["  </graph>", "</graphml>", ""]
    return "\n".join(lines).encode()
