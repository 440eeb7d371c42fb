"""Values as people write them become terms."""

from __future__ import annotations

import pytest

from imet_graph.engines.local import LocalBackend
from imet_graph.errors import ParameterError
from imet_graph.queries.header import Parameter, QueryFile
from imet_graph.queries.parameters import as_date, as_fiscal_year, to_term, values_for

EMPTY = LocalBackend.of_quads([])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2004-03-05", "2004-03-05"),
        ("2004/3/5", "2004-03-05"),
        ("5 March 2004", "2004-03-05"),
        ("Mar. 5, 2004", "2004-03-05"),
        ("5 sept 2004", "2004-09-05"),
    ],
)
def test_dates_are_read_in_the_forms_people_write(written: str, meant: str) -> None:
    """Days in ISO form and with the month's name are understood."""
    assert as_date(written).value == meant


@pytest.mark.parametrize("written", ["2004", "March 2004", "2004-02-30", "soon", "31 June 2004"])
def test_what_is_no_day_is_refused(written: str) -> None:
    """A month, a year or a day that the calendar lacks is no date."""
    with pytest.raises(ValueError, match=written):
        as_date(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2005", "2005"),
        ("FY2005", "2005"),
        ("fy05", "2005"),
        ("fiscal year 2005", "2005"),
        ("FY 99", "1999"),
        ("1976TQ", "1976TQ"),
        ("fy:2005", "2005"),
    ],
)
def test_fiscal_years_are_read_in_the_forms_people_write(written: str, meant: str) -> None:
    """With and without FY, with two digits or four, and the transition quarter."""
    assert as_fiscal_year(written).value.endswith(f"/fy/{meant}")


TYPED = [
    ("integer", "5,181", "5181"),
    ("decimal", "12.5", "12.5"),
    ("boolean", "yes", "true"),
    ("boolean", "0", "false"),
    ("string", "a } b", "a } b"),
]


@pytest.mark.parametrize(("kind", "written", "meant"), TYPED)
def test_numbers_truths_and_text_become_literals(kind: str, written: str, meant: str) -> None:
    """Thousands separators and yes or no are understood; text stays as it is."""
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
    """The message names the option and the value."""
    with pytest.raises(ParameterError, match=rf"--x.*{written}"):
        to_term(Parameter("x", kind), written, EMPTY)


def test_missing_unknown_and_repeated_parameters_are_refused() -> None:
    """Each with what the query has, or an example."""
    query = QueryFile(
        "q",
        "ASK {}",
        parameters=(Parameter("a", required=True, example="one two"), Parameter("b")),
    )
    with pytest.raises(ParameterError, match='--a "one two"'):
        values_for(query, {}, EMPTY)
    with pytest.raises(ParameterError, match="It has: a, b"):
        values_for(query, {"c": "1"}, EMPTY)
    with pytest.raises(ParameterError, match="takes one value"):
        values_for(query, {"a": ["1", "2"]}, EMPTY)
    assert list(values_for(query, {"a": "1", "b": None}, EMPTY)) == ["a"]
    chosen = Parameter("kind", allowed=("x", "y"))
    with pytest.raises(ParameterError, match="x, y"):
        to_term(chosen, "z", EMPTY)
