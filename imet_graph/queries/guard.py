"""Refuses what a reading query must not do: change data, or reach another machine.

Two checks, so that one mistake is not enough (docs/decisions/0005-guard.md):

* By words. SERVICE, LOAD, FROM and the words of SPARQL Update are refused where they
  stand bare. What begins with ``<`` may be an address or a comparison, and which of
  them only a parser knows: so both are followed, and a word that either way is bare is
  refused. Escapes (``\\u0053``) are looked at as they stand and resolved.
* By the engine. Where the letters of those words occur at all, the engine reads the
  query with other letters in their place. If that is well-formed, they were part of a
  name, a string, an address or a comment; a keyword can't be replaced.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Collection

from imet_graph.errors import QuerySyntaxError, UnsafeQuery
from imet_graph.queries.text import NAMED, Token, line_and_column, tokens_at

_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_FETCHING = ("SERVICE", "LOAD", "FROM")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

# Oxigraph needs no space after a keyword, and may read the end of a name as one. These are
# what follows a name in which SERVICE, or at its beginning FROM, could be such a keyword.
_GAP = r"(?:\s++|\#[^\n\r]*+)*+"
_ASKED = re.compile(
    rf"{_GAP}(?:SILENT{_GAP})?+(?:<[^<>]*+>|[?$]{NAMED}++|[^\s<>(){{}}?$#\"':]*+:[^\s<>(){{}}#\"']*+)?+"
    rf"{_GAP}\{{",
    re.IGNORECASE,
)
_CHOSEN = re.compile(rf"{_GAP}(?:\{{|WHERE|\w*FROM)", re.IGNORECASE)

# What may stand for each letter of a keyword: the beginning begins no other word of SPARQL,
# no end of one is the beginning of another, and hexadecimal digits stand for such.
_OTHERS = {
    "SERVICE": ("JKQXZ", "ACE", "GHLMNPRTUVWY", "GHLMNPRTUVWY", "GHLMNPRTUVWY", "ACE", "ACE"),
    "LOAD": ("JKQXZ", "GHLMNPRTUVWY", "ACE", "ACE"),
    "FROM": ("BDF", "JKQXZ", "GHLMNPRTUVWY", "GHLMNPRTUVWY"),
}

_TRIES = 20

Parse = Callable[[str], None]
"""Reads query text as an engine does and asks nothing; raises QuerySyntaxError."""


def check(text: str, *, allow: Collection[str] = (), parse: Parse | None = None) -> None:
    """Refuse a query that updates or leaves the machine.

    ``allow`` names keywords that may stand all the same, such as ``SERVICE``;
    ``parse`` is how the engine that will be asked reads a query, by default Oxigraph's.

    Raises:
        UnsafeQuery: naming the keyword, line and column.

    >>> check('ASK { ?s ?p "INSERT" }')
    >>> check("INSERT DATA { <a:a> <a:b> <a:c> }")
    Traceback (most recent call last):
    ...
    imet_graph.errors.UnsafeQuery: INSERT at line 1, column 1 is refused: imet-graph only reads. \
