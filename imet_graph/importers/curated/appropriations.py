"""World totals of the IMET account by fiscal year (appropriations.csv).

Requested, authorized, enacted, actual (budget authority) and outlay are kinds
of their own; none adds up with another, and sources may differ on one kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Triple

from imet_graph.importers.curated import figures
from imet_graph.importers.curated.base import Facts

FILE = "appropriations.csv"
SERIES = "account-totals"


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every figure."""
    account = facts.account(FILE)
    for row in account.rows:
        yield from figures.observation(
            facts,
            row,
            SERIES,
            kind=row["kind"],
            trainees=row["students"],
            countries=row["countries"],
            note=row["note"],
        )
        account.load(row)
