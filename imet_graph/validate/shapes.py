"""Reads SHACL shapes from Turtle files into plain objects.

What the engine can't do is an error here, never a constraint that is left out
in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath
from typing import NamedTuple

from imet_graph.errors import ParseProblem
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Quad, Term, Triple, text_of
from imet_graph.validate.report import SH, Severity

_RDF = vocab.EXTERNAL["rdf"]
_SUFFIX = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
PARAMETERS = (
    *("class", "datatype", "nodeKind", "minCount", "maxCount"),
    *("minExclusive", "minInclusive", "maxExclusive", "maxInclusive"),
    *("minLength", "maxLength", "pattern", "languageIn", "uniqueLang"),
    *("equals", "disjoint", "lessThan", "lessThanOrEquals", "hasValue", "in"),
    *("or", "and", "xone", "not", "node", "sparql"),
)
"""The properties of SHACL that say a constraint, each of one component."""

_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_KNOWN = frozenset(
    {
        *("path", "property", "severity", "message", "name", "description", "order", "group"),
        *("deactivated", "flags", "select", "prefixes", "defaultValue", *_TARGETS, *PARAMETERS),
    }
)


class Path(NamedTuple):
    """A property path; ``kind`` is predicate, inversePath, alternativePath, sequence, or a suffix.

    >>> first = Path("predicate", ("https://w3id.org/imet-graph/def#source",))
    >>> Path("inversePath", (first,)).sparql()
    '^<https://w3id.org/imet-graph/def#source>'
    """

    kind: str
    parts: tuple[Path | str, ...]

    @property
    def iri(self) -> str | None:
        """The IRI of a path of one property, None for longer ones."""
        return str(self.parts[0]) if self.kind == "predicate" else None

    @property
    def _inner(self) -> list[Path]:
        return [part for part in self.parts if isinstance(part, Path)]

    def sparql(self) -> str:
        """Return the path as SPARQL 1.1 writes it."""
        if self.iri:
            return f"<{self.iri}>"
        inner = [part.sparql() for part in self._inner]
        if self.kind == "inversePath":
            return f"^{inner[0]}"
        if self.kind in _SUFFIX:
            return f"({inner[0]}){_SUFFIX[self.kind]}"
        return f"({('|' if self.kind == 'alternativePath' else '/').join(inner)})"

    def predicates(self) -> list[str]:
        """Return the IRIs of the properties in the path, in order."""
        return [self.iri] if self.iri else [a for part in self._inner for a in part.predicates()]

    def node(self) -> tuple[Term, list[Triple]]:
        """Return the node that stands for the path in a report, and what describes it."""
        if self.iri:
            return NamedNode(self.iri), []
        node = BlankNode()
        if self.kind == "sequence":
            return node, list(_list(node, self._inner))
        if self.kind == "alternativePath":
            member: Term = BlankNode()
            more = list(_list(member, self._inner))  # type: ignore[arg-type]
        else:
            member, more = self._inner[0].node()
        return node, [Triple(node, NamedNode(SH + self.kind), member), *more]


def _list(head: BlankNode, members: list[Path]) -> Iterator[Triple]:
    for left, member in enumerate(members, 1 - len(members)):
        node, more = member.node()
        yield Triple(head, NamedNode(_RDF + "first"), node)
        yield from more
        rest = BlankNode()
        yield Triple(head, NamedNode(_RDF + "rest"), rest if left else NamedNode(_RDF + "nil"))
        head = rest


class Constraint(NamedTuple):
    """One constraint; ``parameter`` is the property of SHACL that says it, such as minCount."""

    parameter: str
    values: tuple[Term, ...] = ()
    shapes: tuple[Shape, ...] = ()
    flags: str = ""
    select: str = ""
    message: str | None = None

    @property
    def component(self) -> str:
        """The local part of the IRI of its component."""
        sparql = self.parameter == "sparql"
        name = "SPARQL" if sparql else self.parameter[0].upper() + self.parameter[1:]
        return f"{name}ConstraintComponent"


class Shape(NamedTuple):
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
        return next(iter(self.values(node, name)), None)

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


def read_path(graph: ShapesGraph, node: Term) -> Path:
    """Return the path at a node of the shapes graph."""
    if isinstance(node, NamedNode) and node.value != _RDF + "nil":
        return Path("predicate", (node.value,))
    for kind in ("inversePath", *_SUFFIX):
        inner = graph.value(node, kind)
        if inner is not None:
            return Path(kind, (read_path(graph, inner),))
    alternatives = graph.value(node, "alternativePath")
    members = graph.members(node if alternatives is None else alternatives)
    if not members:
        raise ParseProblem("A shape has a path that is not a SHACL property path.")
    kind = "sequence" if alternatives is None else "alternativePath"
    return Path(kind, tuple(read_path(graph, member) for member in members))


def _shape(graph: ShapesGraph, node: Term) -> Shape:
    facts = graph.about.get(node, {})
    if any(t.value == "true" for t in graph.values(node, "deactivated")):
        facts = {}
    for predicate in facts:
        local = predicate.removeprefix(SH)
        if local != predicate and local not in _KNOWN:
            raise ParseProblem(
                f"The shape {vocab.compact(node.value)} uses sh:{local}, which is not supported.",
                hint="Say it with another constraint or with sh:sparql.",
            )
    path = graph.value(node, "path")
    severity = graph.value(node, "severity")
    return Shape(
        iri=text_of(node),
        path=read_path(graph, path) if path is not None else None,
        severity=Severity.of_iri(severity.value) if severity is not None else Severity.VIOLATION,
        message=graph.text(node, "message"),
        name=graph.text(node, "name"),
        constraints=tuple(
            _constraint(graph, node, parameter, value)
            for parameter in PARAMETERS
            for value in facts.get(SH + parameter, [])
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


def _constraint(graph: ShapesGraph, node: Term, parameter: str, value: Term) -> Constraint:
    if parameter in ("in", "languageIn"):
        return Constraint(parameter, tuple(graph.members(value)))
    if parameter in ("or", "and", "xone"):
        return Constraint(parameter, shapes=tuple(_shape(graph, m) for m in graph.members(value)))
    if parameter in ("node", "not"):
        return Constraint(parameter, (value,), (_shape(graph, value),))
    if parameter == "sparql":
        select, message = graph.text(value, "select") or "", graph.text(value, "message")
        return Constraint(parameter, select=select, message=message)
    flags = graph.text(node, "flags") or "" if parameter == "pattern" else ""
    return Constraint(parameter, (value,), flags=flags)
