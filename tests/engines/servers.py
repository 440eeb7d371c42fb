"""Starts SPARQL servers for tests: Oxigraph's own and Virtuoso, each on a free loopback port.

Nothing is awaited by the clock: a server is ready when it answers. Both keep all
their files in a folder of the test's and are ended when the context is left.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STARTUP_SECONDS = 120


@dataclass(frozen=True)
class Server:
    """A running SPARQL server: where to ask, where to update, where to put graphs."""

    query: str
    update: str
    store: str
    user: str = ""
    password: str = ""
    sql_port: int = 0


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback address that nothing listens on just now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def oxigraph_program() -> str | None:
    """Return the path of the ``oxigraph`` program that PyPI's package installs."""
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.is_file() else shutil.which("oxigraph")


def virtuoso_program() -> str | None:
    """Return the path of Debian's ``virtuoso-t``."""
    return shutil.which("virtuoso-t")


def _until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return when the URL answers; fail with the server's log if it ends or is too late."""
    deadline = time.monotonic() + STARTUP_SECONDS
    pause = 0.02
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with (
            contextlib.suppress(OSError, urllib.error.URLError),
            urllib.request.urlopen(url, timeout=5) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(pause)  # between two polls, not instead of them
        pause = min(pause * 1.5, 0.5)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _end_with_us() -> None:
    """Have the kernel end a server when the tests are killed and can't (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server and wait for it; by force if it does not listen."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=20)


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """Run Oxigraph's server over an empty store in ``folder``."""
    program = oxigraph_program()
    if program is None:
        raise FileNotFoundError("oxigraph")
    (port,) = free_ports(1)
    base = f"http://127.0.0.1:{port}"
    log = folder / "oxigraph.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [program, "serve", "--location", str(folder / "store"), "--bind", base[7:]],
            stdout=out,
            stderr=out,
            preexec_fn=_end_with_us,  # noqa: PLW1509 - it takes no lock
        )
        try:
            ask = urllib.parse.urlencode({"query": "ASK {}"})
            _until_ready(process, f"{base}/query?{ask}", log)
            yield Server(f"{base}/query", f"{base}/update", f"{base}/store")
        finally:
            _end(process)


# What a test needs of Virtuoso's settings; the plugins and the rest of Debian's
# file are left out, and nothing lies outside the test's folder.
_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000
Striping = 0

[Parameters]
ServerPort = 127.0.0.1:{sql_port}
LiteMode = 0
DisableUnixSocket = 1
CaseMode = 2
DirsAllowed = {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
MaxQueryMem = 1G
ThreadsPerQuery = 2

[HTTPServer]
ServerPort = 127.0.0.1:{http_port}
ServerRoot = {folder}
ServerThreads = 5
MaxClientConnections = 5
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 4000
MaxQueryExecutionTime = 120
"""


@contextlib.contextmanager
def virtuoso(folder: Path, *, rows: int = 1_000_000) -> Iterator[Server]:
    """Run Virtuoso over an empty database in ``folder``; ``rows`` caps its answers."""
    program = virtuoso_program()
    if program is None:
        raise FileNotFoundError("virtuoso-t")
    sql_port, http_port = free_ports(2)
    ini = folder / "virtuoso.ini"
    ini.write_text(
        _INI.format(folder=folder, sql_port=sql_port, http_port=http_port, rows=rows),
        encoding="utf-8",
    )
    base = f"http://127.0.0.1:{http_port}"
    log = folder / "output.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [program, "-c", str(ini), "+foreground"],
            cwd=folder,
            stdout=out,
            stderr=out,
            preexec_fn=_end_with_us,  # noqa: PLW1509 - it takes no lock
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        try:
            ask = urllib.parse.urlencode({"query": "ASK {}"})
            _until_ready(process, f"{base}/sparql?{ask}", log)
            yield Server(
                f"{base}/sparql",
                f"{base}/sparql-auth",
                f"{base}/sparql-graph-crud-auth",
                user="dba",
                password="dba",  # noqa: S106 - that of every new Virtuoso
                sql_port=sql_port,
            )
        finally:
            _end(process)
