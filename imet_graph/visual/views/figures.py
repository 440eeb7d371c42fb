"""Reads figures for charts and maps, each with its series and its citation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imet_graph import vocab
from imet_graph.network.gather import rows
from imet_graph.terms import text_of

if TYPE_CHECKING:
    from imet_graph.backends import Backend


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
    first = ""
    where = f"?f imet:country <{country}> . BIND(<{country}> AS ?country) " if country else ""
    if not country and year is not None:
        where = "?f imet:country ?country . "
    elif not country:
        # The few figures for the world come first: with the training reports, a hundred
        # times as many of countries would be joined with everything else before they are left out.
        first = (
            f"{{ SELECT ?f WHERE {{ ?f imet:program <{program}> . "
            "FILTER NOT EXISTS { ?f imet:country ?any } "
            "FILTER NOT EXISTS { ?f imet:areaName ?area } } } "
        )
    when = f"?fy imet:yearNumber {int(year)} . " if year is not None else ""
    table = rows(
        backend,
        "PREFIX qb: <http://purl.org/linked-data/cube#> "
        "SELECT ?f ?kind ?kindLabel ?set ?setLabel ?fyLabel ?number ?amount ?trainees ?country "
        f"WHERE {{ {first}?f imet:program <{program}> ; imet:figureKind ?kind ; "
        f"imet:amount ?amount ; imet:unit <{vocab.iri('unit', 'usd')}> ; imet:fiscalYear ?fy . "
        f"{where}{when}"
        "?kind rdfs:label ?kindLabel . ?fy rdfs:label ?fyLabel . "
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


def money(amount: float) -> str:
    """Return an amount in dollars, short.

    >>> money(118_400_000), money(51_900), money(900)
    ('$118.4 million', '$51,900', '$900')
    """
    if amount >= 1_000_000:
        return f"${amount / 1_000_000:,.1f} million".replace(".0 million", " million")
    return f"${amount:,.0f}"
