"""How two things are connected, told in words with the sources of each step.

The shortest way by number of links is seldom the telling one: everything is two
steps from everything by way of IMET. A link is the longer the less it tells
(:mod:`imet_graph.network.links`), and so is a step through a thing that very
many others are linked to.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from imet_graph.errors import InputError
from imet_graph.network import Edge, Network, Node, cost
from imet_graph.rdf.vocab import compact

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.things.citations import Reference

_HUB = 0.35


@dataclass(frozen=True)
class Step:
    """One link of a path, as it stands in the graph, with the sources that support it."""

    edge: Edge
    source: Node
    target: Node
    references: tuple[Reference, ...] = ()

    @property
    def sentence(self) -> str:
        """The link in words.

        A date stands behind what happened or was enacted.
        """
        return f"{_said(self.source)} {self.edge.label} {_said(self.target)}"


@dataclass(frozen=True)
class Path:
    """A way from one thing to another; ``nodes`` are its things in order."""

    nodes: tuple[Node, ...]
    steps: tuple[Step, ...]


def paths(network: Network, start: str, end: str, most: int = 1) -> list[Path]:
    """Return the most telling ways from one thing to another, the best first.

    Raises:
        InputError: if there is none, or if both are the same thing.
    """
    import networkx

    by_id = network.by_id()
    for iri in (start, end):
        if iri not in by_id:
            raise InputError(
                f"{compact(iri)} is no node of the network.",
                hint="Name a country, programme, statute, provision, agency, event, school "
                "or topic.",
            )
    if start == end:
        raise InputError(
            f"{by_id[start].label} is both ends of the path.", hint="Name two different things."
        )
    degrees = network.degrees()
    best: dict[tuple[str, str], Edge] = {}
    graph: networkx.Graph[str] = networkx.Graph()
    for edge in network.edges:
        first, second = sorted((edge.source, edge.target))
        known = best.get((first, second))
        if known is None or cost(edge) < cost(known):
            best[first, second] = edge
    for (first, second), edge in best.items():
        through = _HUB * (math.log2(1 + degrees[first]) + math.log2(1 + degrees[second])) / 2
        graph.add_edge(first, second, length=cost(edge) + through)
    if start not in graph or end not in graph:
        raise _none(by_id[start], by_id[end])
    try:
        found = islice(networkx.shortest_simple_paths(graph, start, end, weight="length"), most)
        ways = list(found)
    except networkx.NetworkXNoPath as error:
        raise _none(by_id[start], by_id[end]) from error
    result = []
    for way in ways:
        steps = []
        for a, b in pairwise(way):
            edge = best[(a, b) if a < b else (b, a)]
            steps.append(Step(edge, by_id[edge.source], by_id[edge.target]))
        result.append(Path(tuple(by_id[i] for i in way), tuple(steps)))
    return result


def cited(backend: Backend, path: Path) -> Path:
    """Return a path whose steps carry their sources.

    A link is supported by the citations of the thing that states it: the role,
    amendment or account text it goes by way of, else the thing it starts at.
    """
    from dataclasses import replace

    from imet_graph.things.citations import citations_of, references

    def stating(step: Step) -> tuple[str, ...]:
        return step.edge.via or (step.source.id,)

    cited_by = citations_of(backend, [i for step in path.steps for i in stating(step)])
    wanted = [c for found in cited_by.values() for c in found]
    known = references(backend, wanted)
    steps = []
    for step in path.steps:
        found = [c for i in stating(step) for c in cited_by.get(i, ()) if c in known]
        unique = tuple(known[c] for c in dict.fromkeys(found))
        steps.append(replace(step, references=unique))
    return replace(path, steps=tuple(steps))


def network_of(network: Network, found: Path) -> Network:
    """Return the network of the things on a path and its links."""
    nodes = sorted(found.nodes, key=lambda n: n.id)
    first, last = found.nodes[0].label, found.nodes[-1].label
    return Network(list(nodes), [s.edge for s in found.steps], f"From {first} to {last}")


def _said(node: Node) -> str:
    return f"{node.label} ({node.date})" if node.date else node.label


def _none(start: Node, end: Node) -> InputError:
    return InputError(
        f"Nothing connects {start.label} with {end.label}.",
        hint="`imet-graph show` prints what each of them is linked to.",
    )
