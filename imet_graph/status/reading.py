"""Reads status periods, and what the graph knows of its own reach, by SPARQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from imet_graph.coverage import REACH, Span
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, text_of
from imet_graph.status.model import LINKED, Ground, Named
from imet_graph.things.names import chosen

if TYPE_CHECKING:
    from imet_graph.engines import Backend

_LINKS = {
    "country": "imet:country",
    "program": "imet:program",
    "under": "imet:ground",
    "liftable_by": "imet:ground/(imet:liftableBy|^imet:setsAside/imet:liftableBy)",
    "opened_by": "imet:openedBy",
    "closed_by": "imet:closedBy",
    "lifts": "imet:lifts",
    "lifts_in_part": "imet:liftsInPart",
    "may_lift": "imet:mayLift",
    "contradicted": "imet:contradictedBy/imet:fiscalYear/imet:yearNumber",
    "sets_aside": "imet:openedBy/imet:setsAside",
    "citations": "imet:hasCitation",
    "section": "imet:ground/imet:section",
    "clause": "imet:openedBy/imet:clause",
    "clause_waived": "imet:openedBy/imet:clauseWaived",
    "usc": "imet:ground/imet:uscCitation",
    "classes": "imet:hasCitation/imet:source/imet:sourceKind",
}


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
    # A sub-select, so that engines look at the countries and the days before all else.
    # Days are compared as text, which for xsd:date is the same order: Virtuoso 7.2 loses
    # rows when it compares them as dates over an index.
    listed = " ".join(str(NamedNode(country)) for country in countries)
    of_one = f"VALUES ?country {{ {listed} }} ?period imet:country ?country . " if listed else ""
    # A filter and no join: in a store with training reports, twenty times as many
    # figures as periods have a programme, and an engine that starts there reads them all.
    only = ", ".join(str(NamedNode(program)) for program in programs)
    found: dict[str, Ground] = {}
    for row in backend.select(
        "SELECT ?period ?country ?program ?status ?label ?rank "
        "?restricts ?basis ?start ?start_latest ?end_earliest ?end ?as_of "
        "?unconfirmed ?end_unconfirmed WHERE { "
        f"{{ SELECT ?period {'?country ' * bool(listed)}?start ?end WHERE {{ {of_one}"
        f'?period imet:periodStart ?start FILTER(STR(?start) <= "{last.isoformat()}") '
        "OPTIONAL { ?period imet:periodEnd ?end } "
        f'FILTER(!BOUND(?end) || STR(?end) >= "{first.isoformat()}") }} }} '
        "?period imet:country ?country ; imet:program ?program ; "
        "imet:status ?kind ; imet:statusBasis ?basis ; imet:periodStartLatest ?start_latest . "
        "OPTIONAL { ?period imet:periodEndEarliest ?end_earliest } "
        "OPTIONAL { ?period imet:asOf ?as_of } "
        "OPTIONAL { ?period imet:unconfirmed ?unconfirmed } "
        "OPTIONAL { ?period imet:endUnconfirmed ?end_unconfirmed } "
        + (f"FILTER(?program IN ({only})) " if only else "")
        + "?kind imet:rank ?rank ; imet:restricts ?restricts ; skos:notation ?status ; "
        'rdfs:label ?label FILTER(LANG(?label) = "en") }'
    ).dicts():
        for name in ("country", "program"):
            row[name] = Named(row[name], row[name])  # until its label is known
        row["basis"] = row["basis"].rsplit("/", 1)[-1]
        row["restricts"] = row["restricts"] is True
        for name in ("unconfirmed", "end_unconfirmed"):
            row[name] = row[name] is True
        if row["as_of"] and row["as_of"] > last:
            row["as_of"] = None  # a report after the day asked says nothing of it
        period = row.pop("period")
        found[period] = Ground(iri=period, **row)
    _add_links(backend, found)
    key = attrgetter("country.label", "program.label", "rank", "start", "iri")
    return sorted(found.values(), key=key)


def _add_links(backend: Backend, found: dict[str, Ground]) -> None:
    """Add to each ground its provisions, openings, ends and citations, and what it lifts."""
    if not found:
        return
    periods = " ".join(str(NamedNode(iri)) for iri in found)
    # A branch for each property, each with the periods: a variable in the property's place
    # would make engines scan, and Virtuoso 7.2 forgets periods that stand before a union.
    branches = " UNION ".join(
        f'{{ VALUES ?period {{ {periods} }} ?period {path} ?thing BIND("{role}" AS ?role) }}'
        for role, path in _LINKS.items()
    )
    linked = backend.select(
        f"SELECT ?period ?role ?thing ?label WHERE {{ {branches} "
        "OPTIONAL { ?thing rdfs:label ?label } }"
    ).rows
    labels = chosen((thing, label) for _period, _role, thing, label in linked)
    links = sorted({(text_of(p), text_of(r), text_of(thing)) for p, r, thing, _label in linked})
    for period, role, thing in links:
        ground, label = found[period], labels[thing]
        if role == "sets_aside":
            ground.sets_aside = True
        elif role == "citations":
            ground.citations += (thing,)
        elif role in ("section", "clause", "clause_waived", "usc"):
            setattr(ground, role, thing)
        elif role == "contradicted":
            ground.contradicted.append(int(thing))
        elif role == "classes":
            ground.classes.append(thing.rsplit("/", 1)[-1])
        elif role in ("country", "program"):
            setattr(ground, role, Named(thing, label or thing))
        elif role in LINKED:
            getattr(ground, role).append(Named(thing, label or vocab.compact(thing)))
        else:
            getattr(ground, role).append(thing)


class Known(NamedTuple):
    """What the graph says of its own reach: which days, and which lists and acts it lacks.

    ``gaps`` are rows of lists and determinations that are missing or were read in part,
    ``acts`` of annual acts of which this holds, ``accounts`` of all annual acts.
    """

    span: Span | None
    gaps: list[dict[str, Any]]
    acts: list[dict[str, Any]]
    accounts: list[dict[str, Any]]


def known(backend: Backend) -> Known:
    """Return what the graph says of its own reach."""
    found = backend.select(
        "SELECT * WHERE { "
        f"{{ {REACH} }} UNION "
        "{ VALUES ?kind { coverage-kind:missing coverage-kind:in-part } "
        "?gap imet:coverageKind ?kind ; rdfs:label ?label ; dcterms:description ?text ; "
        "imet:fiscalYear ?year . "
        "?year rdfs:label ?yearLabel ; imet:firstDay ?from ; imet:lastDay ?to "
        "OPTIONAL { ?gap imet:ofInstrument ?instrument . ?instrument rdfs:label ?title } "
        "OPTIONAL { ?gap imet:about ?rule . ?rule imet:effect ?effect "
        "FILTER(?effect IN (effect:prohibits, effect:conditions, effect:waives)) "
        "OPTIONAL { ?rule imet:setsAside ?aside } } } UNION "
        "{ ?account imet:accountStatute ?statute ; imet:fiscalYear/imet:lastDay ?to . "
        "?statute imet:earliest ?approved } } "
        "ORDER BY ?gap ?yearLabel ?rule ?statute"
    ).dicts()
    return Known(
        next(((row["first"], row["last"]) for row in found if row["first"]), None),
        [row for row in found if row["gap"] and row["rule"]],
        [row for row in found if row["instrument"] == vocab.iri("annual", "appropriations-act")],
        [row for row in found if row["account"]],
    )


def unlisted(backend: Backend, on: date) -> list[str]:
    """Return the sections that on a day stopped or limited IMET for a group nobody lists.

    Whether a government is in arrears, above an income or found to abuse rights stands on
    no list, so that no answer can tell whom they reach.
    """
    day = on.isoformat()
    found = backend.select(
        "SELECT DISTINCT ?section ?group WHERE { ?of imet:unlisted true ; rdfs:label ?group . "
        "?rule imet:appliesToGroup ?of ; imet:appliesToProgram program:imet ; "
        "imet:section ?section ; imet:effect ?effect ; "
        "imet:isPartOfStatute/imet:instrumentType ?type "
        "OPTIONAL { ?rule imet:inForceFrom ?from } OPTIONAL { ?rule imet:inForceTo ?to } "
        "FILTER(?effect IN (effect:prohibits, effect:conditions)) "
        "FILTER(?type NOT IN (instrument:bill, instrument:regulation)) "
        f'FILTER(!BOUND(?from) || STR(?from) <= "{day}") FILTER(!BOUND(?to) || STR(?to) >= "{day}")'
        " } ORDER BY ?section ?group"
    ).dicts()
    return [f"{row['section']} ({row['group']})" for row in found]


def mentioned(backend: Backend) -> set[str]:
    """Return the IRIs of the countries of which any period, law, event or figure speaks."""
    found = backend.select(
        "SELECT DISTINCT ?country WHERE { { ?x imet:country ?country } UNION "
        "{ ?x imet:affectsCountry ?country } UNION { ?x imet:appliesToCountry ?country } }"
    ).dicts()
    return {row["country"] for row in found}


def observed(backend: Backend, country: str, program: str, on: date) -> str:
    """Return what the figures record of a country under a programme in the fiscal year of a day."""
    figures = backend.select(
        "SELECT ?label ?kind ?amount WHERE { "
        f"?figure imet:country {NamedNode(country)} ; imet:program {NamedNode(program)} ; "
        "imet:figureKind ?code ; imet:amount ?amount ; imet:fiscalYear ?year . "
        "?code rdfs:label ?kind . ?year a imet:FiscalYear ; "
        "imet:firstDay ?from ; imet:lastDay ?to ; rdfs:label ?label "
        "FILTER(?code IN (figure-kind:obligated, figure-kind:training-reported) && ?amount > 0) "
        f'FILTER(STR(?from) <= "{on.isoformat()}" && STR(?to) >= "{on.isoformat()}") '
        "} ORDER BY ?label ?kind ?amount"
    ).dicts()
    years: dict[str, dict[str, None]] = {}
    for row in figures:
        years.setdefault(row["label"], {})[f"{row['kind']} ${row['amount']:,.0f}"] = None
    return "; ".join(f"{year}: {', '.join(amounts)}" for year, amounts in years.items())
