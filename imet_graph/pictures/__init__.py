"""Pictures: views make them, one module for each format writes them.

svg, png, html, dot and mermaid; see docs/pictures.md for what they look like.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from imet_graph.errors import InputError
from imet_graph.rdf.formats import by_name

if TYPE_CHECKING:
    from imet_graph.answers import Result
    from imet_graph.engines import Backend
    from imet_graph.network import Network
    from imet_graph.pictures.picture import Picture

__all__ = ["picture_of", "render"]


def picture_of(
    backend: Backend,
    view: str = "network",
    *,
    entity: str | None = None,
    depth: int = 1,
    triples: Result | None = None,
    on: str | None = None,
    year: int | None = None,
    program: str = "imet",
    whole: Network | None = None,
) -> Picture:
    """Return a picture of the graph, or of a part of it.

    ``entity`` is a name, code or IRI; ``triples`` the result of a CONSTRUCT query,
    for the network view; ``on`` a day (YYYY-MM-DD) and ``year`` a fiscal year, for
    the map; ``whole`` the network of the whole graph, which a caller that draws
    often reads once.

    Raises:
        EntityNotFound, InputError: if a thing is unknown or does not fit the view.
    """
    from imet_graph.things.names import resolve

    if view == "network":
        from imet_graph.pictures.views import network

        if triples is not None:
            return network.of_result(backend, triples)
        if entity is None:
            return network.everything(backend, whole)
        return network.around(backend, resolve(backend, entity).iri, depth, whole)
    if view == "hierarchy":
        from imet_graph.pictures.views import hierarchy

        return hierarchy.tree(backend, entity or "agencies", whole)
    chosen = resolve(backend, program, ("program",)).iri
    if view == "timeline":
        from imet_graph.pictures.views import timeline

        if entity is None:
            return timeline.of_thing(backend, chosen, network=whole)
        kinds = ("country", "program", "statute", "agency")
        return timeline.of_thing(backend, resolve(backend, entity, kinds).iri, chosen, whole)
    if view == "funding":
        from imet_graph.pictures.views import funding

        country = resolve(backend, entity, ("country",)).iri if entity else None
        return funding.by_year(backend, chosen, country)
    if view == "map":
        from imet_graph.pictures.views import worldmap

        if year is not None:
            return worldmap.of_year(backend, chosen, year)
        return worldmap.on_day(backend, chosen, on)
    raise InputError(f"There is no view {view!r}.", hint="Use network, timeline, funding, map …")


def render(picture: Picture, format_name: str, *, scale: float = 1.0) -> bytes:
    """Return a picture in one of the picture formats; ``scale`` enlarges png.

    Raises:
        UnknownFormat: if there is no such format.
    """
    name = by_name(format_name, "picture").name
    module = import_module(f"imet_graph.pictures.{name}")
    data: bytes = module.write(picture, scale) if name == "png" else module.write(picture)
    return data
