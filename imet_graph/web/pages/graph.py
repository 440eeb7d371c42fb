"""The graph canvas: neighbours as data, and a list of them where no script runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from imet_graph.errors import EntityNotFound
from imet_graph.rdf import vocab
from imet_graph.things import kinds
from imet_graph.web.messages import Refused
from imet_graph.web.pages.common import (
    Given,
    Head,
    address,
    parameters,
    to_thing,
    write_json,
    write_page,
)
from imet_graph.web.pages.layout import search_box
from imet_graph.web.pages.markup import Html, el, link
from imet_graph.web.workspace import path_of

if TYPE_CHECKING:
    from imet_graph.pictures.neighbourhood import Neighbourhood
    from imet_graph.web.worker import Outlet
    from imet_graph.web.workspace import Desk

_MOST, _LISTED = 18, 40


def _near(desk: Desk, name: str, most: int = _MOST) -> Neighbourhood:
    """Return the neighbourhood of a thing by its name.

    Raises:
        Refused: 404, if it is not drawn in the network.
        EntityNotFound: with suggestions.
    """
    from imet_graph.pictures.neighbourhood import neighbourhood
    from imet_graph.things.names import resolve

    iri = resolve(desk.backend, name).iri
    try:
        return neighbourhood(desk.network, iri, 1, most)
    except KeyError:
        raise Refused(
            404, f"{name} is no node of the graph that is drawn.", hint="See its own page."
        ) from None


def neighbours(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write a thing's neighbours as JSON: nodes, edges and what is left out."""
    values = parameters(given)
    most = min(200, max(1, int(values["most"]))) if values.get("most", "").isdigit() else _MOST
    near = _near(desk, values.get("of", ""), most)
    return write_json(
        out,
        {
            "center": vocab.compact(near.center),
            "nodes": [
                {
                    "id": vocab.compact(node.id),
                    "label": node.label,
                    "kind": node.kind,
                    "type": node.type,
                    "date": node.date,
                    "path": path_of(node.id),
                }
                for node in near.nodes
            ],
            "edges": [
                [vocab.compact(e.source), vocab.compact(e.target), e.label] for e in near.edges
            ],
            "left": sum(near.left_out.values()),
        },
    )


def page(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write the canvas, with the neighbours of the first thing as a list."""
    values = parameters(given)
    asked = values.get("at", "program:imet").split(",")[0]
    try:
        near = _near(desk, asked, _LISTED)
    except EntityNotFound as error:
        raise Refused(404, error.message, hint=error.hint) from error
    center = near.by_id()[near.center]
    content = [
        el("h1", "Graph"),
        el(
            "form",
            el(
                "label",
                "Begin at",
                search_box(
                    center.label,
                    "at",
                    ",".join(kinds.drawn()),
                    "Begin at",
                    vocab.compact(center.id),
                ),
            ),
            el("button", "Begin there", type="submit"),
            class_="row tools",
            action="/graph",
            id="begin",
        ),
        el("div", id="legend", class_="legend", role="group", aria_label="Kinds shown"),
        el(
            "div",
            id="canvas",
            data_styles=json.dumps(_styles()),
            data_start=vocab.compact(near.center),
            class_="canvas",
            hidden=True,
        ),
        el("p", id="said", role="status", class_="soft"),
        el(
            "section",
            el("h2", "Neighbours of ", to_thing(center.id, center.label), id="near"),
            _groups(near),
            aria_labelledby="near",
        ),
    ]
    return write_page(
        out,
        f"Around {center.label}",
        content,
        here="/graph",
        scripts=("force", "canvas"),
        wide=True,
    )


def _groups(near: Neighbourhood) -> list[Html]:
    nodes = near.by_id()
    found = []
    for group in near.groups:
        if not group.shown:
            continue
        items = []
        for iri in group.members[: group.shown]:
            node = nodes[iri]
            items.append(
                el(
                    "li",
                    to_thing(iri, node.label),
                    el("span", f" {node.date}", class_="when") if node.date else None,
                    " ",
                    link(address("/graph", at=vocab.compact(iri)), "around it", class_="small"),
                )
            )
        rest = el("li", f"and {group.hidden:,} more", class_="soft") if group.hidden else None
        who = kinds.counted(group.kind, len(group.members))
        heading = kinds.heading(group.iri, who, group.label, inverse=group.incoming)
        found += [el("h3", heading[0].upper() + heading[1:]), el("ul", items, rest)]
    return found


def _styles() -> dict[str, list[str]]:
    """Return fill, outline, shape and name of each kind, as the pictures draw them."""
    return {k.name: [k.fill, k.line, k.sign, k.plural] for k in kinds.drawn().values()}
