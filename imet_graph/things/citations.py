"""Citations as a reader can use them: document, kind of source, locator, address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from imet_graph.answers import Table
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, text_of, written
from imet_graph.things.names import labels_of

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
        # "22 U.S.C. 2347b(1)" as a place in "22 U.S.C. 2347b" says all that there is to say.
        inside = self.locator.startswith(self.document)
        head = (self.locator if inside else self.document) + (
            f" ({self.kind})" if self.kind else ""
        )
        parts = [head, "" if inside else self.locator, self.date]
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
    nodes = " ".join(written(wanted))
    table = backend.select(
        "SELECT ?citation ?document ?kind ?locator ?publisher ?date ?address ?note WHERE { "
        f"VALUES ?citation {{ {nodes} }} ?citation imet:source? ?source . ?source a imet:Source . "
        "OPTIONAL { ?source rdfs:label ?document } "
        "OPTIONAL { ?source imet:sourceKind ?k . ?k rdfs:label ?kind } "
        "OPTIONAL { ?citation imet:locator ?locator } "
        "OPTIONAL { ?source dcterms:publisher ?publisher } "
        "OPTIONAL { ?source dcterms:date ?date } "
        "OPTIONAL { ?citation imet:note ?note } "
        # Last, since it makes several rows of one.
        "OPTIONAL { { ?source imet:hasCopy/imet:address ?address } UNION "
        "{ ?source imet:address ?address } } }"
    )
    found: dict[str, Reference] = {}
    for row in table:
        fields = [text_of(term) for term in row]
        # A source with several copies gives several rows: one on an official site is kept.
        new = Reference(*fields)
        found[new.iri] = min(found.get(new.iri, new), new, key=_official_first)
    return {iri: found[iri] for iri in wanted if iri in found}


def _official_first(reference: Reference) -> tuple[bool, str]:
    host = reference.address.split("/")[2:3]
    return not any(name.endswith((".gov", ".mil")) for name in host), reference.address


def citations_of(backend: Backend, things: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the citations of things, by IRI, for those that have any."""
    nodes = written(things)
    if not nodes:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for thing, citation in backend.select(
        "SELECT ?thing ?citation WHERE { "
        f"VALUES ?thing {{ {' '.join(nodes)} }} ?thing imet:hasCitation ?citation }} "
        "ORDER BY ?thing ?citation"
    ):
        found[text_of(thing)] = (*found.get(text_of(thing), ()), text_of(citation))
    return found


def sources_of(
    backend: Backend, stating: Iterable[list[str]], *, first: bool = False
) -> list[tuple[Reference, ...]]:
    """Return for each group of things the references that support what they say.

    With ``first`` they are those of the first thing in the group that has any. What is
    a citation or a source supports itself.
    """
    groups = list(stating)
    things = [iri for group in groups for iri in group]
    cited = citations_of(backend, things)
    cited.update({i: (i,) for i in things if vocab.kind_of(i) in ("citation", "source")})
    known = references(backend, [c for found in cited.values() for c in found])
    supports = []
    for group in groups:
        found = [cited[iri] for iri in group if iri in cited][: 1 if first else None]
        each = dict.fromkeys(citation for several in found for citation in several)
        supports.append(tuple(known[citation] for citation in each if citation in known))
    return supports


def labelled(tables: Iterable[Table], backend: Backend) -> list[Table]:
    """Return tables in which IRIs are replaced by labels, which are asked for once."""
    read = list(tables)
    nodes = {t for table in read for row in table for t in row if isinstance(t, NamedNode)}
    labels = labels_of(backend, (node.value for node in nodes))
    # By the term, made once each: most stand in many rows.
    names = {n: Literal(labels.get(n.value) or vocab.compact(n.value)) for n in nodes}
    return [
        Table(
            table.variables,
            [tuple(names[t] if isinstance(t, NamedNode) else t for t in row) for row in table],
            things=table.rows,
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
