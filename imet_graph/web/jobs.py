"""What workers do: each job takes the desk, what it was given, and where to write.

A job returns the head of its answer: media type, and status or headers where
they are not the usual ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar, cast

from imet_graph.rdf import vocab
from imet_graph.web.messages import Refused
from imet_graph.web.workspace import Desk

if TYPE_CHECKING:
    from typing import IO

    from imet_graph.answers import Result
    from imet_graph.web.worker import Outlet

Head = dict[str, Any]
Given = dict[str, Any]
Row = TypeVar("Row")

_MOST_INCOMING = 1000


def bounded(rows: Iterable[Row], most: int) -> Iterator[Row]:
    """Yield rows, and refuse to go on past the limit: half an answer looks like a whole one.

    Raises:
        Refused: 500, with what to do.
    """
    for count, row in enumerate(rows):
        if count >= most:
            raise Refused(
                500,
                f"The answer has more than {most:,} rows.",
                hint="Ask for less, or in parts: ORDER BY with LIMIT and OFFSET.",
            )
        yield row


def limited(result: Result, most: int) -> Result:
    """Return a result that refuses to give more than so many rows or triples."""
    from imet_graph.answers import Table, Triples

    if isinstance(result, Table):
        return Table(result.variables, bounded(result.stream(), most))
    return Triples(bounded(result.triples, most)) if isinstance(result, Triples) else result


def write_result(
    result: Result,
    format_name: str,
    out: Outlet,
    *,
    safe: bool = False,
    about: dict[str, Any] | None = None,
) -> Head:
    """Write a result in a format, and return the head of the response."""
    from imet_graph.answers.writers import write
    from imet_graph.rdf.formats import by_name

    write(result, format_name, cast("IO[str]", out), safe=safe, about=about)
    media_type = by_name(format_name, "rdf", "results").media_type
    return {"media_type": f"{media_type}; charset=utf-8"}


def sparql(desk: Desk, given: Given, out: Outlet) -> Head:
    """Answer a query of the protocol."""
    from imet_graph.queries.guard import check
    from imet_graph.web.dataset import query
    from imet_graph.web.protocol import format_of

    form = format_of(given["text"], given["format"], given["accept"])
    check(given["text"], allow=("FROM",), parse=desk.backend.parse)
    found = query(desk.backend, given["text"], given["default_graphs"], given["named_graphs"])
    return write_result(limited(found, desk.rows), form, out, safe=bool(given["safe"]))


def thing(desk: Desk, given: Given, out: Outlet) -> Head:
    """Describe a thing in RDF: what is said of it, its citations, and what points to it.

    Of the latter a thousand: a programme may have a hundred thousand figures, which are
    asked for by a query, and which even to sort would take seconds.
    """
    from imet_graph.rdf.terms import NamedNode
    from imet_graph.things.names import label_of

    iri = given["iri"]
    if label_of(desk.backend, iri) is None:
        raise Refused(404, f"Nothing is known of {vocab.compact(iri)}.")
    if iri == vocab.ONTOLOGY:
        return write_result(limited(_ontology(desk), desk.rows), given["format"], out)
    node = str(NamedNode(iri))
    found = desk.backend.construct(
        f"CONSTRUCT {{ {node} ?p ?o . ?s ?q {node} . "
        "?c ?r ?v . ?source ?t ?w } WHERE { "
        f"{{ {node} ?p ?o }} UNION "
        f"{{ SELECT ?s ?q {{ ?s ?q {node} }} LIMIT {_MOST_INCOMING} }} UNION "
        f"{{ {node} imet:hasCitation ?c . ?c ?r ?v }} UNION "
        f"{{ {node} imet:hasCitation ?c . ?c imet:source ?source . ?source ?t ?w }} }}"
    )
    return write_result(limited(found, desk.rows), given["format"], out)


def _ontology(desk: Desk) -> Result:
    """Return the ontology: every term with all that is said of it."""
    return desk.backend.query(
        "CONSTRUCT { ?term ?p ?o } WHERE { "
        "VALUES ?type { owl:Ontology owl:Class owl:ObjectProperty owl:DatatypeProperty "
        "owl:AnnotationProperty } ?term a ?type ; ?p ?o . "
        f'FILTER(STRSTARTS(STR(?term), "{vocab.ONTOLOGY}")) }}'
    )


def warm(desk: Desk, given: Given, out: Outlet) -> Head:
    """Read the names and the network, which the first page would wait for otherwise."""
    assert desk.names and desk.network  # noqa: S101 - reading them is the job
    return {"media_type": "text/plain"}


def _page(home: str) -> Callable[[Desk, Given, Outlet], Head]:
    """Return a job that a function of a module of pages does, imported when it is wanted."""

    def job(desk: Desk, given: Given, out: Outlet) -> Head:
        from importlib import import_module

        module, name = home.split(":")
        function = getattr(import_module(f"imet_graph.web.pages.{module}"), name)
        head: Head = function(desk, given, out)
        return head

    return job


PAGES = {
    "home": "home:home",
    "search": "search:page",
    "suggest": "search:suggest",
    "card": "card:page",
    "definitions": "definitions:page",
    "terms": "definitions:terms",
    "graph": "graph:page",
    "neighbours": "graph:neighbours",
    "picture": "pictures:page",
    "drawing": "pictures:drawing",
    "status": "status:page",
    "questions": "questions:index",
    "question": "questions:page",
    "question-data": "questions:data",
    "editor": "editor:page",
}

JOBS: dict[str, Callable[[Desk, Given, Outlet], Head]] = {
    "sparql": sparql,
    "thing": thing,
    "warm": warm,
    **{name: _page(home) for name, home in PAGES.items()},
}

__all__ = ["JOBS", "Desk", "Head", "limited", "write_result"]
