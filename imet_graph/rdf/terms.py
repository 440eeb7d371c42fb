"""RDF terms: pyoxigraph's everywhere, and the narrow bridge to rdflib's, for pySHACL.

>>> to_rdflib(NamedNode("https://w3id.org/imet-graph/id/country/PAK"))
rdflib.term.URIRef('https://w3id.org/imet-graph/id/country/PAK')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

if TYPE_CHECKING:
    from collections.abc import Iterable

    import rdflib
    from rdflib.term import Node

Term: TypeAlias = NamedNode | BlankNode | Literal

__all__ = [
    "BlankNode", "Literal", "NamedNode", "Quad", "Term", "Triple", "from_rdflib", "text_of",
    "to_rdflib", "to_rdflib_graph", "written",
]  # fmt: skip


def text_of(term: Term | None) -> str:
    """Return the text of a term: an IRI, a literal's value, ``_:`` and a blank node's label.

    >>> text_of(Literal("Pakistan", language="en"))
    'Pakistan'
    """
    if term is None:
        return ""
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def written(addresses: Iterable[str]) -> list[str]:
    """Return IRIs as SPARQL writes them, each once; what can be none is left out.

    >>> written(["a:b", "no IRI", "a:b"])
    ['<a:b>']
    """
    found = []
    for address in dict.fromkeys(addresses):
        try:
            found.append(str(NamedNode(address)))
        except ValueError:
            continue
    return found


def to_rdflib(term: Term) -> Node:
    """Return rdflib's term for one of pyoxigraph's."""
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if term.language or term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def from_rdflib(node: Node) -> Term:
    """Return pyoxigraph's term for one of rdflib's.

    Raises:
        TypeError: for a node that is no RDF term, such as a variable.
    """
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        datatype = None if node.language or not node.datatype else NamedNode(str(node.datatype))
        return Literal(str(node), language=node.language, datatype=datatype)
    raise TypeError(f"{type(node).__name__} is no RDF term")


def to_rdflib_graph(triples: Iterable[Triple], graph: rdflib.Graph | None = None) -> rdflib.Graph:
    """Return an rdflib graph, a new one if none is given, that holds the triples."""
    import rdflib

    graph = rdflib.Graph() if graph is None else graph
    for t in triples:
        graph.add((to_rdflib(t.subject), to_rdflib(t.predicate), to_rdflib(t.object)))  # type: ignore[arg-type]
    return graph
