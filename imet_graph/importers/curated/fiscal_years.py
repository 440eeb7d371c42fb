"""Fiscal years of the United States as things, FY1946 to FY2027, with the transition quarter.

Each has its first and last day and its next; ``fy:1976TQ`` is the quarter
between FY1976, the last to end in June, and FY1977, the first to begin in October.
All cite the law that moved the year's beginning.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Triple

from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.dates import fiscal_year_days
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import describe, en, node, typed

FIRST, LAST = 1946, 2027
QUARTER = "1976TQ"
LAW = Row(
    "fiscal_years",
    1,
    {
        "source_title": "Public Law 93-344, 12 July 1974 (Statutes at Large page)",
        "source_url": "https://en.m.wikisource.org/wiki/"
        "Page:United_States_Statutes_at_Large_Volume_88_Part_1.djvu/365",
        "source_kind": "primary-law",
        "source_date": "1974-07-12",
        "locator": "Sections 501 and 502(a), 88 Stat. 321",
    },
)


def names() -> list[str]:
    """Return the fiscal periods in their order.

    >>> names()[30:33]
    ['1976', '1976TQ', '1977']
    """
    years = [str(year) for year in range(FIRST, LAST + 1)]
    years.insert(years.index("1976") + 1, QUARTER)
    return years


def label(period: str) -> str:
    """Return what a fiscal period is called: ``FY2005``, ``transition quarter 1976``."""
    return "transition quarter 1976" if period == QUARTER else f"FY{period}"


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of all fiscal years."""
    periods = names()
    law = facts.cite(LAW)
    for period, following in zip(periods, [*periods[1:], ""], strict=True):
        first, last = fiscal_year_days(period)
        yield from describe(
            node("fy", period),
            "imet:FiscalYear",
            {
                "rdfs:label": en(label(period)),
                "skos:altLabel": en("FY1976TQ" if period == QUARTER else f"fiscal year {period}"),
                "imet:firstDay": typed(first.isoformat(), "date"),
                "imet:lastDay": typed(last.isoformat(), "date"),
                "imet:yearNumber": typed("" if period == QUARTER else period, "integer"),
                "imet:nextFiscalYear": node("fy", following) if following else None,
                "imet:hasCitation": law,
            },
        )
