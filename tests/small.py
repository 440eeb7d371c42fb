"""The small graph of ``small.ttl``, for tests whose results are counted by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from imet_graph.engines.local import LocalBackend
from imet_graph.network import Network, whole
from imet_graph.rdf import vocab

HERE = Path(__file__).parent


@cache
def backend() -> LocalBackend:
    """Return the small graph."""
    return LocalBackend.of_files([HERE / "small.ttl"], "small graph")


@cache
def network() -> Network:
    """Return the network of the small graph: 21 things, 23 links."""
    return whole(backend())


def iri(name: str) -> str:
    """Return the IRI of a prefixed name such as ``country:PAK``."""
    found = vocab.expand(name)
    assert found is not None
    return found
