"""What every engine offers: the text of a query goes in, a result comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from imet_graph.errors import ImetGraphError, QuerySyntaxError

if TYPE_CHECKING:
    from imet_graph.answers import Result


class Backend(Protocol):
    """An engine with a graph in it.

    ``name`` is what messages call it. ``query`` takes SPARQL 1.1 query text
    (never an update) whose prefixes are declared or are those of
    :data:`imet_graph.rdf.vocab.PREFIXES`.
    """

    name: str

    def parse(self, text: str) -> None:
        """Read a query as this engine would, and ask nothing.

        Raises:
            QuerySyntaxError: if the text is not SPARQL, and that can be told here.
        """
        ...

    def query(self, text: str) -> Result:
        """Return the result of a query.

        Raises:
            QuerySyntaxError: if the text is not SPARQL.
            StoreError, EndpointError: if the engine fails.
        """
        ...


def syntax_error(text: str, line: int | None, column: int | None, why: str) -> ImetGraphError:
    """Return the error for a query that is not SPARQL, pointing at the place."""
    if line is None:
        return QuerySyntaxError(f"The query is not valid SPARQL: {why}", hint=_HINT)
    lines = text.splitlines()
    at_line = lines[line - 1] if 0 < line <= len(lines) else ""
    near = at_line[max(0, (column or 1) - 1) :].strip()[:40]
    place = f' near "{near}"' if near else " at the end of the line"
    return QuerySyntaxError(
        f"The query is not valid SPARQL at line {line}, column {column}{place}: {why}",
        hint=_HINT,
        line=line,
        column=column,
    )


_HINT = "Mend it there; `imet-graph query --list` shows queries that work."
