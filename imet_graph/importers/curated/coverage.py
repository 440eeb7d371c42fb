"""Coverage: what is known to be missing, left out, corrupt, or the end of a series.

``tables/coverage.csv`` has the statements that no table of facts holds as such;
years of law without a sum for IMET come from appropriation_acts.csv. A statement
that names fiscal years is a gap in those years, of the things that it is about.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.fiscal_years import label, names
from imet_graph.importers.curated.rows import Row
from imet_graph.importers.curated.write import describe, en, name, node

LAWS = "appropriation_acts.csv"


def triples(facts: Facts) -> Iterator[Triple]:
    """Yield the triples of every statement of coverage."""
    for row in facts.own.rows("coverage.csv"):
        yield from describe(
            node("coverage", row.id),
            "imet:Coverage",
            {
                "rdfs:label": en(row["label"]),
                "dcterms:description": en(row["statement"]),
                "imet:coverageKind": node("coverage-kind", row["kind"]),
                "imet:about": [name(one) for one in row.items_of("about", "|")],
                "imet:fiscalYear": [node("fy", one) for one in periods(row["fiscal_years"])],
                "imet:hasCitation": _citations(facts, row),
            },
        )
    for row in facts.rows(LAWS):
        if not row["amount_usd"]:
            yield from _law_without_sum(facts, row)


def _law_without_sum(facts: Facts, row: Row) -> Iterator[Triple]:
    year = row["fiscal_year"]
    yield from describe(
        node("coverage", f"enacted-{year.lower()}"),
        "imet:Coverage",
        {
            "rdfs:label": en(f"Amount enacted for {label(year)}"),
            "dcterms:description": en(
                f"The law for {label(year)} states no amount for IMET: {row['earmarks']}."
                " That is not zero."
            ),
            "imet:coverageKind": node("coverage-kind", "missing"),
            "imet:about": [node("program", "imet"), node("account", row.id)],
            "imet:fiscalYear": node("fy", year),
            "imet:hasCitation": facts.cite(row),
        },
    )


def periods(text: str) -> list[str]:
    """Return the fiscal periods of ranges parted by bars; the quarter of 1976 lies within.

    >>> periods("1976-1976TQ-1977|2004")
    ['1976', '1976TQ', '1977', '2004']
    """
    known = names()
    found: list[str] = []
    for part in filter(None, text.split("|")):
        ends = part.split("-")
        found.extend(known[known.index(ends[0]) : known.index(ends[-1]) + 1])
    return found


def _citations(facts: Facts, row: Row) -> list[NamedNode]:
    """Return the citations of a row: ``FILE.csv:ROW``, or ``text:TITLE@ADDRESS@PLACE``."""
    found: list[NamedNode] = []
    for one in row.items_of("cites", "|"):
        where, _colon, what = one.partition(":")
        if where == "text":
            title, url, locator = what.split("@")
            found.append(facts.library.place(row, title, url, locator))
        else:
            found.extend(_first_row(facts, row, where, what))
    return found


def _first_row(facts: Facts, row: Row, file: str, wanted: str) -> list[NamedNode]:
    # Some tables have no ids, or one row a year: the first that has the code,
    # the year or the kind stands for them.
    columns = ("id", "iso3", "fiscal_year", "kind")
    for one in facts.rows(file):
        if wanted in (one.get(column) for column in columns):
            return facts.cite(one)
    raise ParseProblem(
        f"{row.place}: {file} has no row {wanted!r}.", hint="Name a row by its id, code or year."
    )
