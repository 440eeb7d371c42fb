"""Refuses what a reading query must not do: change data, or reach another machine.

The check is on tokens: SERVICE, FROM and the words of SPARQL Update can't stand
bare in a query without being what they say, and a word inside a string, an IRI, a
comment or a name is none. Two traps are closed besides. Some parsers, Oxigraph's
among them, need no space after a keyword, so that `SERVICEa:x {` and
`SERVICESILENT<…>` are requests too. And some, such as rdflib's, replace code point
escapes (``\\u0053``) before anything else, so that text is also checked with them
replaced. Property tests compare with rdflib's algebra, and with what Oxigraph
connects to (docs/decisions/0005-guard.md).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from imet_graph.errors import UnsafeQuery
from imet_graph.queries.text import Token, line_and_column, tokens

_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_REMOTE = ("SERVICE", "FROM")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def check(text: str, *, allow: Collection[str] = ()) -> None:
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
    _check(text, allow)
    if _ESCAPE.search(text):
        _check(_ESCAPE.sub(_unescaped, text), allow)


def _check(text: str, allow: Collection[str]) -> None:
    listed = [token for token in tokens(text) if token.kind != "space"]
    depth = 0
    for i, token in enumerate(listed):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if token.kind == "word":
            word = _in_word(token.text.upper())
        elif token.kind == "name":
            word = _in_name(listed, i, depth)
        elif token.text == "\\":
            line, column = line_and_column(text, token.start)
            raise UnsafeQuery(
                f"A backslash outside a string at line {line}, column {column} is refused.",
                hint="Write the character itself instead of an escape.",
            )
        else:
            continue
        if word and word not in allow:
            raise _refusal(word, *line_and_column(text, token.start))


def _in_word(word: str) -> str | None:
    """Return the forbidden keyword that a bare word is, or that hides in it."""
    if word in _UPDATES:
        return word
    return next((keyword for keyword in _REMOTE if keyword in word), None)


def _in_name(listed: list[Token], i: int, depth: int) -> str | None:
    """Return the keyword that a prefixed name begins with, if it could be read as one there.

    `service:army` is a name like any other, except before a brace, where a name may
    stand only after GRAPH or SERVICE; and FROM may stand only outside braces.
    """
    prefix = listed[i].text.partition(":")[0].upper()
    before = listed[i - 1].text.upper() if i else ""
    if before == "PREFIX":
        return None
    brace_follows = i + 1 < len(listed) and listed[i + 1].kind == "open"
    if "SERVICE" in prefix and brace_follows and before != "GRAPH":
        return "SERVICE"
    return "FROM" if "FROM" in prefix and depth == 0 else None


def _refusal(word: str, line: int, column: int) -> UnsafeQuery:
    if word in _REMOTE:
        return UnsafeQuery(
            f"{word} at line {line}, column {column} is refused: "
            "a query may not fetch from other places.",
            hint=f"Query the graph itself, or allow it by name with --allow {word}.",
        )
    return UnsafeQuery(
        f"{word} at line {line}, column {column} is refused: imet-graph only reads.",
        hint="Use SELECT, ASK, CONSTRUCT or DESCRIBE.",
    )


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= 0x10FFFF else found[0]
