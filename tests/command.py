"""The command line, run as a person runs it, without paying for Python's start each time.

Each run is a process of its own, with its own folder, environment and standard streams, and
runs what the installed command runs. It is forked from a process that has imported the
commands, which saves most of what a short command takes. Standard streams are files, so that
nothing can fill up while nobody reads.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120
"""After so many a command is ended, and the test fails."""


class Command:
    """Runs `imet-graph`; a context, at whose end the process behind it is gone."""

    def __enter__(self) -> Command:
        """Start the process that is forked."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.command", str(theirs.fileno())],
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._talk = ours.makefile("rw", encoding="utf-8")
        ours.close()
        return self

    def __exit__(self, *_: object) -> None:
        """End it by hanging up."""
        self._talk.close()
        self._process.wait(20)

    def __call__(
        self,
        *args: str | Path,
        stdin: str | None = None,
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run `imet-graph` with these arguments and return what came of it."""
        given = list(map(str, args))
        environment = {**os.environ, **(env or {})}
        if any(name.startswith("PYTHON") for name in env or {}):  # only a new Python heeds them
            return subprocess.run(
                [sys.executable, "-m", "imet_graph", *given],
                input=stdin or "",
                capture_output=True,
                encoding="utf-8",
                env=environment,
                cwd=cwd or ROOT,
                timeout=SECONDS,
                check=False,
            )
        with tempfile.TemporaryDirectory() as folder:
            streams = [Path(folder) / name for name in ("in", "out", "err")]
            streams[0].write_text(stdin or "", encoding="utf-8")
            job = {
                "args": given,
                "env": environment,
                "cwd": str(cwd or ROOT),
                "streams": list(map(str, streams)),
            }
            print(json.dumps(job), file=self._talk, flush=True)
            code = int(self._talk.readline())
            out, err = (path.read_text(encoding="utf-8") for path in streams[1:])
        if code == -signal.SIGALRM:
            raise subprocess.TimeoutExpired(given, SECONDS, out, err)
        return subprocess.CompletedProcess(given, code, out, err)


def _serve(talk: socket.socket) -> None:
    """Fork a command for each line that is read, and answer with its exit code."""
    from imet_graph.cli import COMMANDS

    for module, _line in COMMANDS.values():
        import_module(f"imet_graph.cli.{module}")
    with talk.makefile("rw", encoding="utf-8") as lines:
        for line in lines:
            child = os.fork()
            if child == 0:
                os.close(talk.fileno())
                _become(json.loads(line))
            signal.signal(signal.SIGALRM, lambda *_, child=child: os.kill(child, signal.SIGALRM))
            signal.alarm(SECONDS)
            _, status = os.waitpid(child, 0)
            signal.alarm(0)
            print(os.waitstatus_to_exitcode(status), file=lines, flush=True)


def _become(job: dict[str, Any]) -> None:
    """Go on as the command."""
    from imet_graph.cli import run

    for number, path in enumerate(job["streams"]):
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["env"])
    sys.argv = ["imet-graph", *job["args"]]
    run()


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
