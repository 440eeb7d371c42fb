"""The card of a thing: its facts, what points to it, and the sources of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from imet_graph import vocab
from imet_graph.lookup import Entity, label_of
from imet_graph.results import Table
from imet_graph.sources import Reference, references
from imet_graph.terms import NamedNode, text_of

if TYPE_CHECKING:
    from imet_graph.backends import Backend

# Facts that every card shows first, in this order, by local name.
_FIRST = ("type", "label", "altLabel", "description")
# Bounds of dates serve comparing, and the citations are printed apart.
_HIDDEN = {
    vocab.term(n) for n in ("earliest", "latest", "endEarliest", "endLatest", "hasCitation")
} | {vocab.RDFS_LABEL, vocab.EXTERNAL["qb"] + "dataSet"}
_MOST = 12


@dataclass(frozen=True)
class Value:
    """A value on a card: its text, its IRI if it is a thing, its date and its sources."""

    text: str
    iri: str | None = None
    date: str = ""
    citations: tuple[str, ...] = ()


@dataclass
class Fact:
    """A property's label with its values; ``incoming`` if they point to the thing."""

    label: str
    values: list[Value]
    incoming: bool = False
    left_out: int = 0


@dataclass
class Card:
    """Everything known of one thing."""

    entity: Entity
    types: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    citations: tuple[str, ...] = ()
    sources: dict[str, Reference] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Return the card as plain dictionaries and lists, for JSON."""
        return {
            "iri": self.entity.iri,
            "label": self.entity.label,
            "types": self.types,
            "facts": [
                {
                    "property": fact.label,
                    "incoming": fact.incoming,
                    "values": [
                        {
                            "text": v.text,
                            **({"iri": v.iri} if v.iri else {}),
                            **({"date": v.date} if v.date else {}),
                            **({"citations": list(v.citations)} if v.citations else {}),
                        }
                        for v in fact.values
                    ],
                    **({"left_out": fact.left_out} if fact.left_out else {}),
                }
                for fact in self.facts
            ],
            "citations": list(self.citations),
            "sources": {iri: ref.as_dict() for iri, ref in self.sources.items()},
        }


def card(backend: Backend, entity: Entity, most: int = _MOST) -> Card:
    """Return the card of a thing, with at most ``most`` values for what points to it."""
    node = str(NamedNode(entity.iri))
    result = Card(entity, types=_types(backend, node))
    outgoing = _facts(backend, node, incoming=False)
    incoming = _facts(backend, node, incoming=True)
    for fact in incoming:
        fact.left_out = max(0, len(fact.values) - most)
        fact.values = fact.values[:most]
    result.facts = outgoing + incoming
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


def _citations(backend: Backend, node: str) -> tuple[str, ...]:
    rows = _rows(
        backend,
        f"PREFIX imet: <{vocab.DEF}> SELECT ?c WHERE {{ {node} imet:hasCitation ?c }} ORDER BY ?c",
    )
    return tuple(text_of(row[0]) for row in rows)


def _facts(backend: Backend, node: str, *, incoming: bool) -> list[Fact]:
    pattern = f"?value ?property {node}" if incoming else f"{node} ?property ?value"
    rows = _rows(
        backend,
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        f"PREFIX imet: <{vocab.DEF}> "
        f"SELECT ?property ?name ?value ?label ?date ?citation WHERE {{ {pattern} . "
        "FILTER(?property != <" + vocab.RDF_TYPE + ">) "
        "OPTIONAL { ?property rdfs:label ?name } "
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
        names[key] = text_of(name) or _words(key)
        iri = text_of(value) if isinstance(value, NamedNode) else None
        text = text_of(label) or (vocab.compact(iri) if iri else text_of(value))
        known = grouped.setdefault(key, {}).get(text_of(value))
        cited = () if citation is None else (text_of(citation),)
        merged = tuple(sorted({*(known.citations if known else ()), *cited}))
        grouped[key][text_of(value)] = Value(text, iri, text_of(date), merged)
    facts = [
        Fact(names[key], sorted(values.values(), key=lambda v: (v.date, v.text)), incoming)
        for key, values in grouped.items()
    ]
    order = {name: i for i, name in enumerate(_FIRST)}
    by_name = {names[key]: key for key in grouped}
    return sorted(
        facts,
        key=lambda f: (order.get(_local(by_name[f.label]), len(order)), f.label),
    )


def _local(address: str) -> str:
    return address.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _words(address: str) -> str:
    import re

    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _local(address)).lower()


def write_text(found: Card, stream: IO[str], width: int = 100) -> None:
    """Write a card for reading: facts, then what points to the thing, then the sources."""
    import textwrap

    numbers = {iri: i for i, iri in enumerate(found.sources, start=1)}

    def marks(citations: tuple[str, ...]) -> str:
        known = sorted(numbers[c] for c in citations if c in numbers)
        return "".join(f" [{n}]" for n in known)

    def line(text: str, indent: str) -> None:
        for wrapped in textwrap.wrap(
            text,
            width,
            initial_indent=indent,
            subsequent_indent=indent + "  ",
            break_on_hyphens=False,
            break_long_words=False,
        ):
            stream.write(wrapped + "\n")

    title = f"{found.entity.label}{marks(found.citations)}"
    stream.write(f"{title}\n{found.entity.name}")
    stream.write(f"  ({', '.join(found.types)})\n" if found.types else "\n")
    for incoming in (False, True):
        facts = [fact for fact in found.facts if fact.incoming is incoming]
        if incoming and facts:
            stream.write("\nReferred to by\n")
        elif facts:
            stream.write("\n")
        for fact in facts:
            if len(fact.values) == 1 and not incoming:
                value = fact.values[0]
                line(f"{fact.label}: {value.text}{_dated(value)}{marks(value.citations)}", "")
                continue
            stream.write(f"{fact.label}{' of' if incoming else ''}:\n")
            for value in fact.values:
                line(f"{value.text}{_dated(value)}{marks(value.citations)}", "  ")
            if fact.left_out:
                stream.write(f"  … and {fact.left_out} more\n")
    if found.sources:
        stream.write("\nSources\n")
        for iri, number in numbers.items():
            line(f"[{number}] {found.sources[iri].text}", "")


def _dated(value: Value) -> str:
    return f" ({value.date})" if value.date else ""


__all__ = ["Card", "Fact", "Value", "card", "label_of", "write_text"]
