"""Answers that are kept and given again while the graph that is served stays the same."""

from __future__ import annotations

import asyncio
import json
import re
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from imet_graph.web.messages import Refused
from imet_graph.web.process import Reply

if TYPE_CHECKING:
    from imet_graph.web.messages import Job
    from imet_graph.web.pool import Pool

MOST, MOST_EACH = 64 * 1024**2, 8 * 1024**2
"""Bytes of all answers that are kept, and of one."""

_VOLATILE = re.compile(r"(?<![?$\w])(NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Whole:
    """An answer held in memory, which any number of clients may be given."""

    status: int
    media_type: str
    headers: dict[str, str]
    body: bytes


class Kept:
    """Answers by what was asked; those that were given longest ago make room for others.

    >>> kept = Kept(most=10, each=6)
    >>> for name, body in (("a", b"1234"), ("b", b"1234"), ("c", b"1234567")):
    ...     kept.put(name, Whole(200, "text/plain", {}, body))
    >>> kept.get("a").body, kept.get("c")
    (b'1234', None)
    >>> kept.put("d", Whole(200, "text/plain", {}, b"123456"))
    >>> kept.get("b"), kept.get("a").body
    (None, b'1234')
    """

    def __init__(self, most: int = MOST, each: int = MOST_EACH) -> None:
        self.each = each
        self._most = most
        self._held = 0
        self._answers: OrderedDict[str, Whole] = OrderedDict()

    def get(self, key: str) -> Whole | None:
        """Return the answer that is kept, or None."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def put(self, key: str, answer: Whole) -> None:
        """Keep an answer, unless it is too large."""
        if len(answer.body) > self.each:
            return
        self._drop(key)
        self._answers[key] = answer
        self._held += len(answer.body)
        while self._held > self._most:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: str) -> None:
        old = self._answers.pop(key, None)
        if old is not None:
            self._held -= len(old.body)


@dataclass
class Shared:
    """An answer too large to be kept, which is closed when the last who waited has been given it.

    As a context it is the answer; pieces of its body are read after seeking them.
    """

    answer: Reply
    uses: int = 0

    def __enter__(self) -> Reply:
        return self.answer

    def __exit__(self, *_error: object) -> None:
        self.uses -= 1
        if self.uses <= 0:
            self.answer.body.close()


@dataclass
class _Flight:
    """A job that is being done, and how many clients wait for it."""

    task: asyncio.Task[Whole | Shared]
    waiting: int = 0


class Answers:
    """The answers of a pool of workers, those that may be kept each made only once.

    Clients that ask the same at the same time wait for one answer; it is given up
    when the last of them has gone.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._kept = Kept()
        self._flights: dict[str, _Flight] = {}

    async def get(self, job: Job, gone: asyncio.Task[None]) -> Whole | Shared | None:
        """Return the answer to a job, or None if the client has ``gone`` before it came.

        Raises:
            Refused: as :meth:`Pool.run` does.
        """
        key = key_of(job, self._pool.generation)
        known = self._kept.get(key) if key else None
        if known is not None:
            return known
        flight = self._flights.get(key)
        if flight is None:
            flight = _Flight(asyncio.create_task(self._done(key, job)))
            if key:
                self._flights[key] = flight
        if not await self._landed(key, flight, gone):
            return None
        found = flight.task.result()
        if isinstance(found, Shared) and not found.uses:
            found.uses = flight.waiting + 1  # the first to wake counts those who still wait
        return found

    async def _landed(self, key: str, flight: _Flight, gone: asyncio.Task[None]) -> bool:
        """Wait for a job to be done; return False if the client has gone before."""
        flight.waiting += 1
        try:
            await asyncio.wait((flight.task, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            flight.waiting -= 1
            done = flight.task.done()
            if (done or not flight.waiting) and self._flights.get(key) is flight:
                del self._flights[key]
            if not done and not flight.waiting:
                flight.task.cancel()
        if not done and not flight.waiting:
            with suppress(asyncio.CancelledError, Refused):
                await flight.task
        return done

    async def _done(self, key: str, job: Job) -> Whole | Shared:
        answer = await self._pool.run(job.name, job.given)
        if not key or answer.length > self._kept.each:
            return Shared(answer)
        with answer.body:
            whole = Whole(answer.status, answer.media_type, answer.headers, answer.body.read())
        self._kept.put(key, whole)
        return whole


def key_of(job: Job, generation: int = 0) -> str:
    """Return what a job is kept under; empty where its answer may be another each time.

    That is so of a query that asks for the time or for chance. Each ``generation`` of
    the store has answers of its own.
    """
    asked = f"{job.given.get('text', '')} {job.given.get('parameters', '')}"
    if not job.keep or _VOLATILE.search(asked):
        return ""
    # What a page says of "today" holds for the day.
    return json.dumps([generation, date.today().isoformat(), job.name, job.given], default=str)
