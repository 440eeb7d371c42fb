"""Looks over a query file: is its header complete, is it safe, will it run anywhere.

Each rule stands for something that was seen to go wrong; what engines differ in was
measured (docs/engines.md).

>>> [p.rule for p in lint(QueryFile("a", "ASK { ?s ?p ?o }", title="A"))]
['header', 'header', 'header']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from imet_graph.engines import syntax_error
from imet_graph.errors import QuerySyntaxError, UnsafeQuery
from imet_graph.queries.guard import check
from imet_graph.queries.header import QueryFile
from imet_graph.queries.text import Token, line_and_column, tokens, variables
from imet_graph.rdf import vocab

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib.plugins.sparql.sparql import Query


class Problem(NamedTuple):
    """Something to mend: its line (1 for the whole file), the rule, and what to write."""

    line: int
    rule: str
    message: str


def lint(query: QueryFile) -> list[Problem]:
    """Return what is wrong with a query file, in the order of its lines.

    The query is parsed, by two parsers, but not asked.
    """
    fatal = list(_fatal(query))
    rules = () if fatal else _RULES
    said = (problem for rule in rules for problem in rule(query))
    return sorted([*_header(query), *fatal, *said])


def _header(query: QueryFile) -> Iterator[Problem]:
    for key in ("title", "summary", "question"):
        if not getattr(query, key):
            yield Problem(1, "header", f"Add `#+ {key}: …`.")
    if not query.tags and query.title:
        yield Problem(1, "header", "Add `#+ tags: […]`, by which `query --list --tag` finds it.")
    if query.question and not query.question.endswith("?"):
        yield Problem(1, "header", "Let the question end with a question mark.")
    used = variables(query.text)
    for parameter in query.parameters:
        name = parameter.name
        declared = rf"""^#\+.*name:\s*["']?{re.escape(name)}\b"""
        found = re.search(declared, query.text, re.MULTILINE)
        line = line_and_column(query.text, found.start())[0] if found else 1
        if name not in used:
            said = f"?{name} is declared but stands nowhere in the query."
            yield Problem(line, "parameter", said)
        for key in ("description", "prompt", "example"):
            if not getattr(parameter, key):
                yield Problem(line, "parameter", f"Give {name} a {key}.")


def _fatal(query: QueryFile) -> Iterator[Problem]:
    """Parse what is safe with Oxigraph, without the prefixes that imet-graph would lend it."""
    from imet_graph.engines.local import parse

    try:
        check(query.text, allow=query.allow)
        if "SERVICE" not in query.allow:  # the engine is given no text that it could send
            parse(query.text, prefixes={})
    except UnsafeQuery as error:
        found = re.search(r"line (\d+)", error.message)
        yield Problem(int(found[1]) if found else 1, "safe", str(error))
    except QuerySyntaxError as error:
        why = error.message.removeprefix("The query is not valid SPARQL")
        yield Problem(error.line or 1, "syntax", f"Not SPARQL 1.1{why}")


def _unused_prefixes(query: QueryFile) -> Iterator[Problem]:
    listed = list(tokens(query.text))
    declared: dict[str, Token] = {}
    used: set[str] = set()
    for before, token in pairwise(listed):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before.text.upper() == "PREFIX":
                declared[prefix] = token
            else:
                used.add(prefix)
    for prefix, token in declared.items():
        if prefix not in used:
            yield _at(query, token, "prefix", f"The prefix {prefix}: is declared and not used.")


def _limits(query: QueryFile) -> Iterator[Problem]:
    """LIMIT cuts where it likes among rows that ORDER BY does not tell apart."""
    orders: list[list[Token]] = [[]]
    reading = False
    for token in tokens(query.text):
        word = token.text.upper() if token.kind == "word" else ""
        if token.kind == "open":
            orders.append([])
            reading = False
        elif token.kind == "close" and len(orders) > 1:
            orders.pop()
            reading = False
        elif word == "ORDER":
            reading = True
        elif word in ("LIMIT", "OFFSET"):
            reading = False
            if word == "LIMIT" and len(orders[-1]) < 2:
                yield _at(
                    query, token, "ties",
                    "Break ties before LIMIT: let ORDER BY end with what tells rows apart.",
                )  # fmt: skip
        elif reading and token.kind == "variable":
            orders[-1].append(token)


def _unbound(query: QueryFile) -> Iterator[Problem]:
    """A variable that stands once, in an expression, is nearly always a slip of the pen.

    Not so ``?unknown``: bound nowhere, it leaves a cell empty where no figure is known.
    """
    meant = {"unknown", *(p.name for p in query.parameters)}
    seen: dict[str, list[tuple[Token, bool]]] = {}
    depths = [0]
    before = ""
    for token in tokens(query.text):
        if token.kind == "open":
            depths.append(0)
        elif token.kind == "close" and len(depths) > 1:
            depths.pop()
        elif token.text in ("(", ")"):
            depths[-1] += 1 if token.text == "(" else -1
        elif token.kind == "variable":
            made = before in ("AS", "VALUES") or depths[-1] == 0
            seen.setdefault(token.text[1:], []).append((token, made))
        before = token.text.upper()
    for name, places in seen.items():
        if name not in meant and len(places) == 1 and not places[0][1]:
            yield _at(query, places[0][0], "unbound", f"?{name} gets a value nowhere.")


