"""The network coloured by what a measure found."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from imet_graph.errors import InputError
from imet_graph.network import Network
from imet_graph.pictures import spread
from imet_graph.pictures.palette import SERIES, Style
from imet_graph.pictures.picture import Key, Picture
from imet_graph.pictures.views.network import finish
from imet_graph.things.kinds import counted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from imet_graph.engines import Backend

    class Found(Protocol):
        """What a measure found, as far as a picture shows it."""

        @property
        def note(self) -> str:
            """How the measure is to be read."""

        @property
        def values(self) -> Mapping[str, float] | None:
            """A value of each node."""

        @property
        def groups(self) -> Mapping[str, int] | None:
            """The number of the group of each node."""


# From least to most; steps of one hue, readable in grey and by colour-blind readers.
_STEPS = ("#F1EEF6", "#BDC9E1", "#74A9CF", "#2B8CBE", "#045A8D")


def overlay(backend: Backend, network: Network, found: Found, title: str) -> Picture:
    """Return the picture of a network in which the colour of a node is its value or group.

    Things without any link in the network are left out, and counted.

    Raises:
        InputError: if the measure says nothing of single nodes.
    """
    if found.values is None and found.groups is None:
        raise InputError(
            "This measure has no value for single things, so there is nothing to colour.",
            hint="Draw centrality, communities, components or reach.",
        )
    degrees = network.degrees()
    part = network.only((i for i, degree in degrees.items() if degree), title)
    count = f"{len(part.nodes):,} things and {len(part.edges):,} links. {found.note}"
    picture = Picture(title, count, network=part)
    colours, legend = _groups(found.groups, part) if found.groups else _values(found.values, part)
    spread.draw(part, picture, colours)
    finish(backend, picture, part)
    picture.legend = legend
    alone = Counter(n.kind for n in network.nodes if not degrees[n.id])
    if alone:
        listed = ", ".join(counted(kind, number) for kind, number in alone.items())
        picture.notes.append(f"Not drawn, since nothing here links to them: {listed}.")
    return picture


def _groups(groups: Mapping[str, int] | None, part: Network) -> tuple[dict[str, str], list[Key]]:
    known = groups or {}
    colours = {}
    sizes = Counter(known.get(n.id, 0) for n in part.nodes)
    largest = [g for g, _size in sizes.most_common(len(SERIES) - 1)]
    for node in part.nodes:
        group = known.get(node.id, 0)
        colours[node.id] = SERIES[largest.index(group)] if group in largest else "#DDDDDD"
    legend = [
        Key(f"group-{g}", f"group {g}", Style(SERIES[i], "#333333"), sizes[g])
        for i, g in enumerate(largest)
    ]
    rest = sum(sizes.values()) - sum(sizes[g] for g in largest)
    if rest:
        legend.append(Key("group-rest", "smaller groups", Style("#DDDDDD", "#333333"), rest))
    return colours, legend


def _values(values: Mapping[str, float] | None, part: Network) -> tuple[dict[str, str], list[Key]]:
    known = values or {}
    # Equal numbers of things in each step: a few hubs would leave all others in the lowest.
    ranked = sorted({round(v, 9) for n in part.nodes if (v := known.get(n.id, 0.0)) > 0})
    bounds = [ranked[len(ranked) * i // len(_STEPS)] for i in range(len(_STEPS))] if ranked else []
    colours, counts = {}, Counter[int]()
    for node in part.nodes:
        value = round(known.get(node.id, 0.0), 9)
        step = max((i for i, low in enumerate(bounds) if value >= low), default=-1)
        counts[step] += 1
        colours[node.id] = _STEPS[step] if step >= 0 else "#FFFFFF"
    legend = [
        Key(f"step-{i}", f"from {low:.3g}", Style(_STEPS[i], "#333333"), counts[i])
        for i, low in enumerate(bounds)
    ]
    if counts[-1]:
        legend.insert(0, Key("step-none", "none", Style("#FFFFFF", "#333333"), counts[-1]))
    return colours, legend