Use SELECT, ASK, CONSTRUCT or DESCRIBE.
    """
    check_words(text, allow)
    letters = [word for word in _FETCHING if word not in allow]
    found = re.compile("|".join(letters) or r"(?!)", re.IGNORECASE)
    # Where SERVICE is allowed the engine may not read it: it would be sent.
    if "SERVICE" in letters and any(map(found.search, _written(text))):
        from imet_graph.engines import local

        _check_escapes(text)
        _check_by_engine(text, found, parse or local.parse)


def check_words(text: str, allow: Collection[str] = ()) -> None:
    """Refuse a query by its words alone, as :func:`check` does first."""
    for written in _written(text):
        _check_readings(written, allow)


def _written(text: str) -> tuple[str, ...]:
    """Return a text as it stands and, if it has escapes, with these resolved."""
    resolved = _ESCAPE.sub(_unescaped, text)
    return (text,) if resolved == text else (text, resolved)


def _check_readings(text: str, allow: Collection[str]) -> None:
    """Refuse a word that is a keyword in any reading of the text."""
    starts = deque([0])
    seen = bytearray(len(text))  # from where a reading went on: 1, and 2 after GRAPH
    comment = range(0)  # the part of a line that is one, to be found once only
    while starts:
        at, before = starts.popleft(), ""
        while at < len(text):
            bit = 2 if before == "GRAPH" else 1
            if seen[at] & bit:
                break
            seen[at] |= bit
            if at in comment:
                at = comment.stop
                continue
            for token in tokens_at(text, at):
                at = token.start + len(token.text)
                if token.kind == "comment":
                    comment = range(token.start, at)
                elif token.kind != "space":
                    _check_token(text, token, before, allow)
                    before = token.text.upper()
            if token.kind == "iri":
                starts.append(token.start + 1)
            # No SPARQL goes on from a string that nothing closes, or from the `//` of an
            # address that is taken for a comparison.
            if token.kind == "broken" or (token.text == "/" and text.startswith("/", at)):
                break


def _check_token(text: str, token: Token, before: str, allow: Collection[str]) -> None:
    word = None
    if token.kind == "word":
        upper = token.text.upper()
        held = (keyword for keyword in _FETCHING if keyword in upper)
        word = upper if upper in _UPDATES else next(held, None)
    elif token.kind == "name" and before != "GRAPH":
        end = token.start + len(token.text)
        upper = token.text.upper()
        if "SERVICE" in upper and _ASKED.match(text, end):
            word = "SERVICE"
        elif "FROM" in upper.partition(":")[0] and _CHOSEN.match(text, end):
            word = "FROM"
    elif token.text == "\\":
        line, column = line_and_column(text, token.start)
        raise UnsafeQuery(
            f"A backslash outside a string at line {line}, column {column} is refused.",
            hint="Write the character itself instead of an escape.",
        )
    if word and word not in allow:
        raise _refusal(word, *line_and_column(text, token.start))


def _check_escapes(text: str) -> None:
    """Refuse an escape of what may be syntax: engines differ in when they resolve it."""
    for found in _ESCAPE.finditer(text):
        if _unescaped(found).isascii():
            line, column = line_and_column(text, found.start())
            raise UnsafeQuery(
                f"The escape {found[0]} at line {line}, column {column} is refused in a query "
                f"with the letters of {', '.join(_FETCHING)}: engines read it differently.",
                hint="Write the character itself.",
            )


def _check_by_engine(text: str, letters: re.Pattern[str], parse: Parse) -> None:
    """Refuse a query that is none any more when the letters of keywords are others."""
    others = _others(text)
    try:
        parse(letters.sub(lambda found: _in_case(others[found[0].upper()], found[0]), text))
        return
    except QuerySyntaxError as error:
        line, column = error.line or 1, error.column or 1
    try:
        parse(text)
    except QuerySyntaxError:
        return  # no query as it stands either, which the engine will say when it is asked
    lines = text.split("\n")[: line - 1]
    stumbled = sum(map(len, lines)) + len(lines) + column
    places = list(letters.finditer(text))
    place = next((p for p in reversed(places) if p.start() < stumbled), places[0])
    raise _refusal(place[0].upper(), *line_and_column(text, place.start()))


def _others(text: str) -> dict[str, str]:
    """Return for each keyword a word that occurs nowhere in a text.

    Were it there, a name that holds the keyword could become another name of the text.
    """
    lower = text.lower()
    for _ in range(_TRIES):
        found = {
            keyword: "".join(
                letters[byte % len(letters)]
                for byte, letters in zip(os.urandom(len(alphabets)), alphabets, strict=True)
            )
            for keyword, alphabets in _OTHERS.items()
        }
        if not any(word.lower() in lower for word in found.values()):
            return found
    raise UnsafeQuery(
        f"The query can't be searched for {', '.join(_FETCHING)}: it is full of what could "
        "stand in their place.",
        hint="Take out the text that is not needed.",
    )


def _in_case(word: str, pattern: str) -> str:
    """Return a word whose letters are large where those of a pattern are.

    >>> _in_case("QEXVJAE", "SerVice")
    'QexVjae'
    """
    return "".join(
        letter if other.isupper() else letter.lower()
        for letter, other in zip(word, pattern, strict=True)
    )


def _refusal(word: str, line: int, column: int) -> UnsafeQuery:
    if word not in _UPDATES:
        said = (
            f"{word} at line {line}, column {column} is refused: "
            "a query may not fetch from other places."
        )
        hint = "Query the graph itself"
        shell = f"{said} {hint}, or allow it by name with --allow {word}."
        return UnsafeQuery(said, hint=f"{hint}.", command_line=shell)
    return UnsafeQuery(
        f"{word} at line {line}, column {column} is refused: imet-graph only reads.",
        hint="Use SELECT, ASK, CONSTRUCT or DESCRIBE.",
    )


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= 0x10FFFF else found[0]
