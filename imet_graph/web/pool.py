"""Worker processes that answer jobs, and are killed when they go past a limit.

A query's time goes by in native code, where nothing but a signal stops it; so
each worker is a process with a read-only store of its own. A worker that has
taken two seconds of a processor for one query is set behind the others by the
scheduler and a spare one starts, so that slow queries take turns among themselves
and leave the quick ones their pace. After its slow job such a worker is replaced, and
so are all when an import puts another state of the store in force, and any of which an
answer was not taken to its end: what is left of it must not become another's.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import tempfile
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import IO, Any

from imet_graph.engines.local import current
from imet_graph.errors import ImetGraphError, StoreError
from imet_graph.web.framing import json_frame, read_async
from imet_graph.web.messages import Refused
from imet_graph.web.process import JobFailed, Lane, Limits, Reply, resident, spent

ASKED = frozenset({"sparql", "editor", "question", "question-data"})
"""Jobs that run a query of the client's; only these are set behind when they are slow."""

_IN_MEMORY = 1_048_576
_LOOK_EVERY = 0.1
_GONE_AFTER = 1.0
_LEAVE_WITHIN = 3.0
_START_WITHIN = 120.0  # the first of all makes the cached store of the bundled graph
_AGAIN_AFTER, _AGAIN_AT_MOST = 0.25, 5.0


