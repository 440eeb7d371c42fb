"""The hierarchy: what is part of what, as a tree read from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.errors import InputError
from imet_graph.network import Network, whole
from imet_graph.pictures.palette import RULE, n
from imet_graph.pictures.picture import BOTTOM, HEIGHT, SIDE, TOP, WIDTH, Picture, key
from imet_graph.pictures.text import cut, width
from imet_graph.pictures.views.network import finish
from imet_graph.rdf import vocab
from imet_graph.things.names import resolve

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.network import Node

# What can be drawn whole, with the property from part to whole and the kind of thing.
TREES = {
    "agencies": ("Agencies: what is part of what", vocab.term("isPartOf"), "agency"),
    "topics": ("Topics: what belongs to what", vocab.SKOS_BROADER, "topic"),
    "programs": ("Programmes: what is part of what", vocab.term("parentProgram"), "program"),
}
_ROW = 21.0


def tree(backend: Backend, what: str = "agencies", network: Network | None = None) -> Picture:
    """Return the tree of agencies, topics or programs, or of one of them and what is below it.

    ``network`` is that of the whole graph, if the caller has read it.

    Raises:
        InputError, EntityNotFound: if there is no such tree or thing.
    """
    network = network or whole(backend)
    if what in TREES:
        title, prop, kind = TREES[what]
        roots = None
    else:
        entity = resolve(backend, what, ("agency", "topic", "program"))
        _title, prop, kind = next(t for t in TREES.values() if t[2] == entity.kind)
        title, roots = f"{entity.label}: what is below it", [entity.iri]
    children = children_of(network, prop, kind)
    by_id = network.by_id()
    if roots is None:
        below = {child for group in children.values() for child in group}
        # A thing that is part of nothing and has no parts says nothing in a tree.
        roots = sorted((i for i in children if i not in below), key=lambda i: by_id[i].label)
    if not any(children.get(root) for root in roots):
        raise InputError(f"Nothing is below {what}.", hint=f"Draw one of {', '.join(TREES)}.")
    picture = Picture(title, view="hierarchy")
    shown = draw_trees(picture, roots, children, by_id)
    part = network.only(shown, title)
    part.edges = [e for e in part.edges if e.property == prop]
    picture.subtitle = f"{len(shown):,} things in {len(roots):,} "
    picture.subtitle += "tree" if len(roots) == 1 else "trees"
    apart = sum(1 for node in network.nodes if node.kind == kind and node.id not in set(shown))
    if apart and len(roots) > 1:
        picture.notes.append(
            f"{apart:,} more stand alone: the graph knows no whole or part of them."
        )
    picture.network = part
    finish(backend, picture, part)
    return picture


def children_of(network: Network, prop: str, kind: str) -> dict[str, list[str]]:
    """Return the parts of each thing of a kind, by the property from part to whole."""
    by_id = network.by_id()
    children: dict[str, list[str]] = {}
    for edge in network.edges:
        if edge.property == prop and by_id[edge.source].kind == by_id[edge.target].kind == kind:
            children.setdefault(edge.target, []).append(edge.source)
    return {
        parent: sorted(group, key=lambda i: (by_id[i].label, i))
        for parent, group in children.items()
    }


def draw_trees(
    picture: Picture,
    roots: list[str],
    children: dict[str, list[str]],
    by_id: dict[str, Node],
) -> list[str]:
    """Place and draw the trees below each other; return what was drawn."""
    depth: dict[str, int] = {}
    places: dict[str, float] = {}
    order: list[tuple[str, str]] = []
    next_row = 0.0

    def visit(iri: str, level: int, parent: str) -> None:
        nonlocal next_row
        # A thing with two wholes is drawn under the first; a loop ends where it began.
        if iri in depth:
            return
        depth[iri] = level
        order.append((iri, parent))
        below = [c for c in children.get(iri, ()) if c not in depth]
        for child in below:
            visit(child, level + 1, iri)
        own = [places[c] for c in below if c in places]
        if own:
            places[iri] = (own[0] + own[-1]) / 2
        else:
            places[iri] = next_row
            next_row += 1

    for root in roots:
        visit(root, 0, "")
        next_row += 0.5
    levels = max(depth.values()) + 1
    picture.height = max(HEIGHT, int(TOP + 20 + next_row * _ROW + BOTTOM))
    top = TOP + 24 + max(0.0, (picture.height - TOP - 24 - BOTTOM - next_row * _ROW) / 2)
    picture.extent = (top - _ROW / 2, top + (max(places.values()) + 0.5) * _ROW)
    step = (WIDTH - 2 * SIDE) / levels
    wholes = {parent for _iri, parent in order}
    ends: dict[str, float] = {}
    for iri, parent in order:
        node = by_id[iri]
        x, y = SIDE + 8 + depth[iri] * step, top + places[iri] * _ROW
        # Right of what has nothing below it, its row is free to the edge.
        text = cut(node.label, step - 52 if iri in wholes else WIDTH - SIDE - x - 13, 13)
        ends[iri] = x + 13 + width(text, 13)
        if parent:
            start, level_y = ends[parent] + 6, top + places[parent] * _ROW
            bend = x - 26
            picture.add(
                f'<path class="e r" data-a="{key(parent)}" data-b="{key(iri)}" '
                f'd="M{n(start)} {n(level_y)}H{n(bend)}C{n(bend + 12)} {n(level_y)} '
                f'{n(bend + 6)} {n(y)} {n(x - 8)} {n(y)}" fill="none" stroke="{RULE}" '
                'stroke-width="1.4"/>'
            )
        picture.mark(node.kind, x, y, 6, f"{node.label} ({node.type or node.kind})", iri)
        extra = f'data-k="{node.kind}" data-t="{key(iri)}"'
        picture.label(text, x + 13, y + 4.5, 13, bold=depth[iri] == 0, extra=extra)
    return [iri for iri, _parent in order]
