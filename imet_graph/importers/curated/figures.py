"""What all importers of figures share: one observation.

A figure (``figure:<id of the row>``) has a programme, a fiscal year, a kind, an
amount in whole United States dollars (``xsd:decimal``, ``unit:usd``) and, where it
is not of the world, a country, or the name of an area that is no country
(``imet:areaName``). Figures of different kinds or series are never added up.

A number of persons trained that a row prints beside its amount stands on the
same figure, as ``imet:trainees``. A cell that is empty gives no triple: not
known is not zero. The label names kind, place as printed and year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.fiscal_years import label
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import describe, en, node, typed

IMET = node("program", "imet")


def observation(
    facts: Facts,
    row: Row,
    dataset: str,
    *,
    kind: str,
    country: str = "",
    area: str = "",
    trainees: str = "",
    countries: str = "",
    note: str = "",
    figure: NamedNode | None = None,
    citations: Iterable[NamedNode] | None = None,
) -> Iterator[Triple]:
    """Yield the triples of one figure; columns fiscal_year and amount_usd are the row's."""
    yield from describe(
        figure or node("figure", row.id),
        "imet:FundingObservation",
        {
            "rdfs:label": en(
                f"{subject(row)}, {kind.replace('-', ' ')}, {row.get('country') or 'world'}, "
                f"{label(row['fiscal_year'])}"
            ),
            "qb:dataSet": node("dataset", dataset),
            "imet:program": IMET,
            "imet:country": node("country", country) if country else None,
            "imet:areaName": area,
            "imet:fiscalYear": node("fy", row["fiscal_year"]),
            "imet:figureKind": node("figure-kind", kind),
            "imet:amount": typed(row["amount_usd"], "decimal"),
            "imet:unit": node("unit", "usd"),
            "imet:trainees": typed(trainees, "integer"),
            "imet:countryCount": typed(countries, "integer"),
            "imet:note": note,
            "imet:hasCitation": facts.cite(row) if citations is None else citations,
        },
    )


def subject(row: Row) -> str:
    """Return what the figure is of: IMET, or the training that went before it.

    The programme began with FY1976; series that run back further carry earlier
    grant training in the same line.
    """
    return "IMET" if row["fiscal_year"] >= "1976" else "Training before IMET"
