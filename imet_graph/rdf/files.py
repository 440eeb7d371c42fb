"""Writes triples in any RDF format, always in the same order.

>>> label = Triple(NamedNode("a:b"), NamedNode("a:c"), Literal("d"))
>>> serialize([label], "ntriples").decode()
'<a:b> <a:c> "d" .\\n'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from imet_graph.errors import UnknownFormat
from imet_graph.rdf import canonical
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Quad, Triple

__all__ = ["RDF_FORMATS", "Literal", "NamedNode", "serialize"]

RDF_FORMATS: dict[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
"""The RDF formats that can be read and written, by the names of the format table."""


def serialize(triples: Iterable[Triple], format_name: str) -> bytes:
    """Return triples in an RDF format, UTF-8, without repetitions, in canonical order.

    Blank nodes are given the labels of RDFC-1.0, so that they too keep their order.

    Raises:
        UnknownFormat: if the format is none of RDF.
    """
    if format_name not in RDF_FORMATS:
        raise UnknownFormat(
            f"{format_name} is no format for triples.",
            hint=f"Use one of {', '.join(RDF_FORMATS)}.",
        )
    listed = list(triples)
    blank = any(isinstance(part, BlankNode) for t in listed for part in (t.subject, t.object))
    if not blank and format_name in ("turtle", "trig"):
        return canonical.turtle(listed)  # the default graph in TriG is written as Turtle
    ordered = _with_blank_nodes(listed) if blank else canonical.canonical(listed)
    written = ox.serialize(
        ordered, format=RDF_FORMATS[format_name], prefixes=canonical.used_prefixes(ordered)
    )
    text = (written or b"").decode("utf-8")
    if format_name in ("turtle", "trig"):
        text = _sorted_lines(text)
    elif format_name == "rdfxml":
        text = re.sub(r"<rdf:RDF ([^>]*)>", _sorted_attributes, text, count=1)
    return (text if text.endswith("\n") else text + "\n").encode("utf-8")


def _with_blank_nodes(triples: list[Triple]) -> list[Triple]:
    """Return triples with canonical blank node labels, in the order of their N-Triples."""
    dataset = ox.Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    named = (Triple(q.subject, q.predicate, q.object) for q in dataset)
    return sorted(named, key=str)


# The serialiser keeps prefixes in an order that differs from run to run.
def _sorted_lines(text: str) -> str:
    lines = text.split("\n")
    prefixes = sorted(line for line in lines if line.startswith("@prefix"))
    return "\n".join([*prefixes, *(line for line in lines if not line.startswith("@prefix"))])


def _sorted_attributes(tag: re.Match[str]) -> str:
    return f"<rdf:RDF {' '.join(sorted(tag[1].split()))}>"
