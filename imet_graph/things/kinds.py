"""Kinds of thing and words for properties: the one place that reads what the ontology says of them.

What a kind is called, where it stands in a legend and how it is drawn, what a property is
called, where it stands on a card and how long a link it is, are annotations in ``ontology/``.
They are read once and kept in the user's cache, so that no command parses Turtle for them;
the bundled ontology serves every graph, an endpoint's too (docs/decisions/0033-kinds.md).

>>> counted("agency", 2), counted("agency", 1)
('2 agencies', '1 agency')
>>> name(vocab.term("affectsCountry")), name(vocab.term("affectsCountry"), inverse=True)
('affects country', 'affected by event')
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from imet_graph import resources
from imet_graph.rdf import vocab

_KEPT = {vocab.RDFS_LABEL} | {
    vocab.term(name)
    for name in (
        "inverseLabel", "pluralLabel", "addressPart", "order", "inverseOrder", "phrase",
        "inversePhrase", "linkLength", "color", "outline", "sign",
    )
}  # fmt: skip
FEATURED = 50
"""What has a lower place than this a card shows first."""


class Kind(NamedTuple):
    """A kind of thing: its part of an address, its names, and how it is drawn, if it is."""

    name: str
    label: str
    plural: str
    fill: str = ""
    line: str = ""
    sign: str = ""


OTHER = Kind("other", "other thing", "other things", "#FFFFFF", "#5F5F5F", "circle-small")


@cache
def _terms() -> dict[str, dict[str, str]]:
    """Return what the ontology says of each of its terms, by address and name of annotation."""
    files = [*resources.ontology_files(), *resources.training_files()]

    def read() -> dict[str, dict[str, str]]:
        import pyoxigraph as ox

        found: dict[str, dict[str, str]] = {}
        for path in files:
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                if quad.predicate.value in _KEPT and isinstance(quad.object, ox.Literal):
                    about = found.setdefault(quad.subject.value, {})
                    about[vocab.local(quad.predicate.value)] = quad.object.value
        return found

    return resources.kept("terms", files, read)


def _said(term: str, what: str, *, inverse: bool = False) -> str:
    """Return an annotation of a term, or of it read from its value to its subject, or nothing."""
    wanted = f"inverse{what[0].upper()}{what[1:]}" if inverse else what
    return _terms().get(term, {}).get(wanted, "")


@cache
def all_kinds() -> dict[str, Kind]:
    """Return every kind by its part of an address, those that are drawn first."""
    terms = [about for about in _terms().values() if "pluralLabel" in about]
    terms.sort(key=lambda about: (int(about.get("order", FEATURED)), about["addressPart"]))
    drawing = ("color", "outline", "sign")
    found = [
        Kind(about["addressPart"], about["label"].lower(), about["pluralLabel"],
             *(about.get(name, "") for name in drawing))
        for about in terms
    ]  # fmt: skip
    return {kind.name: kind for kind in (*found, OTHER)}


@cache
def drawn() -> dict[str, Kind]:
    """Return the kinds that are drawn, in the order of legends, and the one for all the rest."""
    return {name: kind for name, kind in all_kinds().items() if kind.fill}


def classes(kind: str) -> list[str]:
    """Return the addresses of the classes whose things have that part in their addresses.

    >>> [vocab.compact(iri) for iri in classes("country")]
    ['imet:Country', 'imet:FormerCountry']
    """
    return sorted(iri for iri, about in _terms().items() if about.get("addressPart") == kind)


def kind_of(iri: str) -> str:
    """Return the kind under which a thing is drawn.

    >>> kind_of("https://w3id.org/imet-graph/id/country/PAK")
    'country'
    >>> kind_of("https://w3id.org/imet-graph/id/figure/x")
    'other'
    """
    kind = vocab.kind_of(iri)
    return kind if kind in drawn() else OTHER.name


def called(kind: str, number: int = 1) -> str:
    """Return the name of a kind for one thing or for several."""
    found = all_kinds().get(kind, Kind(kind, kind, kind))
    return found.label if number == 1 else found.plural


def counted(kind: str, number: int) -> str:
    """Return a count and the name of a kind."""
    return f"{number:,} {called(kind, number)}"


def label(term: str) -> str:
    """Return the label that the ontology gives a term, or nothing."""
    return _said(term, "label")


def name(term: str, *, inverse: bool = False) -> str:
    """Return what a class or a property is called: its label, or the words of its address.

    ``inverse`` asks how a property is called that is read from its value to its subject.

    >>> name("http://purl.org/linked-data/cube#dataSet")
    'data set'
    """
    plain = label(term) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", vocab.local(term)).lower()
    return _said(term, "label", inverse=True) or f"{plain} of" if inverse else plain


def heading(term: str, who: str, otherwise: str = "", *, inverse: bool = False) -> str:
    """Return how things are announced that a property joins to the thing at hand.

    ``who`` says how many of which kind they are, ``otherwise`` what the property is called
    where the ontology does not say it.

    >>> heading(vocab.term("affectsCountry"), "2 events", inverse=True)
    '2 events affecting it'
    """
    phrase = _said(term, "phrase", inverse=inverse)
    said = otherwise or name(term, inverse=inverse)
    return phrase.format(who) if phrase else f"{who}: {said}" if inverse else f"{said}: {who}"


def place(term: str, *, inverse: bool = False) -> int:
    """Return the place of a property on a card, the first the lowest."""
    return int(_said(term, "order", inverse=inverse) or FEATURED)


def placed_from(first: int) -> list[str]:
    """Return the properties whose place, read from their value, is that one or a later one."""
    return sorted(iri for iri in _terms() if place(iri, inverse=True) >= first)


@cache
def links() -> dict[str, float]:
    """Return the properties that link things that are drawn, with how little each tells."""
    return {iri: float(said) for iri in _terms() if (said := _said(iri, "linkLength"))}
