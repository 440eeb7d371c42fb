"""Values as people write them become terms."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from imet_graph.engines.local import LocalBackend
from imet_graph.errors import ParameterError
from imet_graph.queries.header import Parameter, QueryFile
from imet_graph.queries.parameters import as_terms, to_term, values_for

EMPTY = LocalBackend.of_quads([])


TYPED = [
    ("integer", "5,181", "5181"),
    ("decimal", "12.5", "12.5"),
    ("boolean", "yes", "true"),
    ("boolean", "0", "false"),
    ("string", "a } b", "a } b"),
    ("date", "5 March 2004", "2004-03-05"),
    ("fiscal-year", "FY05", "https://w3id.org/imet-graph/id/fy/2005"),
    ("fiscal-year", "fy:2005", "https://w3id.org/imet-graph/id/fy/2005"),
    (
        "fiscal-year",
        "https://w3id.org/imet-graph/id/fy/1976TQ",
        "https://w3id.org/imet-graph/id/fy/1976TQ",
    ),
]


@pytest.mark.parametrize(("kind", "written", "meant"), TYPED)
def test_values_become_terms(kind: str, written: str, meant: str) -> None:
    """Thousands separators, yes or no, days and fiscal years; text stays as it is."""
    assert to_term(Parameter("x", kind), written, EMPTY).value == meant


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("integer", "1.5"),
        ("decimal", "many"),
        ("boolean", "perhaps"),
        ("date", "soon"),
        ("fiscal-year", "next"),
        ("country", "Atlantis"),
    ],
)
def test_a_value_that_does_not_fit_names_its_parameter(kind: str, written: str) -> None:
    """The message names the parameter and the value; at the command line, the option."""
    with pytest.raises(ParameterError, match=rf"^x.*{written}") as caught:
        to_term(Parameter("x", kind), written, EMPTY)
    assert re.match(rf"--x.*{written}", caught.value.command_line)


def test_missing_unknown_and_repeated_parameters_are_refused() -> None:
    """Each with what the query has, or an example."""
    query = QueryFile(
        "q",
        "ASK {}",
        parameters=(Parameter("a", required=True, example="one two"), Parameter("b")),
    )
    with pytest.raises(ParameterError, match='query\\("q", a="one two"\\)') as caught:
        values_for(query, {}, EMPTY)
    assert 'imet-graph query q --a "one two"' in caught.value.command_line
    with pytest.raises(ParameterError, match="It has: a, b"):
        values_for(query, {"c": "1"}, EMPTY)
    with pytest.raises(ParameterError, match="takes one value"):
        values_for(query, {"a": ["1", "2"]}, EMPTY)
    assert list(values_for(query, {"a": "1", "b": None}, EMPTY)) == ["a"]
    chosen = Parameter("kind", allowed=("x", "y"))
    with pytest.raises(ParameterError, match="x, y"):
        to_term(chosen, "z", EMPTY)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("country:PAK", "<https://w3id.org/imet-graph/id/country/PAK>"),
        ("https://example.org/a", "<https://example.org/a>"),
        ("country:a b", '"country:a b"'),
        ("Note: this", '"Note: this"'),
        (5, '"5"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (True, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        (Decimal("1.50"), '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (date(2001, 2, 3), '"2001-02-03"^^<http://www.w3.org/2001/XMLSchema#date>'),
    ],
)
def test_a_value_of_python_is_a_term(value: object, written: str) -> None:
    """Where a query declares nothing, names are things and others literals of their type."""
    assert [str(term) for term in as_terms("ASK { ?x ?p ?o }", {"x": value})["x"]] == [written]
    assert len(as_terms("ASK { ?x ?p ?o }", {"x": [value, value]})["x"]) == 2
    with pytest.raises(ParameterError, match=r"no variable \?y"):
        as_terms("ASK { ?x ?p ?o }", {"y": value})
