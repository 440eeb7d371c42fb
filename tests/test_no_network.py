"""Nothing leaves the machine: every example of every command's help, with no network at all.

The examples run in a network namespace of their own, in which not even loopback is
up; where the system gives none, Python's sockets are forbidden instead.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from imet_graph.cli import COMMANDS, cli
from tests.law.test_import import SMALL

ROOT = Path(__file__).resolve().parent.parent
ENDPOINT_COMMANDS = {"push": "uploads to an endpoint", "serve": "listens at an address"}
"""Commands whose purpose is the network, and why."""
NEEDS_FILES = {
    "import": "reads reports that are not part of the project",
    "diff": "needs two files",
    "new": "writes into the tables; tests/facts does",
}
"""Commands whose examples name files that only their own tests have."""
FORBID = (
    "import socket\n"
    "def refuse(*args, **kwargs): raise PermissionError('no network in this test')\n"
    "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse\n"
)


def examples() -> list[str]:
    """Return the lines of all commands' help that call the command."""
    found = []
    for name in COMMANDS:
        if name in ENDPOINT_COMMANDS or name in NEEDS_FILES:
            continue
        command = cli.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        lines = [line.strip() for line in (command.help or "").splitlines()]
        own = [line for line in lines if f"imet-graph {name}" in line and "`" not in line]
        assert own, f"{name} has no example"
        found += own
    return found


def isolated() -> list[str]:
    """Return what a command is prefixed with to have no network, if the system offers it."""
    unshare = shutil.which("unshare")
    for options in (["-n"], ["-r", "-n"]):
        if unshare and not subprocess.run([unshare, *options, "true"], check=False,
                                          capture_output=True).returncode:  # fmt: skip
            return [unshare, *options]
    return []


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, bundled: object) -> Path:
    """Return a folder with the files that the examples name, and a Python without sockets."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "my-own.rq").write_text("SELECT ?c { ?c a imet:Country } ORDER BY ?c LIMIT 3")
    (folder / "questions.txt").write_text("ASK { country:PAK a imet:Country }\nshow PAK\n")
    event = ROOT / "data" / "programs.ttl"
    (folder / "my-events.ttl").write_text(event.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "usc").mkdir()
    (folder / "usc" / "sections.xml").write_text(SMALL, encoding="utf-8")
    (folder / "sitecustomize.py").write_text(FORBID)
    store = next(Path(os.environ["IMET_GRAPH_CACHE"]).glob("*-oxigraph-*"))
    shutil.copytree(store, folder / "reports.store")
    return folder


def run(line: str, place: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in the folder, without network."""
    shell = f'imet-graph() {{ {shlex.quote(sys.executable)} -m imet_graph "$@"; }}; {line}'
    return subprocess.run(
        [*isolated(), "bash", "-o", "pipefail", "-c", shell],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": f"{place}{os.pathsep}{ROOT}", "PAGER": "cat"},
    )


@pytest.mark.parametrize("line", examples())
def test_an_example_of_the_help_runs_without_network(line: str, place: Path) -> None:
    """It exits 0 (or 1, where data does not conform) and says nothing of the network."""
    done = run(line, place)
    assert done.returncode in (0, 1), done.stderr
    assert "network" not in done.stderr.casefold()
    assert "Traceback" not in done.stderr


def test_the_network_is_really_away(place: Path) -> None:
    """An endpoint can't be reached in these tests, so that they could fail."""
    done = run("imet-graph query program-list --endpoint http://127.0.0.1:9/sparql", place)
    assert done.returncode == 2
    assert "can't be reached" in done.stderr


def test_every_command_is_tried() -> None:
    """No command is left out but those that say why."""
    tried = {line.split("imet-graph ", 1)[1].split()[0] for line in examples()}
    assert tried | (set(ENDPOINT_COMMANDS) | set(NEEDS_FILES)) >= set(COMMANDS)
    assert len(tried) >= 8
