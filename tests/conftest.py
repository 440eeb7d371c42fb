"""Shared by all tests: a private cache, and the command line run as a person runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts a job in the background deaf to Ctrl-C, and its children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _private_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the tests' cached store apart from the user's, one for the whole run."""
    os.environ["IMET_GRAPH_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    for name in ("IMET_GRAPH_STORE", "IMET_GRAPH_ENDPOINT", "IMET_GRAPH_QUERIES"):
        os.environ.pop(name, None)
    os.environ["COLUMNS"] = "100"


@pytest.fixture(scope="session")
def imet(_private_cache: None) -> Run:
    """Return a function that runs `imet-graph` in a process of its own."""

    def run(
        *args: str | Path,
        stdin: str | None = None,
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "imet_graph", *map(str, args)],
            input=stdin if stdin is not None else "",
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, **(env or {})},
            cwd=cwd or ROOT,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def bundled() -> object:
    """Return the bundled graph, opened once."""
    from imet_graph.api import load

    return load()
