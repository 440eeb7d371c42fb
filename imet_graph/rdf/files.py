"""Writes triples in any RDF format in one canonical order: the same graph gives the same bytes.

Subjects stand in the order of their IRIs; of each subject the type comes first,
then the other predicates by IRI; objects by kind, text, language and datatype.
Prefixes are those that the triples use.

>>> pakistan = NamedNode(vocab.iri("country", "PAK"))
>>> label = Triple(pakistan, NamedNode(vocab.RDFS_LABEL), Literal("Pakistan", language="en"))
>>> print(turtle([label]).decode().splitlines()[-1])
country:PAK rdfs:label "Pakistan"@en .
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from imet_graph.errors import FileProblem, InputError, UnknownFormat
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Quad, Triple

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
    if not any(isinstance(part, BlankNode) for t in listed for part in (t.subject, t.object)):
        return _written(sorted(set(listed), key=_sort_key), format_name, "\n")
    dataset = ox.Dataset(Quad(t.subject, t.predicate, t.object) for t in listed)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    named = (Triple(q.subject, q.predicate, q.object) for q in dataset)
    return _written(sorted(named, key=str), format_name)


def turtle(triples: Iterable[Triple]) -> bytes:
    """Return the triples as canonical Turtle, UTF-8, a blank line before each subject.

    Raises:
        InputError: if there is a blank node among them, which has no order of its own.
    """
    return _written(sorted(set(triples), key=_sort_key), "turtle", "\n")


def _sort_key(triple: Triple) -> tuple[str, int, str, int, str, str, str]:
    subject, predicate, thing = triple.subject, triple.predicate, triple.object
    if isinstance(subject, BlankNode) or isinstance(thing, BlankNode):
        raise InputError(
            f"{triple} has a blank node, for which there is no canonical order.",
            hint="Give the thing an IRI.",
        )
    if isinstance(thing, Literal):
        rest = (1, thing.value, thing.language or "", thing.datatype.value)
    else:
        rest = (0, str(getattr(thing, "value", thing)), "", "")
    first = 0 if predicate.value == vocab.RDF_TYPE else 1
    return (str(getattr(subject, "value", subject)), first, predicate.value, *rest)


def _written(ordered: list[Triple], format_name: str, before: str = "") -> bytes:
    """Return triples in a format, prefixes in order, with ``before`` above subjects in Turtle."""
    form = RDF_FORMATS[format_name]
    text = (ox.serialize(ordered, format=form, prefixes=_prefixes(ordered)) or b"").decode("utf-8")
    # The serialiser keeps prefixes in an order that differs from run to run.
    if format_name in ("turtle", "trig"):
        # Line feeds inside literals are written as escapes, so that a line that is neither
        # indented nor a prefix always begins a subject.
        lines = [line for line in text.split("\n") if line]
        prefixes = sorted(line for line in lines if line.startswith("@prefix"))
        rest = [line for line in lines if not line.startswith("@prefix")]
        rest = [line if line.startswith("\t") else before + line for line in rest]
        text = "\n".join([*prefixes, *rest])
    elif format_name == "rdfxml":
        head = re.search(r"(?<=<rdf:RDF )[^>]*", text)
        text = text.replace(head[0], " ".join(sorted(head[0].split())), 1) if head else text
    return (text if text.endswith("\n") else text + "\n").encode("utf-8")


def _prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    """Return those of the project's prefixes that the triples' IRIs use, in order of name."""
    namespaces: set[str] = set()
    for triple in triples:
        for part in (triple.subject, triple.predicate, triple.object):
            name = part.datatype if isinstance(part, Literal) and not part.language else part
            # Turtle writes the type of a thing as "a", without a prefix.
            if isinstance(name, NamedNode) and name.value != vocab.RDF_TYPE:
                cut = max(name.value.rfind("#"), name.value.rfind("/")) + 1
                namespaces.add(name.value[:cut])
    return {p: ns for p, ns in sorted(vocab.PREFIXES.items()) if ns in namespaces}


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write a file unless it already holds just that; return whether it was written.

    Raises:
        FileProblem: if the file can't be read or written.
    """
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise FileProblem(
            f"{path} can't be written: {error.strerror}.",
            hint="Choose a folder that you may write to.",
        ) from error
    return True
