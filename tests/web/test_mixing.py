"""Each question gets its own answer or an error, whatever befalls a worker or the disk."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from imet_graph.web import framing
from imet_graph.web.messages import Refused
from imet_graph.web.pool import Pool
from imet_graph.web.process import Lane, Limits, Reply

from .running import Got, Running, protocol_store, serving

_linux = pytest.mark.skipif(sys.platform != "linux", reason="limits and finds other processes")
_LARGE = 'SELECT (CONCAT(STR(?s), "{}") AS ?x) {{ ?s ?p ?o }} LIMIT 40000'
_SMALL = "SELECT ({} AS ?x) {{}}"


def _csv(server: Running, query: str) -> Got:
    return server.ask("/sparql?" + urlencode({"query": query, "format": "csv"}))


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


@_linux
def test_a_failed_write_shifts_no_answer() -> None:
    """When no temporary file can grow, large answers are errors and every other is its own."""
    with serving("--workers", "2") as server:
        pid = server.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1_200_000, before[1]))
        for number in range(3):
            got = _csv(server, _LARGE.format(f" large {number}"))
            assert got.status == 500 and "could not be passed on" in got.text, got.text[:200]
            assert "TMPDIR" in got.text
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
        for number in range(20):
            got = _csv(server, _SMALL.format(number))
            assert (got.status, got.text.split()) == (200, ["x", str(number)])
        got = _csv(server, _LARGE.format(" whole"))
        assert got.status == 200 and len(got.text.splitlines()) == 40001
        assert all(" whole" in line for line in got.text.splitlines()[1:])


def test_an_answer_of_another_job_is_no_answer() -> None:
    """What is left in a worker's pipe, such as the rest of a former answer, ends the worker."""

    async def told() -> tuple[Refused, Reply]:
        pool = Pool({"store": None, "queries": []}, Limits(seconds=20, workers=1))
        await pool.start()
        try:
            (lane,) = pool._lanes
            assert lane.process.stdout
            lane.process.stdout.feed_data(framing.frame(b"D", 0, b"another's"))
            with pytest.raises(Refused) as refused:
                await pool.run("terms", {"parameters": []})
            return refused.value, await pool.run("terms", {"parameters": []})
        finally:
            await pool.close()

    refused, answer = asyncio.run(told())
    assert refused.status == 500
    with answer.body:
        assert b'"terms":[' in answer.body.read()


@pytest.mark.parametrize("bad", [b"no JSON", b"[]"])
def test_an_answer_that_can_not_be_understood_ends_its_worker(bad: bytes) -> None:
    """Whatever goes wrong while an answer is passed on, its worker answers nothing more."""

    async def told() -> tuple[Lane, set[Lane]]:
        pool = Pool({"store": None, "queries": []}, Limits(seconds=20, workers=1))
        await pool.start()
        try:
            (lane,) = pool._lanes
            assert lane.process.stdout
            number = next(pool._numbers) + 1
            lane.process.stdout.feed_data(framing.frame(b"H", number, bad))
            lane.process.stdout.feed_data(framing.frame(b"E", number))
            with pytest.raises(Refused, match="ended unexpectedly"):
                await pool.run("terms", {"parameters": []})
            answer = await pool.run("terms", {"parameters": []})
            answer.body.close()
            return lane, set(pool._lanes)
        finally:
            await pool.close()

    lane, now = asyncio.run(told())
    assert lane.ended_for and lane not in now


def test_a_client_that_leaves_as_it_is_answered_takes_no_worker_along() -> None:
    """The worker is free by then, and may be at work for another client."""

    async def told() -> bool:
        pool = Pool({"store": None, "queries": []}, Limits(seconds=20, workers=1))
        await pool.start()
        try:
            (lane,) = pool._lanes
            while pool._tasks:  # it is getting ready
                await asyncio.sleep(0.01)
            leaving = asyncio.create_task(pool.run("terms", {"parameters": []}))
            while not pool._tasks:
                await asyncio.sleep(0)
            (work,) = pool._tasks
            work.add_done_callback(lambda _: leaving.cancel())
            with pytest.raises(asyncio.CancelledError):
                await leaving
            return lane.abandoned
        finally:
            await pool.close()

    assert asyncio.run(told()) is False


@_linux
def test_a_worker_that_can_not_start_is_tried_again(tmp_path: Path) -> None:
    """While the store is away, a request is answered 503 in time; when it is back, with 200."""
    store = tmp_path / "store"
    protocol_store(store)
    with serving("--store", str(store), "--workers", "1", "--timeout", "3") as server:
        assert _csv(server, _SMALL.format(1)).status == 200
        store.rename(tmp_path / "away")
        (worker,) = _children(server.process.pid)
        os.kill(worker, signal.SIGKILL)
        while Path(f"/proc/{worker}").exists():
            time.sleep(0.01)
        got = server.ask("/sparql?query=ASK%7B%7D", timeout=20)
        assert got.status == 503 and "No worker was free within 3 seconds" in got.text
        assert got.headers["retry-after"]
        (tmp_path / "away").rename(store)
        until = time.monotonic() + 30
        while (got := _csv(server, _SMALL.format(7))).status == 503 and time.monotonic() < until:
            time.sleep(0.1)
        assert (got.status, got.text.split()) == (200, ["x", "7"])
