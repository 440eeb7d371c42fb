"""Money by country and fiscal year, FY1950 to FY2020 (country_allocations.csv).

Mostly obligations of the USAID Greenbook. Its IMET row before FY1976 is training
that preceded the programme, and the note on each such figure says so; its
FY1976 may include the transition quarter. Rows that are no country (regions,
worldwide lines) have ``imet:areaName`` and no country.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Triple

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated import figures
from imet_graph.importers.curated.base import Facts

FILE = "country_allocations.csv"
# Series by the last part of a row's id; all others are of single documents.
SERIES = {"gb": "obligations-greenbook", "csis": "state-tables-csis"}
OTHERS = "country-documents"


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every figure."""
    account = facts.account(FILE)
    for row in account.rows:
        if not row["iso3"] and not row["country"]:
            raise ParseProblem(
                f"{row.place}: neither a country nor an area.", hint="Fill iso3 or country."
            )
        yield from figures.observation(
            facts,
            row,
            SERIES.get(row.id.rpartition("-")[2], OTHERS),
            kind=row["kind"],
            country=row["iso3"],
            area="" if row["iso3"] else row["country"],
            trainees=row["students"],
            note=row["note"],
        )
        account.load(row)
