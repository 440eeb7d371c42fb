"""Which part of the network an export holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.errors import InputError
from imet_graph.network import whole
from imet_graph.rdf import vocab

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.network import Network


def part(backend: Backend, entity: str | None = None) -> Network:
    """Return the network of all named things, or a thing, all its neighbours and their links.

    Raises:
        InputError: if the thing is no node, as figures and citations are not.
    """
    network = whole(backend)
    if entity is None:
        return network
    center = network.node(entity)
    if center is None:
        raise InputError(
            f"{vocab.compact(entity)} is no node of the network.",
            hint="Countries, programmes, statutes, provisions, agencies, events, schools and "
            "topics are; for others use an RDF format.",
        )
    near = {entity}
    for edge in network.links()[entity]:
        near.update((edge.source, edge.target))
    return network.only(near, center.label)
