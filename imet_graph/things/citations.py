"""Citations as a reader can use them: document, kind of source, locator, address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from imet_graph.answers import Row, Table
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, text_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend


class Reference(NamedTuple):
    """A citation in full; empty text where the graph does not say."""

    iri: str
    document: str
    kind: str = ""
    locator: str = ""
    publisher: str = ""
    date: str = ""
    address: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """The citation in one line."""
        head = self.document + (f" ({self.kind})" if self.kind else "")
        parts = [head, self.locator, self.date]
        text = ", ".join(part for part in parts if part)
        text += f". Note: {self.note.rstrip('.')}" if self.note else ""
        return f"{text}. {self.address}" if self.address else f"{text}."

    def as_dict(self) -> dict[str, str]:
        """Return the fields that are known."""
        return {name: value for name, value in self._asdict().items() if value}


def references(backend: Backend, citations: Iterable[str]) -> dict[str, Reference]:
    """Return the references of citations, by their IRIs, in the order first asked for.

    A source may stand among them: the reference is then to the document as a whole.
    """
    wanted = list(dict.fromkeys(citations))
    if not wanted:
        return {}
    nodes = " ".join(str(NamedNode(iri)) for iri in wanted)
    table = backend.query(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "PREFIX dcterms: <http://purl.org/dc/terms/> "
        f"PREFIX imet: <{vocab.DEF}> "
        "SELECT ?citation ?document ?kind ?locator ?publisher ?date ?address ?note WHERE { "
        f"VALUES ?citation {{ {nodes} }} ?citation imet:source? ?source . "
        "?source a imet:Source . "
        "OPTIONAL { ?source rdfs:label ?document } "
        "OPTIONAL { ?source imet:sourceKind ?k . ?k rdfs:label ?kind } "
        "OPTIONAL { ?citation imet:locator ?locator } "
        "OPTIONAL { ?source dcterms:publisher ?publisher } "
        "OPTIONAL { ?source dcterms:date ?date } "
        "OPTIONAL { ?source imet:address ?address } "
        "OPTIONAL { ?citation imet:note ?note } }"
    )
    assert isinstance(table, Table)  # noqa: S101 - SELECT gives a table
    found: dict[str, Reference] = {}
    for row in table:
        fields = [text_of(term) for term in row]
        # A source with two addresses gives two rows; the first one is kept.
        found.setdefault(fields[0], Reference(*fields))
    return {iri: found[iri] for iri in wanted if iri in found}


def citations_of(backend: Backend, things: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the citations of things, by IRI, for those that have any."""
    nodes = []
    for iri in dict.fromkeys(things):
        try:
            nodes.append(str(NamedNode(iri)))
        except ValueError:
            continue
    if not nodes:
        return {}
    table = backend.query(
        f"PREFIX imet: <{vocab.DEF}> SELECT ?thing ?citation WHERE {{ "
        f"VALUES ?thing {{ {' '.join(nodes)} }} ?thing imet:hasCitation ?citation }} "
        "ORDER BY ?thing ?citation"
    )
    assert isinstance(table, Table)  # noqa: S101 - SELECT gives a table
    found: dict[str, tuple[str, ...]] = {}
    for thing, citation in table:
        key = text_of(thing)
        found[key] = (*found.get(key, ()), text_of(citation))
    return found


def support(
    table: Table, backend: Backend, columns: Iterable[str] = ()
) -> tuple[list[Row], list[list[Reference]]]:
    """Return the rows of a table, and for each the references that support it.

    ``columns`` names the columns whose things' citations support a row; without
    any, the first column of the row whose thing has citations does. A column
    that holds citations or sources supports its row itself.
    """
    rows = list(table.rows)
    named = [table.variables.index(c) for c in columns if c in table.variables]
    wanted = named or range(len(table.variables))
    things = [text_of(row[i]) for row in rows for i in wanted if isinstance(row[i], NamedNode)]
    by_thing = citations_of(backend, things)
    by_thing.update({i: (i,) for i in things if vocab.kind_of(i) in ("citation", "source")})
    known = references(backend, [c for group in by_thing.values() for c in group])
    supports: list[list[Reference]] = []
    for row in rows:
        found: list[str] = []
        for i in wanted:
            found += by_thing.get(text_of(row[i]), ())
            if found and not named:
                break
        supports.append([known[c] for c in dict.fromkeys(found) if c in known])
    return rows, supports


def cited(table: Table, backend: Backend, columns: Iterable[str] = ()) -> Table:
    """Return a table with a further column ``citation``: the sources of each row, in full."""
    rows, supports = support(table, backend, columns)
    texts = (Literal(" | ".join(ref.text for ref in found)) for found in supports)
    return Table(
        (*table.variables, "citation"),
        [(*row, text) for row, text in zip(rows, texts, strict=True)],
    )


def numbered(
    table: Table, backend: Backend, columns: Iterable[str] = ()
) -> tuple[Table, list[Reference]]:
    """Return a table with a further column of numbers, and the references they stand for."""
    rows, supports = support(table, backend, columns)
    order = {ref.iri: ref for found in supports for ref in found}
    number = {iri: i for i, iri in enumerate(order, start=1)}
    marks = (Literal(" ".join(f"[{number[r.iri]}]" for r in found)) for found in supports)
    marked = Table(
        (*table.variables, "source"),
        [(*row, mark) for row, mark in zip(rows, marks, strict=True)],
    )
    return marked, list(order.values())


def labelled(table: Table, backend: Backend) -> Table:
    """Return a table in which IRIs of the graph are replaced by labels."""
    return labelled_all([table], backend)[0]


def labelled_all(tables: Iterable[Table], backend: Backend) -> list[Table]:
    """Return tables in which IRIs are replaced by labels, which are asked for once."""
    from imet_graph.things.names import labels_of

    read = [table.collect() for table in tables]
    addresses = {
        t.value for table in read for row in table for t in row if isinstance(t, NamedNode)
    }
    labels = labels_of(backend, addresses)

    # By the term, made once each: most stand in many rows.
    names = {NamedNode(iri): Literal(labels.get(iri) or vocab.compact(iri)) for iri in addresses}
    return [
        Table(
            table.variables,
            [tuple(names[t] if isinstance(t, NamedNode) else t for t in row) for row in table],
            things=list(table.rows),
        )
        for table in read
    ]


def document_addresses(tables: Iterable[Table], backend: Backend) -> dict[str, str]:
    """Return the addresses of the documents that sources and citations in tables stand for."""
    found = {
        t.value
        for table in tables
        for row in table.things or ()
        for t in row
        if isinstance(t, NamedNode) and vocab.kind_of(t.value) in ("citation", "source")
    }
    return {iri: ref.address for iri, ref in references(backend, found).items() if ref.address}
