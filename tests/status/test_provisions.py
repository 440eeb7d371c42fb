"""Every provision that names countries and both its days shows inside them and not outside."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from imet_graph.api import Graph
from imet_graph.status import status
from imet_graph.status.model import Ground

# Rules that by their own words reach no programme which the graph knows.
WITHOUT_PROGRAM: frozenset[str] = frozenset()


def dated_provisions(graph: Graph) -> list[dict[str, Any]]:
    """Return provision, country and both days, read from the graph and not from the rules.

    Those whose countries stand in versions, and those that say nothing of status, are
    told elsewhere. ``begins`` are the first day as it is written and the day of its act, if
    that is later; ``ends`` is the last day, or that before the next annual act.
    """
    rows = graph.sparql(
        "PREFIX imet: <https://w3id.org/imet-graph/def#> "
        "PREFIX status-kind: <https://w3id.org/imet-graph/id/status-kind/> "
        "SELECT ?provision ?country ?from ?to ?approved (MIN(?later) AS ?next) WHERE { "
        "?provision a imet:Provision ; imet:appliesToCountry ?country ; "
        "imet:inForceFrom ?from ; imet:inForceTo ?to ; imet:isPartOfStatute ?statute . "
        "OPTIONAL { ?statute imet:earliest ?approved } "
        "OPTIONAL { ?account imet:accountStatute ?statute ; imet:fiscalYear ?year . "
        "?year imet:lastDay ?to . "
        "?year imet:nextFiscalYear/^imet:fiscalYear/imet:accountStatute/imet:earliest ?later } "
        "FILTER NOT EXISTS { ?version imet:versionOf ?provision ; imet:appliesToCountry ?any } "
        "FILTER NOT EXISTS { ?provision imet:setsStatus status-kind:none } "
        "} GROUP BY ?provision ?country ?from ?to ?approved"
    ).dicts()
    for row in rows:
        late = row["approved"] and row["approved"] > row["from"]
        row["begins"] = (row["from"], row["approved"]) if late else (row["from"], row["from"])
        carried = row["next"] and row["next"] > row["to"]
        row["ends"] = row["next"] - timedelta(days=1) if carried else row["to"]
    return rows


@pytest.fixture(scope="module")
def provisions(bundled: Graph) -> list[dict[str, Any]]:
    """Return the provisions once for the module."""
    return dated_provisions(bundled)


class Days:
    """Asks for the status of all countries on a day, once for each day."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.known: dict[date, dict[str, set[str]]] = {}

    def under(self, country: str, day: date) -> set[str]:
        """Return the IRIs of all that opens or grounds a status of a country on a day."""
        if day not in self.known:
            found: dict[str, set[str]] = defaultdict(set)
            for ground in status(self.graph.backend, day).grounds:
                found[ground.country.iri] |= named(ground)
            self.known[day] = found
        return self.known[day][country]


def named(ground: Ground) -> set[str]:
    """Return the provisions by whose own words a status holds, not those carried over."""
    opened = {one.iri for one in ground.opened_by}
    return {one.iri for one in ground.under if one.iri in opened}


def test_there_are_hundreds(provisions: list[dict[str, Any]]) -> None:
    """The list that the next tests go through is not empty by mistake."""
    assert len(provisions) > 600
    assert len({row["provision"] for row in provisions}) > 180


def test_each_shows_inside_its_days_and_not_outside(
    bundled: Graph, provisions: list[dict[str, Any]]
) -> None:
    """On the first and the last day it shows for each of its countries; the day before, not."""
    days = Days(bundled)
    [standing] = bundled.status(country="Cuba", program="IMET")
    wrong = []
    for row in provisions:
        provision, country = row["provision"], row["country"]
        if provision.rsplit("/", 1)[-1] in WITHOUT_PROGRAM:
            continue
        first, certainly = row["begins"]
        if certainly > row["ends"]:
            continue  # the act came after the year that it was written for
        for day, expected in (
            (first - timedelta(days=1), False),
            (certainly, True),
            (row["ends"], True),
            (row["ends"] + timedelta(days=1), False),
        ):
            if day > standing.on:
                continue  # after the last day known it goes on as last enacted
            if (provision in days.under(country, day)) is not expected:
                wrong.append((provision, country, day.isoformat(), expected))
    assert wrong == []


def test_account_texts_and_provisions_agree(bundled: Graph) -> None:
    """Each country that a year's account text limits has a status in that year."""
    rows = bundled.sparql(
        "PREFIX imet: <https://w3id.org/imet-graph/def#> "
        "SELECT ?account ?country WHERE { ?account imet:limitsCountry ?country ; "
        "imet:fiscalYear ?year . ?year imet:firstDay ?first ; imet:lastDay ?last "
        "FILTER NOT EXISTS { ?period a imet:StatusPeriod ; imet:country ?country ; "
        "imet:periodStart ?start . OPTIONAL { ?period imet:periodEnd ?end } "
        "FILTER(?start <= ?last && (!BOUND(?end) || ?end >= ?first)) } }"
    ).dicts()
    assert rows == []
