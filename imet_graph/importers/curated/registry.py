"""The only list of curated importers, in the order in which they run.

A citation is written to the file of the importer that first asks for it.
"""

from __future__ import annotations

IMPORTERS: tuple[str, ...] = (
    "statutes",
    "provisions",
    "amendments",
    "fiscal_years",
    "datasets",
    "countries",
    "agencies",
    "topics",
    "programs",
    "institutions",
    "events",
    "participation",
    "disagreements",
    "article",
    "coverage",
    "accounts",
    "appropriations",
    "country_funding",
    "country_allocations",
)
"""Names of modules of this package; each writes the file of ``data/`` of that name."""
