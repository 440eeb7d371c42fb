"""The graph as Python sees it: one object that asks, shows, validates and converts.

>>> graph = load()
>>> answer = graph.query("country-history", country="Pakistan")
>>> answer.variables[:2], answer.references[0][0].kind
(('event', 'date'), 'research or NGO')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imet_graph.answering import Answer
from imet_graph.answers import Result, Triples
from imet_graph.errors import InputError, UnknownFormat
from imet_graph.queries import Catalog, QueryFile
from imet_graph.rdf.dates import read_day
from imet_graph.things.citations import Reference, sources_of
from imet_graph.things.names import resolve

if TYPE_CHECKING:
    import networkx
    import rdflib

    from imet_graph.cards import Card
    from imet_graph.compare import Difference
    from imet_graph.engines import Backend
    from imet_graph.network.stories import Path as Way
    from imet_graph.network.stories import Timeline
    from imet_graph.pictures.picture import Picture
    from imet_graph.rdf.terms import Term, Triple
    from imet_graph.status import Report
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

    catalog = Catalog(Path(folder) for folder in queries)
    if endpoint:
        from imet_graph.engines.remote import RemoteBackend

        return Graph(RemoteBackend(endpoint), catalog)
    return Graph(LocalBackend.at(Path(store)) if store else LocalBackend.bundled(), catalog)


class Graph:
    """A graph with its engine and its queries.

    ``backend`` is the engine (see :mod:`imet_graph.engines`); ``catalog`` finds
    query files by name.
    """

    def __init__(self, backend: Backend, catalog: Catalog | None = None) -> None:
        self.backend = backend
        self.catalog = catalog or Catalog()

    def query(self, name: str, /, *, limit: int | None = None, **parameters: Any) -> Answer:
        """Return the answer to a named query: rows, references, gaps and notes.

        Parameters are those of the query's header; a country may be given by
        name, code or IRI, and so on. ``limit`` is the most rows wanted.

        Raises:
            UnknownQuery, TypeError, ParameterError: with what would be right.
        """
        query = self.catalog.get(name)
        known = [p.name for p in query.parameters]
        for given in parameters:
            if given not in known:
                listed = ", ".join(known) or "no parameters"
                raise TypeError(f"{name}() got an unexpected parameter {given!r}; it has {listed}")
        return self.answer(query, self.bound(query, parameters), limit)

    def sparql(self, text: str, /, *, limit: int | None = None, **parameters: Any) -> Answer:
        """Return the answer to query text; it may use the project's prefixes undeclared.

        Parameters are bound as terms, never pasted as text. A header in ``#+`` lines may
        declare what they are; without one, what names a thing by IRI or prefixed name
        stands for it, and other values are literals of their Python type.

        >>> load().sparql("SELECT ?l { ?c rdfs:label ?l }", c="country:PAK").dicts()[0]["l"]
        'Pakistan'

        Raises:
            UnsafeQuery, QuerySyntaxError: with line and column.
            ParameterError: for a value that can't be used.
        """
        from imet_graph.queries.header import parse
        from imet_graph.queries.parameters import as_terms

        query = parse(text, "query") if "#+" in text else QueryFile(name="query", text=text)
        declared = bool(query.parameters)
        bound = self.bound(query, parameters) if declared else as_terms(text, parameters)
        return self.answer(query, bound, limit)

    def bound(self, query: QueryFile, parameters: dict[str, Any]) -> dict[str, list[Term]]:
        """Return the terms that the values of a query's parameters stand for.

        Raises:
            ParameterError: for an unknown, a missing or an unusable parameter.
        """
        from imet_graph.queries.parameters import values_for

        return values_for(query, parameters, self.backend)

    def answer(
        self, query: QueryFile, bound: dict[str, list[Term]], limit: int | None = None
    ) -> Answer:
        """Return the answer to a query whose parameters are terms, as :meth:`result` gets it."""
        return Answer(self.backend, query, bound, self.result(query, bound), limit)

    def result(self, query: QueryFile, bound: dict[str, list[Term]]) -> Result:
        """Return what the engine gives for a query, with nothing beside it.

        Raises:
            UnsafeQuery, QuerySyntaxError: with line and column.
        """
        from imet_graph.queries.guard import check, check_words
        from imet_graph.queries.parameters import bind

        text = bind(query.text, bound)
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
        from imet_graph.cards import card

        return card(self.backend, resolve(self.backend, name), most)

    def status(
        self,
        on: date | str | None = None,
        *,
        country: str | None = None,
        program: str | None = None,
    ) -> Report:
        """Return how countries stand on a day, with grounds and citations.

        Without a day, it is the last of which the graph knows.

        A day may be given as people write it; country and programme by name, code
        or IRI. Without a country, those with something against them are returned.

        Raises:
            EntityNotFound: with suggestions.
            ValueError: if the day is none.
        """
        from imet_graph.status import status

        day = read_day(on) if isinstance(on, str) else on
        return status(
            self.backend,
            day,
            countries=[resolve(self.backend, country, ("country",)).iri] if country else [],
            programs=[resolve(self.backend, program, ("program",)).iri] if program else [],
        )

    def timeline(self, name: str, first: str = "", last: str = "") -> Timeline:
        """Return what happened to a thing in order of time, from a year or a day to another.

        Raises:
            EntityNotFound, InputError: if it is unknown or has no events, or a date is none.
        """
        from imet_graph.network.stories import timeline

        return timeline(self.backend, name, first, last)

    def path(self, start: str, end: str, *, most: int = 1) -> list[Way]:
        """Return the most telling ways from one thing to another, each step with its sources.

        Raises:
            EntityNotFound, InputError: if there is none.
        """
        from imet_graph.network import whole
        from imet_graph.network.stories import cited, paths

        first, last = (resolve(self.backend, text).iri for text in (start, end))
        return [cited(self.backend, p) for p in paths(whole(self.backend), first, last, most)]

    def cite(self, *names: str) -> list[Reference]:
        """Return the references of things, each once: documents with section or page.

        Raises:
            EntityNotFound: with suggestions.
        """
        things = sorted(resolve(self.backend, name).iri for name in names)
        return list(sources_of(self.backend, [things])[0])

    def export(
        self, format_name: str = "turtle", *, entity: str | None = None, query: str | None = None
    ) -> bytes:
        """Return the graph in a format of other tools, or a part of it.

        ``entity`` is a thing whose neighbourhood is wanted, ``query`` the name of a query
        that constructs triples. Formats are those of RDF (turtle, jsonld, …), of networks
        (graphml, gexf, …) and of bibliographies (bibtex, csl-json).

        Raises:
            UnknownFormat, EntityNotFound: with what there is.
        """
        from imet_graph.network.exports import export
        from imet_graph.rdf.formats import by_name

        name = by_name(format_name, "export").name
        triples = self.query(query).result if query else None
        if not isinstance(triples, Triples | None):
            raise UnknownFormat(f"The query {query} gives no triples.", hint="Export a CONSTRUCT.")
        iri = resolve(self.backend, entity).iri if entity else None
        return export(self.backend, name, entity=iri, triples=triples)

    def visualize(self, entity: str | None = None, view: str = "network", **how: Any) -> Picture:
        """Return a picture: network, timeline, funding, map or hierarchy.

        A notebook shows it; :meth:`~imet_graph.pictures.picture.Picture.save` writes it.
        Further words are those of :func:`imet_graph.pictures.picture_of`.

        Raises:
            EntityNotFound, InputError: if a thing is unknown or does not fit the view.
        """
        from imet_graph.pictures import picture_of

        return picture_of(self.backend, view, entity=entity, **how)

    def diff(self, other: Graph | str | Path) -> Difference:
        """Return what changed from this graph to another: a graph, a file, a folder or a store.

        Raises:
            FileProblem, ParseProblem: if the files of the other can't be read.
            InputError: if one of them is at an endpoint.
        """
        from imet_graph.compare import compare, opened
        from imet_graph.engines.local import LocalBackend

        new = other.backend if isinstance(other, Graph) else opened(str(other))
        if not (isinstance(self.backend, LocalBackend) and isinstance(new, LocalBackend)):
            raise InputError("Graphs at endpoints can't be compared.", hint="Export them first.")
        return compare(self.backend, new)

    def triples(self) -> Iterator[Triple]:
        """Yield every triple of the graph, in no particular order."""
        yield from self.backend.triples()

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
