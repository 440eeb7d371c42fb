"""Applies SHACL shapes to a graph by one SPARQL query for each constraint."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from imet_graph.answers import Table
from imet_graph.engines.base import Backend
from imet_graph.errors import ParseProblem
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Term, text_of
from imet_graph.validate.components import Subclasses, expression, members, value_query
from imet_graph.validate.paths import SH, Path
from imet_graph.validate.report import Finding
from imet_graph.validate.shapes import Constraint, Shape
from imet_graph.validate.wholes import needs_target, whole_query

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
    run = _Run(backend, subclasses(backend))
    used = {text_of(row[0]) for row in rows(backend, "SELECT DISTINCT ?class { ?thing a ?class }")}
    found: dict[tuple[str, ...], Finding] = {}
    for shape in shapes:
        targets = target_patterns(shape.targets, run.classes, used)
        if not targets:
            continue
        for part in (shape, *shape.properties):
            for constraint in part.constraints:
                for finding in run.apply(constraint, part, targets):
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


def target_patterns(
    targets: Iterable[tuple[str, Term]], classes: Subclasses, used: Container[str]
) -> list[str]:
    """Return SPARQL patterns that bind ?this to the focus nodes, without classes not in use."""
    patterns: list[str] = []
    for kind, term in targets:
        if kind == "targetClass":
            names = (name for name in members(term.value, classes) if name in used)
            patterns += [f"?this a <{name}> ." for name in names]
        else:
            value = f"<{term.value}>" if isinstance(term, NamedNode) else str(term)
            patterns.append(_TRIPLE[kind].format(value))
    return list(dict.fromkeys(patterns))


class _Run:
    """One application of shapes to a graph, which knows what was asked already."""

    def __init__(self, backend: Backend, classes: Subclasses) -> None:
        self.backend = backend
        self.classes = classes
        self._silent: set[str] = set()

    def apply(self, constraint: Constraint, shape: Shape, targets: list[str]) -> Iterator[Finding]:
        """Yield what breaks one constraint."""
        if not needs_target(constraint, shape):
            if self._is_silent(self._query(constraint, shape, "")):
                return
            # A query for each target, not one with a UNION of them: engines order the
            # joins of the former well, and of the latter sometimes very badly.
        elif not constraint.component.startswith("SPARQL"):
            targets = [" UNION ".join(f"{{ {target} }}" for target in targets)]
        for target in targets:
            result = self.backend.query(self._query(constraint, shape, target))
            if not isinstance(result, Table):
                raise ParseProblem(
                    f"The SPARQL constraint of {vocab.compact(shape.iri)} is no SELECT."
                )
            for row in result:
                bound = dict(zip(result.variables, row, strict=True))
                focus = bound.get("this")
                if focus is not None:
                    yield _finding(focus, bound, constraint, shape)

    def _is_silent(self, query: str) -> bool:
        """Return whether a query has no row; shapes of several classes ask alike."""
        if query not in self._silent and next(rows(self.backend, query), None) is None:
            self._silent.add(query)
        return query in self._silent

    def _query(self, constraint: Constraint, shape: Shape, target: str) -> str:
        query = whole_query(constraint, shape, target)
        if query is not None:
            return query
        good = expression(constraint, self.classes)
        if good is None:
            raise ParseProblem(f"sh:{constraint.component} can't be applied.")
        return value_query(good, shape, target)


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
