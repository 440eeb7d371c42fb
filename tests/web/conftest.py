"""Real servers, each a process of its own on a free port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .running import Running, hostile_store, protocol_store, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    """Serve the bundled graph."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def protocol_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve a store with the named graphs of the protocol's test cases."""
    folder: Path = tmp_path_factory.mktemp("protocol") / "store"
    protocol_store(folder)
    with serving("--store", str(folder)) as running:
        yield running


@pytest.fixture(scope="session")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve a store whose labels and addresses try to run scripts."""
    folder: Path = tmp_path_factory.mktemp("hostile") / "store"
    hostile_store(folder)
    with serving("--store", str(folder)) as running:
        yield running
