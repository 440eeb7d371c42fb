"""The picture of a path: its things down the page, and between them the links and their sources."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from imet_graph.network import Edge, Network, Node
from imet_graph.pictures.palette import SOFT, n
from imet_graph.pictures.picture import BOTTOM, HEIGHT, SIDE, TOP, WIDTH, Picture, key
from imet_graph.pictures.text import wrap
from imet_graph.pictures.views.network import finish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imet_graph.engines import Backend

_X = SIDE + 40.0
_ROOM = WIDTH - _X - 2 * SIDE - 30.0


def chain(
    backend: Backend, nodes: Sequence[Node], links: Sequence[tuple[Edge, Sequence[str]]]
) -> Picture:
    """Return the picture of a way from the first node to the last.

    ``links`` are the edges between neighbours in the row, each with its sources in
    words; an arrow points as the edge does, which may be against the way.
    """
    title = f"From {nodes[0].label} to {nodes[-1].label}"
    network = Network(sorted(nodes, key=lambda node: node.id), [e for e, _s in links], title)
    count = f"{len(links):,} {'link' if len(links) == 1 else 'links'}"
    picture = Picture(title, f"{count}; arrows point the way the statement is said",
                      network=network)  # fmt: skip
    told = [
        [line for source in sources[:3] for line in wrap(source, _ROOM, 12, lines=1)]
        for _edge, sources in links
    ]
    tall = sum(96 + 16 * len(lines) for lines in told) + 40
    picture.height = max(HEIGHT, int(TOP + tall + BOTTOM + 20))
    y = TOP + (picture.height - TOP - BOTTOM - tall) / 2 + 20
    for i, node in enumerate(nodes):
        said = f"{node.label} ({node.date})" if node.date else node.label
        picture.mark(node.kind, _X, y, 10, f"{said}, {node.type or node.kind}", node.id)
        extra = f'data-k="{node.kind}" data-t="{key(node.id)}"'
        (line,) = wrap(said, _ROOM, 18, lines=1, bold=True)
        picture.label(line, _X + 26, y + 6, 18, bold=True, extra=extra)
        if i == len(links):
            break
        edge, sources = links[i]
        below = y + 96 + 16 * len(told[i])
        _arrow(picture, edge, y + 18, below - 18, down=edge.source == node.id)
        at = y + 44
        picture.label(edge.label, _X + 26, at, 15)
        for text in told[i]:
            at += 17
            picture.label(text, _X + 26, at, 12, soft=True)
        if len(sources) > 3:
            picture.notes.append("Links with more than three sources show the first three.")
        y = below
    picture.notes = sorted(set(picture.notes))
    finish(backend, picture, network)
    return picture


def _arrow(picture: Picture, edge: Edge, top: float, bottom: float, *, down: bool) -> None:
    tip, wing = (bottom, -10) if down else (top, 10)
    picture.add(
        f'<g class="e" data-a="{key(edge.source)}" data-b="{key(edge.target)}">'
        f"<title>{escape(edge.label)}</title>"
        f'<path d="M{n(_X)} {n(top)}V{n(bottom)}" stroke="{SOFT}" stroke-width="2"/>'
        f'<path d="M{n(_X)} {n(tip)}l-6 {wing}h12z" fill="{SOFT}"/></g>'
    )
