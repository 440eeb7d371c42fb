"""Measures on the network: what is central, what hangs together, who is alike.

Each measure takes a :class:`~imet_graph.network.Network` and gives a table;
:data:`MEASURES` names them. Measures that say something of every node also give
values or groups by node, which pictures show as colours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imet_graph.errors import InputError

if TYPE_CHECKING:
    from imet_graph.answers import Table
    from imet_graph.network import Network

__all__ = ["MEASURES", "Finding", "Measure", "measure"]


@dataclass
class Finding:
    """What a measure found: a table, and for pictures a value or a group of each node.

    ``note`` says in one sentence how the measure is to be read.
    """

    table: Table
    note: str
    values: dict[str, float] | None = None
    groups: dict[str, int] | None = None


@dataclass(frozen=True)
class Measure:
    """A measure: what it tells, the projection that it is made for, and the function."""

    name: str
    summary: str
    projection: str
    home: str

    def load(self) -> Callable[[Network], Finding]:
        """Return the function, importing its module."""
        from importlib import import_module

        module, name = self.home.split(":")
        function: Callable[[Network], Finding] = getattr(
            import_module(f"imet_graph.network.{module}"), name
        )
        return function


MEASURES: dict[str, Measure] = {
    m.name: m
    for m in (
        Measure(
            "centrality", "Which things most connections run through.",
            "country-event-provision", "structure:centrality",
        ),
        Measure(
            "communities", "Groups more closely linked within than without.",
            "country-event-provision", "structure:communities",
        ),
        Measure("components", "Parts that nothing links to each other.", "all",
                "structure:components"),
        Measure("bridges", "Links without which a part would fall off.", "all",
                "structure:bridges"),
        Measure("reach", "Which provision reaches the most countries.",
                "country-event-provision", "history:reach"),
        Measure("alike", "Countries most alike in their restriction history.",
                "country-event-provision", "history:alike"),
    )
}  # fmt: skip


def measure(network: Network, name: str, projection: str | None = None) -> Finding:
    """Return what a measure finds in a network, seen through a projection.

    Raises:
        InputError: if there is no such measure or projection.
    """
    from imet_graph.network.projections import project

    known = MEASURES.get(name)
    if known is None:
        raise InputError(f"There is no measure {name!r}.", hint=f"Use {', '.join(MEASURES)}.")
    return known.load()(project(network, projection or known.projection))
