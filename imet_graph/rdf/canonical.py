"""Writes triples in one canonical order, so that the same graph gives the same bytes.

Subjects stand in the order of their IRIs; of each subject the type comes first,
then the other predicates by IRI; objects by kind, text, language and datatype.
Prefixes are those that the triples use. Blank nodes have no order of their own
and are refused.

>>> pakistan = NamedNode(vocab.iri("country", "PAK"))
>>> label = Triple(pakistan, NamedNode(vocab.RDFS_LABEL), Literal("Pakistan", language="en"))
>>> print(turtle([label]).decode().splitlines()[-1])
country:PAK rdfs:label "Pakistan"@en .
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from imet_graph.errors import FileProblem, InputError
from imet_graph.rdf import vocab

SortKey = tuple[str, int, str, int, str, str, str]


def sort_key(triple: Triple) -> SortKey:
    """Return the key by which triples are put into canonical order."""
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


def canonical(triples: Iterable[Triple]) -> list[Triple]:
    """Return the triples without repetitions, in canonical order.

    Raises:
        InputError: if there is a blank node among them.
    """
    return sorted(set(triples), key=sort_key)


def used_prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    """Return those of the project's prefixes that the triples' IRIs use, in order of name."""
    namespaces: set[str] = set()
    for triple in triples:
        for part in (triple.subject, triple.predicate, triple.object):
            if isinstance(part, Literal):
                name: object = None if part.language else part.datatype
            else:
                name = part
            # Turtle writes the type of a thing as "a", without a prefix.
            if isinstance(name, NamedNode) and name.value != vocab.RDF_TYPE:
                cut = max(name.value.rfind("#"), name.value.rfind("/")) + 1
                namespaces.add(name.value[:cut])
    return {p: ns for p, ns in sorted(vocab.PREFIXES.items()) if ns in namespaces}


def turtle(triples: Iterable[Triple]) -> bytes:
    """Return the triples as canonical Turtle, UTF-8, a blank line before each subject.

    Raises:
        InputError: if there is a blank node among them.
    """
    ordered = canonical(triples)
    written = serialize(ordered, format=RdfFormat.TURTLE, prefixes=used_prefixes(ordered)) or b""
    prefixes: list[str] = []
    lines: list[str] = []
    # The serialiser keeps prefixes in no particular order. Line feeds inside
    # literals are written as escapes, so that a line that is neither indented
    # nor a prefix always begins a subject.
    for line in written.decode("utf-8").split("\n"):
        if line.startswith("@prefix"):
            prefixes.append(line)
        elif line:
            if not line.startswith("\t"):
                lines.append("")
            lines.append(line)
    return ("\n".join([*sorted(prefixes), *lines]) + "\n").encode("utf-8")


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
