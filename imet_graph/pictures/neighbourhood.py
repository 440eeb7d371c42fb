"""Chooses the neighbours of a thing that fit on one picture.

A hub such as IMET has hundreds. They are grouped by the link that joins them to
the thing; the groups take turns, those whose link tells most first, and in each
group the things with the most telling links of their own come first. What is
left out is counted, group by group, never silently dropped.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from imet_graph.network.model import Edge, Network, cost
from imet_graph.rdf import vocab

MOST = 44
"""Neighbours on one picture: as many as stay legible at 1600 by 1000."""


@dataclass(frozen=True)
class Group:
    """Neighbours joined to the thing by one property in one direction.

    ``iri`` and ``label`` are the property's; it is said from the thing's side if
    ``incoming`` is false, from the neighbours' side if it is true; ``members``
    are IRIs, the first ``shown`` of which are in the picture.
    """

    iri: str
    label: str
    incoming: bool
    kind: str
    members: tuple[str, ...]
    shown: int

    @property
    def hidden(self) -> int:
        """How many members are not in the picture."""
        return len(self.members) - self.shown


@dataclass
class Neighbourhood(Network):
    """A network around ``center``, with its groups and, at depth 2, who brought in whom.

    ``parent`` gives for each thing of the second ring the neighbour it hangs on.
    """

    groups: tuple[Group, ...] = ()
    parent: dict[str, str] | None = None


def neighbourhood(network: Network, iri: str, depth: int = 1, most: int = MOST) -> Neighbourhood:
    """Return the neighbourhood of a thing in a network; ``KeyError`` if it is no node.

    ``depth`` is 1 or 2; ``most`` bounds the nodes besides the thing itself, two
    fifths of which go to the first ring where there are two.
    """
    center = network.by_id()[iri]
    links = network.links()

    @cache
    def told(node: str) -> float:
        return _told(links[node])

    first = most if depth == 1 else max(1, most * 2 // 5)
    groups = _groups(network, iri, links[iri], told, first)
    ring = [m for group in groups for m in group.members[: group.shown]]
    parent: dict[str, str] = {}
    if depth > 1:
        all_near = {iri, *(m for group in groups for m in group.members)}
        parent = _second_ring(ring, all_near, links, told, most - len(ring))
    kept = {iri, *ring, *parent}
    left: Counter[str] = Counter()
    for group in groups:
        if group.hidden:  # in the order of the groups that hide some
            left[group.kind] += group.hidden
    part = network.only(kept)
    return Neighbourhood(
        part.nodes, part.edges, center.label, iri, dict(left), tuple(groups), parent or None
    )


def _told(edges: list[Edge]) -> float:
    """Return how much the links of a thing tell; many of one sort count for less and less."""
    counts = Counter((edge.property, cost(edge)) for edge in edges)
    return sum(math.log2(1 + count) / length for (_prop, length), count in counts.items())


def _groups(
    network: Network, iri: str, edges: list[Edge], told: Callable[[str], float], most: int
) -> list[Group]:
    """Return the neighbours in groups, with how many of each are shown."""
    kinds = {node.id: node.kind for node in network.nodes}
    best: dict[str, Edge] = {}
    for edge in edges:
        other = edge.target if edge.source == iri else edge.source
        best[other] = min(best.get(other, edge), edge, key=lambda e: (cost(e), e.property))
    members: dict[tuple[float, str, bool, str], list[str]] = defaultdict(list)
    for other, edge in best.items():
        members[cost(edge), edge.property, edge.target == iri, kinds[other]].append(other)
    keys = sorted(members)
    shown = _share([len(members[key]) for key in keys], most)
    found = []
    for key, count in zip(keys, shown, strict=True):
        _cost, prop, incoming, kind = key
        label, *others = {best[other].label for other in members[key]}
        if others:  # edges of one property differ in label only where that is the role's
            role = prop == vocab.term("roleKind")
            label = "has a role in" if role else prop.rsplit("#", 1)[-1]
        ordered = sorted(members[key], key=lambda m: (-told(m), m))
        found.append(Group(prop, label, incoming, kind, tuple(ordered), count))
    return found


def _share(sizes: list[int], most: int) -> list[int]:
    """Deal ``most`` places to groups in turn.

    >>> _share([1, 100, 5], 12)
    [1, 6, 5]
    """
    shown = [0] * len(sizes)
    left = most
    while left > 0 and any(s < size for s, size in zip(shown, sizes, strict=True)):
        for i, size in enumerate(sizes):
            if left > 0 and shown[i] < size:
                shown[i] += 1
                left -= 1
    return shown


def _second_ring(
    ring: list[str],
    near: set[str],
    links: dict[str, list[Edge]],
    told: Callable[[str], float],
    most: int,
) -> dict[str, str]:
    """Deal the remaining places to the neighbours' own neighbours, each once."""
    wanted: dict[str, list[str]] = {}
    for member in ring:
        far: dict[str, float] = {}
        for edge in links[member]:
            other = edge.target if edge.source == member else edge.source
            if other not in near:
                far[other] = min(far.get(other, 9.0), cost(edge))
        wanted[member] = sorted(far, key=lambda m: (far[m], -told(m), m))
    parent: dict[str, str] = {}
    while len(parent) < most and any(wanted.values()):
        for member in ring:
            while wanted[member] and wanted[member][0] in parent:
                wanted[member].pop(0)
            if wanted[member] and len(parent) < most:
                parent[wanted[member].pop(0)] = member
    return parent
