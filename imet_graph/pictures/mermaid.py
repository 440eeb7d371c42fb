"""Writes the network of a picture as a Mermaid flowchart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.pictures.palette import STYLES

if TYPE_CHECKING:
    from imet_graph.network import Network
    from imet_graph.pictures.picture import Picture

_BRACKETS = {
    "circle": ("([", "])"),
    "circle-small": ("(", ")"),
    "square": ("[", "]"),
    "square-small": ("[", "]"),
    "diamond": ("[/", "/]"),
    "triangle": (">", "]"),
    "pentagon": ("[[", "]]"),
    "hexagon": ("{{", "}}"),
}


def write(picture: Picture) -> bytes:
    """Return the picture's network as Mermaid text, UTF-8."""
    return network_text(picture.network, picture.title).encode()


def network_text(network: Network | None, title: str) -> str:
    """Return a network as a Mermaid flowchart with a class for each kind."""
    lines = ["---", f"title: {_yaml(title)}", "---", "flowchart LR"]
    if network is not None:
        names = {node.id: f"n{i}" for i, node in enumerate(network.nodes, start=1)}
        for node in network.nodes:
            opening, closing = _BRACKETS[STYLES[node.kind].shape]
            lines.append(f"  {names[node.id]}{opening}{_quoted(node.label)}{closing}:::{node.kind}")
        for edge in network.edges:
            lines.append(f"  {names[edge.source]} -->|{_quoted(edge.label)}| {names[edge.target]}")
        for kind in network.kinds():
            style = STYLES[kind]
            ink = "#FFFFFF" if kind in ("statute", "group", "program") else "#000000"
            lines.append(f"  classDef {kind} fill:{style.fill},stroke:{style.line},color:{ink}")
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    # Mermaid reads #quot; and the like in quoted text; nothing else needs escaping there.
    escaped = text.replace("#", "#35;").replace('"', "#quot;").replace("\n", " ")
    return '"' + escaped.replace("<", "#lt;").replace(">", "#gt;") + '"'


def _yaml(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
