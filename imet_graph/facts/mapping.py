"""Turns rows of the tables into triples, as the metadata of the tables says.

Three things are more than a column: a date gives the first and last day on which it may
lie, and its end; ``source`` and ``locator`` give a citation, which rows of
``citations.csv`` may add to; and a label may be made of other columns.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import RdfFormat, parse

from imet_graph import resources
from imet_graph.errors import translating
from imet_graph.facts import dates
from imet_graph.facts.schema import Column
from imet_graph.facts.tables import Facts, Row
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Triple

CITATIONS = "citations"
_VARIABLE = re.compile(r"\{([^}]+)\}")
_ENDS = {"date": "endDate", "established": "ended", "inForceFrom": "inForceTo"}
_BOUNDS = {
    **dict.fromkeys(("date", "established", "enactedOn"), ("earliest", "latest")),
    **dict.fromkeys(("endDate", "ended"), ("endEarliest", "endLatest")),
}


class Mapping:
    """The triples of all tables, by the name of the table that they come from."""

    def __init__(self, facts: Facts, labels: dict[str, str]) -> None:
        """Prepare; ``labels`` are :func:`code_labels`."""
        self.facts = facts
        self._labels = labels
        self._cited: dict[NamedNode, list[Triple]] = {}
        self._further: dict[str, list[Row]] = defaultdict(list)
        for row in facts.rows.get(CITATIONS, []):
            self._further[vocab.ID + row.cells["about"]].append(row)

    def triples(self) -> dict[str, list[Triple]]:
        """Return the triples of each table, without those of the citations that they link to."""
        found: dict[str, list[Triple]] = {}
        for name, rows in self.facts.rows.items():
            if not self.facts.tables[name].about:
                continue
            triples: list[Triple] = []
            for row in rows:
                triples += self._row(row)
                triples += self.cite(row, row.address)
            if triples:
                found[name] = triples
        return found

    def citations(self) -> list[Triple]:
        """Return the triples of all citations that were linked to."""
        return [triple for its in self._cited.values() for triple in its]

    def cite(self, row: Row, subject: str) -> Iterator[Triple]:
        """Yield the links of a thing to the citations of a row, which are kept for all."""
        for citation, its in self._citations(row):
            self._cited[citation] = its
            yield _triple(subject, vocab.term("hasCitation"), citation)

    def label(self, address: str) -> str:
        """Return the label of a thing or code; of one without, its address."""
        row = self.facts.by_address.get(address)
        if row is None:
            return self._labels.get(address, address)
        for column in row.table.columns:
            if column.predicate == vocab.RDFS_LABEL:
                return self._text(row, column)
        return address

    def _row(self, row: Row) -> Iterator[Triple]:
        for column in row.table.columns:
            if not column.predicate:
                continue
            subject = row.fill(column.about) if column.about else row.address
            if column.virtual and column.value:
                thing = row.fill(column.value)
                if thing != subject:  # an Act that amends a part of itself is no link
                    yield _triple(subject, column.predicate, NamedNode(thing))
            elif column.value:
                for link in row.links(column):
                    yield _triple(subject, column.predicate, NamedNode(link))
            elif column.is_date:
                yield from _dated(subject, column, row.cells[column.name])
            elif column.virtual or column.default:
                if text := self._text(row, column):
                    yield _triple(subject, column.predicate, _literal(column, text))
            else:
                for value in row.values(column):
                    yield _triple(subject, column.predicate, _literal(column, value))

    def _text(self, row: Row, column: Column) -> str:
        """Return the text of a column, made of others where it is empty or virtual."""
        own = "" if column.virtual else row.cells[column.name]
        if own or not column.default:
            return own
        parts = {name: self._part(row, name) for name in _VARIABLE.findall(column.default)}
        if not all(parts.values()):
            return ""
        made = _VARIABLE.sub(lambda found: parts[found[1]], column.default)
        return made[:1].upper() + made[1:]

    def _part(self, row: Row, names: str) -> str:
        for name in names.split("|"):
            own, _dot, of = name.partition(".")
            column = row.table.column(own)
            text = self._text(row, column) if column and not column.value else row.cells[own]
            if of and text and column:
                address = row.links(column)[0]
                linked = self.facts.by_address.get(address)
                is_label = of == "label" or linked is None
                text = self.label(address) if is_label or not linked else linked.cells[of]
            if text:
                return text
        return ""

    def _citations(self, row: Row) -> Iterator[tuple[NamedNode, list[Triple]]]:
        for one in (row, *self._further.get(row.address, ())):
            source = one.cells.get("source", "")
            if source and "locator" in one.cells:
                yield self._citation(
                    source,
                    *(one.cells.get(name, "") for name in ("locator", "support", "note")),
                    plain=one is row,
                )

    def _citation(
        self, source: str, locator: str, support: str, note: str, *, plain: bool
    ) -> tuple[NamedNode, list[Triple]]:
        if plain:  # a row's own note is of the fact, not of the citation
            support = note = ""
        parts = [source, locator, *([note, support] if note or support else [])]
        name = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
        node = NamedNode(vocab.iri("citation", name))
        document = vocab.iri("source", source)
        triples = [
            _triple(node.value, vocab.RDF_TYPE, NamedNode(vocab.term("Citation"))),
            _triple(node.value, vocab.RDFS_LABEL, Literal(f"{self.label(document)}, {locator}")),
            _triple(node.value, vocab.term("source"), NamedNode(document)),
            _triple(node.value, vocab.term("locator"), Literal(locator)),
        ]
        if support:
            kind = NamedNode(vocab.iri("support", support))
            triples.append(_triple(node.value, vocab.term("support"), kind))
        if note:
            triples.append(_triple(node.value, vocab.term("note"), Literal(note)))
        return node, triples


def code_labels() -> dict[str, str]:
    """Return the labels of the ontology's terms and codes, by IRI."""
    found: dict[str, str] = {}
    for path in sorted(resources.folder("ontology").glob("*.ttl")):
        with translating(path):
            for triple in parse(path=str(path), format=RdfFormat.TURTLE):
                if triple.predicate.value == vocab.RDFS_LABEL:
                    found[triple.subject.value] = triple.object.value
    return found


def _triple(subject: str, predicate: str, thing: NamedNode | Literal) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), thing)


def _literal(column: Column, text: str) -> Literal:
    if column.language:
        return Literal(text, language=column.language)
    if column.datatype == "string":
        return Literal(text)
    return Literal(text, datatype=NamedNode(vocab.XSD + column.datatype))


def _dated(subject: str, column: Column, text: str) -> Iterator[Triple]:
    if not text:
        return
    start, end = dates.ends(text)
    name = column.predicate.removeprefix(vocab.DEF)
    for span, one in ((start, name), (end, _ENDS.get(name, ""))):
        if not span:
            continue
        predicate = vocab.term(one) if column.predicate.startswith(vocab.DEF) else column.predicate
        yield _triple(subject, predicate, span.literal)
        for bound, value in zip(_BOUNDS.get(one, ()), (span.first, span.last), strict=False):
            yield _triple(subject, vocab.term(bound), dates.day(value))
