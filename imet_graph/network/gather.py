"""Reads a network from a graph: every named thing and the links between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from imet_graph.answers import Row, Table
from imet_graph.network.links import LINKS
from imet_graph.network.model import KIND_NAMES, Edge, Network, Node, kind_of, merged
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Triple, text_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend

_PREFIXES = "".join(
    f"PREFIX {p}: <{vocab.PREFIXES[p]}> " for p in ("imet", "rdf", "rdfs", "skos", "dcterms")
)
_KINDS = frozenset(KIND_NAMES) - {"other"}

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
    BIND(imet:accountOf AS ?property) BIND("sets the account of" AS ?label)
  }
}
"""


def rows(backend: Backend, text: str) -> Table:
    """Return the rows of a SELECT query, with the prefixes that this package uses declared."""
    found = backend.query(_PREFIXES + text)
    assert isinstance(found, Table)  # noqa: S101 - SELECT gives a table
    return found


def whole(backend: Backend) -> Network:
    """Return the network of all named things.

    Countries, programmes, statutes, provisions, agencies, events, institutions,
    topics and country groups are nodes, also where nothing links to them;
    figures, citations, periods and training records are not.
    """
    direct = rows(
        backend,
        f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {_listed(LINKS)} }} "
        "?s ?p ?o . FILTER(isIRI(?o)) }",
    )
    edges = _edges(backend, [*direct], [*rows(backend, _BY_WAY_OF)])
    return _network(edges, _all_named(backend), "The whole graph")


def at(backend: Backend, things: Iterable[str], kind: str = "") -> Network:
    """Return the part of the network that the links of some things make.

    Its edges are those of :func:`whole` that have one of the things as an end, its
    nodes the things and what is linked to them, or only what is of a kind: a small
    part of a graph costs no reading of the whole.
    """
    wanted = {iri for iri in things if kind_of(iri) in _KINDS}
    named = _iris(wanted)
    if not named:
        return Network()
    ends = " ".join(named)
    # From the things all is read and sifted here: they say little, unlike what points to
    # them, which in a store with training reports is tens of thousands of figures.
    said = rows(backend, f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {ends} }} ?s ?p ?o }}")
    links = {_address(name) for name in LINKS}
    direct = [row for row in said if text_of(row[1]) in links and isinstance(row[2], NamedNode)]
    direct += rows(
        backend,
        f"SELECT ?s ?p ?o WHERE {{ VALUES ?o {{ {ends} }} VALUES ?p {{ {_listed(LINKS)} }} "
        f"?s ?p ?o FILTER(?s NOT IN ({', '.join(named)})) }}",
    )
    ways = [
        row
        for row in rows(backend, _BY_WAY_OF)
        if text_of(row[0]) in wanted or text_of(row[1]) in wanted
    ]
    edges = _edges(backend, direct, ways)
    if kind:
        edges = [
            e
            for e in edges
            if (e.source in wanted or kind_of(e.source) == kind)
            and (e.target in wanted or kind_of(e.target) == kind)
        ]
    ids = wanted.union(*((edge.source, edge.target) for edge in edges))
    return _network(edges, nodes_of(backend, ids), "")


def _edges(backend: Backend, direct: list[Row], ways: list[Row]) -> list[Edge]:
    """Return the edges that rows of triples, and of links by way of a thing, stand for."""
    found = [(text_of(s), text_of(p), text_of(o), "", "") for s, p, o in direct]
    for row in ways:
        source, target, prop, label, via = map(text_of, row)
        found.append((source, prop, target, label, via))
    names = _property_labels(backend)
    edges = []
    for source, prop, target, label, via in found:
        if source == target or not {kind_of(source), kind_of(target)} <= _KINDS:
            continue
        edge = Edge(source, target, prop, label or names[prop], 1, (via,) if via else ())
        edges.append(edge)
    return edges


def _network(edges: list[Edge], named: list[Node], title: str) -> Network:
    nodes = {n.id: n for n in named}
    for edge in edges:
        for iri in (edge.source, edge.target):
            # A link to something without a label is still a link.
            nodes.setdefault(iri, Node(iri, vocab.compact(iri), kind_of(iri)))
    return Network([nodes[iri] for iri in sorted(nodes)], merged(edges), title)