class Pool:
    """A pool of workers over one graph."""

    def __init__(self, settings: dict[str, Any], limits: Limits) -> None:
        self.limits = limits
        self._settings = {
            **settings, "rows": limits.rows, "bytes": limits.bytes, "seconds": limits.seconds
        }  # fmt: skip
        self._lanes: set[Lane] = set()
        self._free: asyncio.Queue[Lane] = asyncio.Queue()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._waiting = 0
        self._starting = 0
        self._numbers = count(1)
        self._closing = False
        self._place: Path | None = None
        self._place = self._current()
        self.generation = 0
        """How often an import has changed the store since the start."""
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
        lanes = list(self._lanes)
        for lane in lanes:
            if lane.busy_since is None and lane.process.stdin:
                lane.process.stdin.close()  # an idle worker ends by itself when its input does
            else:
                lane.kill()
        for lane in lanes:
            try:
                async with asyncio.timeout(_LEAVE_WITHIN):
                    await lane.process.wait()
            except TimeoutError:
                lane.kill()
                await lane.process.wait()
        self._lanes.clear()

    async def run(self, name: str, given: dict[str, Any]) -> Reply:
        """Return a worker's answer to a job.

        If this is cancelled because the client has gone, a job that is not over
        within the second is ended.

        Raises:
            Refused: 503 past a limit of time, if too many wait or if no worker comes free
                within that time, 500 past another limit;
            JobFailed: what the worker says of the job.
        """
        if self._waiting >= self.limits.waiting:
            raise Refused(503, "Too many requests are waiting.", headers={"retry-after": "2"})
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.seconds or None):
                lane = await self._next()
        except TimeoutError:
            raise Refused(
                503,
                f"No worker was free within {self.limits.seconds:g} seconds.",
                hint="Ask again a little later.",
                headers={"retry-after": "2"},
            ) from None
        finally:
            self._waiting -= 1
        lane.asked = name in ASKED
        number = next(self._numbers)
        job = json_frame(b"J", number, {"name": name, "given": given})
        task = self._spawn(self._work(lane, number, job))
        try:
            answer: Reply = await asyncio.shield(task)
        except asyncio.CancelledError:
            lane.abandoned = not task.done()  # when it is, the lane may be another's already
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise
        return answer

    async def _next(self) -> Lane:
        """Return a lane that is free, once there is one whose process is still there."""
        while True:
            lane = await self._free.get()
            if lane.process.returncode is None:
                return lane
            self._release(lane)

    async def _work(self, lane: Lane, number: int, job: bytes) -> Reply:
        lane.busy_since = time.monotonic()
        lane.abandoned = False
        lane.spent_before = spent(lane.process.pid)
        try:
            async with asyncio.timeout(self.limits.seconds or None):
                return await self._ask(lane, number, job)
        except JobFailed:
            raise  # said in full: nothing of the answer is left in the pipe
        except TimeoutError:
            lane.kill("time")
            raise self._ended(lane) from None
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            lane.kill("crash")
            raise self._ended(lane) from error
        except OSError as error:
            lane.kill("passing on")
            raise Refused(
                500,
                f"The answer could not be passed on ({(error.strerror or str(error)).lower()}).",
                hint="Make room where temporary files lie; TMPDIR names another place.",
            ) from error
        except Exception as error:
            logging.getLogger("imet_graph").exception("An answer could not be understood.")
            lane.kill("crash")
            raise self._ended(lane) from error
        except BaseException:
            lane.kill("gone")
            raise
        finally:
            self._release(lane)

    async def _ask(self, lane: Lane, number: int, job: bytes) -> Reply:
        assert lane.process.stdin and lane.process.stdout  # noqa: S101 - both are pipes
        lane.process.stdin.write(job)
        await lane.process.stdin.drain()
        body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        length = 0
        head: dict[str, Any] = {}
        try:
            while True:
                kind, answered, content = await read_async(lane.process.stdout)
                if answered != number:
                    raise ConnectionError(f"job {number} got an answer of job {answered}")
                if kind == b"D":
                    body.write(content)
                    length += len(content)
                elif kind == b"H":
                    head = json.loads(content)
                elif kind == b"X":
                    raise JobFailed(json.loads(content))
                else:
                    break
            body.seek(0)
            return Reply(
                head.get("status", 200), head["media_type"], head.get("headers", {}), body, length
            )
        except BaseException:
            with suppress(OSError):  # closing writes what could not be written before
                body.close()
            raise

    def _ended(self, lane: Lane) -> Refused:
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

    def _release(self, lane: Lane) -> None:
        """Give a lane to the next job, or put another in its place."""
        alive = lane.process.returncode is None and not lane.ended_for
        if alive and not lane.slow and not lane.stale:
            lane.busy_since = None
            self._free.put_nowait(lane)
            return
        lane.kill()
        self._lanes.discard(lane)
        self._spawn(lane.process.wait())
        self._spawn(self._fill())

    async def _fill(self) -> None:
        """Start the worker that is lacking, if one is; try until it can be started."""
        pause = _AGAIN_AFTER
        while not self._closing and self._lacking():
            try:
                await self._add()
                return
            except (StoreError, OSError) as error:
                if pause == _AGAIN_AFTER:
                    logging.getLogger("imet_graph").warning("%s It is tried again.", error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _AGAIN_AT_MOST)

    def _lacking(self) -> bool:
        """Return whether there are fewer workers than there should be beside slow ones."""
        quick = sum(not lane.slow for lane in self._lanes)
        return quick + self._starting < self.limits.workers

    async def _add(self) -> None:
        self._starting += 1
        try:
            # -P: the folder that the server was started in is no place for modules.
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "imet_graph.web.worker", json.dumps(self._settings),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**20,
            )  # fmt: skip
            lane = Lane(process)
            self._lanes.add(lane)
        finally:
            self._starting -= 1
        assert process.stdout  # noqa: S101 - it is a pipe
        try:
            async with asyncio.timeout(_START_WITHIN):
                await read_async(process.stdout)
        except (asyncio.IncompleteReadError, TimeoutError, OSError) as error:
            lane.kill()
            self._lanes.discard(lane)
            self._spawn(process.wait())
            raise StoreError("A worker could not open the graph.") from error
        self._release(lane)

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
            if self._place != (place := self._current()):
                self._place = place
                self._renew()
            for lane in list(self._lanes):
                if lane.busy_since is None:
                    continue
                if self.limits.memory and resident(lane.process.pid) > self.limits.memory:
                    lane.kill("memory")
                elif lane.abandoned and now - lane.busy_since > _GONE_AFTER:
                    lane.kill("gone")
                elif lane.asked and not lane.slow and self._is_slow(lane):
                    self._set_behind(lane)

    def _current(self) -> Path | None:
        """Return where the state in force lies; what can't be read now changes nothing."""
        store = self._settings.get("store")
        if not store:
            return None
        with suppress(OSError, ImetGraphError):
            place = current(Path(store))
            if (place / "CURRENT").is_file():
                return place
        return self._place

    def _renew(self) -> None:
        """Replace the workers: the idle ones at once, the others after their job."""
        self.generation += 1
        for lane in self._lanes:
            lane.stale = True
        while not self._free.empty():
            self._release(self._free.get_nowait())
        self._spawn(self._warm())

    def _is_slow(self, lane: Lane) -> bool:
        """Return whether a job has taken much time of a processor; waiting for one is no fault."""
        return spent(lane.process.pid) - lane.spent_before > self.limits.slow_after

    def _set_behind(self, lane: Lane) -> None:
        slow = sum(1 for other in self._lanes if other.slow)
        if slow >= self.limits.slow:
            return
        lane.slow = True
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, lane.process.pid, 15)
        self._spawn(self._fill())
