"""Answers that are kept: made once, given to all who ask, and given up when nobody waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import pytest

from imet_graph.web.cache import Answers, Shared, Whole, key_of
from imet_graph.web.messages import Job, Refused
from imet_graph.web.pool import Pool
from imet_graph.web.process import Limits, Reply
from imet_graph.web.protocol import Operation

_HEAVY = "SELECT (COUNT(*) AS ?n) { ?a a ?c . ?b a ?d FILTER(STR(?a) < STR(?b)) }"
_LIMITS = Limits(seconds=2, workers=1)


class _Counted(Pool):
    """A pool that counts what it is asked."""

    asked = 0

    async def run(self, name: str, given: dict[str, Any]) -> Reply:
        """Count, and answer."""
        self.asked += name == "sparql"
        return await super().run(name, given)


def _query(text: str) -> Job:
    given = {**asdict(Operation(text, "csv")), "safe": False}
    return Job("sparql", given, keep=True)


def _with_pool(story: Callable[[_Counted, Answers], Awaitable[None]]) -> None:
    async def told() -> None:
        pool = _Counted({"store": None, "queries": []}, _LIMITS)
        await pool.start()
        try:
            await story(pool, Answers(pool))
        finally:
            await pool.close()

    asyncio.run(told())


def _never() -> asyncio.Task[None]:
    async def wait() -> None:
        await asyncio.Event().wait()

    return asyncio.create_task(wait())


def test_one_answer_serves_all_who_ask_for_it() -> None:
    """Eight clients at once and one afterwards get the same bytes of one run."""

    async def story(pool: _Counted, answers: Answers) -> None:
        job = _query("SELECT ?s { ?s a imet:Program } ORDER BY ?s")
        found = await asyncio.gather(*(answers.get(job, _never()) for _ in range(8)))
        found.append(await answers.get(job, _never()))
        assert all(isinstance(one, Whole) for one in found)
        assert len({one.body for one in found if isinstance(one, Whole)}) == 1
        assert pool.asked == 1

    _with_pool(story)


def test_a_client_that_leaves_takes_nothing_from_the_others() -> None:
    """The first of two leaves; the other hears how it ends. When both leave, it is given up."""

    async def story(pool: _Counted, answers: Answers) -> None:
        job = _query(_HEAVY)
        leaving = asyncio.create_task(asyncio.sleep(0.3))
        first = asyncio.create_task(answers.get(job, leaving))
        second = asyncio.create_task(answers.get(job, _never()))
        assert await first is None
        with pytest.raises(Refused, match="stopped after 2 seconds"):
            await second
        assert pool.asked == 1
        leaving = asyncio.create_task(asyncio.sleep(0.3))
        both = await asyncio.gather(answers.get(job, leaving), answers.get(job, leaving))
        assert both == [None, None]
        assert answers._flights == {}
        assert pool.asked == 2

    _with_pool(story)


def test_an_answer_too_large_to_keep_is_shared_by_those_who_wait() -> None:
    """It stays in its file till the last of them has it; who comes later has it made anew."""

    async def story(pool: _Counted, answers: Answers) -> None:
        answers._kept.each = 10
        job = _query("SELECT ?s { ?s a imet:Program } ORDER BY ?s")
        found = await asyncio.gather(*(answers.get(job, _never()) for _ in range(3)))
        read = []
        for one in found:
            assert isinstance(one, Shared)
            assert not one.answer.body.closed
            with one as answer:
                answer.body.seek(0)
                read.append(answer.body.read())
        assert len(read[0]) > 10 and len(set(read)) == 1
        assert isinstance(found[0], Shared) and found[0].answer.body.closed
        assert pool.asked == 1
        again = await answers.get(job, _never())
        assert isinstance(again, Shared)
        with again:
            assert pool.asked == 2
        assert again.answer.body.closed

    _with_pool(story)


@pytest.mark.parametrize(
    "text",
    ["SELECT (NOW() AS ?n) {}", "SELECT (rand() AS ?n) {}", "SELECT (struuid() AS ?n) {}"],
)
def test_what_is_another_each_time_is_not_kept(text: str) -> None:
    """The time, chance and made-up names are asked for anew, also by the editor."""
    assert key_of(_query(text)) == ""
    assert key_of(Job("editor", {"parameters": [["query", text]]}, keep=True)) == ""
    assert key_of(_query("SELECT ?known { ?random ?now ?uuids }")) != ""
    assert key_of(Job("warm", {})) == ""
