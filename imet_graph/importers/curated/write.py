"""Short ways to write triples, for importers that are mostly tables of predicates.

>>> topic = node("topic", "pme")
>>> for triple in describe(topic, "imet:Topic", {"rdfs:label": en("Education"), "imet:note": ""}):
...     print(vocab.compact(triple.predicate.value), triple.object)
rdf:type <https://w3id.org/imet-graph/def#Topic>
rdfs:label "Education"@en
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from imet_graph.importers.curated import dates
from imet_graph.rdf import vocab

Value: TypeAlias = NamedNode | Literal | str | None
Values: TypeAlias = dict[str, Value | Iterable[NamedNode | Literal]]

_TYPE = NamedNode(vocab.RDF_TYPE)


def node(kind: str, local: str) -> NamedNode:
    """Return the IRI of a thing: ``node("country", "PAK")``."""
    return NamedNode(vocab.iri(kind, local))


def name(prefixed: str) -> NamedNode:
    """Return the IRI of a prefixed name such as ``imet:Statute`` or ``rdfs:label``.

    Raises:
        KeyError: if the prefix is none of the project's.
    """
    found = vocab.expand(prefixed)
    if found is None:
        raise KeyError(prefixed)
    return NamedNode(found)


def en(text: str) -> Literal | None:
    """Return an English literal, or nothing for no text."""
    return Literal(text, language="en") if text else None


def typed(text: str, datatype: str) -> Literal | None:
    """Return a literal of an XML Schema type, or nothing for no text: unknown is not zero."""
    return dates.xsd(text, datatype) if text else None


def uri(address: str) -> Literal | None:
    """Return a web address as a literal, or nothing for no text."""
    return typed(address, "anyURI")


def slug(text: str) -> str:
    """Return a text in lower case with hyphens, fit for an IRI.

    >>> slug("Coups d'état, in São Tomé")
    'coups-d-etat-in-sao-tome'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def describe(
    subject: NamedNode,
    kind: str | Iterable[str],
    values: Mapping[str, Value | Iterable[NamedNode | Literal]],
) -> Iterator[Triple]:
    """Yield a thing's type or types and its values; keys are prefixed names.

    A text becomes a plain string; an empty text or None yields nothing; of
    several terms each yields a triple.
    """
    for one in (kind,) if isinstance(kind, str) else kind:
        yield Triple(subject, _TYPE, name(one))
    for key, value in values.items():
        if value is None or value == "":
            continue
        predicate = name(key)
        if isinstance(value, str):
            yield Triple(subject, predicate, Literal(value))
        elif isinstance(value, NamedNode | Literal):
            yield Triple(subject, predicate, value)
        else:
            for item in value:
                yield Triple(subject, predicate, item)


def dated(text: str, prefixed: str = "imet:date", where: str = "") -> Values:
    """Return the values of a date: as written, with its first and last possible day.

    An end (``imet:endDate``, ``imet:ended``) has ``imet:endEarliest`` and
    ``imet:endLatest`` beside it, every other date ``imet:earliest`` and
    ``imet:latest``. No text gives no values.
    """
    if not text:
        return {}
    span = dates.parse(text, where)
    earliest, latest = "imet:earliest", "imet:latest"
    if prefixed in ("imet:endDate", "imet:ended"):
        earliest, latest = "imet:endEarliest", "imet:endLatest"
    return {
        prefixed: span.literal,
        earliest: dates.xsd(span.first.isoformat(), "date"),
        latest: dates.xsd(span.last.isoformat(), "date"),
    }
