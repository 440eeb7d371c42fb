"""Reads a network from a graph: every named thing and the links between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from imet_graph.answers import Row
from imet_graph.network.model import Edge, Network, Node, merged
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Triple, text_of, written
from imet_graph.things import kinds
from imet_graph.things.kinds import kind_of
from imet_graph.things.names import labels_of, preference

if TYPE_CHECKING:
    from imet_graph.engines import Backend


# Links by way of a thing that is no node: an agency's role, an amendment, an account text.
_BY_WAY_OF = """
SELECT ?from ?to ?property ?label ?via WHERE {
  {
    ?via imet:roleAgency ?from ; imet:roleProgram ?to ; imet:roleKind ?kind .
    ?kind rdfs:label ?label . BIND(imet:roleKind AS ?property)
  } UNION {
    ?via imet:amendingStatute ?from ; imet:amendedStatute ?to . BIND(imet:amends AS ?property)
  } UNION {
    ?via imet:amendingStatute ?from ; imet:amendedProvision ?to .
    BIND(imet:amendedProvision AS ?property) BIND("amends provision" AS ?label)
  } UNION {
    ?via imet:accountStatute ?from ; imet:limitsCountry ?to .
    BIND(imet:limitsCountry AS ?property)
  } UNION {
    ?via imet:accountStatute ?from ; imet:program ?to .
    BIND(imet:accountOf AS ?property)
  }
}
"""


def whole(backend: Backend) -> Network:
    """Return the network of all named things.

    Countries, programmes, statutes, provisions, agencies, events, institutions,
    topics and country groups are nodes, also where nothing links to them;
    figures, citations, periods and training records are not.
    """
    direct = backend.select(
        f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {_listed()} }} ?s ?p ?o . FILTER(isIRI(?o)) }}",
    )
    edges = _edges([*direct], [*backend.select(_BY_WAY_OF)])
    drawn = [kind for kind in kinds.drawn() if kind not in ("event", kinds.OTHER.name)]
    classes = " ".join(f"<{iri}>" for kind in drawn for iri in kinds.classes(kind))
    event = f'FILTER(STRSTARTS(STR(?thing), "{vocab.iri("event", "")}"))'
    named = [
        *_nodes(backend, f"VALUES ?class {{ {classes} }} ?thing a ?class ."),
        *_nodes(backend, f"?thing imet:date ?any . {event}"),
    ]
    return _network(edges, named, "The whole graph")


def at(backend: Backend, things: Iterable[str], kind: str = "") -> Network:
    """Return the part of the network that the links of some things make.

    Its edges are those of :func:`whole` that have one of the things as an end, its
    nodes the things and what is linked to them, or only what is of a kind: a small
    part of a graph costs no reading of the whole.
    """
    wanted = {iri for iri in things if _drawn(iri)}
    named = written(sorted(wanted))
    if not named:
        return Network()
    ends = " ".join(named)
    # From the things all is read and sifted here: they say little, unlike what points to
    # them, which in a store with training reports is tens of thousands of figures.
    said = backend.select(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {ends} }} ?s ?p ?o }}")
    links = kinds.links()
    direct = [row for row in said if text_of(row[1]) in links and isinstance(row[2], NamedNode)]
    direct += backend.select(
        f"SELECT ?s ?p ?o WHERE {{ VALUES ?o {{ {ends} }} VALUES ?p {{ {_listed()} }} "
        f"?s ?p ?o FILTER(?s NOT IN ({', '.join(named)})) }}",
    )
    ways = [
        row
        for row in backend.select(_BY_WAY_OF)
        if text_of(row[0]) in wanted or text_of(row[1]) in wanted
    ]
    edges = _edges(direct, ways)
    if kind:

        def kept(iri: str) -> bool:
            return iri in wanted or kind_of(iri) == kind

        edges = [edge for edge in edges if kept(edge.source) and kept(edge.target)]
    ids = wanted.union(*((edge.source, edge.target) for edge in edges))
    return _network(edges, nodes_of(backend, ids), "")


def _edges(direct: list[Row], ways: list[Row]) -> list[Edge]:
    """Return the edges that rows of triples, and of links by way of a thing, stand for."""
    edges = []
    for row in [*((s, o, p, None, None) for s, p, o in direct), *ways]:
        source, target, prop, label, via = map(text_of, row)
        if source != target and _drawn(source) and _drawn(target):
            by_way = (via,) if via else ()
            edges.append(Edge(source, target, prop, label or kinds.name(prop), 1, by_way))
    return edges


def _network(edges: list[Edge], named: list[Node], title: str) -> Network:
    nodes = {n.id: n for n in named}
    for edge in edges:
        for iri in (edge.source, edge.target):
            # A link to something without a label is still a link.
            nodes.setdefault(iri, Node(iri, vocab.compact(iri), kind_of(iri)))
    return Network([nodes[iri] for iri in sorted(nodes)], merged(edges), title)


def of_triples(backend: Backend, triples: Iterable[Triple]) -> Network:
    """Return the network that triples make: their IRIs as nodes, labelled from the graph.

    Types and literals are no edges; a label among the triples serves where the
    graph has none.
    """
    edges, own, things = [], {}, set()
    for triple in triples:
        if not isinstance(triple.subject, NamedNode):
            continue
        subject, prop, thing = triple.subject.value, triple.predicate.value, triple.object
        if prop == vocab.RDFS_LABEL:
            own[subject] = text_of(thing)  # type: ignore[arg-type]
        things.add(subject)
        if isinstance(thing, NamedNode) and prop != vocab.RDF_TYPE:
            things.add(thing.value)
            edges.append((subject, prop, thing.value))
    unnamed = {prop for _s, prop, _o in edges if not kinds.label(prop)}
    names = labels_of(backend, unnamed)
    known = {n.id: n for n in nodes_of(backend, things)}
    nodes = [
        known.get(iri) or Node(iri, own.get(iri) or vocab.compact(iri), kind_of(iri))
        for iri in sorted(things)
    ]
    return Network(nodes, merged(Edge(s, o, p, names.get(p) or kinds.name(p)) for s, p, o in edges))


def nodes_of(backend: Backend, addresses: Iterable[str]) -> list[Node]:
    """Return nodes for those IRIs of which the graph knows a label."""
    listed = written(sorted(set(addresses)))
    if not listed:
        return []
    return _nodes(backend, f"VALUES ?thing {{ {' '.join(listed)} }}")


def _drawn(iri: str) -> bool:
    return kind_of(iri) != kinds.OTHER.name


def _nodes(backend: Backend, pattern: str) -> list[Node]:
    """Return a node for each thing of a pattern, with its most special class and its date."""
    table = backend.select(
        "SELECT ?thing ?label ?t ?type ?super ?date ?e ?effect WHERE { "
        f"{pattern} ?thing rdfs:label ?label . "
        "OPTIONAL { ?thing a ?t . ?t rdfs:label ?type "
        "OPTIONAL { ?t rdfs:subClassOf ?super "
        f'FILTER(STRSTARTS(STR(?super), "{vocab.DEF}")) }} }} '
        "OPTIONAL { ?thing imet:date|imet:enactedOn|imet:established|imet:inForceFrom ?date } "
        "OPTIONAL { ?thing imet:effect ?e . ?e rdfs:label ?effect } }",
    )
    found: dict[str, tuple[tuple[bool, tuple[int, str], str], Node]] = {}
    for row in table:
        iri, label, cls, kind, above, date, does, effect = map(text_of, row)
        kind = kinds.label(cls) or kind
        said = f"{kind}: {effect}" if effect else kind
        terms = tuple(term for term in (cls, does) if term)
        node = Node(iri, label, kind_of(iri), said, date, terms=terms)
        # Of several rows for a thing, one with a class below another class is kept.
        rank = (not above, preference(row[1]), f"{terms} {date}")
        if iri not in found or rank < found[iri][0]:
            found[iri] = (rank, node)
    return [found[iri][1] for iri in sorted(found)]


def _listed() -> str:
    return " ".join(f"<{iri}>" for iri in kinds.links())
