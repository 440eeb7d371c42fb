"""Topics that are taught, and forms in which they are taught (topics.csv)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Triple

from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.write import describe, en, node, typed

FILE = "topics.csv"
_TRUTH = {"yes": "true", "no": "false", "": ""}


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every topic; broader topics by ``skos:broader``."""
    account = facts.account(FILE)
    for row in account.rows:
        broader = row["broader_id"]
        yield from describe(
            node("topic", row.id),
            "imet:Topic",
            {
                "rdfs:label": en(row["label"]),
                "skos:broader": node("topic", broader) if broader else None,
                "imet:expandedImet": typed(_TRUTH[row["expanded_imet"]], "boolean"),
                "dcterms:description": en(row["summary"]),
                "imet:hasCitation": facts.cite(row),
            },
        )
        account.load(row)
