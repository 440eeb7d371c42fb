"""The network view: all, a thing's neighbourhood, or the triples of a query."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from imet_graph.answers import Triples
from imet_graph.errors import QueryError
from imet_graph.network import Network, of_triples, whole
from imet_graph.pictures import columns, spread
from imet_graph.pictures.cards import card_texts
from imet_graph.pictures.neighbourhood import MOST, neighbourhood
from imet_graph.pictures.palette import STYLES
from imet_graph.pictures.picture import HEIGHT, Key, Picture
from imet_graph.things.kinds import called, counted

if TYPE_CHECKING:
    from imet_graph.answers import Result
    from imet_graph.engines import Backend

DEEP_MOST, FEWEST = 66, 20


def around(backend: Backend, iri: str, depth: int = 1, network: Network | None = None) -> Picture:
    """Return the picture of a thing's neighbourhood, ``depth`` 1 or 2.

    Raises:
        KeyError: if the thing is no node of the network.
    """
    everything = network or whole(backend)
    most = MOST if depth == 1 else DEEP_MOST
    while True:
        near = neighbourhood(everything, iri, depth, most)
        drawing = Picture("")
        columns.draw(near, drawing)
        # A page is 1600 by 1000; a few neighbours less are better than one that is taller.
        if drawing.height <= HEIGHT or most <= FEWEST:
            break
        most -= 3
    center = near.by_id()[iri]
    total = sum(len(group.members) for group in near.groups)
    shown = sum(group.shown for group in near.groups)
    picture = Picture(
        title=center.label,
        subtitle=f"{(center.type or center.kind).capitalize()} and its neighbours: "
        f"{counted('other', total)} linked to it, {shown:,} of them shown"
        + (f", with {len(near.parent):,} of theirs" if near.parent else ""),
        network=near,
        height=drawing.height,
        body=drawing.body,
        boxes=drawing.boxes,
        notes=drawing.notes,
    )
    if near.left_out:
        listed = ", ".join(counted(kind, count) for kind, count in near.left_out.items())
        picture.notes.insert(0, f"Left out for want of room: {listed}.")
    finish(backend, picture, near)
    return picture


def everything(backend: Backend, network: Network | None = None) -> Picture:
    """Return the picture of all named things; the page shows more names as it is zoomed in."""
    return drawn(backend, network or whole(backend), "The knowledge graph of IMET")


def of_result(backend: Backend, result: Result, title: str = "The query's triples") -> Picture:
    """Return the picture of the triples of a CONSTRUCT query.

    Raises:
        QueryError: if the result is none of CONSTRUCT.
    """
    if not isinstance(result, Triples):
        raise QueryError(
            "The query gives no triples, so there is no network to draw.",
            hint="Use a CONSTRUCT query, or another view.",
        )
    return drawn(backend, of_triples(backend, result), title)


def drawn(backend: Backend, network: Network, title: str) -> Picture:
    """Return the picture of a network, placed by its links."""
    count, links = len(network.nodes), len(network.edges)
    picture = Picture(title, _counted(count, links), network=network)
    if not count:
        picture.notes.append("There is nothing to draw.")
    spread.draw(network, picture)
    finish(backend, picture, network)
    return picture


def _counted(things: int, links: int) -> str:
    said = f"{things:,} thing{'' if things == 1 else 's'} and {links:,} link"
    return f"{said}{'' if links == 1 else 's'} between them"


def finish(backend: Backend, picture: Picture, network: Network) -> None:
    """Give a picture of a network its legend, cards and sources."""
    counts = Counter(node.kind for node in network.nodes)
    picture.legend = [
        Key(kind, called(kind, counts[kind]),
            STYLES[kind], counts[kind])
        for kind in network.kinds()
    ]  # fmt: skip
    picture.cards, picture.sources = card_texts(backend, network)
