"""Compares results of different engines by value: 1.50 and 1.5 are the same decimal."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from imet_graph.answers import Result, Table, Triples, Truth
from imet_graph.queries.text import tokens
from imet_graph.rdf.terms import Literal, Term

XSD = "http://www.w3.org/2001/XMLSchema#"
Comparable = bool | list[tuple[str, ...]]


def value(term: Term | None) -> str:
    """Return a term as text that is the same for the same value."""
    if not isinstance(term, Literal):
        return str(term)
    kind = term.datatype.value.removeprefix(XSD)
    try:
        if kind in ("decimal", "integer", "int", "long"):
            # Every integer is a decimal: engines differ in which of them FLOOR gives.
            return f"{Decimal(term.value).normalize() + 0:f}"
        if kind in ("double", "float"):
            return f"{float(term.value):.12g} {kind}"
    except (InvalidOperation, ValueError):
        return str(term)
    if kind == "boolean":
        return f"{term.value in ('true', '1')} {kind}".lower()
    return str(term)


def ordered(text: str) -> bool:
    """Return whether a query has an ORDER BY outside any group."""
    depth = 0
    for token in tokens(text):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if token.kind == "word" and token.text.upper() == "ORDER" and depth == 0:
            return True
    return False


def comparable(result: Result, in_order: bool) -> Comparable:
    """Return a result as rows of values, sorted unless their order is part of the answer."""
    if isinstance(result, Truth):
        return result.value
    if isinstance(result, Triples):
        return sorted({tuple(map(value, (t.subject, t.predicate, t.object))) for t in result})  # type: ignore[arg-type]
    assert isinstance(result, Table)
    rows = [tuple(map(value, row)) for row in result]
    return rows if in_order else sorted(rows)
