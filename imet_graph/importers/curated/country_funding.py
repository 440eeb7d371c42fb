"""Training delivered or planned, by country and fiscal year (country_funding.csv).

Sums of the printed IMET programme totals of the training reports, FY1999 to
FY2020: the value of training, not money allotted. Most NATO members are left
out by law, so that a missing country-year is not zero.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Triple

from imet_graph.importers.curated import figures
from imet_graph.importers.curated.base import Facts

FILE = "country_funding.csv"
SERIES = "training-by-country"


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every figure."""
    account = facts.account(FILE)
    for row in account.rows:
        yield from figures.observation(
            facts,
            row,
            SERIES,
            kind=row["kind"],
            country=row["iso3"],
            trainees=row["students"],
            note=row["note"],
        )
        account.load(row)
