"""Binds parameters as RDF terms: a VALUES block in every group that uses one.

A block at the head of the outermost group alone would not reach a FILTER in a
sub-select or in a nested group, where SPARQL's scopes begin anew. So each group
in which the variable itself stands gets the block; blocks of the same variable
join. The outermost group also gets those of variables outside any group, as in
SELECT and GROUP BY. It gets no others: joined with a UNION of which only one
branch has the variable, Virtuoso would lose the other branch.

The text of a value never meets the text of the query: what is inserted is a
term in N-Triples form (docs/decisions/0004-binding.md).

>>> bind("ASK { ?s ?p ?o }", {"o": [Literal("a } b")]})
'ASK { VALUES ?o { "a } b" } ?s ?p ?o }'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from imet_graph.errors import ParameterError
from imet_graph.queries.text import Group, groups
from imet_graph.rdf.terms import Literal, Term

__all__ = ["Literal", "bind"]

_CODE_POINT = re.compile(r"\\u[0-9A-Fa-f]{4}", re.IGNORECASE)


def bind(text: str, values: Mapping[str, Sequence[Term]]) -> str:
    """Return query text in which each named variable can only have the given terms."""
    wanted = {name: terms for name, terms in values.items() if terms}
    if not wanted:
        return text
    root = groups(text)
    outside = set(root.variables)
    for group in root.children:
        if group.role == "template":
            outside |= group.variables
    places: list[tuple[int, set[str]]] = []
    for group in [g for g in root.children if g.role == "pattern"][:1]:
        group.variables |= outside
        _collect(group, set(wanted), places)
    pieces: list[str] = []
    done = 0
    for start, names in sorted(places):
        pieces.append(text[done : start + 1])
        pieces.append("".join(f" {_block(name, wanted[name])}" for name in sorted(names)))
        done = start + 1
    pieces.append(text[done:])
    return "".join(pieces)


def _collect(group: Group, wanted: set[str], places: list[tuple[int, set[str]]]) -> None:
    """Note each group from ``group`` down that needs blocks, with the variables they bind."""
    if group.role == "pattern":
        names = group.variables & wanted
        if names:
            places.append((group.start, names))
    for child in group.children:
        if child.role == "subselect":
            # Variables of its SELECT and GROUP BY clauses are bound in its WHERE group.
            for inner in child.children[:1]:
                inner.variables |= child.variables
            for inner in child.children:
                _collect(inner, wanted, places)
        elif child.role == "pattern":
            _collect(child, wanted, places)


def _block(name: str, terms: Sequence[Term]) -> str:
    for term in terms:
        # Some engines replace code point escapes before they see strings at all, and
        # would read another value; no escape of the backslash helps with them.
        if isinstance(term, Literal) and _CODE_POINT.search(term.value):
            raise ParameterError(
                f"The value of {name} has a backslash, u and hexadecimal digits in it.",
                hint="Write the character itself instead of its escape.",
            )
    return f"VALUES ?{name} {{ {' '.join(str(term) for term in terms)} }}"
