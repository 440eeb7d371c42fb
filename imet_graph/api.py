"""The graph as Python sees it: one object that asks, shows, validates and converts.

>>> graph = load()
>>> table = graph.query("country-history", country="Pakistan")
>>> table.variables[:2]
('event', 'date')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imet_graph.answers import Result, Table, Triples
from imet_graph.queries import Catalog, QueryFile
from imet_graph.queries.binding import bind
from imet_graph.queries.guard import check, check_words
from imet_graph.queries.parameters import values_for

if TYPE_CHECKING:
    import networkx
    import rdflib

    from imet_graph.engines import Backend
    from imet_graph.rdf.terms import Term, Triple
    from imet_graph.status import Standing
    from imet_graph.things.cards import Card
    from imet_graph.validate import ValidationReport


def load(
    store: str | Path | None = None,
    *,
    endpoint: str | None = None,
    queries: Iterable[str | Path] = (),
) -> Graph:
    """Open a graph: the bundled one, a store on disk, or a SPARQL endpoint.

    ``store`` is the folder of an Oxigraph store; ``endpoint`` the address of a
    SPARQL 1.1 query service; ``queries`` are folders of further query files.

    Raises:
        FileProblem, StoreError, EndpointError: if it can't be opened.
    """
    from imet_graph.engines.local import LocalBackend

    backend: Backend
    if endpoint:
        from imet_graph.engines.remote import RemoteBackend

        backend = RemoteBackend(endpoint)
    elif store:
        backend = LocalBackend.at(Path(store))
    else:
        backend = LocalBackend.bundled()
    return Graph(backend, Catalog(Path(folder) for folder in queries))


class Graph:
    """A graph with its engine and its queries.

    ``backend`` is the engine (see :mod:`imet_graph.engines`); ``catalog`` finds
    query files by name.
    """

    def __init__(self, backend: Backend, catalog: Catalog | None = None) -> None:
        self.backend = backend
        self.catalog = catalog or Catalog()

    def query(self, name: str, /, **parameters: Any) -> Result:
        """Return the result of a named query, a table for most of them.

        Parameters are those of the query's header; a country may be given by
        name, code or IRI, and so on.

        Raises:
            UnknownQuery, TypeError, ParameterError: with what would be right.
        """
        query = self.catalog.get(name)
        known = [p.name for p in query.parameters]
        for given in parameters:
            if given not in known:
                listed = ", ".join(known) or "no parameters"
                raise TypeError(f"{name}() got an unexpected parameter {given!r}; it has {listed}")
        return self.run(query, parameters)

    def sparql(self, text: str) -> Result:
        """Return the result of query text; it may use the project's prefixes undeclared.

        Raises:
            UnsafeQuery, QuerySyntaxError: with line and column.
        """
        return self.run(QueryFile(name="query", text=text), {})

    def run(self, query: QueryFile, parameters: dict[str, Any]) -> Result:
        """Return the result of a query file with its parameters bound as terms."""
        return self.answer(query, self.bound(query, parameters))

    def bound(self, query: QueryFile, parameters: dict[str, Any]) -> dict[str, list[Term]]:
        """Return the terms that the values of a query's parameters stand for.

        Raises:
            ParameterError: for an unknown, a missing or an unusable parameter.
        """
        return values_for(query, parameters, self.backend)

    def answer(self, query: QueryFile, values: dict[str, list[Term]]) -> Result:
        """Return the result of a query file whose parameters are terms already.

        Raises:
            UnsafeQuery, QuerySyntaxError: with line and column.
        """
        text = bind(query.text, values)
        if text != query.text:
            check_words(query.text, query.allow)  # names a place in the text that people wrote
        check(text, allow=query.allow, parse=self.backend.parse)
        return self.backend.query(text)

    def show(self, name: str, *, most: int | None = None) -> Card:
        """Return the card of a thing: everything known of it, with sources.

        ``most`` limits what points to it to the latest of each kind.

        Raises:
            EntityNotFound: with suggestions.
        """
        from imet_graph.things.cards import card
        from imet_graph.things.names import resolve

        return card(self.backend, resolve(self.backend, name), most)

    def status(
        self,
        on: date | str | None = None,
        *,
        country: str | None = None,
        program: str | None = None,
    ) -> list[Standing]:
        """Return how countries stand on a day (default: today), with grounds and citations.

        A day may be given as people write it; country and programme by name, code
        or IRI. Without a country, those with something against them are returned.

        Raises:
            EntityNotFound: with suggestions.
            ValueError: if the day is none.
        """
        from imet_graph.queries.parameters import parse_date
        from imet_graph.status import status
        from imet_graph.things.names import resolve

        day = on if isinstance(on, date) else parse_date(on or "today")
        return status(
            self.backend,
            day,
            countries=[resolve(self.backend, country, ("country",)).iri] if country else [],
            programs=[resolve(self.backend, program, ("program",)).iri] if program else [],
        ).standings

    def triples(self) -> Iterator[Triple]:
        """Yield every triple of the graph, in no particular order."""
        found = self.backend.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert isinstance(found, Triples)  # noqa: S101 - CONSTRUCT gives triples
        yield from found

    def validate(self, files: Iterable[str | Path] = ()) -> ValidationReport:
        """Return what SHACL and the check queries say of the graph, or of files."""
        from imet_graph.validate import validate

        return validate(self.backend, [Path(f) for f in files])

    def to_rdflib(self) -> rdflib.Graph:
        """Return the graph as an rdflib graph in memory (a second or two for the bundled one)."""
        from imet_graph.rdf.terms import to_rdflib_graph

        return to_rdflib_graph(self.triples())

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """Return things and the links between them as a networkx graph."""
        from imet_graph.network import to_networkx

        return to_networkx(self.backend)

    def labels(self, table: Table) -> Table:
        """Return a table in which IRIs are replaced by the labels of what they stand for."""
        from imet_graph.things.citations import labelled

        return labelled(table, self.backend)
