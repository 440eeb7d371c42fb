"""Which known gaps an answer crosses: what is missing, left out or out of date.

A query whose header names the series that it draws on (``#+ gaps: [fmtr]``, the
beginnings of the names of ``coverage:`` things) is checked: a gap is crossed when
its fiscal years meet the span of the answer's, and its countries, if it has any,
are among the answer's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from imet_graph.answers import Row, Table
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Term, text_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.queries import QueryFile


class Gap(NamedTuple):
    """A statement of coverage: its IRI, label and text, its fiscal years and countries."""

    iri: str
    label: str
    text: str
    years: frozenset[str]
    countries: frozenset[str]


def gaps(backend: Backend, beginnings: Iterable[str]) -> list[Gap]:
    """Return the statements of coverage whose names begin so, in order of name."""
    starts = " || ".join(
        f'STRSTARTS(STR(?gap), "{vocab.iri("coverage", name)}")' for name in beginnings
    )
    table = backend.query(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "PREFIX dcterms: <http://purl.org/dc/terms/> "
        f"PREFIX imet: <{vocab.DEF}> "
        "SELECT ?gap ?label ?text ?year ?thing WHERE { ?gap a imet:Coverage ; rdfs:label ?label . "
        "OPTIONAL { ?gap dcterms:description ?text } OPTIONAL { ?gap imet:fiscalYear ?year } "
        f"OPTIONAL {{ ?gap imet:about ?thing }} FILTER({starts}) }} ORDER BY ?gap"
    )
    assert isinstance(table, Table)  # noqa: S101 - SELECT gives a table
    grouped: dict[str, list[tuple[str, ...]]] = {}
    for row in table:
        iri, *rest = (text_of(term) for term in row)
        grouped.setdefault(iri, []).append(tuple(rest))
    return [
        Gap(
            iri,
            rows[0][0],
            rows[0][1],
            frozenset(row[2] for row in rows if row[2]),
            frozenset(row[3] for row in rows if vocab.kind_of(row[3]) == "country"),
        )
        for iri, rows in grouped.items()
    ]


def crossed(
    backend: Backend, query: QueryFile, rows: Iterable[Row], given: Iterable[Term]
) -> list[Gap]:
    """Return the gaps that an answer crosses; ``given`` are the values of its parameters."""
    if not query.gaps:
        return []
    things = [t.value for row in rows for t in row if isinstance(t, NamedNode)]
    things += [t.value for t in given if isinstance(t, NamedNode)]
    years = sorted({_order(iri) for iri in things if vocab.kind_of(iri) == "fy"})
    countries = {iri for iri in things if vocab.kind_of(iri) == "country"}
    found = []
    for gap in gaps(backend, query.gaps):
        if gap.countries and not gap.countries & countries:
            continue
        in_span = years and any(years[0] <= _order(y) <= years[-1] for y in gap.years)
        if in_span or not gap.years:
            found.append(gap)
    return found


def _order(fiscal_year: str) -> str:
    """Return the name of a fiscal year, which sorts: 1976 before 1976TQ before 1977."""
    return fiscal_year.rsplit("/", 1)[-1]
