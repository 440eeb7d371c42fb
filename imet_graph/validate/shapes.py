"""Reads SHACL shapes from Turtle files into plain objects.

What the engine can't do is an error here, never a constraint that is left out
in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath

from imet_graph.errors import ParseProblem
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Quad, Term
from imet_graph.validate.paths import SH, Path, read_path
from imet_graph.validate.report import Severity

_RDF = vocab.EXTERNAL["rdf"]

_SIMPLE = {
    "class": "Class",
    "datatype": "Datatype",
    "nodeKind": "NodeKind",
    "minCount": "MinCount",
    "maxCount": "MaxCount",
    "minExclusive": "MinExclusive",
    "minInclusive": "MinInclusive",
    "maxExclusive": "MaxExclusive",
    "maxInclusive": "MaxInclusive",
    "minLength": "MinLength",
    "maxLength": "MaxLength",
    "pattern": "Pattern",
    "languageIn": "LanguageIn",
    "uniqueLang": "UniqueLang",
    "equals": "Equals",
    "disjoint": "Disjoint",
    "lessThan": "LessThan",
    "lessThanOrEquals": "LessThanOrEquals",
    "hasValue": "HasValue",
    "in": "In",
    "or": "Or",
    "and": "And",
    "xone": "Xone",
    "not": "Not",
    "node": "Node",
    "sparql": "SPARQL",
}
_LISTS = frozenset({"in", "languageIn"})
_SHAPE_LISTS = frozenset({"or", "and", "xone"})
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_OTHER = frozenset(
    {
        *("path", "property", "severity", "message", "name", "description", "order", "group"),
        *("deactivated", "flags", "select", "prefixes", "defaultValue", *_TARGETS),
    }
)


@dataclass(frozen=True)
class Constraint:
    """One constraint: ``component`` is the local part of its SHACL component's IRI."""

    component: str
    values: tuple[Term, ...] = ()
    shapes: tuple[Shape, ...] = ()
    flags: str = ""
    select: str = ""
    message: str | None = None
    node: Term | None = None


@dataclass(frozen=True)
class Shape:
    """A node shape (``path`` is None) or a property shape."""

    iri: str
    path: Path | None
    severity: Severity
    message: str | None
    name: str | None
    constraints: tuple[Constraint, ...]
    properties: tuple[Shape, ...]
    targets: tuple[tuple[str, Term], ...]


class ShapesGraph:
    """The triples of shapes files, indexed by subject."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.about: dict[Term, dict[str, list[Term]]] = {}
        for quad in quads:
            facts = self.about.setdefault(quad.subject, {})  # type: ignore[arg-type]
            facts.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]

    def values(self, node: Term, name: str) -> list[Term]:
        """Return the values of a property of SHACL."""
        return self.about.get(node, {}).get(SH + name, [])

    def value(self, node: Term, name: str) -> Term | None:
        """Return one value of a property of SHACL, or None."""
        found = self.values(node, name)
        return found[0] if found else None

    def text(self, node: Term, name: str) -> str | None:
        """Return the text of a literal, or None."""
        found = self.value(node, name)
        return found.value if isinstance(found, Literal) else None

    def members(self, head: Term) -> list[Term]:
        """Return the members of an RDF list; an empty list for anything else."""
        found: list[Term] = []
        while (facts := self.about.get(head, {})).get(_RDF + "first"):
            found.append(facts[_RDF + "first"][0])
            head = facts[_RDF + "rest"][0]
        return found


def read_shapes(files: Iterable[FilePath]) -> tuple[Shape, ...]:
    """Return the node shapes that have a target, in the order of their IRIs.

    Raises:
        FileProblem, ParseProblem: naming the file and line, or the shape and
            the part of SHACL that the engine lacks.
    """
    from imet_graph.engines.local import read_rdf

    graph = ShapesGraph(quad for file in files for quad in read_rdf(file))
    targeted = [
        node
        for node, facts in graph.about.items()
        if any(SH + target in facts for target in _TARGETS)
    ]
    return tuple(_shape(graph, node) for node in sorted(targeted, key=str))


def _shape(graph: ShapesGraph, node: Term) -> Shape:
    facts = graph.about.get(node, {})
    if any(t.value == "true" for t in graph.values(node, "deactivated")):
        facts = {}
    for predicate in facts:
        local = predicate.removeprefix(SH)
        if local != predicate and local not in _SIMPLE and local not in _OTHER:
            raise ParseProblem(
                f"The shape {vocab.compact(node.value)} uses sh:{local}, which is not supported.",
                hint="Say it with another constraint or with sh:sparql.",
            )
    path = graph.value(node, "path")
    severity = graph.value(node, "severity")
    return Shape(
        iri=node.value if isinstance(node, NamedNode) else f"_:{node.value}",
        path=read_path(graph, path) if path is not None else None,
        severity=Severity.of_iri(severity.value) if severity is not None else Severity.VIOLATION,
        message=graph.text(node, "message"),
        name=graph.text(node, "name"),
        constraints=tuple(
            constraint
            for parameter, component in _SIMPLE.items()
            for value in facts.get(SH + parameter, [])
            for constraint in [_constraint(graph, node, parameter, component, value)]
        ),
        properties=tuple(
            _shape(graph, inner)
            for inner in sorted(facts.get(SH + "property", []), key=lambda t: t.value)
        ),
        targets=tuple(
            (kind, value)
            for kind in _TARGETS
            for value in sorted(facts.get(SH + kind, []), key=str)
        ),
    )


def _constraint(
    graph: ShapesGraph, node: Term, parameter: str, component: str, value: Term
) -> Constraint:
    name = f"{component}ConstraintComponent"
    if parameter in _LISTS:
        return Constraint(name, tuple(graph.members(value)))
    if parameter in _SHAPE_LISTS:
        return Constraint(name, shapes=tuple(_shape(graph, m) for m in graph.members(value)))
    if parameter in ("node", "not"):
        return Constraint(name, (value,), (_shape(graph, value),))
    if parameter == "sparql":
        return Constraint(
            name,
            select=graph.text(value, "select") or "",
            message=graph.text(value, "message"),
            node=value,
        )
    flags = graph.text(node, "flags") or "" if parameter == "pattern" else ""
    return Constraint(name, (value,), flags=flags)
