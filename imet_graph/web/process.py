"""A worker process as the pool sees it: its limits, its answer, its state, what it takes."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

from imet_graph.web.messages import Refused


@dataclass(frozen=True)
class Limits:
    """Bounds of one answer, and of how many are worked on.

    ``seconds`` and ``memory`` (bytes; None: no bound) end a worker; ``rows`` and
    ``bytes`` end an answer; ``workers`` work at once, and up to ``slow`` more while
    some are slow, which is after ``slow_after`` seconds of a processor; ``waiting``
    jobs may wait.
    """

    seconds: float | None = 30.0
    rows: int = 100_000
    bytes: int = 64 * 1024**2
    memory: int | None = 2 * 1024**3
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    slow: int = 4
    slow_after: float = 2.0
    waiting: int = 512


@dataclass
class Reply:
    """A worker's answer: status, headers and media type, and the body in a file."""

    status: int
    media_type: str
    headers: dict[str, str]
    body: IO[bytes]
    length: int


class JobFailed(Refused):
    """A job that a worker answered with an error; ``told`` has its particulars."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told["status"], told["message"], hint=told.get("hint") or None)
        self.told = told


@dataclass(eq=False)
class Lane:
    """One worker process."""

    process: asyncio.subprocess.Process
    busy_since: float | None = None
    slow: bool = False
    asked: bool = False
    spent_before: float = 0.0
    ended_for: str = ""
    abandoned: bool = False
    stale: bool = False  # it holds a state of the store that an import has replaced

    def kill(self, why: str = "") -> None:
        """End the process at once; the first reason given is the one that is told."""
        self.ended_for = self.ended_for or why
        with suppress(ProcessLookupError):
            self.process.kill()


def resident(pid: int) -> int:
    """Return the bytes of memory that a process has, or 0 where that can't be told."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:  # noqa: PTH123 - hot path
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def spent(pid: int) -> float:
    """Return the seconds of a processor that a process has had, or those of the clock."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - hot path
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return time.monotonic()
