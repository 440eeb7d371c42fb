"""Measures on a graph that was counted by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from imet_graph.errors import InputError
from imet_graph.network import Edge, Network, Node
from imet_graph.network.measures import MEASURES, measure
from imet_graph.network.model import PROJECTIONS, project
from imet_graph.network.stories import cited, paths
from imet_graph.rdf.vocab import term
from tests import small
from tests.small import iri


def _rows(name: str, projection: str | None = None) -> list[dict[str, object]]:
    return measure(small.network(), name, projection).table.dicts()


def test_betweenness_is_as_counted() -> None:
    """Eleven and a half of 55 pairs of the twelve things run through the suspension.

    Without it Pakistan with two events, Egypt, and the provision with Sudan fall
    apart: 3 + 2 + 6 pairs; and one of the two shortest ways from coup to return.
    """
    values = measure(small.network(), "centrality").values
    assert values is not None
    assert values[iri("event:suspension")] == pytest.approx(float(Fraction(23, 2) / 55))
    assert values[iri("provision:coup")] == pytest.approx(5 / 55)
    assert values[iri("event:pause")] == pytest.approx(2 / 55)
    assert values[iri("country:PAK")] == pytest.approx(0.5 / 55)
    assert _rows("centrality")[0]["label"] == "Suspension"
    assert _rows("centrality")[0]["links"] == 5


def test_components_are_as_counted() -> None:
    """Two topics and Fiji hang on nothing else."""
    assert [row["things"] for row in _rows("components")] == [18, 2, 1]


def test_bridges_are_as_counted() -> None:
    """Without the pause's legal basis three things fall off; six links hold single things."""
    found = _rows("bridges")
    assert [(row["label"], row["link"], row["falls_off"]) for row in found] == [
        ("Pause of training", "legal basis", 3),
        ("DSCA", "administration", 2),
    ]
    assert measure(small.network(), "bridges").note.startswith("6 further links")


def test_reach_counts_each_country_once() -> None:
    """The coup bar names Sudan and, by the suspension, reaches Pakistan and Egypt."""
    assert [
        (r["label"], r["countries"], r["named"], r["by_events"], r["events"])
        for r in _rows("reach")
    ] == [('Coup bar <508> & "others"', 3, 1, 2, 1), ("FAA 541", 1, 0, 1, 1)]


def test_communities_keep_what_belongs_together() -> None:
    """Saudi Arabia's events are in one group and Pakistan's in another."""
    groups = measure(small.network(), "communities").groups
    assert groups is not None
    assert groups[iri("event:shooting")] == groups[iri("country:SAU")]
    assert groups[iri("event:coup")] == groups[iri("country:PAK")]
    assert groups[iri("country:SAU")] != groups[iri("country:PAK")]


def test_likeness_is_shared_over_all() -> None:
    """Three shared of five that either has is 0.6; a coup is no restriction, two are too few."""
    nodes = [Node(c, c.upper(), "country") for c in ("a", "b", "c")]
    nodes += [Node(f"s{i}", f"S{i}", "event", terms=(term("Suspension"),)) for i in range(5)]
    nodes += [Node("coup", "Coup", "event", terms=(term("Coup"),))]
    affects = term("affectsCountry")
    edges = [Edge(f"s{i}", "a", affects, "affects") for i in range(4)]
    edges += [Edge(f"s{i}", "b", affects, "affects") for i in range(1, 5)]
    edges += [Edge(f"s{i}", "c", affects, "affects") for i in range(2)]
    edges += [Edge("coup", c, affects, "affects") for c in "abc"]
    nodes = [replace(n, id=f"x:{n.id}") for n in nodes]
    edges = [Edge(f"x:{e.source}", f"x:{e.target}", e.property, e.label) for e in edges]
    table = measure(Network(nodes, edges), "alike", "all").table.dicts()
    assert [(r["label"], r["other_label"], float(r["likeness"]), r["shared"]) for r in table] == [
        ("A", "B", 0.6, 3)
    ]


def test_projections_hold_only_their_kinds() -> None:
    """Agencies and programmes: four things, three links."""
    found = project(small.network(), "agency-program")
    assert (len(found.nodes), len(found.edges)) == (4, 3)


def test_countries_are_linked_by_what_names_both() -> None:
    """Only the suspension names two countries."""
    found = project(small.network(), "country-country")
    assert [(e.source, e.target, e.weight) for e in found.edges] == [
        (iri("country:EGY"), iri("country:PAK"), 1)
    ]


def test_unknown_names_are_answered_with_the_known_ones() -> None:
    """A wrong measure or projection is a clear error."""
    with pytest.raises(InputError, match="centrality, communities"):
        measure(small.network(), "beauty")
    with pytest.raises(InputError, match="agency-program"):
        measure(small.network(), "reach", "nothing")


def test_every_measure_runs_on_every_projection() -> None:
    """No projection is one that a measure fails on, not even an empty network."""
    for name in MEASURES:
        for projection in PROJECTIONS:
            measure(small.network(), name, projection)
            measure(Network(), name, projection)


def test_the_way_from_saudi_arabia_to_the_act_is_told_in_words() -> None:
    """Three links, each as it stands in the graph, with its source."""
    (path,) = paths(small.network(), iri("country:SAU"), iri("statute:faa"))
    told = cited(small.backend(), path)
    assert [step.sentence for step in told.steps] == [
        "Pause of training (2019-12) affects country Saudi Arabia",
        "Pause of training (2019-12) legal basis FAA 541",
        "FAA 541 is part of statute Foreign Assistance Act of 1961 (1961-09-04)",
    ]
    assert [[r.locator for r in step.references] for step in told.steps] == [
        ["page 3"], ["page 3"], ["75 Stat. 424"],
    ]  # fmt: skip


def test_a_telling_way_is_preferred_to_a_short_one() -> None:
    """Two links through a programme that affects all are longer than three that tell."""
    hub = "https://w3id.org/imet-graph/def#affectsProgram"
    cause = "https://w3id.org/imet-graph/def#triggeredBy"
    nodes = [Node(i, i, "event") for i in ("a", "b", "m", "n")] + [Node("p", "P", "program")]
    edges = [
        Edge("a", "p", hub, "affects"), Edge("b", "p", hub, "affects"),
        Edge("b", "n", cause, "by"), Edge("n", "m", cause, "by"), Edge("m", "a", cause, "by"),
    ]  # fmt: skip
    best, second = paths(Network(nodes, edges), "a", "b", most=2)
    assert [n.id for n in best.nodes] == ["a", "m", "n", "b"]
    assert [n.id for n in second.nodes] == ["a", "p", "b"]


def test_a_step_by_way_of_a_role_cites_the_role() -> None:
    """The link of DSCA and IMET rests on the role's citation."""
    (path,) = paths(small.network(), iri("agency:dsca"), iri("program:imet"))
    told = cited(small.backend(), path)
    assert [r.locator for r in told.steps[0].references] == ["page 5"]


@pytest.mark.parametrize(("a", "b"), [("country:FJI", "country:PAK"), ("topic:law", "country:PAK")])
def test_no_way_is_said_to_be_none(a: str, b: str) -> None:
    """Things that nothing connects are named in the error."""
    with pytest.raises(InputError, match="Nothing connects"):
        paths(small.network(), iri(a), iri(b))


def test_a_way_to_itself_is_refused() -> None:
    """Both ends must differ."""
    with pytest.raises(InputError, match="both ends"):
        paths(small.network(), iri("country:PAK"), iri("country:PAK"))
