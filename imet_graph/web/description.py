"""The service description: what the endpoint is and can, in RDF.

https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from imet_graph.rdf import files, vocab
from imet_graph.rdf.formats import by_name
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Triple
from imet_graph.web.protocol import GRAPH_FORMATS, ROW_FORMATS

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
}


def describe(endpoint: str, format_name: str) -> bytes:
    """Return the description of the service at an address, in one of the RDF formats.

    >>> b"SPARQL11Query" in describe("http://localhost/sparql", "turtle")
    True
    """
    service, dataset, graph = (BlankNode(n) for n in ("service", "dataset", "graph"))
    a = NamedNode(vocab.RDF_TYPE)
    triples = [
        Triple(service, a, _sd("Service")),
        Triple(service, _sd("endpoint"), NamedNode(endpoint)),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(service, NamedNode(vocab.RDFS_LABEL), Literal("imet-graph", language="en")),
        Triple(dataset, a, _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), graph),
        Triple(graph, a, _sd("Graph")),
    ]
    for name in (*ROW_FORMATS, *GRAPH_FORMATS):
        known = NamedNode(_FORMATS + _FORMAT_NAMES[name])
        triples.append(Triple(service, _sd("resultFormat"), known))
    return files.serialize(triples, format_name)


def media_types() -> list[str]:
    """Return the types in which the description can be had."""
    return [by_name(name, "rdf").media_type for name in GRAPH_FORMATS]


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
