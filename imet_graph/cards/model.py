"""What a card holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from imet_graph.answers import Table
from imet_graph.answers.text import Footnotes, Grid, Paragraph, Text
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode
from imet_graph.things.citations import Reference
from imet_graph.things.kinds import FEATURED
from imet_graph.things.names import Entity

_NUMBER = NamedNode(vocab.XSD + "decimal")


class Value(NamedTuple):
    """A value on a card: its text, its IRI if a thing, a detail such as a date, its citations."""

    text: str
    iri: str | None = None
    detail: str = ""
    citations: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return what is known of the value, for JSON."""
        return {name: said for name, said in self._asdict().items() if said}


class Fact(NamedTuple):
    """A property with its values; ``incoming`` if they point to the thing.

    ``label`` is what the property is called, ``phrase`` how its values are announced if not so.
    ``place`` is the lower the sooner it is asked for. ``left_out`` counts the values that are not
    among them.
    """

    label: str
    values: list[Value]
    incoming: bool = False
    left_out: int = 0
    key: str = ""
    phrase: str = ""
    place: int = 0

    @property
    def heading(self) -> str:
        """How the values are announced."""
        return self.phrase or self.label

    @property
    def featured(self) -> bool:
        """Whether it is asked for first."""
        return self.place < FEATURED


class Part(NamedTuple):
    """What a card tells before the facts: lines, or a table, under a heading.

    ``rows`` are cells under ``columns``, each row with the citations of its figures.
    """

    heading: str
    lines: Sequence[Value] = ()
    columns: tuple[str, ...] = ()
    rows: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the part as plain dictionaries and lists, for JSON."""
        rows = [{"cells": cells, "citations": cited} for cells, cited in self.rows]
        table = {"columns": self.columns, "rows": rows} if rows else {}
        return {"heading": self.heading, "lines": [one.as_dict() for one in self.lines], **table}


class Card(NamedTuple):
    """What is known of one thing: first what is asked of it, then all the rest."""

    entity: Entity
    types: list[str]
    parts: list[Part]
    facts: list[Fact]
    citations: tuple[str, ...]
    sources: dict[str, Reference]

    def cited(self) -> Iterator[str]:
        """Yield every citation in the order in which a reader meets it."""
        yield from self.citations
        for part in self.parts:
            yield from (c for line in part.lines for c in line.citations)
            yield from (c for _cells, cited in part.rows for c in cited)
        yield from (c for fact in self.facts for value in fact.values for c in value.citations)

    def as_text(self) -> Text:
        """Return the card for reading: what is asked first, then all the rest, then the sources."""
        notes = Footnotes()

        def marks(citations: Iterable[str]) -> str:
            return notes.marks([self.sources[c].text for c in citations if c in self.sources])

        def said(value: Value) -> str:
            detail = f"({value.detail})" * (not value.text.endswith(value.detail))
            return " ".join(filter(None, [value.text, detail, marks(value.citations)]))

        types = f"({', '.join(self.types)})" if self.types else ""
        text = Text([Paragraph(f"{self.entity.label} {marks(self.citations)}")])
        text.append(Paragraph(f"{self.entity.name} {types}"))
        for part in self.parts:
            text += [Paragraph(), Paragraph(part.heading)]
            # What has an address of its own is a ground of the line above it.
            text += [Paragraph(said(line), 4 if line.iri else 2) for line in part.lines]
            if part.columns:
                rows = [[*map(_cell, cells), Literal(marks(cited))] for cells, cited in part.rows]
                text.append(Grid(Table((*part.columns, "source"), [*map(tuple, rows)])))
        for featured in (True, False):
            facts = [fact for fact in self.facts if fact.featured is featured]
            if facts:
                text += [Paragraph()] if featured else [Paragraph(), Paragraph("More")]
            for fact in facts:
                if len(fact.values) == 1 and not fact.incoming:
                    text.append(Paragraph(f"{fact.heading}: {said(fact.values[0])}"))
                    continue
                text.append(Paragraph(fact.heading + ":" * bool(fact.values)))
                text += [Paragraph(said(value), 2) for value in fact.values]
                if fact.values and fact.left_out:
                    text.append(Paragraph(f"… and {fact.left_out:,} more (--all shows them)", 2))
        return Text([*text, *notes.sources()])

    def as_dict(self) -> dict[str, object]:
        """Return the card as plain dictionaries and lists, for JSON."""
        return {
            "iri": self.entity.iri,
            "label": self.entity.label,
            "types": self.types,
            "parts": [part.as_dict() for part in self.parts],
            "facts": [
                {
                    "property": fact.label,
                    "incoming": fact.incoming,
                    "values": [value.as_dict() for value in fact.values],
                    **({"left_out": fact.left_out} if fact.left_out else {}),
                }
                for fact in self.facts
            ],
            "citations": list(self.citations),
            "sources": {iri: ref.as_dict() for iri, ref in self.sources.items()},
        }

    def _repr_html_(self) -> str:
        """Return the card as a notebook shows it."""
        from imet_graph.answers.writers import as_html

        return as_html(self.as_text())


def _cell(text: str) -> Literal | None:
    """Return a cell of a part; what begins with a digit stands to the right, as numbers do."""
    if not text:
        return None
    return Literal(text, datatype=_NUMBER) if text[0].isdigit() else Literal(text)
