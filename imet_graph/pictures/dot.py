"""Writes the network of a picture in Graphviz's DOT language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.pictures.palette import STYLES

if TYPE_CHECKING:
    from imet_graph.network import Network
    from imet_graph.pictures.picture import Picture

_SHAPES = {
    "circle": "ellipse",
    "circle-small": "ellipse",
    "square": "box",
    "square-small": "box",
    "diamond": "diamond",
    "triangle": "house",
    "pentagon": "pentagon",
    "hexagon": "hexagon",
}


def write(picture: Picture) -> bytes:
    """Return the picture's network as DOT, UTF-8, for `dot`, `neato` or another reader."""
    return network_text(picture.network, picture.title).encode()


def network_text(network: Network | None, title: str) -> str:
    """Return a network as DOT text; nodes are named n1, n2 … and carry their IRIs."""
    lines = [
        f"digraph {_quoted(title)} {{",
        f'  graph [label={_quoted(title)}, labelloc="t", overlap="false", rankdir="LR"];',
        '  node [style="filled", fontname="Helvetica", fontsize="11"];',
        '  edge [fontname="Helvetica", fontsize="9", color="#5A626B"];',
    ]
    if network is not None:
        names = {node.id: f"n{i}" for i, node in enumerate(network.nodes, start=1)}
        for node in network.nodes:
            style = STYLES[node.kind]
            # Black on the two dark fills would be hard to read.
            ink = "#FFFFFF" if node.kind in ("statute", "group", "program") else "#000000"
            lines.append(
                f"  {names[node.id]} [label={_quoted(node.label)}, URL={_quoted(node.id)}, "
                f'class="{node.kind}", shape="{_SHAPES[style.shape]}", '
                f'fillcolor="{style.fill}", color="{style.line}", fontcolor="{ink}"];'
            )
        for edge in network.edges:
            weight = f', weight="{edge.weight}"' if edge.weight > 1 else ""
            lines.append(
                f"  {names[edge.source]} -> {names[edge.target]} "
                f"[label={_quoted(edge.label)}{weight}];"
            )
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    # In DOT a backslash begins an escape such as \N, which would be replaced by the node's name.
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
