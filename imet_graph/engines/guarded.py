"""Runs the rest of a command in a child process that can really be stopped.

A query spends its time in native code, where Python's own timers and Ctrl-C are
heard only when it is over. So the command forks before a store is opened: the
child goes on and writes the answer, the parent waits and says what became of it.

* Time: the child sets the kernel's alarm and leaves the signal its default
  action, which ends the process wherever it is (:func:`start_clock`).
* Memory: the parent looks at the child's resident memory every 50 ms (Linux).
* Ctrl-C: the signal has its default action in the child, so that it ends at once.
* If the parent is killed, a pipe that it held closes and the kernel ends the
  child by SIGIO (Linux); elsewhere the alarm does.

Where there is no fork (Windows), the command is started a second time instead.
What it costs and what else was weighed: docs/decisions/0012-stopping.md.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import NamedTuple

from imet_graph.errors import ParameterError, QueryStopped, StoreError

CHILD = "IMET_GRAPH_CHILD"
"""Set in the environment of a command that was started by another to be limited."""

_LOOK_EVERY_MS = 50
_TIME_IS_UP = 142  # what a shell reports for a process that SIGALRM ended
_NEXT = "Ask for less: name a country or a year, add LIMIT, or give it more with"


class Limits(NamedTuple):
    """Bounds of one query: seconds, and bytes of resident memory; None is no bound."""

    seconds: float | None = 60.0
    memory: int | None = None

    def out_of_memory(self) -> QueryStopped:
        """Return the error for a query that took too much memory."""
        size = f"at {self.memory / 1024**2:,.0f} MB" if self.memory else "by the system, for want"
        return QueryStopped(f"The query was stopped {size} of memory.", hint=f"{_NEXT} --memory.")


def supervise(limits: Limits, *, stdin: str | None = None) -> int | None:
    """Split off a child that goes on; return None in it, and its exit code in the parent.

    ``stdin`` is what had been read from standard input, for a child that must be
    started anew. Nothing that has threads, such as a store on disk, may be open yet.

    Raises:
        QueryStopped: in the parent, if the child came to a limit.
        StoreError: in the parent, if the child crashed.
        KeyboardInterrupt: in the parent, when the child has been ended.
    """
    if not hasattr(os, "fork"):
        return None if os.environ.get(CHILD) else start_again(limits, stdin)
    sys.stdout.flush()
    sys.stderr.flush()
    alive_read, alive_write = os.pipe()  # the parent holds its end open while it lives
    done_read, done_write = os.pipe()  # and the child this one
    child = os.fork()
    if child == 0:
        os.close(alive_write)
        os.close(done_read)
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # nohup and `&` ignore it
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        _end_with_parent(alive_read)
        return None
    os.close(alive_read)
    os.close(done_write)
    try:
        status = _wait(child, done_read, limits)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    finally:
        os.close(alive_write)
        os.close(done_read)
    return _judge(os.waitstatus_to_exitcode(status), limits)


def start_clock(seconds: float | None) -> None:
    """End this process after so many seconds from now, wherever it is then; None: never.

    Only for a child of :func:`supervise`, whose parent says what happened.
    """
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds or 0)
    elif seconds:
        import threading

        # On Windows os.kill ends a process at once, with this as its exit code.
        timer = threading.Timer(seconds, os.kill, (os.getpid(), _TIME_IS_UP))
        timer.daemon = True
        timer.start()


def parse_memory(text: str) -> int | None:
    """Return bytes for what people write: 500M, 2G, 0 for no bound.

    >>> parse_memory("1.5G")
    1610612736
    """
    import re

    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", text.strip(), re.IGNORECASE)
    if not found:
        raise ParameterError(f"--memory can't be {text!r}.", hint="Write 500M or 2G; 0: no bound.")
    power = " kmgt".index(found[2].lower() or " ")
    return int(float(found[1]) * 1024**power) or None


def start_again(limits: Limits, stdin: str | None) -> int:
    """Run this very command in a new process under limits; return its exit code."""
    import subprocess

    environ = {**os.environ, CHILD: "1"}
    process = subprocess.Popen(  # noqa: S603 - what is run is what was already running
        [sys.executable, "-P", *sys.orig_argv[1:]],  # -P: no modules of the working folder
        env=environ,
        stdin=subprocess.PIPE if stdin is not None else None,
    )
    try:
        process.communicate(stdin.encode() if stdin is not None else None)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return _judge(process.returncode, limits)


def _judge(code: int, limits: Limits) -> int:
    """Return a child's exit code, unless it ended by a signal: then say what that means."""
    if code == -getattr(signal, "SIGALRM", 0) or (code == _TIME_IS_UP and os.name == "nt"):
        raise QueryStopped(
            f"The query was stopped after {limits.seconds or 0:g} seconds.",
            hint=f"{_NEXT} --timeout.",
        )
    if code == -signal.SIGINT:
        raise KeyboardInterrupt
    if code == -getattr(signal, "SIGKILL", 9):
        raise limits.out_of_memory()
    if code < 0:
        raise StoreError(
            f"The engine crashed (signal {-code}) while it answered.",
            hint="Report the query; it may be answered in smaller parts.",
        )
    return code


def _end_with_parent(pipe: int) -> None:
    """Have the kernel end this process when the other end of the pipe closes, if it can."""
    try:
        import fcntl

        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(pipe, fcntl.F_GETFL)
        fcntl.fcntl(pipe, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    except (ImportError, AttributeError, OSError):  # then the alarm is what ends it
        return
    try:
        if os.read(pipe, 1) == b"":  # the parent had gone before the kernel was asked
            os._exit(2)
    except BlockingIOError:
        return


def _wait(child: int, done: int, limits: Limits) -> int:
    """Return the wait status of a child when it has ended; where it took too much, it has not."""
    import select

    poll = select.poll()
    poll.register(done, select.POLLIN)
    statm = f"/proc/{child}/statm"
    watch = limits.memory is not None and os.path.exists(statm)  # noqa: PTH110 - pathlib not needed
    page = os.sysconf("SC_PAGE_SIZE")
    while not poll.poll(_LOOK_EVERY_MS if watch else None):
        with open(statm, encoding="ascii") as file:  # noqa: PTH123
            resident = int(file.read().split()[1]) * page
        if limits.memory is not None and resident > limits.memory:
            raise limits.out_of_memory()
    return os.waitpid(child, 0)[1]
