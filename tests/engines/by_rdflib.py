"""The engine of rdflib: a second opinion on answers, and on what is safe to ask.

As it stands, rdflib would send the requests of SERVICE and fetch what FROM names; so
a query is parsed here, its algebra walked, and both refused before it runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from imet_graph.answers import Result, Row, Table, Triples, Truth
from imet_graph.engines import Backend
from imet_graph.errors import StoreError, UnsafeQuery
from imet_graph.queries.lint import parse
from imet_graph.rdf.terms import Triple, from_rdflib, to_rdflib_graph

if TYPE_CHECKING:
    import rdflib
    from rdflib.plugins.sparql.sparql import Query


class RdflibBackend(Backend):
    """A graph held by rdflib."""

    def __init__(self, graph: rdflib.Graph, name: str = "rdflib graph") -> None:
        self.graph = graph
        self.name = name

    @classmethod
    def of_triples(cls, triples: Iterable[Triple], name: str = "rdflib graph") -> RdflibBackend:
        """Return a backend over triples, held in memory by rdflib."""
        return cls(to_rdflib_graph(triples), name)

    def parse(self, text: str) -> None:
        """Read a query and ask nothing; see :func:`parse`."""
        parse(text)

    def query(self, text: str) -> Result:
        """Return the result of a query.

        Raises:
            QuerySyntaxError: if the text is not SPARQL.
            UnsafeQuery: if it would fetch from elsewhere.
            StoreError: if rdflib can't answer it.
        """
        prepared = parse(text)
        refuse_fetching(prepared)
        try:
            found = self.graph.query(prepared)
            if found.type == "ASK":
                return Truth(bool(found.askAnswer))
            if found.type in ("CONSTRUCT", "DESCRIBE"):
                return Triples(list(_triples(found.graph or [])))
            names = tuple(str(variable) for variable in found.vars or ())
            return Table(names, self._rows(found))
        except Exception as error:
            raise self._failed(error) from error

    def _rows(self, found: Any) -> Iterator[Row]:
        try:
            for row in found:
                yield tuple(None if node is None else from_rdflib(node) for node in row)
        except Exception as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> StoreError:
        # rdflib raises what it happens to meet, such as TypeError when it sorts.
        return StoreError(
            f"{self.name}: rdflib could not answer ({type(error).__name__}: {error}).",
            hint="Ask the bundled engine instead.",
        )


def operators(algebra: Any) -> Iterator[str]:
    """Yield the name of every operator in rdflib's algebra, and ``FROM`` for a dataset clause."""
    from rdflib.plugins.sparql.parserutils import CompValue

    stack: list[Any] = [algebra]
    while stack:
        part = stack.pop()
        if isinstance(part, CompValue):
            yield part.name
            if dict.get(part, "datasetClause"):  # CompValue has a get of its own
                yield "FROM"
            stack.extend(part.values())
        elif isinstance(part, list | tuple | set | frozenset):
            stack.extend(part)
        elif isinstance(part, dict):
            stack.extend(part.values())


def refuse_fetching(query: Query) -> None:
    """Refuse a query whose algebra would reach other machines.

    Raises:
        UnsafeQuery: naming SERVICE or FROM.
    """
    for name in operators(query.algebra):
        if name in ("ServiceGraphPattern", "FROM"):
            word = "SERVICE" if name != "FROM" else "FROM"
            raise UnsafeQuery(
                f"{word} is refused: a query may not fetch from other places.",
                hint="Query the graph itself.",
            )


def _triples(graph: Any) -> Iterator[Triple]:
    for subject, predicate, thing in graph:
        yield Triple(from_rdflib(subject), from_rdflib(predicate), from_rdflib(thing))  # type: ignore[arg-type]
