"""The constraint components that look at all values of a focus node together, as whole queries."""

from __future__ import annotations

import re
from collections.abc import Callable

from imet_graph.errors import ParseProblem
from imet_graph.queries.text import tokens
from imet_graph.validate.components import fails, written
from imet_graph.validate.shapes import Constraint, Shape

_REFUSED = frozenset({"VALUES", "MINUS", "SERVICE"})


def whole_query(constraint: Constraint, shape: Shape, target: str) -> str | None:
    """Return the query for a component that looks at all values together, or None."""
    make = _QUERIES.get(constraint.component.removesuffix("ConstraintComponent"))
    if make is None:
        return None
    path = shape.path.sparql() if shape.path else ""
    return make(constraint, path, target)


def needs_target(constraint: Constraint, shape: Shape) -> bool:
    """Return whether a query for the constraint says something only of given focus nodes.

    The others can be asked of the whole graph first: that nothing at all breaks
    them is the usual answer, and reading one property from end to end gives it
    fastest.
    """
    name = constraint.component.removesuffix("ConstraintComponent")
    return shape.path is None or name in ("MinCount", "HasValue", "SPARQL", "Equals")


def _min_count(constraint: Constraint, path: str, target: str) -> str:
    least = int(constraint.values[0].value)
    if least == 1:
        # By far the most frequent. MINUS reads the property's values once, in order;
        # FILTER NOT EXISTS looks each focus node up, a hundred times slower on disk.
        return f"SELECT DISTINCT ?this WHERE {{ {{ {target} }} MINUS {{ ?this {path} ?v }} }}"
    return (
        f"SELECT ?this WHERE {{ {target} OPTIONAL {{ ?this {path} ?v }} }} "
        f"GROUP BY ?this HAVING(COUNT(DISTINCT ?v) < {least})"
    )


def _max_count(constraint: Constraint, path: str, target: str) -> str:
    most = int(constraint.values[0].value)
    return (
        f"SELECT ?this WHERE {{ {target} ?this {path} ?v }} "
        f"GROUP BY ?this HAVING(COUNT(DISTINCT ?v) > {most})"
    )


def _has_value(constraint: Constraint, path: str, target: str) -> str:
    value = written(constraint.values[0])
    missing = f"?this {path} {value}" if path else f"FILTER(sameTerm(?this, {value}))"
    return f"SELECT DISTINCT ?this WHERE {{ {target} FILTER NOT EXISTS {{ {missing} }} }}"


def _unique_lang(constraint: Constraint, path: str, target: str) -> str:
    if constraint.values[0].value != "true":
        return f"SELECT ?this WHERE {{ {target} FILTER(false) }}"
    return (
        f"SELECT DISTINCT ?this WHERE {{ {target} ?this {path} ?v1 . ?this {path} ?v2 "
        'FILTER(lang(?v1) != "" && lcase(lang(?v1)) = lcase(lang(?v2)) && !sameTerm(?v1, ?v2)) }'
    )


def _equals(constraint: Constraint, path: str, target: str) -> str:
    other = written(constraint.values[0])
    return (
        f"SELECT DISTINCT ?this ?value WHERE {{ {target} "
        f"{{ ?this {path} ?value FILTER NOT EXISTS {{ ?this {other} ?value }} }} UNION "
        f"{{ ?this {other} ?value FILTER NOT EXISTS {{ ?this {path} ?value }} }} }}"
    )


def _less(operator: str) -> Callable[[Constraint, str, str], str]:
    def make(constraint: Constraint, path: str, target: str) -> str:
        return (
            f"SELECT DISTINCT ?this ?value WHERE {{ {target} ?this {path} ?value . "
            f"?this {written(constraint.values[0])} ?other "
            f"FILTER({fails(f'?value {operator} ?other')}) }}"
        )

    return make


def _sparql(constraint: Constraint, path: str, target: str) -> str:
    """Return a SPARQL constraint's own query with the target put in front of its pattern."""
    words = {token.text.upper() for token in tokens(constraint.select) if token.kind == "word"}
    if refused := sorted(words & _REFUSED):
        raise ParseProblem(
            f"A SPARQL constraint may not use {refused[0]}: "
            + " ".join(constraint.select.split())[:80],
            hint="SHACL forbids it, since $this is bound beforehand; use FILTER or UNION.",
        )
    query = re.sub(r"\$this\b", "?this", constraint.select).replace("$PATH", path)
    head, brace, body = query.partition("{")
    if not brace or "?this" not in head:
        raise ParseProblem(
            "A SPARQL constraint is no SELECT query of $this: " + " ".join(query.split())[:80]
        )
    return f"{head}{{ {target} {body}"


_QUERIES: dict[str, Callable[[Constraint, str, str], str]] = {
    "MinCount": _min_count,
    "MaxCount": _max_count,
    "HasValue": _has_value,
    "UniqueLang": _unique_lang,
    "Equals": _equals,
    "LessThan": _less("<"),
    "LessThanOrEquals": _less("<="),
    "SPARQL": _sparql,
}
