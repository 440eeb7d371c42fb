"""Reads status periods, and what the graph knows of its own reach, by SPARQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from imet_graph import vocab
from imet_graph.lookup import labels_of
from imet_graph.results import Table
from imet_graph.sources import citations_of
from imet_graph.status.model import Ground, Named
from imet_graph.terms import NamedNode

if TYPE_CHECKING:
    from imet_graph.backends import Backend

_PREFIXES = (
    f"PREFIX imet: <{vocab.DEF}> "
    f"PREFIX rdfs: <{vocab.EXTERNAL['rdfs']}> "
    f"PREFIX skos: <{vocab.EXTERNAL['skos']}> "
    f"PREFIX xsd: <{vocab.XSD}> "
    f"PREFIX figure-kind: <{vocab.PREFIXES['figure-kind']}> "
)
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


def _scope(
    first: date, last: date, countries: Iterable[str], programs: Iterable[str]
) -> str:
    """Return the pattern of periods that may hold on a day from first to last."""
    parts = []
    for name, values in (("country", countries), ("program", programs)):
        nodes = " ".join(str(NamedNode(value)) for value in values)
        if nodes:
            parts.append(f"VALUES ?{name} {{ {nodes} }} ")
    return (
        "".join(parts)
        + "?period a imet:StatusPeriod ; imet:country ?country ; imet:program ?program ; "
        "imet:periodStart ?start . OPTIONAL { ?period imet:periodEnd ?end } "
        f'FILTER(?start <= "{last.isoformat()}"^^xsd:date) '
        f'FILTER(!BOUND(?end) || ?end >= "{first.isoformat()}"^^xsd:date) '
    )


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
    scope = _scope(first, last, tuple(countries), tuple(programs))
    kinds = _kinds(backend)
    found: dict[str, Ground] = {}
    listed = rows(
        backend,
        "SELECT ?period ?country ?program ?status ?basis ?start ?startLatest ?endEarliest ?end "
        "?asOf WHERE { " + scope + "?period imet:status ?status ; imet:statusBasis ?basis ; "
        "imet:periodStartLatest ?startLatest . "
        "OPTIONAL { ?period imet:periodEndEarliest ?endEarliest } "
        "OPTIONAL { ?period imet:asOf ?asOf } }",
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
    for row in rows(
        backend,
        f"SELECT DISTINCT ?period ?role ?thing ?label WHERE {{ VALUES ?period {{ {periods} }} "
        'VALUES (?property ?role) { (imet:ground "under") (imet:openedBy "opened_by") '
        '(imet:closedBy "closed_by") } '
        "?period ?property ?thing . OPTIONAL { ?thing rdfs:label ?label } } "
        "ORDER BY ?period ?role ?thing",
    ):
        known: list[Named] = getattr(found[row["period"]], row["role"])
        known.append(Named(row["thing"], row["label"] or vocab.compact(row["thing"])))
    for row in rows(
        backend,
        f"SELECT DISTINCT ?period ?lifted ?lifts WHERE {{ VALUES ?period {{ {periods} }} "
        'VALUES (?property ?lifts) { (imet:lifts "lifts") (imet:liftsInPart "lifts_in_part") } '
        "?period ?property ?lifted } ORDER BY ?period ?lifted",
    ):
        lifted: list[str] = getattr(found[row["period"]], row["lifts"])
        lifted.append(row["lifted"])
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


def unread(backend: Backend, first: date, last: date) -> list[str]:
    """Return notes on fiscal years, between two days, whose act was not read in full."""
    found = rows(
        backend,
        "SELECT DISTINCT ?label ?limits WHERE { ?account a imet:AccountText ; "
        "imet:fiscalYear ?year ; imet:countryLimits ?limits . "
        "?year rdfs:label ?label ; imet:firstDay ?from ; imet:lastDay ?to "
        'FILTER(STRSTARTS(?limits, "not seen")) '
        f'FILTER(?from <= "{last.isoformat()}"^^xsd:date && '
        f'?to >= "{first.isoformat()}"^^xsd:date) }} ORDER BY ?label',
    )
    return [
        f"The limits by country in the act of {row['label']} are {row['limits']}; a restriction "
        "of that year may be missing."
        for row in found
    ]


def observed(backend: Backend, country: str, program: str, on: date) -> str:
    """Return what the figures record of a country under a programme in the fiscal year of a day."""
    found = rows(
        backend,
        "SELECT ?year ?kind ?amount WHERE { "
        "VALUES ?kindNode { figure-kind:obligated figure-kind:training-reported } "
        f"?figure imet:country {NamedNode(country)} ; imet:program {NamedNode(program)} ; "
        "imet:figureKind ?kindNode ; imet:fiscalYear ?fy ; imet:amount ?amount . "
        "?fy rdfs:label ?year ; imet:firstDay ?from ; imet:lastDay ?to . "
        "?kindNode rdfs:label ?kind "
        f'FILTER(?from <= "{on.isoformat()}"^^xsd:date && ?to >= "{on.isoformat()}"^^xsd:date) '
        "FILTER(?amount > 0) } ORDER BY ?kind ?amount",
    )
    texts = [f"{row['kind']} ${row['amount']:,.0f}" for row in found]
    return f"{found[0]['year']}: {', '.join(dict.fromkeys(texts))}" if found else ""