def _portable(query: QueryFile) -> Iterator[Problem]:
    """Virtuoso loses rows for `<=` between dates, and rdflib has no cast to xsd:date."""
    dates = {p.name for p in query.parameters if p.type == "date"}
    listed = list(tokens(query.text))
    for i, token in enumerate(listed):
        if token.kind == "word" and token.text.upper() == "GRAPH":
            yield _at(
                query, token, "portable",
                "Leave GRAPH out: which graphs there are differs from one engine to another.",
            )  # fmt: skip
        sign = "".join(t.text for t in listed[i : i + 2])
        around = {t.text[1:] for t in (listed[i - 1], *listed[i + 2 : i + 3])}
        if sign == "<=" and around & dates:
            yield _at(
                query, token, "portable",
                "Write !(?a > ?b) for dates: Virtuoso loses rows for ?a <= ?b.",
            )  # fmt: skip
        if token.text == "xsd:date" and "".join(t.text for t in listed[i + 1 : i + 2]) == "(":
            yield _at(
                query, token, "portable",
                "Write STRDT(STR(?x), xsd:date): rdflib has no cast to it.",
            )  # fmt: skip


def parse(text: str) -> Query:
    """Return the algebra that rdflib makes of query text."""
    from pyparsing import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return translateQuery(parseQuery(text), initNs=vocab.PREFIXES)
    except ParseException as error:
        raise syntax_error(text, error.lineno, error.column, "this can't stand here.") from error
    except RecursionError as error:
        raise syntax_error(text, None, None, "it is nested too deeply.") from error
    except Exception as error:  # an unknown prefix is a bare Exception in rdflib
        raise syntax_error(text, None, None, f"{error}.") from error


def _paths(query: QueryFile) -> Iterator[Problem]:
    """Virtuoso wants an ordinary triple about each end of a path of any length."""
    from rdflib import Variable
    from rdflib.paths import MulPath

    try:
        algebra = parse(query.text).algebra
    except QuerySyntaxError as error:
        yield Problem(error.line or 1, "portable", f"rdflib can't parse it: {error.message}")
        return
    parameters = {p.name for p in query.parameters}
    for triples in _basic_patterns(algebra):
        plain = {t for s, p, o in triples if not isinstance(p, MulPath) for t in (s, o)}
        for subject, path, thing in triples:
            if not (isinstance(path, MulPath) and path.mod in "+*"):
                continue
            lacking = [
                str(end) for end in (subject, thing)
                if isinstance(end, Variable) and end not in plain and str(end) in parameters
            ]  # fmt: skip
            fixed = not (isinstance(subject, Variable) and isinstance(thing, Variable))
            joined = subject in plain or thing in plain
            if lacking or (fixed and joined):
                what = f"?{lacking[0]}" if lacking else "both ends"
                yield Problem(
                    1, "portable",
                    f"Give {what} of the path {path.n3()} an ordinary triple beside it, such as "
                    "its class: Virtuoso answers wrongly without.",
                )  # fmt: skip


def _basic_patterns(part: Any) -> Iterator[list[tuple[Any, Any, Any]]]:
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(part, CompValue) and dict.get(part, "triples"):
        yield list(_triples(dict.__getitem__(part, "triples")))
    if isinstance(part, dict):
        for inner in part.values():
            yield from _basic_patterns(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _basic_patterns(inner)


def _triples(listed: list[Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the triples of a pattern, of which rdflib keeps those inside EXISTS as it read them.

    There one item is a subject with all that `;` and `,` add to it, in one flat list,
    and in an expression of SELECT its paths are no paths yet.
    """
    from rdflib.plugins.sparql.algebra import translatePath, traverse
    from rdflib.plugins.sparql.parserutils import CompValue

    for item in listed:
        for start in range(0, len(item), 3):
            subject, path, thing = item[start : start + 3]
            if isinstance(path, CompValue):
                path = traverse(path, visitPost=translatePath)
            yield subject, path, thing


def _citations(query: QueryFile) -> Iterator[Problem]:
    """What is cited must be a column, or --cite has nothing to look up."""
    head = query.text.split("{", 1)[0]
    if "SELECT" not in head.upper() or "*" in head:
        return
    for name in query.cite:
        if not re.search(rf"[?$]{re.escape(name)}\b", head):
            yield Problem(1, "cite", f"`cite` names {name}, which is no column of the answer.")


def _at(query: QueryFile, token: Token, rule: str, message: str) -> Problem:
    return Problem(line_and_column(query.text, token.start)[0], rule, message)


_RULES: tuple[Callable[[QueryFile], Iterator[Problem]], ...] = (
    _unused_prefixes,
    _limits,
    _unbound,
    _portable,
    _paths,
    _citations,
)
