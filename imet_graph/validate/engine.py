"""Applies SHACL shapes to a graph by one SPARQL query for each constraint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from imet_graph import vocab
from imet_graph.backends.base import Backend
from imet_graph.errors import ParseProblem
from imet_graph.results import Table
from imet_graph.terms import NamedNode, Term, text_of
from imet_graph.validate.components import (
    Subclasses,
    expression,
    members,
    value_query,
    whole_query,
)
from imet_graph.validate.paths import SH, Path
from imet_graph.validate.report import Finding
from imet_graph.validate.shapes import Constraint, Shape

_TRIPLE = {
    "targetSubjectsOf": "?this {} ?targetObject .",
    "targetObjectsOf": "?targetSubject {} ?this .",
    "targetNode": "VALUES ?this {{ {} }}",
}


def apply_shapes(backend: Backend, shapes: Iterable[Shape]) -> list[Finding]:
    """Return what breaks the shapes, each finding once.

    The graph must hold the ontology's rdfs:subClassOf statements, since a shape
    for a class applies to its subclasses.

    Raises:
        ParseProblem: if a shape can't be applied.
    """
    classes = subclasses(backend)
    found: dict[tuple[str, ...], Finding] = {}
    for shape in shapes:
        target = target_pattern(shape.targets, classes)
        for part in (shape, *shape.properties):
            for constraint in part.constraints:
                for finding in _apply(backend, constraint, part, target, classes):
                    found.setdefault(finding.key(), finding)
    return list(found.values())


def subclasses(backend: Backend) -> Subclasses:
    """Return, for each class that has subclasses, those and itself."""
    below: dict[str, set[str]] = {}
    query = f"SELECT ?sub ?super WHERE {{ ?sub <{vocab.EXTERNAL['rdfs']}subClassOf> ?super }}"
    for sub, above in rows(backend, query):
        below.setdefault(text_of(above), set()).add(text_of(sub))

    def closure(name: str, seen: frozenset[str]) -> frozenset[str]:
        found = {name}
        for sub in below.get(name, ()):
            if sub not in seen:
                found |= closure(sub, seen | {name})
        return frozenset(found)

    return {name: closure(name, frozenset()) for name in below}


def rows(backend: Backend, query: str) -> Iterator[tuple[Term | None, ...]]:
    """Yield the rows of a SELECT query."""
    result = backend.query(query)
    if not isinstance(result, Table):
        raise ParseProblem("A rule is no SELECT query: " + " ".join(query.split())[:80])
    return iter(result)


def target_pattern(targets: Iterable[tuple[str, Term]], classes: Subclasses) -> str:
    """Return the SPARQL pattern that binds ?this to each focus node."""
    patterns: list[str] = []
    for kind, term in targets:
        if kind == "targetClass":
            patterns += [f"?this a <{name}> ." for name in members(term.value, classes)]
        else:
            value = f"<{term.value}>" if isinstance(term, NamedNode) else str(term)
            patterns.append(_TRIPLE[kind].format(value))
    unique = list(dict.fromkeys(patterns))
    if len(unique) == 1:
        return unique[0]
    return " UNION ".join(f"{{ {pattern} }}" for pattern in unique)


def _apply(
    backend: Backend, constraint: Constraint, shape: Shape, target: str, classes: Subclasses
) -> Iterator[Finding]:
    query = whole_query(constraint, shape, target)
    if query is None:
        good = expression(constraint, classes)
        if good is None:
            raise ParseProblem(f"sh:{constraint.component} can't be applied.")
        query = value_query(good, shape, target)
    result = backend.query(query)
    if not isinstance(result, Table):
        raise ParseProblem(f"The SPARQL constraint of {vocab.compact(shape.iri)} is no SELECT.")
    for row in result:
        bound = dict(zip(result.variables, row, strict=True))
        focus = bound.get("this")
        if focus is not None:
            yield _finding(focus, bound, constraint, shape)


def _finding(
    focus: Term, bound: dict[str, Term | None], constraint: Constraint, shape: Shape
) -> Finding:
    value = bound.get("value")
    path = shape.path
    if constraint.component.startswith("SPARQL"):
        named = bound.get("path")
        path = Path("predicate", (named.value,)) if isinstance(named, NamedNode) else path
        if value is None and shape.path is None:
            value = focus
    return Finding(
        focus=focus,
        path=path,
        value=value,
        shape=shape.iri,
        component=SH + constraint.component,
        severity=shape.severity,
        message=_fill(constraint.message or shape.message or "", bound),
        property_label=shape.name or "" if shape.path == path else "",
    )


def _fill(message: str, bound: dict[str, Term | None]) -> str:
    """Put the values of variables into the places that a message has for them."""

    def value(match: re.Match[str]) -> str:
        term = bound.get(match[1])
        return vocab.compact(text_of(term)) if term is not None else match[0]

    return re.sub(r"\{[?$](\w+)\}", value, message)
