"""The picture of any network: nodes where their links put them, the best linked ones named."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from imet_graph.pictures import labels
from imet_graph.pictures.force import Area, layout
from imet_graph.pictures.palette import SOFT, STYLES, n, shape
from imet_graph.pictures.picture import BOTTOM, SIDE, TOP, Box, key, text_element
from imet_graph.pictures.text import width

if TYPE_CHECKING:
    from imet_graph.network import Edge, Network
    from imet_graph.pictures.picture import Picture

_FEW = 40
"""Up to so many edges, each is labelled."""


def draw(network: Network, picture: Picture, colours: dict[str, str] | None = None) -> None:
    """Draw a network into a picture.

    ``colours`` replaces the fill of nodes, by id, where a measure is to be shown.
    """
    degrees = network.degrees()
    area = Area(SIDE + 30, TOP + 24, picture.width - SIDE - 30, picture.height - BOTTOM - 34)
    if len(network.nodes) <= _FEW:
        # Names need room at both sides, or they would all end at the border.
        area = area._replace(left=SIDE + 160, right=picture.width - SIDE - 160)
    ids = [node.id for node in network.nodes]
    places = layout(ids, [(e.source, e.target) for e in network.edges], area)
    scale = _scale(len(ids))
    radius = {i: scale * (1 + 0.55 * math.log2(1 + degrees[i])) for i in ids}
    few = len(network.edges) <= _FEW
    for edge in network.edges:
        picture.add(_line(edge, places, radius, few))
    by_id = network.by_id()
    order = sorted(ids, key=lambda i: (-degrees[i], i))
    for iri in reversed(order):
        node = by_id[iri]
        x, y = places[iri]
        tip = f"{node.label} ({node.type or node.kind}{', ' + node.date if node.date else ''})"
        mark = shape(node.kind, x, y, radius[iri])
        if colours and iri in colours:
            mark = mark.replace(STYLES[node.kind].fill, colours[iri], 1)
        picture.add(
            f'<g class="m" data-k="{node.kind}" data-t="{key(iri)}">'
            f"<title>{escape(tip)}</title>{mark}</g>"
        )
    frame = Box(SIDE, TOP, picture.width - SIDE, picture.height - BOTTOM, "")
    marks = [labels.Mark(i, by_id[i].label, *places[i], radius[i]) for i in order]
    placed = labels.place(marks, frame)
    for found in placed:
        _name(found, by_id[found.mark.key].kind, picture)
    if few:
        _edge_labels(network, places, placed, marks, picture)


def _scale(count: int) -> float:
    """Return the radius of the least linked mark."""
    return 6.0 if count <= 40 else 4.0 if count <= 200 else 1.8


def _line(
    edge: Edge, places: dict[str, tuple[float, float]], radius: dict[str, float], few: bool
) -> str:
    (x0, y0), (x1, y1) = places[edge.source], places[edge.target]
    far = math.hypot(x1 - x0, y1 - y0) or 1.0
    ends = f'data-a="{key(edge.source)}" data-b="{key(edge.target)}"'
    if not few:
        return (
            f'<line class="e" {ends} x1="{n(x0)}" y1="{n(y0)}" x2="{n(x1)}" y2="{n(y1)}" '
            f'stroke="{SOFT}" stroke-opacity="0.22" stroke-width="0.7"/>'
        )
    ux, uy = (x1 - x0) / far, (y1 - y0) / far
    tip = radius[edge.target] + 3
    ex, ey = x1 - ux * tip, y1 - uy * tip
    wing = 7.0
    left = f"{n(ex - ux * wing - uy * wing * 0.5)},{n(ey - uy * wing + ux * wing * 0.5)}"
    right = f"{n(ex - ux * wing + uy * wing * 0.5)},{n(ey - uy * wing - ux * wing * 0.5)}"
    return (
        f'<g class="e" {ends}><title>{escape(edge.label)}</title>'
        f'<line x1="{n(x0)}" y1="{n(y0)}" x2="{n(ex)}" y2="{n(ey)}" stroke="{SOFT}" '
        f'stroke-width="1.2"/><polygon points="{n(ex)},{n(ey)} {left} {right}" fill="{SOFT}"/></g>'
    )


def _name(found: labels.Placed, kind: str, picture: Picture) -> None:
    extra = f'data-k="{kind}" data-t="{key(found.mark.key)}"'
    element = text_element(
        found.text, found.x, found.y, found.size, found.anchor, extra=extra, halo=found.level == 0
    )
    if found.level == 0:
        picture.add(element)
        picture.boxes.append(found.box)
    else:
        picture.deep.append(element.replace('class="i"', f'class="i z{found.level}"', 1))


def _edge_labels(
    network: Network,
    places: dict[str, tuple[float, float]],
    placed: list[labels.Placed],
    marks: list[labels.Mark],
    picture: Picture,
) -> None:
    """Write each link's words at its middle, or near it where that is taken."""
    taken = labels.Taken()
    for found in placed:
        taken.add(found.box)
    for mark in marks:
        taken.add(Box(mark.x - mark.r, mark.y - mark.r, mark.x + mark.r, mark.y + mark.r, ""))
    for edge in network.edges:
        (x0, y0), (x1, y1) = places[edge.source], places[edge.target]
        for part in (0.5, 0.4, 0.6, 0.3, 0.7):
            x, y = x0 + (x1 - x0) * part, y0 + (y1 - y0) * part
            half = width(edge.label, 11) / 2
            box = Box(x - half, y - 6, x + half, y + 6, edge.label)
            if taken.free(box):
                taken.add(box)
                picture.label(edge.label, x, y + 4, 11, anchor="middle", soft=True)
                break
