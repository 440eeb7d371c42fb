"""Reads figures for charts and maps, each with its series and its citation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imet_graph.rdf import vocab
from imet_graph.rdf.terms import text_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend


@dataclass(frozen=True)
class Figure:
    """An amount in dollars for a fiscal year; ``trainees`` is None where not given.

    ``place`` puts the transition quarter of 1976 between FY1976 and FY1977.
    """

    iri: str
    kind: str
    kind_label: str
    dataset: str
    dataset_label: str
    year: str
    place: float
    amount: float
    trainees: int | None
    country: str

    @property
    def series(self) -> tuple[str, str]:
        """Kind and dataset: figures of different kinds or datasets are never joined."""
        return self.kind, self.dataset


def figures(
    backend: Backend, program: str, country: str | None = None, year: int | None = None
) -> list[Figure]:
    """Return the figures of a programme for a country, or for the world.

    With ``year`` and without a country, those of every country in that fiscal year.
    Sums of several countries that a source prints (areas) are left out.
    """
    ids = " ".join(str(row[0]) for row in backend.select(_which(country, year)))
    if not ids:
        return []
    world = not country and year is None
    table = backend.select(
        "SELECT ?f ?kind ?kindLabel ?set ?setLabel ?fyLabel ?number ?amount ?trainees ?country "
        f"WHERE {{ VALUES ?f {{ {ids} }} ?f imet:program ?program ; imet:figureKind ?kind ; "
        "imet:amount ?amount ; imet:unit ?unit ; imet:fiscalYear ?fy . "
        f"FILTER(?program = <{program}> && ?unit = <{vocab.iri('unit', 'usd')}>) "
        + ("" if world else "?f imet:country ?country . ")
        + "?kind rdfs:label ?kindLabel . ?fy rdfs:label ?fyLabel . "
        "OPTIONAL { ?fy imet:yearNumber ?number } OPTIONAL { ?f imet:trainees ?trainees } "
        "OPTIONAL { ?f qb:dataSet ?set OPTIONAL { ?set rdfs:label ?setLabel } } } ORDER BY ?f",
    )
    found: dict[str, Figure] = {}
    for row in table:
        iri, kind, kind_label, dataset, set_label, label, number, amount, trainees, who = map(
            text_of, row
        )
        found.setdefault(
            iri,
            Figure(
                iri,
                kind.rsplit("/", 1)[-1],
                kind_label,
                dataset.rsplit("/", 1)[-1],
                set_label or vocab.compact(dataset),
                label,
                float(number) if number else 1976.5,
                float(amount),
                int(trainees) if trainees else None,
                who,
            ),
        )
    return sorted(found.values(), key=lambda f: (f.place, f.iri))


def _which(country: str | None, year: int | None) -> str:
    """Return the query for the few figures of which more is asked.

    With the training reports, a hundred times as many have the same programme and
    unit; asked for in one query, an engine may join them all before it leaves them out.
    """
    only = (
        f"?fy imet:yearNumber {int(year)} . ?f imet:fiscalYear ?fy . " if year is not None else ""
    )
    if country:
        return (
            f"SELECT DISTINCT ?f WHERE {{ {only}?f imet:country <{country}> ; imet:amount ?any }}"
        )
    if year is not None:
        return f"SELECT DISTINCT ?f WHERE {{ {only}?f imet:amount ?any }}"
    return (
        "SELECT DISTINCT ?f WHERE { { SELECT ?f WHERE { ?f imet:amount ?any "
        "FILTER NOT EXISTS { ?f imet:country ?one } } } "
        "FILTER NOT EXISTS { ?f imet:areaName ?area } }"
    )


def money(amount: float) -> str:
    """Return an amount in dollars, short.

    >>> money(118_400_000), money(51_900), money(900)
    ('$118.4 million', '$51,900', '$900')
    """
    if amount >= 1_000_000:
        return f"${amount / 1_000_000:,.1f} million".replace(".0 million", " million")
    return f"${amount:,.0f}"
