"""Named views of the network: which kinds of thing a measure looks at.

Measured on everything, any country is near any other, since all events affect
the one programme. A projection leaves out what would make everything neighbours.
"""

from __future__ import annotations

from imet_graph.errors import InputError
from imet_graph.network import Network
from imet_graph.network.model import Edge, merged

PROJECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "all": ("Every named thing and every link.", ()),
    "country-event-provision": (
        "Countries, events and provisions, with the links between them: who was affected by "
        "what, on what legal basis.",
        ("country", "group", "event", "provision"),
    ),
    "agency-program": (
        "Agencies and programmes: who has a role in what, what is part of what.",
        ("agency", "program"),
    ),
    "law": (
        "Statutes and provisions: what amends what, what stands in what.",
        ("statute", "provision"),
    ),
    "country-country": (
        "Countries only; two are linked as often as one event or provision names both.",
        ("country",),
    ),
}
"""Projections by name, with what they hold and the kinds of thing that are kept."""


def project(network: Network, name: str) -> Network:
    """Return a network seen through a projection.

    Raises:
        InputError: if there is no such projection.
    """
    if name not in PROJECTIONS:
        raise InputError(f"There is no projection {name!r}.", hint=f"Use {', '.join(PROJECTIONS)}.")
    _summary, kinds = PROJECTIONS[name]
    if not kinds:
        return network
    if name == "country-country":
        return _shared(network)
    kept = [node.id for node in network.nodes if node.kind in kinds]
    return network.only(kept, f"{network.title} ({name})")


def _shared(network: Network) -> Network:
    """Return countries, linked by what names both of them."""
    by_id = network.by_id()
    named: dict[str, set[str]] = {}
    for edge in network.edges:
        if (
            by_id[edge.target].kind == "country"
            and by_id[edge.source].kind in ("event", "provision")
        ):  # fmt: skip
            named.setdefault(edge.source, set()).add(edge.target)
    edges = [
        Edge(a, b, "shared", "share an event or provision", 1, (thing,))
        for thing, countries in named.items()
        for a in countries
        for b in countries
        if a < b
    ]
    nodes = [node for node in network.nodes if node.kind == "country"]
    return Network(nodes, merged(edges), f"{network.title} (country-country)")
