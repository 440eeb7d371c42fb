"""Series of figures, and what became of each dataset that was found (datasets.csv).

A series is a ``qb:DataSet``. Its publishers are those of the datasets of which it
is made; the datasets that were ruled out, were not reached or hold invented
figures are not in the graph, and the account of rows says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, Triple

from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.write import describe, en, node
from imet_graph.rdf import vocab

FILE = "datasets.csv"


@dataclass(frozen=True)
class Series:
    """One series: name, label, description, and the ids of the datasets it is made of."""

    name: str
    label: str
    description: str
    made_of: tuple[str, ...] = ()


SERIES = (
    Series(
        "enacted-law",
        "IMET as enacted, by law",
        "Amounts for IMET as each appropriations law states them, before any cut "
        "across the board; supplements and a rescission are figures of their own.",
    ),
    Series(
        "account-totals",
        "IMET account totals",
        "World totals of the IMET account by fiscal year: requested, authorized, "
        "enacted, actual budget authority and outlays, from budget documents and laws.",
        ("omb-budgetdata",),
    ),
    Series(
        "training-by-country",
        "IMET training by country, from the training reports",
        "Value of IMET training delivered in a fiscal year, or planned for the next, "
        "and the number of trainees, as the annual Foreign Military Training Reports "
        "print them. Not the appropriation or allocation: travel, living allowances, "
        "unfinished courses and most NATO members are left out.",
        ("sfm-fmtrpt",),
    ),
    Series(
        "obligations-greenbook",
        "IMET obligations by country, USAID Greenbook",
        "Obligations by country in historical dollars, FY1950 to FY2020; before FY1976 "
        "training that preceded IMET, carried in the same row.",
        ("greenbook-2022",),
    ),
    Series(
        "state-tables-csis",
        "IMET by country, State Department tables",
        "State Department country tables for FY2008 to FY2017 as transcribed by a "
        "research institute; which column is actual or estimate is partly inferred.",
        ("csis-state-by-country",),
    ),
    Series(
        "country-documents",
        "IMET by country, single documents",
        "Amounts for single countries from budget justifications, training reports' "
        "summaries, a research centre's pages and the press.",
        (
            "state-pm-2008",
            "state-fmtr-section3",
            "cbj-fy2004-regions",
            "cbj-fy2005-regions",
            "cbj-fy2007-regions",
            "cip-just-the-facts",
        ),
    ),
)


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every series."""
    account = facts.account(FILE)
    for series in SERIES:
        rows = [row for row in account.rows if row.id in series.made_of]
        dataset = node("dataset", series.name)
        yield from describe(
            dataset,
            "qb:DataSet",
            {
                "rdfs:label": en(series.label),
                "dcterms:description": en(series.description),
                "dcterms:publisher": [Literal(row["publisher"]) for row in rows],
            },
        )
        for row in rows:
            account.merge(row, vocab.compact(dataset.value), row["note"] or row["state"])
    for row in account.unsettled():
        reason = f"{row['state']}; {row['note']}" if row["note"] else row["state"]
        account.leave_out(row, reason)
