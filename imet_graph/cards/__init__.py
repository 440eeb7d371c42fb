"""The card of a thing: what is asked of it first, then its other facts, each with its sources."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from imet_graph.cards import parts
from imet_graph.cards.model import Card, Fact, Part, Value
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Term, text_of
from imet_graph.things import kinds
from imet_graph.things.citations import references
from imet_graph.things.names import Entity, preference

if TYPE_CHECKING:
    from imet_graph.engines import Backend

__all__ = ["Card", "Fact", "Part", "Value", "card"]

MOST = 8
"""How many things that point to one, of each kind, a card shows as a rule."""
_PLACE = attrgetter("place", "incoming", "label")
_FEW = 3  # of what is not asked for first
_TEXT = 19  # the place of the address at which a law is read
_COUNTED = 70  # the place from which on many things are counted only
# More of one kind are not read for a card, unless all are asked for: in a store with
# training reports, a hundred thousand figures point to a programme.
_CROWD = 200
# Bounds of dates serve comparing, notes of the Code the rules; citations, label and classes are
# told apart.
_HIDDEN = {
    vocab.RDFS_LABEL,
    vocab.RDF_TYPE,
    vocab.EXTERNAL["qb"] + "dataSet",
    *map(vocab.term, ("earliest", "latest", "endEarliest", "endLatest", "hasCitation", "inNote")),
}
# A look-up for each: a path of alternatives takes the engine twice as long.
_DATE = " UNION ".join(
    f"{{ ?value imet:{name} ?date }}"
    for name in ("date", "enactedOn", "inForceFrom", "periodStart")
)


def card(backend: Backend, entity: Entity, most: int | None = MOST) -> Card:
    """Return the card of a thing, with the last ``most`` of each kind of thing that points to it.

    Without ``most``, all of them.
    """
    rows, counts = _relations(backend, entity.iri, most)
    own = [row for row in rows if not row.incoming]
    types = sorted({kinds.name(row.value) for row in own if row.key == vocab.RDF_TYPE})
    cited = tuple(sorted(row.value for row in own if row.key == vocab.term("hasCitation")))
    facts = _facts([row for row in rows if row.key not in _HIDDEN], counts, most)
    _name_activities(backend, facts)
    if vocab.term("CodeSection") in {row.value for row in own}:
        facts = [f for f in facts if f.key != vocab.term("codifiedIn")]
        facts += parts.chapter(backend, entity.iri)
    facts.sort(key=_PLACE)
    result = Card(entity, types, parts.of(backend, entity), facts, cited, {})
    result.sources.update(references(backend, result.cited()))
    # A law is read at the address of the first source with one that its card cites.
    sources = [result.sources[c] for c in cited if c in result.sources]
    if entity.kind in ("statute", "provision") and (read := [s for s in sources if s.address]):
        value = Value(read[0].address, citations=(read[0].iri,))
        facts.append(Fact("read at", [value], key=vocab.term("address"), place=_TEXT))
        facts.sort(key=_PLACE)
    return result


class _Row:
    """A relation of the thing: the property, the value, and what is known of the value."""

    def __init__(self, incoming: bool, *cells: Term | None) -> None:
        prop, value, label, date, citation = cells
        self.incoming = incoming
        self.key, self.value, self.date = text_of(prop), text_of(value), text_of(date)
        self.iri = self.value if isinstance(value, NamedNode) else None
        self.label = preference(label)
        self.text = text_of(label) or (vocab.compact(self.value) if self.iri else self.value)
        self.citation = text_of(citation)


def _relations(backend: Backend, iri: str, most: int | None) -> tuple[list[_Row], dict[str, int]]:
    """Return what a thing says and what points to it, and how many do by each property."""
    node = str(NamedNode(iri))
    label = "OPTIONAL { ?value rdfs:label ?label } "
    citation = "OPTIONAL { ?value imet:hasCitation ?citation }"
    counted = ", ".join(f"<{prop}>" for prop in kinds.placed_from(_COUNTED))
    few = f"?n <= IF(?property IN ({counted}), {_FEW}, {_CROWD})" if most else "true"
    table = backend.select(
        "SELECT ?property ?value ?label ?date ?citation ?n WHERE { "
        f"{{ {node} ?property ?value {label} }} "
        # Who may lift a restriction may stand with the provision that sets it aside.
        f"UNION {{ ?power imet:setsAside {node} ; imet:liftableBy ?value "
        f"BIND(imet:liftableBy AS ?property) {label} }} "
        # Counted once, and read where they are few: nothing has a property for its own value.
        f"UNION {{ {{ SELECT ?property (COUNT(?v) AS ?n) WHERE {{ ?v ?property {node} }} "
        f"GROUP BY ?property }} BIND(IF({few}, {node}, ?property) AS ?here) "
        f"OPTIONAL {{ ?value ?property ?here {label} OPTIONAL {{ {_DATE} }} {citation} }} }} }}"
    )
    counts, rows = {}, []
    for *cells, number in table:
        if number is not None:
            counts[text_of(cells[0])] = int(text_of(number))
        if cells[1] is not None:
            rows.append(_Row(number is not None, *cells))
    crowds = [
        prop
        for prop in sorted(counts.keys() - {row.key for row in rows if row.incoming})
        if kinds.place(prop, inverse=True) < kinds.FEATURED
    ]
    if crowds and most:
        # All dates that there are, read once, are fewer than look-ups for each of a crowd.
        dates = f"OPTIONAL {{ SELECT ?value ?date WHERE {{ {_DATE} }} }}"
        last = " UNION ".join(
            f"{{ SELECT (<{prop}> AS ?property) ?value ?date WHERE {{ ?value <{prop}> {node} "
            f"{dates} }} ORDER BY DESC(COALESCE(STR(?date), '')) ?value LIMIT {most} }}"
            for prop in crowds
        )
        table = backend.select(
            "SELECT ?property ?value ?label ?date ?citation WHERE { "
            f"{{ {last} }} {label} {citation} }}"
        )
        rows += [_Row(True, *cells) for cells in table]
    return rows, counts


def _facts(rows: list[_Row], counts: dict[str, int], most: int | None) -> list[Fact]:
    """Return rows as facts, a fact for each property, with the last of its values first.

    What is only counted is a fact without values.
    """
    grouped: dict[tuple[str, bool], dict[str, Value]] = {
        (key, True): {} for key in counts.keys() - _HIDDEN
    }
    for row in sorted(rows, key=lambda row: row.label, reverse=True):  # the best label wins
        values = grouped.setdefault((row.key, row.incoming), {})
        known = values.get(row.value)
        cited = {*(known.citations if known else ()), row.citation} - {""}
        date = max(row.date, known.detail if known else "")
        values[row.value] = Value(row.text, row.iri, date, tuple(sorted(cited)))
    return [
        _fact(key, list(values.values()), counts[key] if incoming else 0, most)
        for (key, incoming), values in grouped.items()
    ]


def _fact(key: str, values: list[Value], number: int, most: int | None) -> Fact:
    """Return the values of a property; a ``number`` says how many things point to this one."""
    values.sort(key=lambda value: (value.text == value.iri, value.text))
    place, label = kinds.place(key, inverse=number > 0), kinds.name(key, inverse=number > 0)
    if not number:
        return Fact(label, values, key=key, place=place)
    values.sort(key=lambda value: value.detail, reverse=True)
    of_kind = {vocab.kind_of(value.iri or "") or "" for value in values}
    who = kinds.counted(of_kind.pop(), number) if len(of_kind) == 1 else f"{number:,} entries"
    phrase = kinds.heading(key, who, inverse=True)
    if most is not None:
        few = most if place < kinds.FEATURED else min(_FEW, most)
        values = values[: few if place < _COUNTED or number <= few else 0]
    left_out = 0 if most is None else number - len(values)
    return Fact(label, values, True, left_out, key, phrase, place)


def _name_activities(backend: Backend, facts: list[Fact]) -> None:
    """Give training activities the name of their course and their first day.

    A training report numbers its activities, and a list of numbers says nothing.
    """
    bare = {v.iri for f in facts for v in f.values if v.iri and v.text == vocab.compact(v.iri)}
    wanted = [str(NamedNode(iri)) for iri in sorted(bare) if vocab.kind_of(iri) == "activity"]
    if not wanted:
        return
    rows = backend.select(
        f"SELECT ?activity ?course ?day WHERE {{ VALUES ?activity {{ {' '.join(wanted)} }} "
        "?activity imet:course/rdfs:label ?course . OPTIONAL { ?activity imet:startDate ?day } }"
    )
    named = {text_of(iri): (text_of(course), text_of(day)) for iri, course, day in rows}
    for fact in facts:
        known = [(v, named.get(v.iri or "", (v.text, v.detail))) for v in fact.values]
        fact.values[:] = [v._replace(text=text, detail=day or v.detail) for v, (text, day) in known]
