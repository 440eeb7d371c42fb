"""Reads status periods, and what the graph knows of its own reach, by SPARQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from imet_graph.answers import Table
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode
from imet_graph.status.model import Ground, Named
from imet_graph.things.citations import citations_of
from imet_graph.things.names import labels_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend

_PREFIXES = (
    f"PREFIX imet: <{vocab.DEF}> "
    f"PREFIX rdfs: <{vocab.EXTERNAL['rdfs']}> "
    f"PREFIX skos: <{vocab.EXTERNAL['skos']}> "
    f"PREFIX xsd: <{vocab.XSD}> "
    f"PREFIX dcterms: <{vocab.EXTERNAL['dcterms']}> "
    f"PREFIX figure-kind: <{vocab.PREFIXES['figure-kind']}> "
    f"PREFIX coverage-kind: <{vocab.PREFIXES['coverage-kind']}> "
)
_LINKS = {
    "under": "imet:ground",
    "opened_by": "imet:openedBy",
    "closed_by": "imet:closedBy",
    "lifts": "imet:lifts",
    "lifts_in_part": "imet:liftsInPart",
}
_NAMED = ("under", "opened_by", "closed_by")
COVERAGE = vocab.iri("coverage", "country-status")


@dataclass(frozen=True)
class Reach:
    """The first and the last day of which the graph knows the law."""

    first: date
    last: date


def rows(backend: Backend, text: str) -> list[dict[str, Any]]:
    """Return the rows of a SELECT as dictionaries of Python values."""
    found = backend.query(_PREFIXES + text)
    assert isinstance(found, Table)  # noqa: S101 - SELECT gives a table
    return found.dicts()


def _scope(first: date, last: date) -> str:
    """Return the pattern of periods that may hold on a day from first to last.

    A sub-select, so that engines look at the days before all else. Days are compared
    as text, which for xsd:date is the same order: Virtuoso 7.2 loses rows when it
    compares them as dates over an index.
    """
    return (
        "{ SELECT ?period ?start ?end WHERE { "
        f'?period imet:periodStart ?start FILTER(STR(?start) <= "{last.isoformat()}") '
        "OPTIONAL { ?period imet:periodEnd ?end } "
        f'FILTER(!BOUND(?end) || STR(?end) >= "{first.isoformat()}") }} }} '
    )


def _only(name: str, values: Iterable[str]) -> str:
    """Return the filter of a variable by IRIs; none means all.

    A filter and no join: in a store with training reports, twenty times as many
    figures as periods have a programme, and an engine that starts there reads them all.
    """
    nodes = ", ".join(str(NamedNode(value)) for value in values)
    return f"FILTER(?{name} IN ({nodes})) " if nodes else ""


def _around(first: date, last: date) -> str:
    """Return the filter of fiscal years, ?from to ?to, that share a day with a span."""
    return f'FILTER(STR(?from) <= "{last.isoformat()}" && STR(?to) >= "{first.isoformat()}") '


def grounds(
    backend: Backend,
    first: date,
    last: date,
    countries: Iterable[str] = (),
    programs: Iterable[str] = (),
) -> list[Ground]:
    """Return the status periods that may hold on a day from ``first`` to ``last``.

    ``countries`` and ``programs`` are IRIs; none means all.
    """
    kinds = _kinds(backend)
    found: dict[str, Ground] = {}
    listed = rows(
        backend,
        "SELECT ?period ?country ?program ?status ?basis ?start ?startLatest ?endEarliest ?end "
        "?asOf WHERE { "
        + _scope(first, last)
        + "?period imet:country ?country ; imet:program ?program ; "
        "imet:status ?status ; imet:statusBasis ?basis ; imet:periodStartLatest ?startLatest . "
        "OPTIONAL { ?period imet:periodEndEarliest ?endEarliest } "
        "OPTIONAL { ?period imet:asOf ?asOf } "
        + _only("country", countries)
        + _only("program", programs)
        + "}",
    )
    labels = labels_of(backend, [r[key] for r in listed for key in ("country", "program")])
    for row in listed:
        code, label, rank, restricts = kinds[row["status"]]
        found[row["period"]] = Ground(
            iri=row["period"],
            country=Named(row["country"], labels.get(row["country"], row["country"])),
            program=Named(row["program"], labels.get(row["program"], row["program"])),
            status=code,
            label=label,
            rank=rank,
            restricts=restricts,
            basis=row["basis"].rsplit("/", 1)[-1],
            start=row["start"],
            start_latest=row["startLatest"],
            end_earliest=row["endEarliest"],
            end=row["end"],
            as_of=row["asOf"],
        )
    _add_links(backend, found)
    for iri, citations in citations_of(backend, found).items():
        found[iri].citations = citations
    return sorted(
        found.values(),
        key=lambda g: (g.country.label, g.program.label, g.rank, g.start, g.iri),
    )


def _kinds(backend: Backend) -> dict[str, tuple[str, str, int, bool]]:
    """Return code, label, rank, and whether it restricts, of each kind of status."""
    found = rows(
        backend,
        "SELECT ?status ?code ?label ?rank ?restricts WHERE { ?status imet:rank ?rank ; "
        "imet:restricts ?restricts ; skos:notation ?code ; rdfs:label ?label "
        'FILTER(LANG(?label) = "en") }',
    )
    return {
        row["status"]: (row["code"], row["label"], row["rank"], row["restricts"] is True)
        for row in found
    }


def _add_links(backend: Backend, found: dict[str, Ground]) -> None:
    """Add to each ground its provisions, openings and ends, and what it lifts."""
    if not found:
        return
    periods = " ".join(str(NamedNode(iri)) for iri in found)
    # One query for each property: a variable in its place would make engines scan.
    linked = {
        role: rows(
            backend,
            f"SELECT ?period ?thing WHERE {{ VALUES ?period {{ {periods} }} "
            f"?period {name} ?thing }} ORDER BY ?period ?thing",
        )
        for role, name in _LINKS.items()
    }
    things = [row["thing"] for role in _NAMED for row in linked[role]]
    labels = labels_of(backend, things)
    for role, listed in linked.items():
        for row in listed:
            thing = row["thing"]
            named = Named(thing, labels.get(thing) or vocab.compact(thing))
            getattr(found[row["period"]], role).append(named if role in _NAMED else thing)
    for row in rows(
        backend,
        f"SELECT DISTINCT ?period WHERE {{ VALUES ?period {{ {periods} }} "
        "?period imet:openedBy ?opening . ?opening imet:setsAside ?what }",
    ):
        found[row["period"]].sets_aside = True


def reach(backend: Backend) -> Reach | None:
    """Return the days between which the graph knows the law, if it says so."""
    for row in rows(
        backend,
        f"SELECT ?first ?last WHERE {{ <{COVERAGE}> imet:earliest ?first ; imet:asOf ?last }}",
    ):
        return Reach(row["first"], row["last"])
    return None


def mentioned(backend: Backend) -> set[str]:
    """Return the IRIs of the countries of which any period, law, event or figure speaks."""
    found = rows(
        backend,
        "SELECT DISTINCT ?country WHERE { { ?x imet:country ?country } UNION "
        "{ ?x imet:affectsCountry ?country } UNION { ?x imet:appliesToCountry ?country } }",
    )
    return {row["country"] for row in found}


def countries(backend: Backend) -> list[Named]:
    """Return all countries by label, former ones too."""
    found = rows(
        backend,
        "SELECT ?country ?label WHERE { { ?country a imet:Country } UNION "
        "{ ?country a imet:FormerCountry } ?country rdfs:label ?label "
        'FILTER(LANG(?label) = "en") } ORDER BY ?label',
    )
    unique = {row["country"]: row["label"] for row in found}
    return [Named(iri, label) for iri, label in unique.items()]


def observed(backend: Backend, country: str, program: str, on: date) -> str:
    """Return what the figures record of a country under a programme in the fiscal year of a day."""
    years = rows(
        backend,
        "SELECT ?year ?label WHERE { ?year a imet:FiscalYear ; "
        "imet:firstDay ?from ; imet:lastDay ?to ; rdfs:label ?label " + _around(on, on) + "}",
    )
    texts = []
    for year in years:
        found = rows(
            backend,
            f"SELECT ?kind ?amount WHERE {{ ?figure imet:fiscalYear {NamedNode(year['year'])} ; "
            f"imet:country {NamedNode(country)} ; imet:program {NamedNode(program)} ; "
            "imet:figureKind ?code ; imet:amount ?amount . ?code rdfs:label ?kind "
            "FILTER(?code IN (figure-kind:obligated, figure-kind:training-reported) "
            "&& ?amount > 0) } ORDER BY ?kind ?amount",
        )
        amounts = dict.fromkeys(f"{row['kind']} ${row['amount']:,.0f}" for row in found)
        if amounts:
            texts.append(f"{year['label']}: {', '.join(amounts)}")
    return "; ".join(texts)
