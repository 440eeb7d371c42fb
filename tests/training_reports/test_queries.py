"""The named queries over a small store of training reports, beside the curated graph."""

from __future__ import annotations

from typing import Any

import pytest

from imet_graph.api import Graph, load
from imet_graph.engines.local import LocalBackend
from imet_graph.queries import Catalog, QueryFile
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode
from imet_graph.training_reports.names import Names
from imet_graph.training_reports.run import import_reports
from tests.pictures.boxes import overlaps
from tests.training_reports import make

MALI = {"country": "Mali", "code": "MLI"}
TOGO = {"country": "Togo", "code": "TGO"}


def imet(year: int) -> str:
    """Return the label of the programme in a year."""
    return f"IMET-1 - Fiscal Year {year} Department of State Training"


def fmf(year: int) -> str:
    """Return the label of another programme in a year."""
    return f"FMF - Fiscal Year {year} Department of State Training"


REPORTS = {
    "1999-2000": [
        make.row("LAW OF WAR", 2, 500, program=imet(1999)),
        make.row("LAW OF WAR", 70, 9000, program=imet(2000)),  # planned
    ],
    "2000-2001": [
        make.row("LAW OF WAR", 4, 800, program=imet(2000)),
        make.row("AIRBORNE", 1, 100, program=imet(2000), **MALI),
    ],
    "2018-2019": [
        make.row("HUMAN RIGHTS", 3, 3000, program=imet(2018), recipient="1st Brigade",
                 start="2018-01-15", end="2018-01-20"),
        make.row("AIRBORNE", 5, 250, program=fmf(2018)),
        make.row("AIRBORNE", 1, 400, program=imet(2018), start="2018-02-01",
                 recipient="33rd Regiment", **MALI),
        make.row("AIRBORNE", 9, 900, program=imet(2019), start="2018-11-01", **MALI),  # planned
        make.row("Fiscal Year 2018 Program Totals", 8, 400, program=imet(2018), **MALI),
        # What the report does not say: all costs of Togo's, and numbers of some.
        make.row("AIRBORNE", 7, "", program=imet(2018), **TOGO),
        make.row("LAW OF WAR", "", 60, program=fmf(2018), **TOGO),
        make.row("NURSING", 6, "", program=fmf(2018), delivery="DLIELC, Lackland AFB TX", **TOGO),
    ],
}  # fmt: skip

