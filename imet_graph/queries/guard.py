"""Refuses what a reading query must not do: change data, or reach another machine.

The check is on keywords as tokens: SERVICE, FROM and the words of SPARQL Update
can't stand bare in a query without being what they say, and a word inside a
string, an IRI, a comment or a name is none. It is therefore complete without an
algebra, and costs no parser (docs/decisions/0005-guard.md; a property test
compares it with rdflib's algebra).
"""

from __future__ import annotations

from imet_graph.errors import UnsafeQuery
from imet_graph.queries.text import line_and_column, tokens

_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_REMOTE = frozenset(("SERVICE", "FROM"))


def check(text: str, *, allow: frozenset[str] = frozenset()) -> None:
    """Refuse a query that updates or leaves the machine.

    ``allow`` names keywords that may stand all the same, such as ``SERVICE``.

    Raises:
        UnsafeQuery: naming the keyword, line and column.

    >>> check('ASK { ?s ?p "INSERT" }')
    >>> check("INSERT DATA { <a:a> <a:b> <a:c> }")
    Traceback (most recent call last):
    ...
    imet_graph.errors.UnsafeQuery: INSERT at line 1, column 1 is refused: imet-graph only reads. \
Use SELECT, ASK, CONSTRUCT or DESCRIBE.
    """
    for token in tokens(text):
        if token.kind == "other" and token.text == "\\":
            line, column = line_and_column(text, token.start)
            raise UnsafeQuery(
                f"A backslash outside a string at line {line}, column {column} is refused.",
                hint="Write the character itself instead of an escape.",
            )
        if token.kind != "word":
            continue
        word = token.text.upper()
        if word in allow or word not in _UPDATES | _REMOTE:
            continue
        line, column = line_and_column(text, token.start)
        if word in _REMOTE:
            raise UnsafeQuery(
                f"{word} at line {line}, column {column} is refused: "
                "a query may not fetch from other places.",
                hint=f"Query the graph itself, or allow it by name with --allow {word}.",
            )
        raise UnsafeQuery(
            f"{word} at line {line}, column {column} is refused: imet-graph only reads.",
            hint="Use SELECT, ASK, CONSTRUCT or DESCRIBE.",
        )
