"""What a worker has at hand: the graph, its limits, and what it has read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imet_graph.rdf import vocab
from imet_graph.web.messages import Refused

if TYPE_CHECKING:
    from imet_graph.api import Graph
    from imet_graph.engines.local import LocalBackend
    from imet_graph.network import Network


@dataclass(frozen=True)
class Name:
    """A name of a thing, for the search: folded, and as it is shown."""

    folded: str
    name: str
    rank: int
    iri: str
    label: str
    kind: str


class Desk:
    """A worker's graph; ``rows`` bounds the rows or triples of one answer."""

    def __init__(self, graph: Graph, rows: int = 100_000) -> None:
        self.graph = graph
        self.rows = rows

    @classmethod
    def open(cls, settings: dict[str, Any]) -> Desk:
        """Return a desk for the settings that the server gives its workers."""
        from imet_graph.api import load

        store = settings.get("store")
        graph = load(Path(store) if store else None, queries=settings.get("queries") or ())
        return cls(graph, settings["rows"])

    @property
    def backend(self) -> LocalBackend:
        """The engine, which is always one on this machine."""
        from imet_graph.engines.local import LocalBackend

        assert isinstance(self.graph.backend, LocalBackend)  # noqa: S101 - open() makes it so
        return self.graph.backend

    @cached_property
    def network(self) -> Network:
        """The network of all named things."""
        from imet_graph.network import whole

        return whole(self.backend)

    @property
    def network_if_read(self) -> Network | None:
        """The network of all named things, if some job has read it."""
        return self.__dict__.get("network")

    @cached_property
    def names(self) -> list[Name]:
        """Every name of every thing that people may look for."""
        from imet_graph.things.names import NAMED_KINDS, all_names, fold

        found = [
            Name(fold(name), name, rank, e.iri, e.label, e.kind)
            for name, rank, e in all_names(self.backend, NAMED_KINDS)
        ]
        return sorted(found, key=lambda n: (n.label, n.iri, n.rank))

    def labels(self, addresses: set[str]) -> dict[str, str]:
        """Return the labels of IRIs."""
        from imet_graph.things.names import labels_of

        return labels_of(self.backend, sorted(addresses))


def path_of(iri: str) -> str | None:
    """Return the path of a thing on this server, or None where it has none.

    >>> path_of("https://w3id.org/imet-graph/id/country/PAK")
    '/id/country/PAK'
    """
    from urllib.parse import quote

    if iri.startswith(vocab.ID):
        return "/id/" + quote(iri.removeprefix(vocab.ID), safe="/:@!$&'()*+,;=-._~")
    if iri.startswith(vocab.DEF):
        return "/def#" + quote(iri.removeprefix(vocab.DEF))
    return None


def thing_at(path: str) -> str:
    """Return the IRI of the thing at a path such as ``/id/country/PAK``.

    Raises:
        Refused: 404, if it can be none.
    """
    local = path.removeprefix("/id/")
    if not local or ".." in local.split("/") or any(c in local for c in '<>"{}|^`\\ \n\r\t\0'):
        raise Refused(404, "There is no such thing.", hint="Search for it by name.")
    return vocab.ID + local