CASES: dict[str, list[tuple[dict[str, str], list[dict[str, str]], int | None]]] = {
    "training-by-country-year": [
        (
            {},
            [
                {"country": "country:TCD", "fiscal_year": "fy:2000", "trainees": "4"},
                {"country": "country:TCD", "fiscal_year": "fy:2018", "trainees": "8"},
            ],
            6,
        ),
        (
            {"country": "Chad", "program": "imet-1"},
            [{"fiscal_year": "fy:2018", "activities": "1", "trainees": "3", "cost": "3000"}],
            3,
        ),
        (
            {"country": "Togo"},
            [{"activities": "3", "trainees": "13", "cost": "60", "without_cost": "2"}],
            1,
        ),
        # Nothing is known of a cost: an empty cell, and no zero.
        (
            {"country": "Togo", "program": "imet-1"},
            [{"trainees": "7", "cost": "", "without_cost": "1"}],
            1,
        ),
    ],
    "top-programs": [
        ({}, [{"program": "program:imet-1", "trainees": "18", "without_cost": "1"}], 2),
        ({"country": "Mali"}, [{"program": "program:imet-1", "trainees": "2"}], 1),
        ({"fiscal_year": "FY2018"}, [{"program": "program:fmf", "cost": "310"}], 2),
    ],
    "top-courses": [
        ({"fiscal_year": "FY2000"}, [{"activities": "1", "trainees": "4"}], 2),
        (
            {"fiscal_year": "FY2018"},
            [
                {"trainees": "13", "cost": "650", "without_cost": "1"},
                {"trainees": "6", "cost": "", "without_cost": "1"},
            ],
            3,
        ),
    ],
    "top-schools": [({}, [{"trainees": "6", "cost": "", "without_cost": "1"}], 1)],
    "training-in-topic": [
        ({"topic": "human-rights"}, [{"country": "country:TCD", "trainees": "3"}], 1),
        # What was planned for FY2000 is not added to what was done.
        (
            {"topic": "law-of-war"},
            [
                {"country": "country:TCD", "trainees": "6"},
                {"country": "country:TGO", "trainees": "", "cost": "60"},
            ],
            2,
        ),
    ],
    "unit-history": [
        (
            {"country": "Chad", "unit": "brigade"},
            [{"name": "1st Brigade", "kind": "figure-kind:activities-reported"}],
            1,
        )
    ],
    "activities-between": [
        (
            {"country": "Mali", "from_date": "2018-01-01", "to_date": "2018-12-31"},
            [
                {"start": "2018-02-01", "kind": "figure-kind:activities-reported"},
                {"start": "2018-11-01", "kind": "figure-kind:activities-planned"},
            ],
            2,
        )
    ],
    "training-under-restriction": [
        (
            {"country": "Mali"},
            [
                {
                    "start": "2018-02-01",
                    "unit": "milunit:MLI-841ab51c2f02",
                    "period": "period:cspa-list-2018-mli-404-a-listed.imet",
                }
            ],
            1,
        )
    ],
    "countries-every-year": [({}, [{"country": "country:TCD", "years": "3"}], 1)],
    "countries-never": [({}, [{"country": "country:MDG"}], None)],
    "cost-per-trainee": [
        # 3,400 dollars for four persons: the seven of whom no cost is known do not count.
        (
            {"fiscal_year": "FY2018"},
            [
                {"program": "program:imet-1", "cost_per_trainee": "850", "left_out": "1"},
                {"program": "program:fmf", "cost_per_trainee": "50", "left_out": "2"},
            ],
            2,
        )
    ],
    "disappearances": [({"country": "Mali"}, [{"year": "fy:1999"}], None)],
    "delivered-beside-appropriated": [
        ({}, [{"fiscal_year": "fy:1999", "delivered": "500", "enacted": "50000000"}], None)
    ],
    "reconciliation-differences": [({}, [{"country": "country:MLI"}], 1)],
}
"""For each query: parameters, values of rows that must be there, the number of rows."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Return a store of three small reports."""
    folder = tmp_path_factory.mktemp("training")
    paths = []
    for years, rows in REPORTS.items():
        for cells in rows:
            cells[-1] = cells[-1].replace("2018-2019", years)
            cells[-4] = cells[-4].replace("2018_2019", years.replace("-", "_"))
        paths.append(make.write(folder / f"fmtr_{years}.tsv", rows))
    import_reports(paths, folder / "store", Names.of(LocalBackend.bundled()))
    return load(folder / "store")


@pytest.mark.parametrize(
    ("name", "case"), [(name, case) for name, cases in CASES.items() for case in cases]
)
def test_a_query_answers_from_the_small_store(
    store: Graph, name: str, case: tuple[dict[str, str], list[dict[str, str]], int | None]
) -> None:
    """Sums count each activity once, and what was only planned not at all."""
    parameters, expected, count = case
    table = store.query(name, **parameters).table
    rows = [dict(zip(table.variables, map(shown, row), strict=True)) for row in table]
    for wanted in expected:
        assert any(wanted.items() <= row.items() for row in rows), (wanted, rows[:5])
    if count is not None:
        assert len(rows) == count


def test_every_query_over_the_reports_has_a_case() -> None:
    """None is left untried, since the manifests of the bundled graph leave these out."""
    assert {q.name for q in Catalog() if "training-store" in q.tags} == set(CASES)


DRAWN = [q for q in Catalog() if q.name in CASES and q.view != "table"]


@pytest.mark.parametrize("query", DRAWN, ids=lambda query: query.name)
def test_a_query_is_drawn_in_the_view_it_names(store: Graph, query: QueryFile) -> None:
    """The first case that has rows gives a legible picture."""
    parameters = next(given for given, expected, _count in CASES[query.name] if expected)
    picture = store.query(query.name, **parameters).visualize()
    assert picture.body
    assert overlaps(picture) == []


def shown(term: Any) -> str:
    """Return a term as the cases write it."""
    if term is None:
        return ""
    return vocab.compact(term.value) if isinstance(term, NamedNode) else str(term.value)
