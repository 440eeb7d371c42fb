"""Every bundled query gives the same answer on every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from imet_graph.engines import Backend
from imet_graph.engines.local import LocalBackend
from imet_graph.errors import EndpointError
from imet_graph.queries import Catalog, QueryFile
from imet_graph.queries.parameters import bind, values_for
from tests.engines.comparing import Comparable, comparable, ordered
from tests.engines.conftest import ENGINES, MARKS

# Queries over the training reports need a store with reports; here they would compare nothing.
BUNDLED = [query for query in Catalog() if "training-store" not in query.tags]
KNOWN: dict[tuple[str, str], str] = {}
"""Known differences: engine and query, with the reason. At most three."""


def variants(query: QueryFile) -> list[tuple[str, dict[str, Any]]]:
    """Return the ways to ask a query: with what it needs, and with every example."""
    needed = {p.name: p.example for p in query.parameters if p.required}
    every = {p.name: p.example for p in query.parameters if p.example}
    return [("needed", needed)] + ([("every", every)] if every != needed else [])


CASES = [
    pytest.param(
        engine,
        query,
        given,
        id=f"{query.name}-{variant}-{engine}",
        marks=MARKS.get(engine, ()),
    )
    for engine in ENGINES
    for query in BUNDLED
    for variant, given in variants(query)
]
_answers: dict[str, Comparable] = {}


def answer(backend: Backend, query: QueryFile, text: str) -> Comparable:
    """Return the answer of an engine, its rows in order if the query puts them in order."""
    return comparable(backend.query(text), ordered(query.text))


@pytest.mark.parametrize(("name", "query", "given"), CASES)
def test_same_rows(
    name: str,
    query: QueryFile,
    given: dict[str, Any],
    local: LocalBackend,
    engine: Callable[[str], Backend],
) -> None:
    """An engine answers as the embedded one does, in the same order where one is asked for."""
    text = bind(query.text, values_for(query, given, local))
    if text not in _answers:
        _answers[text] = answer(local, query, text)
    known = (name, query.name) in KNOWN
    found: Comparable | None = None
    try:
        found = answer(engine(name), query, text)
    except EndpointError:
        if not known:
            raise
    if known:
        assert found != _answers[text], "no difference any more: remove it from KNOWN"
        return
    assert found == _answers[text]


def test_all_queries_are_compared() -> None:
    """No filter has crept in: each query, in each variant, on each engine."""
    expected = sum(len(variants(query)) for query in BUNDLED) * len(ENGINES)
    assert len(CASES) == expected >= 20 * len(ENGINES)
    assert {case.values[1].name for case in CASES} == {query.name for query in BUNDLED}  # type: ignore[union-attr]
    assert len(KNOWN) <= 3


def test_most_answers_are_not_empty(local: LocalBackend) -> None:
    """The examples in the headers find something: equal emptiness would prove nothing.

    Those over the training reports find nothing here, since the bundled graph has
    none; that every engine takes them is still worth knowing.
    """
    empty = [
        query.name
        for query in Catalog()
        if "training-store" not in query.tags
        and not answer(
            local, query, bind(query.text, values_for(query, variants(query)[0][1], local))
        )
    ]
    assert empty == []
