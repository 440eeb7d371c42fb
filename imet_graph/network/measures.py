"""Measures on the network: what is central, what hangs together, who is alike.

Each measure takes a :class:`~imet_graph.network.Network` and gives a table;
:data:`MEASURES` names them. Measures that say something of every node also give
values or groups by node, which pictures show as colours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from imet_graph.answers import Row, Table
from imet_graph.errors import InputError
from imet_graph.network.model import Network, project
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, text_of
from imet_graph.things.kinds import counted

if TYPE_CHECKING:
    import networkx


class Finding(NamedTuple):
    """What a measure found: a table, and for pictures a value or a group of each node.

    ``note`` says in one sentence how the measure is to be read.
    """

    table: Table
    note: str
    values: dict[str, float] | None = None
    groups: dict[str, int] | None = None


_DECIMAL = NamedNode(vocab.XSD + "decimal")
_SAMPLES = 400


def _decimal(value: float, digits: int = 4) -> Literal:
    """Return a number as a term with so many decimals."""
    return Literal(f"{value:.{digits}f}", datatype=_DECIMAL)


def _simple(network: Network) -> networkx.Graph[str]:
    """Return the network as a plain graph: no direction, one edge for each pair."""
    import networkx

    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(node.id for node in network.nodes)
    for edge in network.edges:
        known = graph.get_edge_data(edge.source, edge.target)
        weight = edge.weight + (known["weight"] if known else 0)
        graph.add_edge(edge.source, edge.target, weight=weight)
    return graph


def centrality(network: Network) -> Finding:
    """Return for each thing its links and the share of shortest ways that run through it.

    Betweenness is Freeman's, from 0 to 1, counting links and not their lengths. In
    a network of more than 400 things it is estimated from the ways that begin at
    400 of them, chosen with a fixed seed.
    """
    import networkx

    graph = _simple(network)
    count = len(graph)
    samples = _SAMPLES if count > _SAMPLES else None
    between = networkx.betweenness_centrality(graph, k=samples, seed=1)
    by_id = network.by_id()
    order = sorted(graph, key=lambda i: (-between[i], -graph.degree[i], i))
    rows = [
        (
            NamedNode(i), Literal(by_id[i].label), Literal(by_id[i].kind),
            Literal(graph.degree[i]), _decimal(between[i]),
        )
        for i in order
        if graph.degree[i]
    ]  # fmt: skip
    estimated = f", estimated from {samples} starting points" if samples else ""
    return Finding(
        Table(("thing", "label", "kind", "links", "betweenness"), rows),
        f"Betweenness is the share of shortest ways that run through a thing{estimated}.",
        values=between,
    )


def communities(network: Network) -> Finding:
    """Return groups of things more closely linked within than without (Louvain, fixed seed)."""
    import networkx

    graph = _simple(network)
    found = networkx.community.louvain_communities(graph, weight="weight", seed=1)
    alone = sum(len(group) == 1 for group in found)
    without = f"{alone:,} {'thing has' if alone == 1 else 'things have'} no link"
    note = f"Louvain communities; {without} in this projection."
    return _groups(network, graph, found, "community", 4, note)


def components(network: Network) -> Finding:
    """Return the parts of the network that no link joins, the largest first."""
    import networkx

    graph = _simple(network)
    note = "Nothing links one component to another."
    return _groups(network, graph, networkx.connected_components(graph), "component", 3, note)


def _groups(
    network: Network,
    graph: networkx.Graph[str],
    found: Iterable[set[str]],
    called: str,
    most: int,
    note: str,
) -> Finding:
    """Return groups of things, the largest first, each with the best linked in it."""
    by_id = network.by_id()
    groups = sorted((sorted(g) for g in found), key=lambda g: (-len(g), g[0]))
    rows = []
    for number, group in enumerate(groups, start=1):
        if len(group) == 1 and called == "community":
            break
        degrees = dict(graph.subgraph(group).degree)
        best = sorted(group, key=lambda n: (-degrees[n], n))[:most]
        kinds = Counter(by_id[n].kind for n in group)
        said = ", ".join(counted(kind, count) for kind, count in kinds.most_common())
        labels = "; ".join(by_id[n].label for n in best)
        rows.append((Literal(number), Literal(len(group)), Literal(said), Literal(labels)))
    return Finding(
        Table((called, "things", "kinds", "best_linked"), rows),
        note,
        groups={iri: number for number, group in enumerate(groups, start=1) for iri in group},
    )


def bridges(network: Network) -> Finding:
    """Return links without which a part would fall off, those of large parts first.

    Things that hang by their only link are counted, not listed.
    """
    import networkx

    graph = _simple(network)
    by_id = network.by_id()
    label = {frozenset((e.source, e.target)): e.label for e in network.edges}
    rows: list[Row] = []
    hanging = 0
    found: list[tuple[str, str]] = list(networkx.bridges(graph))  # type: ignore[arg-type]
    for a, b in found:
        if 1 in (graph.degree[a], graph.degree[b]):
            hanging += 1
            continue
        graph.remove_edge(a, b)
        smaller = min(len(networkx.node_connected_component(graph, end)) for end in (a, b))
        graph.add_edge(a, b)
        first, second = sorted((a, b))
        texts = (by_id[first].label, label[frozenset((a, b))], by_id[second].label)
        named, link, other = map(Literal, texts)
        rows.append((NamedNode(first), named, link, NamedNode(second), other, Literal(smaller)))
    rows.sort(key=lambda row: (-int(text_of(row[5])), str(row[0]), str(row)))
    return Finding(
        Table(("thing", "label", "link", "other", "other_label", "falls_off"), rows),
        f"{hanging:,} further links hold a single thing each; they are not listed.",
    )


# Events that put a country under a restriction, by their class, and provisions by their effect.
_RESTRICTING = {
    *map(vocab.term, ("Suspension", "Prohibition", "Restriction", "Listing")),
    vocab.iri("effect", "prohibits"),
    vocab.iri("effect", "conditions"),
}


def reach(network: Network) -> Finding:
    """Return for each provision the countries that it names, or that an event under it affects.

    ``named`` counts the countries that the provision itself names; ``by_events``
    those affected by events that rest on it; ``countries`` both, each once.
    """
    by_id = network.by_id()
    names, affects, basis = map(vocab.term, ("appliesToCountry", "affectsCountry", "legalBasis"))
    named: dict[str, set[str]] = defaultdict(set)
    affected: dict[str, set[str]] = defaultdict(set)
    rests: dict[str, set[str]] = defaultdict(set)
    for edge in network.edges:
        if edge.property == names:
            named[edge.source].add(edge.target)
        elif edge.property == affects:
            affected[edge.source].add(edge.target)
        elif edge.property == basis:
            rests[edge.target].add(edge.source)
    rows = []
    values: dict[str, float] = {}
    for node in network.nodes:
        if node.kind != "provision":
            continue
        own, events = named[node.id], rests[node.id]
        through = {country for event in events for country in affected[event]}
        both = own | through
        if both:
            values[node.id] = float(len(both))
            rows.append((node.id, len(both), len(own), len(through), len(events)))
    rows.sort(key=lambda r: (-r[1], -r[2], r[0]))
    return Finding(
        Table(
            ("provision", "label", "countries", "named", "by_events", "events"),
            [
                (NamedNode(iri), Literal(by_id[iri].label), *map(Literal, counts))
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
    histories: dict[str, set[str]] = defaultdict(set)
    for edge in network.edges:
        source, target = by_id[edge.source], by_id[edge.target]
        if target.kind == "country" and not _RESTRICTING.isdisjoint(source.terms):
            histories[target.id].add(source.id)
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
            _decimal(likeness, 3),
            Literal(shared), Literal(len(histories[a])), Literal(len(histories[b])),
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


class Measure(NamedTuple):
    """A measure: what it tells, the projection that it is made for, and the function."""

    name: str
    summary: str
    projection: str
    find: Callable[[Network], Finding]


MEASURES: dict[str, Measure] = {
    name: Measure(name, summary, projection, find)
    for find, projection, summary in (
        (centrality, "country-event-provision", "Which things most connections run through."),
        (communities, "country-event-provision", "Groups more closely linked within than without."),
        (components, "all", "Parts that nothing links to each other."),
        (bridges, "all", "Links without which a part would fall off."),
        (reach, "country-event-provision", "Which provision reaches the most countries."),
        (alike, "country-event-provision", "Countries most alike in their restriction history."),
    )
    for name in [find.__name__]
}


def measure(network: Network, name: str, projection: str | None = None) -> Finding:
    """Return what a measure finds, seen through a projection; `InputError` if one is unknown."""
    known = MEASURES.get(name)
    if known is None:
        raise InputError(f"There is no measure {name!r}.", hint=f"Use {', '.join(MEASURES)}.")
    return known.find(project(network, projection or known.projection))
