"""Statutes: Acts, appropriations acts, directives and other instruments (statutes.csv).

``imet:enactedOn`` is as precise as the source; ``imet:earliest`` and
``imet:latest`` hold its first and last possible day. The public law number is
found under the ways in which people write it (``skos:altLabel``), and alone as
``imet:publicLaw``. The Act that founded a programme ``imet:establishes`` it; the
places that say so are among its citations.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, Triple

from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.write import dated, describe, en, node, slug

FILE = "statutes.csv"

# Programmes by the id of the Act that founded them: amendments.csv and
# programs.csv say so of both, and the article of the first.
FOUNDED = {"isaaeca-1976": "imet", "foreign-ops-approp-1991": "e-imet"}
# Statements of the article that are about a statute, by its id.
ARTICLE = {"isaaeca-1976": "seed-1976-act", "foreign-assistance-act-1961": "seed-faa-1961"}


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every statute."""
    account = facts.account(FILE)
    for row in account.rows + facts.found(FILE):
        number = row["public_law"]
        founded = FOUNDED.get(row.id)
        article = facts.seed(ARTICLE[row.id]) if row.id in ARTICLE else []
        yield from describe(
            facts.statutes[row.id],
            "imet:Statute",
            {
                "rdfs:label": en(row["short_title"]),
                "skos:altLabel": [Literal(text) for text in spellings(number)],
                "dcterms:identifier": row.id,
                "dcterms:description": en(row["summary"]),
                "imet:officialTitle": row["official_title"],
                "imet:publicLaw": number,
                "imet:statutesAtLarge": row["statutes_at_large"],
                "imet:instrumentType": node("instrument", slug(row["instrument_type"])),
                "imet:establishes": node("program", founded) if founded else None,
                **dated(row["enacted"], "imet:enactedOn", row.place),
                "imet:hasCitation": [*facts.cite(row), *article],
            },
        )
    for row in account.rows:
        account.load(row)


def spellings(number: str) -> list[str]:
    """Return the ways in which a public law number is written.

    >>> spellings("94-329")
    ['Pub. L. 94-329', 'P.L. 94-329', 'Public Law 94-329']
    """
    if not number:
        return []
    return [f"{start} {number}" for start in ("Pub. L.", "P.L.", "Public Law")]
