"""The dataset of a query: the whole graph, or the graphs that a request or its text names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imet_graph.queries.text import tokens
from imet_graph.rdf import vocab
from imet_graph.web.messages import Refused

if TYPE_CHECKING:
    from imet_graph.answers import Result
    from imet_graph.engines.local import LocalBackend


def query(
    backend: LocalBackend, text: str, default: Sequence[str] = (), named: Sequence[str] = ()
) -> Result:
    """Return the result of a query over a dataset; without one, over the whole graph.

    The dataset of the request comes before that of the query's text, as the
    protocol says. A graph that is not held is refused, not taken for empty.

    Raises:
        Refused: 400, naming a graph that is not held.
        QuerySyntaxError: if the text is not SPARQL.
    """
    _check_held(backend, [*default, *named] if default or named else _from(text))
    if not default and not named and not _from(text):
        return backend.query(text)
    return backend.query_graphs(text, default, named)


def _from(text: str) -> list[str]:
    """Return the IRIs after FROM and FROM NAMED, as far as they are written in full."""
    found = []
    after = False
    for token in tokens(text):
        if token.kind == "word":
            word = token.text.upper()
            after = word == "FROM" or (after and word == "NAMED")
        elif token.kind in ("iri", "name") and after:
            found.append(token.text[1:-1] if token.kind == "iri" else token.text)
            after = False
    return found


def _check_held(backend: LocalBackend, graphs: Sequence[str]) -> None:
    for address in graphs:
        try:
            node = ox.NamedNode(vocab.expand(address) or address)
        except ValueError as error:
            raise Refused(400, f"{address!r} is no IRI of a graph.") from error
        if not backend.store.contains_named_graph(node):
            raise Refused(
                400,
                f"The graph {address} is not held here.",
                hint="Leave it out to ask the whole graph.",
            )
