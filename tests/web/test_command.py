"""`imet-graph serve` as a person meets it: what can't be served is said, with what to do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from ..conftest import Run
from .running import serving


def test_port_in_use(imet: Run) -> None:
    """A port that is taken is an error with a next step."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = imet("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "in use" in done.stderr and "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_such_store(imet: Run, tmp_path: Path) -> None:
    """A store that there is not is said before anything starts."""
    done = imet("serve", "--store", tmp_path / "none")
    assert done.returncode == 2 and "there is no store" in done.stderr


def test_broken_store(imet: Run, tmp_path: Path) -> None:
    """A folder that is no store is said."""
    (tmp_path / "CURRENT").write_text("nonsense")
    done = imet("serve", "--store", tmp_path, "--port", "0")
    assert done.returncode == 2 and "Error: " in done.stderr and "Traceback" not in done.stderr


def test_without_the_extra() -> None:
    """Without uvicorn the command says what to install."""
    code = (
        "import sys; sys.modules['uvicorn'] = None\n"
        "from imet_graph.cli import main; main(['serve', '--port', '0'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'imet-graph[server]'" in done.stderr


def test_ctrl_c_and_termination_end_it_in_order() -> None:
    """Ctrl-C and a termination end the server with exit code 0 and no traceback."""
    for number in (signal.SIGINT, signal.SIGTERM):
        with serving("--workers", "1") as server:
            os.kill(server.process.pid, number)
            assert server.process.wait(20) == 0
            assert server.process.stderr is not None
            assert "Traceback" not in server.process.stderr.read()


def test_help_has_examples(imet: Run) -> None:
    """The help shows how it is asked."""
    done = imet("serve", "--help")
    assert "curl localhost:8000/sparql" in done.stdout
