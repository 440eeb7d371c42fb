"""SPARQL text as tokens and groups: enough to place a VALUES block or see a keyword.

This is no parser; the engine parses. It tells apart what can't be confused
(strings, IRIs, comments, variables, names, braces), so that nothing inside a
string or an IRI is ever taken for syntax.

>>> [t.text for t in tokens('SELECT ?x { ?x a "SERVICE # {" } # FROM') if t.kind != "space"]
['SELECT', '?x', '{', '?x', 'a', '"SERVICE # {"', '}']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<comment>\#[^\n\r]*)
  | (?P<variable>[?$][^\W]\w*)
  | (?P<name>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)
        (?:(?:[\w.\-:]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w\-:]|%[0-9A-Fa-f]{2}|\\.))?
        |(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>[^\W\d]\w*)
  | (?P<open>\{)
  | (?P<close>\})
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of query text: its kind, the text, and where it starts."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of query text, without comments."""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "other"
        if kind != "comment":
            yield Token(kind, found.group(), found.start())


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
        if token.kind == "space":
            continue
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


def form(text: str) -> str:
    """Return the form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE, or the first keyword.

    >>> form("PREFIX a: <a:> # SELECT\\nASK { ?s ?p ?o }")
    'ASK'
    """
    skip = 0
    for token in tokens(text):
        if token.kind == "word":
            word = token.text.upper()
            if word in ("PREFIX", "BASE"):
                skip = 1
            elif skip:
                skip = 0
            else:
                return word
        elif token.kind in ("iri", "name"):
            skip = 0
    return ""
