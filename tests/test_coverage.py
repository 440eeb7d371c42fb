"""An answer that crosses a known gap says so; a gap of another country, year or law it does not."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from imet_graph.answers import Table
from imet_graph.api import Graph
from imet_graph.coverage import Gap, asked
from imet_graph.queries import Parameter
from imet_graph.rdf.terms import Literal, NamedNode, Term
from imet_graph.rdf.vocab import XSD, expand

Run = Callable[..., "subprocess.CompletedProcess[str]"]
REPORT_2006 = "Foreign Military Training report, 2006"
REPORTS_END = "Foreign Military Training report, 2021 to 2026"
REPORTS_START = "Training reports before FY1999"
MONEY_END = "Overseas Loans and Grants (Greenbook), 2021 to 2026"
BENIN = "Benin in the training report for FY2019"
# Query and parameters, and the gaps that must be named; none of the others may be.
CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("delivered-by-year", {"fiscal_year": 2006}, [REPORT_2006]),
    ("delivered-by-year", {"fiscal_year": 2022}, [REPORTS_END]),
    ("delivered-by-year", {"fiscal_year": 2010}, []),
    # Who asks for all countries asks for the one whose page is corrupt.
    ("delivered-by-year", {"fiscal_year": 2019}, [BENIN]),
    ("trainees-by-country-year", {"country": "Benin"}, [REPORT_2006, BENIN]),
    ("trainees-by-country-year", {"country": "Ghana"}, [REPORT_2006]),
    # The one row is of FY2005; what is missing of this very country counts in any year.
    ("gap-years", {"country": "Benin"}, [BENIN]),
    ("obligated-by-year", {"fiscal_year": 2023}, [MONEY_END]),
    ("appropriations-by-year", {"from_year": 1979, "to_year": 1980},
     ["Amount enacted for FY1980", "Budget justification, 1976 to 2006"]),
    # Beyond the last row: an open end is asked for to the end.
    ("money-by-country-year", {"country": "Ghana", "from_year": 2019}, [REPORTS_END, MONEY_END]),
    ("money-by-country-year", {"country": "Ghana", "from_year": 2024, "to_year": 2024},
     [REPORTS_END, MONEY_END]),
    ("money-by-country-year", {"country": "Ghana", "to_year": 1990}, [REPORTS_START]),
    ("money-by-country-year", {"country": "Ghana", "from_year": 2010, "to_year": 2012}, []),
    # A gap of IMET is none of another programme's.
    ("money-by-country-year", {"country": "Ghana", "program": "FMF", "from_year": 2024}, []),
    ("country-history", {"country": "Benin"}, []),
]  # fmt: skip
ALWAYS = "Allies left out of the training reports"


@pytest.mark.parametrize(
    ("name", "given", "labels"),
    CASES,
    ids=[f"{n} {' '.join(map(str, g.values()))}" for n, g, _ in CASES],
)
def test_the_gaps_an_answer_crosses_are_named(
    bundled: Graph, name: str, given: dict[str, Any], labels: list[str]
) -> None:
    """Years, countries and programmes decide, whether rows come or not."""
    found = {gap.label for gap in bundled.query(name, **given).gaps}
    assert sorted(found - {ALWAYS}) == sorted(labels)


def test_the_command_names_them_on_standard_error(imet: Run) -> None:
    """The answer itself is as it would be."""
    done = imet("query", "obligated-by-year", "--fiscal-year", "2023")
    assert done.returncode == 0
    assert f"Note: {MONEY_END}: Looked for" in done.stderr
    assert "Note:" not in done.stdout


def thing(name: str) -> NamedNode:
    """Return the term of a prefixed name."""
    return NamedNode(expand(name) or name)


GAP = Gap("a:gap", "Gap", "Text", "missing", frozenset({thing("fy:2012").value}),
          frozenset(thing(n).value for n in ("program:imet", "provision:cspa-404a",
                                             "statute:pl-110-457")))  # fmt: skip
DAY = NamedNode(XSD + "date")
ASKED: list[tuple[str, str, Term, bool]] = [
    ("on", "date", Literal("2011-10-01", datatype=DAY), True),
    ("on", "date", Literal("2011-09-30", datatype=DAY), False),
    ("from_date", "date", Literal("2012-09-30", datatype=DAY), True),
    ("from_date", "date", Literal("2012-10-01", datatype=DAY), False),
    ("to_date", "date", Literal("2011-10-01", datatype=DAY), True),
    ("to_year", "integer", Literal(2011), False),
    ("percent", "integer", Literal(2011), True),
    ("fiscal_year", "fiscal-year", thing("fy:2012"), True),
    ("fiscal_year", "fiscal-year", thing("fy:2013"), False),
    ("statute", "statute", thing("statute:pl-110-457"), True),
    ("statute", "statute", thing("statute:pl-94-329"), False),
    ("section", "provision", thing("provision:cspa-404a"), True),
    ("thing", "entity", thing("country:YEM"), True),
    ("program", "program", thing("program:fmf"), False),
    ("agency", "agency", thing("agency:dos"), True),
]


@pytest.mark.parametrize(("name", "kind", "value", "crosses"), ASKED)
def test_a_parameter_of_any_type_says_what_is_asked(
    name: str, kind: str, value: Term, crosses: bool
) -> None:
    """Days and years, alone or as the ends of a span; law; things that a gap is not about."""
    question = asked([Parameter(name, kind)], {name: [value]}, Table((), []))
    assert question.crosses(GAP) is crosses
