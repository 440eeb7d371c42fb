"""The status of a country is the same, whichever engine the graph is asked of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from imet_graph import status
from imet_graph.cards import card
from imet_graph.engines import Backend
from imet_graph.engines.local import LocalBackend
from imet_graph.rdf import vocab
from imet_graph.things.names import Entity
from tests.engines.conftest import ENGINES, MARKS

IMET = vocab.iri("program", "imet")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=MARKS.get(name, ())) for name in ENGINES],
)
def test_same_standings(name: str, local: LocalBackend, engine: Callable[[str], Backend]) -> None:
    """A day, a country and a span of changes are as the embedded engine says."""
    other = engine(name)
    pakistan = [vocab.iri("country", "PAK")]
    asked = [
        (date(2005, 6, 1), []),
        (date(2005, 6, 1), pakistan),
        (date(2023, 6, 1), []),  # an act that was not read
        (date(2024, 1, 15), []),  # a list and waivers
    ]
    for day, countries in asked:
        here, there = (
            status.status(backend, day, countries=countries, programs=[IMET])
            for backend in (local, other)
        )
        assert [s.as_dict() for s in there.standings] == [s.as_dict() for s in here.standings]
        assert there.sources == here.sources
        assert there.notes == here.notes
    here, there = (
        status.changes(backend, date(2023, 7, 1), date(2023, 12, 31)) for backend in (local, other)
    )
    assert there.changes == here.changes
    assert here.changes


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.virtuoso] if name == "virtuoso" else [])
        for name in ENGINES
    ],
)
def test_same_cards(name: str, local: LocalBackend, engine: Callable[[str], Backend]) -> None:
    """A country, a programme, a statute and a provision have the same card at each engine."""
    other = engine(name)
    for what in ("country:PAK", "program:imet", "statute:pl-94-329", "provision:faa-620f"):
        entity = Entity(vocab.expand(what) or "", what, what.partition(":")[0])
        assert card(other, entity).as_dict() == card(local, entity).as_dict()
