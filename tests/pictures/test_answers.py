"""Answers to queries as pictures, in the views that their headers name."""

from __future__ import annotations

import re
from datetime import date

import pytest

import imet_graph
from imet_graph.answers import Table, Truth
from imet_graph.engines.local import LocalBackend
from imet_graph.errors import InputError
from imet_graph.pictures import render
from imet_graph.pictures.picture import Picture
from imet_graph.pictures.views.answer import day_of, of_result
from imet_graph.pictures.views.worldmap import on_day
from imet_graph.queries import Catalog
from imet_graph.rdf.terms import Literal, NamedNode
from tests import small
from tests.pictures.boxes import overlaps
from tests.small import iri

# Questions of the training reports have no rows in the bundled graph.
DRAWN = sorted(
    query.name
    for query in Catalog()
    if query.view != "table" and "training-store" not in query.tags
)


@pytest.fixture(scope="module")
def graph() -> imet_graph.Graph:
    """The bundled graph."""
    return imet_graph.load()


@pytest.mark.parametrize("name", DRAWN)
def test_every_query_is_drawn_in_the_view_it_names(graph: imet_graph.Graph, name: str) -> None:
    """With the examples of its header it gives a legible picture with sources or a network."""
    query = graph.catalog.get(name)
    given = {p.name: p.example for p in query.parameters if p.required}
    picture = graph.query(name, **given).visualize()
    assert picture.title == query.title
    assert overlaps(picture) == []
    assert picture.body
    assert picture.network is not None
    assert render(picture, "svg").startswith(b"<svg ")


def test_a_card_has_the_sources_of_its_rows(graph: imet_graph.Graph) -> None:
    """A country on the map of money cites the figure, not its code list alone."""
    result = graph.query("obligated-by-year", fiscal_year=2010).result
    picture = of_result(graph.backend, result, "map", "Money")
    card = picture.cards[iri("country:PAK")]
    assert any("Greenbook" in text for text, _address in card.sources)


def _painted(picture: Picture) -> dict[str, tuple[str, str]]:
    """Return code and tip of each country's outline, by the country's short name."""
    outline = r'data-k="([^"]*)" data-t="([^"]+)"><title>([^<]*)</title><path'
    return {name: (code, tip) for code, name, tip in re.findall(outline, "\n".join(picture.body))}


@pytest.mark.parametrize(
    "on", ["1978-01-01", "2003-07-01", "2005-06-01", "2016-05-05", "2026-08-08"]
)
def test_statuses_on_a_day_are_weighed_as_on_the_map_of_that_day(
    graph: imet_graph.Graph, on: str
) -> None:
    """Each country of the answer has the colour and the words that the map of the day has."""
    query = graph.catalog.get("status-on-date")
    bound = graph.bound(query, {"on": on})
    day = day_of(query, bound)
    assert day == date.fromisoformat(on)
    found = _painted(of_result(graph.backend, graph.result(query, bound), "map", "Status", day))
    expected = _painted(on_day(graph.backend, iri("program:imet"), on))
    assert len(found) > 10
    assert found == {name: expected[name] for name in found}
    left_out = {code for name, (code, _tip) in expected.items() if name not in found}
    assert left_out <= {"no-restriction-known", "not-known"}


def test_a_prohibition_that_is_waived_is_not_painted_as_one(graph: imet_graph.Graph) -> None:
    """Pakistan's coup bar was waived in June 2005; rows alone, without a day, can't tell."""
    result = graph.query("status-on-date", on="2005-06-01", country="Pakistan").table
    weighed = of_result(graph.backend, result, "map", "Status", date(2005, 6, 1))
    assert _painted(weighed) == {
        "country:PAK": ("notice-required", "Pakistan: not barred: notice required")
    }
    assert weighed.cards[iri("country:PAK")].lines[0][1] == "not barred: notice required"
    rows = of_result(graph.backend, result, "map", "Status")
    assert _painted(rows)["country:PAK"][0] == "prohibited"
    assert any("not weighed" in note for note in rows.notes)


def test_only_a_parameter_named_on_says_the_day(graph: imet_graph.Graph) -> None:
    """A span of days is no day."""
    query = graph.catalog.get("changes-between")
    bound = graph.bound(query, {"from_date": "2023-07-20", "to_date": "2023-12-31"})
    assert day_of(query, bound) is None


def test_what_an_answer_lacks_is_said() -> None:
    """A view that needs dates, numbers or countries names the columns there are."""
    backend: LocalBackend = small.backend()
    table = Table(("thing", "word"), [(NamedNode(iri("event:coup")), Literal("x"))])
    for view, what in (("timeline", "dates"), ("map", "countries"), ("chart", "numbers"),
                       ("hierarchy", "wholes")):  # fmt: skip
        with pytest.raises(InputError, match=f"no column of .*{what}.*thing, word"):
            of_result(backend, table, view, "Title")
    with pytest.raises(InputError, match="no rows"):
        of_result(backend, Table(("a",), []), "network", "Title")
    with pytest.raises(InputError, match="yes or no"):
        of_result(backend, Truth(True), "network", "Title")
    with pytest.raises(InputError, match="can't be drawn as poem"):
        of_result(backend, table, "poem", "Title")


def test_rows_without_a_link_of_their_own_are_linked_by_their_row() -> None:
    """Egypt and the coup stand in one row, so a line joins them, named after the column."""
    table = Table(
        ("country", "because_of"),
        [(NamedNode(iri("country:EGY")), NamedNode(iri("event:coup")))],
    )
    picture = of_result(small.backend(), table, "network", "Title")
    assert picture.network is not None
    assert [(e.source, e.label) for e in picture.network.edges] == [
        (iri("country:EGY"), "because of")
    ]
