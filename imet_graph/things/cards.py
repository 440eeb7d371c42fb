"""The card of a thing: its facts, what points to it, and the sources of both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from imet_graph.answers import Table
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, text_of
from imet_graph.things.card import Card, Fact, Value
from imet_graph.things.citations import references
from imet_graph.things.law import chapter
from imet_graph.things.names import Entity

if TYPE_CHECKING:
    from imet_graph.engines import Backend

# Facts that every card shows first, in this order, by local name.
_FIRST = ("type", "label", "altLabel", "description")
# Bounds of dates serve comparing, and the citations are printed apart.
_HIDDEN = {
    vocab.term(n) for n in ("earliest", "latest", "endEarliest", "endLatest", "hasCitation")
} | {vocab.RDFS_LABEL, vocab.EXTERNAL["qb"] + "dataSet"}
_MOST = 12
_CROWD = 2000
# Terms of other vocabularies, which the graph gives no labels.
_NAMES = {
    "altLabel": "also called",
    "notation": "code",
    "broader": "broader topic",
    "inScheme": "code list",
    "sameAs": "same as",
}
_NAMES_INCOMING = {"broader": "narrower topic", "inScheme": "has code"}


def card(backend: Backend, entity: Entity, most: int | None = _MOST) -> Card:
    """Return the card of a thing, with the last ``most`` of each kind of thing that points to it.

    Without ``most``, all of them.
    """
    node = str(NamedNode(entity.iri))
    result = Card(entity, types=_types(backend, node))
    outgoing = _facts(backend, node, incoming=False)
    crowds = _crowds(backend, node) if most else {}
    incoming = _facts(backend, node, incoming=True, without=crowds)
    for prop in crowds:
        incoming += _facts(backend, node, incoming=True, only=prop, most=most)
    for fact in incoming:
        if fact.key in crowds:
            fact.left_out = crowds[fact.key] - len(fact.values)
            continue
        fact.left_out = max(0, len(fact.values) - most) if most else 0
        # The values are in the order of their dates: the latest say most about today.
        fact.values = fact.values[fact.left_out :]
    result.facts = outgoing + incoming
    if vocab.term("CodeSection") in _type_iris(backend, node):
        result.facts = [f for f in result.facts if f.key != vocab.term("codifiedIn")]
        result.facts += chapter(backend, entity.iri)
    result.citations = _citations(backend, node)
    wanted = list(result.citations)
    wanted += [c for fact in result.facts for value in fact.values for c in value.citations]
    result.sources = references(backend, wanted)
    return result


def _rows(backend: Backend, text: str) -> Table:
    found = backend.query(text)
    assert isinstance(found, Table)  # noqa: S101 - SELECT gives a table
    return found


def _types(backend: Backend, node: str) -> list[str]:
    rows = _rows(
        backend,
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        f"SELECT DISTINCT ?label WHERE {{ {node} a ?type . ?type rdfs:label ?label }} "
        "ORDER BY ?label",
    )
    return [text_of(row[0]) for row in rows]


def _type_iris(backend: Backend, node: str) -> set[str]:
    return {text_of(row[0]) for row in _rows(backend, f"SELECT ?type WHERE {{ {node} a ?type }}")}


def _citations(backend: Backend, node: str) -> tuple[str, ...]:
    rows = _rows(
        backend,
        f"PREFIX imet: <{vocab.DEF}> SELECT ?c WHERE {{ {node} imet:hasCitation ?c }} ORDER BY ?c",
    )
    return tuple(text_of(row[0]) for row in rows)


def _crowds(backend: Backend, node: str) -> dict[str, int]:
    """Return the properties by which more things point to one than can be read for a card.

    In a store with training reports, a hundred thousand figures point to a programme.
    """
    rows = _rows(
        backend,
        f"SELECT ?property (COUNT(?value) AS ?count) WHERE {{ ?value ?property {node} }} "
        f"GROUP BY ?property HAVING (COUNT(?value) > {_CROWD}) ORDER BY ?property",
    )
    return {text_of(prop): int(text_of(count)) for prop, count in rows}


def _facts(
    backend: Backend,
    node: str,
    *,
    incoming: bool,
    without: Iterable[str] = (),
    only: str = "",
    most: int | None = None,
) -> list[Fact]:
    """Return the facts of a thing; ``only`` gives those of one property, ``most`` of them."""
    pattern = f"?value ?property {node}" if incoming else f"{node} ?property ?value"
    if only:
        # Whichever are first in the store: sorting a crowd would take seconds.
        pattern = (
            f"{{ SELECT ?value ?property WHERE {{ VALUES ?property {{ <{only}> }} {pattern} }} "
            f"LIMIT {most} }}"
        )
    elif without:
        listed = ", ".join(f"<{prop}>" for prop in without)
        pattern += f" . FILTER(?property NOT IN ({listed}))"
    rows = _rows(
        backend,
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        f"PREFIX imet: <{vocab.DEF}> "
        f"SELECT ?property ?name ?value ?label ?date ?citation WHERE {{ {pattern} "
        "FILTER(?property != <" + vocab.RDF_TYPE + ">) "
        f"OPTIONAL {{ ?property {'imet:inverseLabel' if incoming else 'rdfs:label'} ?name }} "
        "OPTIONAL { ?value rdfs:label ?label } "
        "OPTIONAL { ?value imet:date ?date } "
        "OPTIONAL { ?value imet:hasCitation ?citation } }",
    )
    grouped: dict[str, dict[str, Value]] = {}
    names: dict[str, str] = {}
    for prop, name, value, label, date, citation in rows:
        if text_of(prop) in _HIDDEN:
            continue
        key = text_of(prop)
        names[key] = text_of(name) or _words(key, incoming=incoming)
        iri = text_of(value) if isinstance(value, NamedNode) else None
        text = text_of(label) or (vocab.compact(iri) if iri else text_of(value))
        known = grouped.setdefault(key, {}).get(text_of(value))
        cited = () if citation is None else (text_of(citation),)
        merged = tuple(sorted({*(known.citations if known else ()), *cited}))
        grouped[key][text_of(value)] = Value(text, iri, text_of(date), merged)
    facts = [
        Fact(names[key], sorted(values.values(), key=_order), incoming, key=key)
        for key, values in grouped.items()
    ]
    order = {name: i for i, name in enumerate(_FIRST)}
    return sorted(facts, key=lambda f: (order.get(_local(f.key), len(order)), f.label))


def _order(value: Value) -> tuple[str, bool, str]:
    """Return the place of a value: by date, and what has a name last, where a cut leaves it in."""
    named = value.iri is None or value.text != vocab.compact(value.iri)
    return value.detail, named, value.text


def _local(address: str) -> str:
    return address.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _words(address: str, *, incoming: bool) -> str:
    import re

    local = _local(address)
    if incoming and local in _NAMES_INCOMING:
        return _NAMES_INCOMING[local]
    words = _NAMES.get(local) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()
    return f"{words} of" if incoming else words


__all__ = ["Card", "Fact", "Value", "card"]
