"""SPARQL text as tokens and groups: enough to place a VALUES block or see a keyword.

This is no parser; the engine parses. It tells apart what can't be confused
(strings, IRIs, comments, variables, names, braces), so that nothing inside a
string or an IRI is ever taken for syntax.

>>> [t.text for t in tokens('SELECT ?x { ?x a "SERVICE # {" } # FROM')]
['SELECT', '?x', '{', '?x', 'a', '"SERVICE # {"', '}']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LONG1, _LONG2 = r"(?:[^'\\]++|\\.|'(?!''))*+", r'(?:[^"\\]++|\\.|"(?!""))*+'
_SHORT1, _SHORT2 = r"(?:[^'\\\n\r]++|\\[^\n\r])*+", r'(?:[^"\\\n\r]++|\\[^\n\r])*+'
_STOPS = "".join(
    c
    for c in map(chr, range(0xC0))
    if c not in ("\u00b7", "_") and not (c.isascii() and c.isalnum())
)


def _named(*more: str) -> str:
    """Return the expression of a character of a name (the grammar's PN_CHARS), or one of ``more``.

    All beyond U+00C0 may stand in one: what the grammar does not allow of it may stand
    nowhere but in strings, addresses and comments. Said by what it is not, it is compiled
    in a moment; the grammar's ranges take 20 ms.
    """
    return "[^" + re.escape("".join(c for c in _STOPS if c not in more)) + "]"


NAMED = _named()
"""The regular expression of a character that may stand in a variable's name."""

_LETTERS = rf"(?![0-9_]){NAMED}{_named('-')}*+(?:\.++{_named('-')}++)*+"
_IN_LOCAL = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"

# Possessive throughout, and a string that nothing closes is a token too: each character is
# looked at a few times at most, whatever the text.
_TOKEN = re.compile(
    rf"""
    (?P<string>\"\"\"{_LONG2}\"\"\"|\'\'\'{_LONG1}\'\'\'|"(?!""){_SHORT2}"|'(?!''){_SHORT1}')
  | (?P<broken>\"\"\"{_LONG2}\\?|\'\'\'{_LONG1}\\?|"{_SHORT2}\\?|'{_SHORT1}\\?)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*+>)
  | (?P<comment>\#[^\n\r]*+)
  | (?P<variable>[?$]{NAMED}++)
  | (?P<name>(?:{_LETTERS})?+:(?:(?:{_named(":")}|{_IN_LOCAL})(?:{_named("-", ":")}|{_IN_LOCAL})*+
        (?:\.++(?:{_named("-", ":")}|{_IN_LOCAL})++)*+)?+)
  | (?P<letters>{_LETTERS})
  | (?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
  | (?P<word>_{NAMED}*+)
  | (?P<open>\{{)
  | (?P<close>\}})
  | (?P<space>\s++)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PART = re.compile(rf"(?P<word>(?![0-9]){NAMED}++)|(?P<other>.)", re.DOTALL)


class Token(NamedTuple):
    """A piece of query text: its kind, the text, and where it starts.

    The kinds are ``string``, ``broken`` (a string that nothing closes), ``iri``,
    ``variable``, ``name``, ``tag``, ``word``, ``open``, ``close``, ``space`` and ``other``.
    """

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of query text but spaces and comments, in time linear in its length."""
    at = 0
    while at < len(text):
        for token in tokens_at(text, at):
            if token.kind not in ("comment", "space"):
                yield token
            at = token.start + len(token.text)


def tokens_at(text: str, at: int) -> list[Token]:
    """Return the token that begins at a position; several where words and points follow."""
    found = _TOKEN.match(text, at)
    assert found  # noqa: S101 - any character matches
    piece = found.group()
    kind = found.lastgroup or "other"
    if kind != "letters":
        return [Token(kind, piece, at)]
    if piece.isidentifier():
        return [Token("word", piece, at)]
    return [
        Token(part.lastgroup or "other", part.group(), at + part.start())
        for part in _PART.finditer(piece)
    ]


def line_and_column(text: str, position: int) -> tuple[int, int]:
    """Return the 1-based line and column of a position in text."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


class Group:
    """A group graph pattern: where its brace is, and the variables that stand in it directly.

    ``role`` is ``query`` (outside any brace), ``pattern``, ``subselect`` (braces around
    a sub-SELECT), ``template`` (of CONSTRUCT) or ``data`` (of VALUES).
    """

    def __init__(self, start: int, role: str) -> None:
        self.start = start
        self.role = role
        self.variables: set[str] = set()
        self.children: list[Group] = []


def groups(text: str) -> Group:
    """Return the tree of groups; the root is the query itself, outside any brace."""
    root = Group(-1, "query")
    stack = [root]
    waiting: str | None = None  # "VALUES" or "CONSTRUCT" seen, its brace not yet
    opened: Group | None = None  # a brace just opened, its first token not yet seen
    for token in tokens(text):
        word = token.text.upper() if token.kind == "word" else ""
        if opened is not None:
            if word == "SELECT" and opened.role == "pattern":
                opened.role = "subselect"
            opened = None
        if word in ("VALUES", "CONSTRUCT"):
            waiting = word
        elif word in ("WHERE", "FROM"):
            waiting = None
        if token.kind == "open":
            role = {"VALUES": "data", "CONSTRUCT": "template"}.get(waiting or "", "pattern")
            opened = Group(token.start, role)
            waiting = None
            stack[-1].children.append(opened)
            stack.append(opened)
        elif token.kind == "close":
            if len(stack) > 1:
                stack.pop()
        elif token.kind == "variable":
            stack[-1].variables.add(token.text[1:])
    return root


def variables(text: str) -> set[str]:
    """Return the names of all variables in query text."""
    return {token.text[1:] for token in tokens(text) if token.kind == "variable"}
