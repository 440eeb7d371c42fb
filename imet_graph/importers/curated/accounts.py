"""The IMET account in each year's appropriations law (appropriation_acts.csv).

``account:<id>`` is what the law says: how long the money lasts, what is reserved,
which countries it limits (``imet:limitsCountry`` for those named by code). Where
the law states an amount, ``imet:appropriates`` leads to a figure of kind enacted;
a continuing resolution that names no amount has none, which is not zero. A
rescission is a negative amount, a supplement an amount of its own: a fiscal
year's enacted total is the sum of its figures in this series.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Triple

from imet_graph.importers.curated import figures
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.fiscal_years import label
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import describe, en, node, typed

FILE = "appropriation_acts.csv"
SERIES = "enacted-law"
_CODE = re.compile(r"\b[A-Z]{3}\b")


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every account text and of the amounts that stand in them."""
    account = facts.account(FILE)
    titles = {row.id: row["short_title"] for row in facts.rows("statutes.csv")}
    for row in account.rows:
        citations = facts.cite(row)
        amount = node("figure", f"enacted-{row.id}") if row["amount_usd"] else None
        yield from describe(
            node("account", row.id),
            "imet:AccountText",
            {
                "rdfs:label": en(
                    f"IMET account, {label(row['fiscal_year'])}: {titles[row['statute_id']]}"
                ),
                "imet:accountStatute": facts.statute(row, "statute_id"),
                "imet:fiscalYear": node("fy", row["fiscal_year"]),
                "imet:availability": row["availability"],
                "imet:earmarks": row["earmarks"],
                "imet:entertainmentCap": typed(row["entertainment_cap"], "decimal"),
                "imet:countryLimits": row["country_limits"],
                "imet:limitsCountry": [node("country", code) for code in limited(row)],
                "imet:appropriates": amount,
                "imet:hasCitation": citations,
            },
        )
        if amount:
            yield from figures.observation(
                facts, row, SERIES, kind="enacted", figure=amount, citations=citations
            )
        account.load(row)


def limited(row: Row) -> list[str]:
    """Return the codes of the countries that the limits name, each once."""
    return list(dict.fromkeys(_CODE.findall(row["country_limits"])))