def of_triples(backend: Backend, triples: Iterable[Triple], title: str = "") -> Network:
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
    names = _property_labels(backend, [prop for _s, prop, _o in edges])
    known = {n.id: n for n in nodes_of(backend, things)}
    nodes = [
        known.get(iri) or Node(iri, own.get(iri) or vocab.compact(iri), kind_of(iri))
        for iri in sorted(things)
    ]
    return Network(nodes, merged(Edge(s, o, p, names[p]) for s, p, o in edges), title)


def nodes_of(backend: Backend, addresses: Iterable[str]) -> list[Node]:
    """Return nodes for those IRIs of which the graph knows a label."""
    listed = _iris(addresses)
    if not listed:
        return []
    return _nodes(backend, f"VALUES ?thing {{ {' '.join(listed)} }}")


def _iris(addresses: Iterable[str]) -> list[str]:
    """Return addresses as SPARQL writes them, those that are IRIs."""
    listed = []
    for address in sorted(set(addresses)):
        try:
            listed.append(str(NamedNode(address)))
        except ValueError:
            continue
    return listed


def _all_named(backend: Backend) -> list[Node]:
    classes = " ".join(
        f"imet:{name}"
        for name in (
            "Program", "Statute", "Provision", "Agency", "Country", "FormerCountry",
            "CountryGroup", "Institution", "Topic", "CodeSection",
        )
    )  # fmt: skip
    return _nodes(backend, f"VALUES ?class {{ {classes} }} ?thing a ?class .") + _nodes(
        backend, f'?thing imet:date ?any . FILTER(STRSTARTS(STR(?thing), "{_kind("event")}"))'
    )


def _nodes(backend: Backend, pattern: str) -> list[Node]:
    """Return a node for each thing of a pattern, with its most special class and its date."""
    table = rows(
        backend,
        "SELECT ?thing ?label ?type ?super ?date ?effect WHERE { "
        f"{pattern} ?thing rdfs:label ?label . "
        "OPTIONAL { ?thing a ?t . ?t rdfs:label ?type "
        "OPTIONAL { ?t rdfs:subClassOf ?super "
        f'FILTER(STRSTARTS(STR(?super), "{vocab.DEF}")) }} }} '
        "OPTIONAL { ?thing imet:date|imet:enactedOn|imet:established|imet:inForceFrom ?date } "
        "OPTIONAL { ?thing imet:effect ?e . ?e rdfs:label ?effect } }",
    )
    found: dict[str, tuple[tuple[bool, str, str], Node]] = {}
    for row in table:
        iri, label, kind, above, date, effect = map(text_of, row)
        node = Node(iri, label, kind_of(iri), f"{kind}: {effect}" if effect else kind, date)
        # Of several rows for a thing, one with a class below another class is kept.
        rank = (not above, label, node.type + date)
        if iri not in found or rank < found[iri][0]:
            found[iri] = (rank, node)
    return [found[iri][1] for iri in sorted(found)]


def _property_labels(backend: Backend, properties: Iterable[str] = ()) -> dict[str, str]:
    """Return a label for each property: the ontology's, or the words of its name."""
    wanted = {_address(name) for name in LINKS} | set(properties)
    listed = " ".join(f"<{iri}>" for iri in sorted(wanted))
    table = rows(backend, f"SELECT ?p ?l WHERE {{ VALUES ?p {{ {listed} }} ?p rdfs:label ?l }}")
    labels = {text_of(prop): text_of(label) for prop, label in table}
    return {iri: labels.get(iri) or _words(iri) for iri in wanted}


def _address(name: str) -> str:
    return vocab.SKOS_BROADER if name == "broader" else vocab.term(name)


def _listed(names: Iterable[str]) -> str:
    return " ".join(f"<{_address(name)}>" for name in names)


def _kind(kind: str) -> str:
    return vocab.PREFIXES[kind]


def _words(address: str) -> str:
    import re

    local = address.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()
