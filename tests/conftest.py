"""Shared by all tests: a private cache, and the command line run as a person runs it."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command import Command

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts a job in the background deaf to Ctrl-C, and its children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Any]) -> Path:
    """Return a folder that the first of the processes that run tests has filled for all of them.

    It is only read: what a test changes, it copies.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            draft = folder.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)  # of one that failed
            draft.mkdir()
            make(draft)
            draft.rename(folder)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _private_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the tests' cached store apart from the user's; it is made once, and linked."""
    for name in ("IMET_GRAPH_STORE", "IMET_GRAPH_ENDPOINT", "IMET_GRAPH_QUERIES"):
        os.environ.pop(name, None)
    os.environ["COLUMNS"] = "100"

    def make(folder: Path) -> None:
        from imet_graph.engines.local import LocalBackend

        os.environ["IMET_GRAPH_CACHE"] = str(folder)
        LocalBackend.bundled()

    made = once(tmp_path_factory, "bundled", make)
    own = tmp_path_factory.mktemp("cache")
    shutil.copytree(made, own, copy_function=os.link, dirs_exist_ok=True)
    os.environ["IMET_GRAPH_CACHE"] = str(own)


@pytest.fixture(scope="session")
def imet(_private_cache: None) -> Iterator[Run]:
    """Return a function that runs `imet-graph` in a process of its own."""
    with Command() as run:
        yield run


@pytest.fixture(scope="session")
def bundled() -> object:
    """Return the bundled graph, opened once."""
    from imet_graph.api import load

    return load()
