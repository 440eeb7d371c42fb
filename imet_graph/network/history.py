"""What the law and the events did to countries: reach of provisions, likeness of histories."""

from __future__ import annotations

from itertools import combinations

from imet_graph.answers import Table
from imet_graph.network import Network
from imet_graph.network.measures import Finding
from imet_graph.network.structure import decimal, integer
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode

# Events that put a country under a restriction, by the label of their class.
RESTRICTING = frozenset({"Suspension", "Prohibition", "Restriction", "Listing"})
# Provisions that do, by the label of their effect.
BARRING = ("Provision: prohibits", "Provision: conditions")


def reach(network: Network) -> Finding:
    """Return for each provision the countries that it names, or that an event under it affects.

    ``named`` counts the countries that the provision itself names; ``by_events``
    those affected by events that rest on it; ``countries`` both, each once.
    """
    by_id = network.by_id()
    named: dict[str, set[str]] = {}
    affected: dict[str, set[str]] = {}
    rests: dict[str, set[str]] = {}
    for edge in network.edges:
        if edge.property == vocab.term("appliesToCountry"):
            named.setdefault(edge.source, set()).add(edge.target)
        elif edge.property == vocab.term("affectsCountry"):
            affected.setdefault(edge.source, set()).add(edge.target)
        elif edge.property == vocab.term("legalBasis"):
            rests.setdefault(edge.target, set()).add(edge.source)
    rows = []
    values: dict[str, float] = {}
    for node in network.nodes:
        if node.kind != "provision":
            continue
        own = named.get(node.id, set())
        events = rests.get(node.id, set())
        through = set().union(*(affected.get(e, set()) for e in events)) if events else set()
        both = own | through
        if both:
            values[node.id] = float(len(both))
            rows.append((node.id, len(both), len(own), len(through), len(events)))
    rows.sort(key=lambda r: (-r[1], -r[2], r[0]))
    return Finding(
        Table(
            ("provision", "label", "countries", "named", "by_events", "events"),
            [
                (NamedNode(iri), Literal(by_id[iri].label), *map(integer, counts))
                for iri, *counts in rows
            ],
        ),
        "Countries that a provision names, or that an event resting on it affects; a provision "
        "that applies to every country names none.",
        values=values,
    )


def alike(network: Network) -> Finding:
    """Return pairs of countries by how much of their restriction history they share.

    A history is the set of restricting events that affected a country and of the
    provisions that name it and prohibit or condition; likeness is the number of
    shared ones divided by the number of those that either has (Jaccard). Countries
    with fewer than three are left out: two short histories are soon alike.
    """
    by_id = network.by_id()
    histories: dict[str, set[str]] = {}
    for edge in network.edges:
        source, target = by_id[edge.source], by_id[edge.target]
        restricting = source.type in RESTRICTING or source.type in BARRING
        if target.kind == "country" and restricting:
            histories.setdefault(target.id, set()).add(source.id)
    long_enough = sorted(iri for iri, history in histories.items() if len(history) >= 3)
    pairs = []
    for a, b in combinations(long_enough, 2):
        shared = histories[a] & histories[b]
        if shared:
            pairs.append((len(shared) / len(histories[a] | histories[b]), a, b, len(shared)))
    pairs.sort(key=lambda p: (-p[0], -p[3], p[1], p[2]))
    rows = [
        (
            NamedNode(a), Literal(by_id[a].label), NamedNode(b), Literal(by_id[b].label),
            decimal(likeness, 3), integer(shared), integer(len(histories[a])),
            integer(len(histories[b])),
        )
        for likeness, a, b, shared in pairs
    ]  # fmt: skip
    return Finding(
        Table(
            ("country", "label", "other", "other_label", "likeness", "shared", "own", "others"),
            rows,
        ),
        "Likeness is shared restricting events and provisions over all that either country has; "
        "countries with fewer than three are left out.",
    )
