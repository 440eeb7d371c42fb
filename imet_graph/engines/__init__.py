"""Engines that answer SPARQL, in this process, on disk or at an endpoint: text in, result out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TypeVar

from imet_graph.answers import Result, Table, Triples, Truth
from imet_graph.errors import ImetGraphError, QueryError, QuerySyntaxError

_Form = TypeVar("_Form", Table, Truth, Triples)
_WORDS = {Table: "SELECT", Truth: "ASK", Triples: "CONSTRUCT or DESCRIBE"}


class Backend(ABC):
    """An engine with a graph in it.

    ``name`` is what messages call it. A query is SPARQL 1.1 (never an update)
    whose prefixes are declared or are those of
    :data:`imet_graph.rdf.vocab.PREFIXES`.
    """

    name: str

    @abstractmethod
    def parse(self, text: str) -> None:
        """Read a query as this engine would, and ask nothing.

        Raises:
            QuerySyntaxError: if the text is not SPARQL, and that can be told here.
        """

    @abstractmethod
    def query(self, text: str) -> Result:
        """Return the result of a query of any form.

        Raises:
            QuerySyntaxError: if the text is not SPARQL.
            StoreError, EndpointError: if the engine fails.
        """

    def select(self, text: str) -> Table:
        """Return the rows of a SELECT; raise QueryError for another form."""
        return self._of_form(Table, text)

    def ask(self, text: str) -> bool:
        """Return the answer to an ASK; raise QueryError for another form."""
        return self._of_form(Truth, text).value

    def construct(self, text: str) -> Triples:
        """Return the triples of a CONSTRUCT or DESCRIBE; raise QueryError for another form."""
        return self._of_form(Triples, text)

    def triples(self) -> Triples:
        """Return every triple of the graph, in no particular order."""
        return self.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")

    def _of_form(self, form: type[_Form], text: str) -> _Form:
        found = self.query(text)
        if isinstance(found, form):
            return found
        given = " ".join(text.split())
        raise QueryError(
            f"This query is no {_WORDS[form]}: {given[:80]}{'…' * (len(given) > 80)}",
            hint=f"Write {_WORDS[form]} where {_WORDS[type(found)]} stands.",
        )


def syntax_error(text: str, line: int | None, column: int | None, why: str) -> ImetGraphError:
    """Return the error for a query that is not SPARQL, pointing at the place."""
    place = ""
    if line is not None:
        lines = text.splitlines()
        at_line = lines[line - 1] if 0 < line <= len(lines) else ""
        near = at_line[max(0, (column or 1) - 1) :].strip()[:40]
        place = f" at line {line}, column {column}"
        place += f' near "{near}"' if near else " at the end of the line"
    return QuerySyntaxError(
        f"The query is not valid SPARQL{place}: {why}",
        hint="Mend it there; the named queries show how.",
        line=line,
        column=column,
    )
