"""Worker processes that answer jobs, and are killed when they go past a limit.

A query's time goes by in native code, where nothing but a signal stops it; so
each worker is a process with a read-only store of its own. A worker that has
been busy for a second is set behind the others by the scheduler and a spare one
starts, so that slow queries take turns among themselves and leave the quick ones
their pace. After its slow job such a worker is replaced.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

from imet_graph.errors import StoreError
from imet_graph.server.framing import json_frame, read_async
from imet_graph.server.messages import Refused

ASKED = frozenset({"sparql", "editor", "question", "question-data"})
"""Jobs that run a query of the client's; only these are set behind when they are slow."""

_IN_MEMORY = 1_048_576
_LOOK_EVERY = 0.1


@dataclass(frozen=True)
class Limits:
    """Bounds of one answer, and of how many are worked on.

    ``seconds`` and ``memory`` (bytes; None: no bound) end a worker; ``rows`` and
    ``bytes`` end an answer; ``workers`` work at once, and up to ``slow`` more while
    some are slow; ``waiting`` jobs may wait.
    """

    seconds: float | None = 30.0
    rows: int = 100_000
    bytes: int = 64 * 1024**2
    memory: int | None = 2 * 1024**3
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    slow: int = 4
    slow_after: float = 1.0
    waiting: int = 512


@dataclass
class Answer:
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
class _Lane:
    """One worker process."""

    process: asyncio.subprocess.Process
    busy_since: float | None = None
    slow: bool = False
    asked: bool = False
    ended_for: str = ""
    abandoned: bool = False

    def kill(self, why: str = "") -> None:
        self.ended_for = self.ended_for or why
        with suppress(ProcessLookupError):
            self.process.kill()


class Pool:
    """A pool of workers over one graph."""

    def __init__(self, settings: dict[str, Any], limits: Limits) -> None:
        self.limits = limits
        self._settings = {
            **settings, "rows": limits.rows, "bytes": limits.bytes, "seconds": limits.seconds
        }  # fmt: skip
        self._lanes: set[_Lane] = set()
        self._free: asyncio.Queue[_Lane] = asyncio.Queue()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._waiting = 0
        self._closing = False
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the workers.

        Raises:
            StoreError: if the graph can't be opened by them.
        """
        await asyncio.gather(*(self._add() for _ in range(self.limits.workers)))
        self._watcher = asyncio.create_task(self._watch())
        self._spawn(self._warm())

    async def _warm(self) -> None:
        """Have each worker read what pages need, one at a time, so that another is free."""
        for _ in range(self.limits.workers):
            with suppress(Refused):
                (await self.run("warm", {})).body.close()

    async def close(self) -> None:
        """End all workers."""
        self._closing = True
        if self._watcher:
            self._watcher.cancel()
        for lane in list(self._lanes):
            lane.kill()
            await lane.process.wait()
        self._lanes.clear()

    async def run(self, name: str, given: dict[str, Any]) -> Answer:
        """Return a worker's answer to a job.

        If this is cancelled because the client has gone, a job that is not over
        within the second is ended.

        Raises:
            Refused: 503 past a limit of time or if too many wait, 500 past another limit;
            JobFailed: what the worker says of the job.
        """
        if self._waiting >= self.limits.waiting:
            raise Refused(503, "Too many requests are waiting.", headers={"retry-after": "2"})
        self._waiting += 1
        try:
            lane = await self._free.get()
        finally:
            self._waiting -= 1
        lane.asked = name in ASKED
        task = self._spawn(self._work(lane, json_frame(b"J", {"name": name, "given": given})))
        try:
            answer: Answer = await asyncio.shield(task)
        except asyncio.CancelledError:
            lane.abandoned = True
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise
        return answer

    async def _work(self, lane: _Lane, job: bytes) -> Answer:
        lane.busy_since = time.monotonic()
        try:
            async with asyncio.timeout(self.limits.seconds or None):
                return await self._ask(lane, job)
        except TimeoutError:
            lane.kill("time")
            raise self._ended(lane) from None
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            lane.kill("crash")
            raise self._ended(lane) from error
        finally:
            self._release(lane)

    async def _ask(self, lane: _Lane, job: bytes) -> Answer:
        assert lane.process.stdin and lane.process.stdout  # noqa: S101 - both are pipes
        lane.process.stdin.write(job)
        await lane.process.stdin.drain()
        body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        length = 0
        head: dict[str, Any] = {}
        while True:
            kind, content = await read_async(lane.process.stdout)
            if kind == b"D":
                body.write(content)
                length += len(content)
            elif kind == b"H":
                head = json.loads(content)
            elif kind == b"X":
                body.close()
                raise JobFailed(json.loads(content))
            else:
                break
        body.seek(0)
        return Answer(
            head.get("status", 200), head["media_type"], head.get("headers", {}), body, length
        )

    def _ended(self, lane: _Lane) -> Refused:
        if lane.ended_for == "time":
            return Refused(
                503,
                f"The query was stopped after {self.limits.seconds:g} seconds.",
                hint="Ask for less: name a country or a year, or add LIMIT.",
            )
        if lane.ended_for == "memory":
            return Refused(
                500,
                "The query was stopped: it took more memory than it may.",
                hint="Ask for less: name a country or a year, or add LIMIT.",
            )
        return Refused(500, "The worker that answered ended unexpectedly.")

    def _release(self, lane: _Lane) -> None:
        """Give a lane to the next job, or put another in its place."""
        fresh = lane.process.returncode is None and not lane.ended_for and not lane.slow
        if fresh:
            lane.busy_since = None
            lane.abandoned = False
            self._free.put_nowait(lane)
            return
        lane.kill()
        self._lanes.discard(lane)
        self._spawn(lane.process.wait())
        if not self._closing and len(self._lanes) < self.limits.workers:
            self._spawn(self._add())

    async def _add(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "imet_graph.server.worker", json.dumps(self._settings),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**20,
        )  # fmt: skip
        lane = _Lane(process)
        self._lanes.add(lane)
        assert process.stdout  # noqa: S101 - it is a pipe
        try:
            await read_async(process.stdout)
        except asyncio.IncompleteReadError as error:
            self._lanes.discard(lane)
            raise StoreError("A worker could not open the graph.") from error
        self._free.put_nowait(lane)

    def _spawn(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _watch(self) -> None:
        """Look at the busy lanes: their memory, and how long they have been at it."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            now = time.monotonic()
            for lane in list(self._lanes):
                if lane.busy_since is None:
                    continue
                if self.limits.memory and resident(lane.process.pid) > self.limits.memory:
                    lane.kill("memory")
                elif now - lane.busy_since > self.limits.slow_after:
                    if lane.abandoned:
                        lane.kill("gone")
                    elif lane.asked and not lane.slow:
                        self._set_behind(lane)

    def _set_behind(self, lane: _Lane) -> None:
        slow = sum(1 for other in self._lanes if other.slow)
        if slow >= self.limits.slow:
            return
        lane.slow = True
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, lane.process.pid, 15)
        self._spawn(self._add())


def resident(pid: int) -> int:
    """Return the bytes of memory that a process has, or 0 where that can't be told."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:  # noqa: PTH123 - hot path
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
