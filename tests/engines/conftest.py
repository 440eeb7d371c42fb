"""The four engines, each holding the bundled graph: started once for all tests here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from imet_graph.engines import Backend
from imet_graph.engines.local import LocalBackend
from imet_graph.engines.push import push, target
from imet_graph.engines.remote import RemoteBackend
from tests.engines import servers
from tests.engines.by_rdflib import RdflibBackend

GRAPH = "https://w3id.org/imet-graph/graph/bundled"
ENGINES = ("rdflib", "oxigraph", "virtuoso")
"""The engines that are compared with the embedded one."""
MARKS = {"rdflib": [pytest.mark.long], "virtuoso": [pytest.mark.virtuoso]}
"""With the whole graph; rdflib takes minutes over it."""


@contextmanager
def credentials(server: servers.Server) -> Iterator[None]:
    """Put a server's user and password where the command looks for them."""
    names = {
        "IMET_GRAPH_ENDPOINT_USER": server.user,
        "IMET_GRAPH_ENDPOINT_PASSWORD": server.password,
    }
    for name, text in names.items():
        if text:
            os.environ[name] = text
    try:
        yield
    finally:
        for name in names:
            os.environ.pop(name, None)


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """Run Oxigraph's server, empty."""
    if servers.oxigraph_program() is None:
        pytest.skip("the program of the PyPI package oxigraph is not installed")
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """Run Virtuoso, empty but for what it comes with."""
    if servers.virtuoso_program() is None:
        pytest.skip("Debian's virtuoso-opensource is not installed")
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture(scope="session")
def local(_private_cache: None) -> LocalBackend:
    """Return the embedded engine with the bundled graph."""
    return LocalBackend.bundled()


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, local: LocalBackend) -> Callable[[str], Backend]:
    """Return a function that gives an engine with the bundled graph; each is filled once."""
    filled: dict[str, Backend] = {}

    def get(name: str) -> Backend:
        if name not in filled:
            filled[name] = fill(name)
        return filled[name]

    def fill(name: str) -> Backend:
        if name == "rdflib":
            return RdflibBackend.of_triples(local.triples())
        server: servers.Server = request.getfixturevalue(name)
        # Virtuoso has no default graph to write to: its own is the union of the named ones.
        graph = GRAPH if name == "virtuoso" else None
        with credentials(server):
            push(
                local.triples(),
                target(server.store, query_url=server.query, graph=graph),
                batch=50_000,
            )
        return RemoteBackend(server.query)

    return get


@pytest.fixture
def small() -> Path:
    """Return the small graph on which single constructs are tried."""
    return Path(__file__).with_name("constructs.ttl")
