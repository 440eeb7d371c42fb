"""Writes the graph, a part of it, or a network in the formats of other tools.

The texts of networks are made here and not by networkx: its import takes longer than the whole
export, its GraphML numbers keys in the order in which they were met, its GEXF bears the day of
writing and is not valid by the schema, so that the same graph would give other bytes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TYPE_CHECKING

from imet_graph.errors import InputError
from imet_graph.network.gather import of_triples, whole
from imet_graph.rdf import vocab
from imet_graph.rdf.formats import OFFERED
from imet_graph.rdf.terms import NamedNode, Triple

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.network.model import Edge, Network, Node


def export(
    backend: Backend,
    format_name: str,
    *,
    entity: str | None = None,
    triples: Iterable[Triple] | None = None,
) -> bytes:
    """Return an export in a format.

    ``entity`` is the IRI of a thing whose neighbourhood is wanted; ``triples`` are
    given where something else than the whole graph is.
    """
    if format_name in OFFERED["bibliography"]:
        from imet_graph.answers.bibliography import bibliography

        return bibliography(backend, format_name, entity)
    if format_name in OFFERED["network"]:
        network = part(backend, entity) if triples is None else of_triples(backend, triples)
        return _WRITERS[format_name](network)
    if triples is None:
        triples = neighbourhood(backend, entity) if entity else backend.triples()
    from imet_graph.rdf.files import serialize

    return serialize(triples, format_name)


def part(backend: Backend, entity: str | None = None) -> Network:
    """Return the network of all things, or one (`InputError` if no node) with its neighbours."""
    network = whole(backend)
    if entity is None:
        return network
    center = network.node(entity)
    if center is None:
        raise InputError(
            f"{vocab.compact(entity)} is no node of the network.",
            hint="Countries, programmes, statutes, provisions, agencies, events, schools and "
            "topics are; for others use an RDF format.",
        )
    near = {entity}
    for edge in network.links()[entity]:
        near.update((edge.source, edge.target))
    return network.only(near, center.label)


def neighbourhood(backend: Backend, iri: str) -> list[Triple]:
    """Return what is said of a thing, what points to it, and its citations with their sources.

    Neighbours come with their types and labels.
    """
    node = str(NamedNode(iri))
    parts = (
        f"CONSTRUCT {{ {node} ?p ?o }} WHERE {{ {node} ?p ?o }}",
        f"CONSTRUCT {{ ?s ?p {node} }} WHERE {{ ?s ?p {node} }}",
        f"CONSTRUCT {{ ?n a ?t ; rdfs:label ?l }} WHERE {{ {{ {node} ?p ?n }} UNION "
        f"{{ ?n ?p {node} }} ?n a ?t . OPTIONAL {{ ?n rdfs:label ?l }} }}",
        f"CONSTRUCT {{ ?c ?p ?o }} WHERE {{ {node} imet:hasCitation ?c . ?c ?p ?o }}",
        f"CONSTRUCT {{ ?d ?p ?o }} WHERE {{ {node} imet:hasCitation ?c . ?c imet:source ?d . "
        "?d ?p ?o }",
    )
    found: dict[Triple, None] = {}
    for part in parts:
        found.update(dict.fromkeys(backend.construct(part)))
    return list(found)


_GRAPHML = (
    *((name, "node", "string") for name in ("label", "kind", "type", "date", "name")),
    ("label", "edge", "string"),
    ("property", "edge", "string"),
    ("weight", "edge", "int"),
)
_GEXF = ("kind", "type", "date", "name")


def graphml(network: Network) -> bytes:
    """Return a network as GraphML; nodes are called by their IRIs, edges are directed."""
    from xml.sax.saxutils import escape, quoteattr

    def data(of: str, thing: Node | Edge) -> list[str]:
        values = [(name, getattr(thing, name)) for name, where, _kind in _GRAPHML if where == of]
        return [
            f'      <data key="{of}-{name}">{escape(str(value))}</data>'
            for name, value in values
            if value != ""
        ]

    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *(
            f'  <key id="{where}-{name}" for="{where}" attr.name="{name}" attr.type="{kind}"/>'
            for name, where, kind in _GRAPHML
        ),
        f'  <graph id={quoteattr(network.title)} edgedefault="directed">',
    ]
    for node in network.nodes:
        lines += [f"    <node id={quoteattr(node.id)}>", *data("node", node), "    </node>"]
    for number, edge in enumerate(network.edges):
        lines += [
            f'    <edge id="e{number}" source={quoteattr(edge.source)} '
            f"target={quoteattr(edge.target)}>",
            *data("edge", edge),
            "    </edge>",
        ]
    lines += ["  </graph>", "</graphml>", ""]
    return "\n".join(lines).encode()


def gexf(network: Network) -> bytes:
    """Return a network as GEXF; a node with a date begins on its first day.

    No date of writing stands in the file: the same graph gives the same bytes.
    """
    from xml.sax.saxutils import escape, quoteattr

    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
        f"  <meta><title>{escape(network.title)}</title></meta>",
        '  <graph defaultedgetype="directed" mode="static" timeformat="date">',
        '    <attributes class="node">',
        *(f'      <attribute id="{n}" title="{n}" type="string"/>' for n in _GEXF),
        "    </attributes>",
        '    <attributes class="edge">',
        '      <attribute id="property" title="property" type="string"/>',
        "    </attributes>",
        "    <nodes>",
    ]
    for node in network.nodes:
        start = _first_day(node.date)
        begins = f' start="{start}"' if start else ""
        lines += [
            f"      <node id={quoteattr(node.id)} label={quoteattr(node.label)}{begins}>",
            "        <attvalues>",
            *(
                f'          <attvalue for="{name}" value={quoteattr(value)}/>'
                for name in _GEXF
                if (value := getattr(node, name))
            ),
            "        </attvalues>",
            "      </node>",
        ]
    lines += ["    </nodes>", "    <edges>"]
    for number, edge in enumerate(network.edges):
        lines += [
            f'      <edge id="{number}" source={quoteattr(edge.source)} '
            f"target={quoteattr(edge.target)} label={quoteattr(edge.label)} "
            f'weight="{edge.weight}">',
            f'        <attvalues><attvalue for="property" value={quoteattr(edge.property)}/>'
            "</attvalues>",
            "      </edge>",
        ]
    lines += ["    </edges>", "  </graph>", "</gexf>", ""]
    return "\n".join(lines).encode()


def _first_day(date: str) -> str:
    """Return the first day of a date that may be a year or a month.

    >>> _first_day("1999-10"), _first_day("1976"), _first_day("")
    ('1999-10-01', '1976-01-01', '')
    """
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", date):
        return ""
    return date + "-01" * (2 - date.count("-"))


def cytoscape(network: Network) -> bytes:
    """Return a network as Cytoscape JSON; ``name`` is the label, as Cytoscape shows it."""
    import json

    nodes = [
        {
            # "value" is what networkx's reader calls the node.
            "id": node.id, "value": node.id, "name": node.label, "kind": node.kind,
            "type": node.type, "date": node.date, "short_name": node.name,
        }
        for node in network.nodes
    ]  # fmt: skip
    edges = [
        {
            "id": f"e{number}", "source": edge.source, "target": edge.target,
            "label": edge.label, "interaction": edge.label, "property": edge.property,
            "weight": edge.weight,
        }
        for number, edge in enumerate(network.edges)
    ]  # fmt: skip
    content = {
        "format_version": "1.0",
        "generated_by": "imet-graph",
        "data": {"name": network.title},
        "directed": True,
        "multigraph": True,
        "elements": {
            "nodes": [{"data": node} for node in nodes],
            "edges": [{"data": edge} for edge in edges],
        },
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def nodes_csv(network: Network) -> bytes:
    """Return the nodes of a network as CSV; ``degree`` is the number of its edges."""
    columns, degrees = ("id", "name", "label", "kind", "type", "date"), network.degrees()
    rows = ((*attrgetter(*columns)(node), degrees[node.id]) for node in network.nodes)
    return _csv((*columns, "degree"), rows)


def edges_csv(network: Network) -> bytes:
    """Return the edges of a network as CSV; ends are the ids of the nodes file."""
    columns = ("source", "target", "label", "property", "weight")
    return _csv(columns, map(attrgetter(*columns), network.edges))


def _csv(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    stream = io.StringIO()
    lines = csv.writer(stream, lineterminator="\r\n")
    lines.writerow(columns)
    lines.writerows(rows)
    return stream.getvalue().encode()


_WRITERS: dict[str, Callable[[Network], bytes]] = {
    "graphml": graphml,
    "gexf": gexf,
    "cytoscape": cytoscape,
    "nodes-csv": nodes_csv,
    "edges-csv": edges_csv,
}
"""By the name of the format."""
